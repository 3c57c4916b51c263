import type { MessageKind } from '../diagnostic.ts';

export const syntaxMessages: Readonly<Record<string, MessageKind>> = {};
