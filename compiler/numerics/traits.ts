/**
 * What numerics must know of operations beyond their table entries: which results are exact when they keep all fraction
 * bits of their arguments, and which are smooth enough to lie inside a table.
 */
import { operation, type ValueId } from '../ops/index.ts';

/** The result has the fraction bits of its arguments: nothing to round. */
const exact: ReadonlySet<string> = new Set([
  'add',
  'subtract',
  'negate',
  'minimum',
  'maximum',
  'absolute',
  'select',
  'wrap',
  'resize',
]);
/** Results are whole numbers. */
const whole: ReadonlySet<string> = new Set(['sign', 'floor']);
/** Exact operations without a kink: constants and slopes pass through them unchanged. */
const smooth: ReadonlySet<string> = new Set(['add', 'subtract', 'negate', 'multiply', 'divide']);

export const isExact = (op: string): boolean => exact.has(op);
export const isWhole = (op: string): boolean => whole.has(op);
/** May be part of a fused function. Decisions and kinks stay in hardware, where they cost little and are exact. */
export const isFusable = (op: string): boolean => smooth.has(op) || operation(op).fixed === null;
/** Is not worth (or not possible) in hardware of its own: dear enough to be tabulated. */
export const wantsTable = (op: string): boolean => op === 'divide' || operation(op).fixed === null;
/** By what an operation divides. */
export function divisorOf(op: string, args: readonly ValueId[]): ValueId | null {
  if (op === 'divide') return args[1]!;
  return op === 'reciprocal' ? args[0]! : null;
}
