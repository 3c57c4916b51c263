/**
 * Polynomial tables written out: one word per input code instead of an evaluation per step. Exact, because every word is made
 * by the table's own algorithm; worth it when a run is long.
 */
import { type FixedSite, integerRange, type PolynomialTable, tableEvaluator } from '../../compiler/ops/index.ts';
import type { Bounds, NodeId, Words } from './node.ts';
import type { Trace } from './trace.ts';

/** The codes to write out: all that can come if they are few, else those that the table does not clamp. */
function codesOf(table: PolynomialTable, argument: Bounds, mostCodes: bigint): Bounds | null {
  if (argument.high - argument.low < mostCodes) return { low: argument.low, high: argument.high };
  return table.highCode - table.lowCode < mostCodes ? { low: table.lowCode, high: table.highCode } : null;
}
/** The value as a node that loads its word; null where the table is too long, or where a flag must be raised on the way. */
export function traceDirect(trace: Trace, site: FixedSite, argument: NodeId, most: bigint): NodeId | null {
  const { table } = site;
  const codes = table && codesOf(table, trace.get(argument), most);
  if (!table || !codes || !isShort(site)) return null;
  const words = writeOut(table, site, codes, trace.flag !== null);
  if (!words) return null;
  const index = trace.subtract(trace.clamp(argument, codes.low, codes.high), trace.constant(codes.low));
  return trace.loadWord(words, index);
}
function isShort({ result }: FixedSite): boolean {
  const { low, high } = integerRange(result);
  return low >= -(1n << 31n) && high < 1n << 31n;
}

/** null when a number is too large for float64, or saturates although that raises a flag. */
function writeOut(table: PolynomialTable, site: FixedSite, codes: Bounds, flagged: boolean): Words | null {
  const evaluate = tableEvaluator(table);
  const [low, high] = [Number(codes.low), Number(codes.high)];
  const range = integerRange(site.result);
  const [least, most] = [Number(range.low), Number(range.high)];
  const scale = 2 ** (site.result.fraction - table.workFraction);
  const words = new Int32Array(high - low + 1);
  for (let code = low; code <= high; code++) {
    const exact = evaluate(code) * scale;
    if (!(Math.abs(exact) < 2 ** 52)) return null;
    const floor = Math.floor(exact);
    const rest = exact - floor;
    const up = site.rounding === 'nearestEven' && (rest > 0.5 || (rest === 0.5 && floor % 2 !== 0));
    const rounded = up ? floor + 1 : floor;
    if (rounded < least || rounded > most) {
      if (flagged || site.overflow !== 'saturate') return null;
    }
    words[code - low] = Math.min(Math.max(rounded, least), most);
  }
  return words;
}
