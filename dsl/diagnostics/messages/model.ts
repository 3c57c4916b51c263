import type { MessageKind } from '../diagnostic.ts';

export const modelMessages: Readonly<Record<string, MessageKind>> = {};
