/** Where the time of a command went. */
import { passes } from '../../compiler/pipeline.ts';
import type { WorkTimes } from '../library/memory.ts';

export interface Timings {
  /** Seconds since the process began: when the command began, when the compiler had ended, when files were written. */
  readonly began: number;
  readonly compiled: number;
  readonly written: number;
  /** Seconds of the compiler's passes. */
  readonly passes: Readonly<Partial<Record<string, number>>>;
  /** Within the pass `numerics`. */
  readonly work: ReadonlyMap<string, WorkTimes>;
  /** Seconds of processor time, bytes at the peak. */
  readonly processor: number;
  readonly peakMemory: number;
}
const descriptions: Readonly<Record<string, string>> = {
  evidence: 'float64 runs: ranges, points',
  trial: 'bit-exact runs of formats beside float64',
  'local errors': 'bit-exact runs, step by step beside float64',
  floor: 'float64 beside its disturbed twin',
  tables: 'function tables',
};

/** Rows of phase, seconds and what it is. */
export function timingRows(timings: Timings): string[][] {
  const { began, compiled, written, work } = timings;
  const row = (name: string, seconds: number, what: string): string[] => [name, `${seconds.toFixed(3)} s`, what];
  const rows = [row('start', began, 'Node, the command line')];
  let known = 0;
  for (const { name, description } of passes) {
    const seconds = timings.passes[name];
    if (seconds === undefined) continue;
    known += seconds;
    rows.push(row(name, seconds, description));
    if (name !== 'numerics') continue;
    for (const [kind, { seconds: own, calls, found }] of work)
      rows.push(row(`  ${kind}`, own, `${descriptions[kind] ?? kind}: ${calls}, ${found} of them known from before`));
  }
  rows.push(row('describe', compiled - began - known, 'modules, files of the host, estimate'));
  rows.push(row('write', written - compiled, 'files, report'));
  const memory = `${timings.processor.toFixed(3)} s of processor time, ${Math.round(timings.peakMemory / 1e6)} MB at the peak`;
  rows.push(row('all', written, memory));
  return rows;
}
