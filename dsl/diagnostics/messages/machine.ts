import type { MessageKind } from '../diagnostic.ts';

export const machineMessages: Readonly<Record<string, MessageKind>> = {};
