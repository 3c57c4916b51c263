import type { MessageKind } from '../diagnostic.ts';

export const numericsMessages: Readonly<Record<string, MessageKind>> = {};
