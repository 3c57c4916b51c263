/**
 * One cell of the table, in a process of its own: `bench/run.ts` starts it, bounds its time, and reads a line of JSON for each thing
 * that is known. Nobody's garbage, warm code or crash meets the next contender.
 */
import { resolve } from 'node:path';
import { findToolbox } from '../sim/rtl/toolbox.ts';
import { compare, type Effort, type Ratio, type Task } from './contender.ts';
import { others, reference } from './contenders.ts';
import { cache } from './peers.ts';
import { keepNumbers } from './reference.ts';

/** What a cell is asked for. */
export interface Job {
  readonly name: string;
  readonly task: Task;
  readonly effort: Effort;
  /** Name of this run of the bench. */
  readonly run: string;
  /** Also the spikes of so many first steps. 0: not asked. */
  readonly spikeSteps: number;
}
/** What it says, one a line. */
export type Word =
  /** It is built and stands before its task. */
  | { readonly kind: 'ready'; readonly version: string; readonly lacks: string | null }
  /** A ratio, or why there is none; bytes of memory of the process at its peak. */
  | { readonly kind: 'result'; readonly result: Ratio | string; readonly peakMemory: number }
  | { readonly kind: 'spikes'; readonly spikes: number | null };

function say(word: Word): void {
  process.stdout.write(`${JSON.stringify(word)}\n`);
}
function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}
function result(of: Ratio | string): void {
  say({ kind: 'result', result: of, peakMemory: peakMemory() });
}

async function make({ name, task, effort, run, spikeSteps }: Job): Promise<void> {
  const listed = [reference, ...others].find((each) => each.name === name)!;
  const box = findToolbox(resolve(import.meta.dirname, '..'), process.env);
  keepNumbers(cache, run);
  const [entry, first] = [await listed.make(box), await reference.make(box)];
  if ('missing' in entry) return result(entry.missing);
  if ('missing' in first) return result(`there is no reference: ${first.missing}`);
  const ready = await entry.prepare(task);
  say({ kind: 'ready', version: entry.version, lacks: entry.lacks ?? null });
  if (typeof ready === 'string') return result(ready);
  const beside = await first.prepare(task);
  if (typeof beside === 'string') return result(beside);
  if (effort.pairs > 0) result(await compare(beside, listed === reference ? beside : ready, task, effort));
  if (spikeSteps > 0) say({ kind: 'spikes', spikes: await ready.spikes(spikeSteps) });
}

/** Enough of a message to know what it is about. */
function firstLines(message: string): string {
  return message
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 2)
    .join(' ');
}

const job: Job = JSON.parse(process.argv[2]!);
try {
  await make(job);
} catch (error) {
  result(`it failed: ${error instanceof Error ? firstLines(error.message) : String(error)}`);
}
