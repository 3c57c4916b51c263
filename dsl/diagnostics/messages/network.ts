import type { MessageKind } from '../diagnostic.ts';

export const networkMessages: Readonly<Record<string, MessageKind>> = {};
