import type { MessageKind } from '../diagnostic.ts';

export const experimentMessages: Readonly<Record<string, MessageKind>> = {};
