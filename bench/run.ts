/**
 * `npm run bench`: speed on the reference circuits as ratios to plain C float64 that runs in turn with each, peers beside; what
 * compiling costs; what the hardware would do. Timings are printed, never asserted (docs/bench.md). Every cell of the table has its
 * time, and all of them together have theirs: the table always comes, also after Ctrl-C.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { asked } from './arguments.ts';
import type { Job, Word } from './cell.ts';
import { endChildren, runChild } from './child.ts';
import { type Compiled, compileTorus, type Hardware, hardwareOf } from './compile.ts';
import type { Task } from './contender.ts';
import { reference } from './contenders.ts';
import { cache } from './peers.ts';
import { keepNumbers } from './reference.ts';
import { cellText, ends, type Figures, type Made, type Result, show } from './show.ts';

const { tasks, namesOf, effort, compiled: sizes, lanes, minutes, json } = asked();
/** Where spikes are counted to see that all compute the same. */
const agreement = { task: { circuit: 'torus', instances: 100 }, steps: 5000 } as const;
/** Seconds for what is installed or built before a contender can run: kept for the next time. */
const preparation = 420;
/** Seconds that a build of the torus may take. */
const compiling = 180;

const began = performance.now();
const run = `${process.pid}-${Date.now()}`;
const loads: number[] = [];
const results: Result[] = [];
const spikes = new Map<string, number | null>();
const made = new Map<string, Made>();
const compiled: (Compiled | string)[] = [];
const hardware: Hardware[] = [];
let stopped = false;

const left = (): number => minutes * 60 - (performance.now() - began) / 1000;
/** Why nothing more is begun; null: there is time. */
function over(): string | null {
  if (stopped) return ends.stopped;
  return left() > 1 ? null : `${ends.late} ${minutes} minutes (--minutes)`;
}
function tell(line: string): void {
  const clear = process.stderr.isTTY ? '\r\x1b[2K' : '';
  process.stderr.write(`${clear}${line}\n`);
}
/** What runs now; only a terminal takes it back. */
function running(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${what} ...`);
}
function figures(): Figures {
  const average = loads.length === 0 ? 0 : loads.reduce((a, b) => a + b, 0) / loads.length;
  const load = { average, highest: Math.max(0, ...loads), cores: availableParallelism() };
  const seconds = Math.round((performance.now() - began) / 1000);
  return {
    seconds,
    load,
    made: [...made.values()],
    agreement,
    spikes: Object.fromEntries(spikes),
    results,
    compiled,
    hardware,
  };
}
function keep(): void {
  mkdirSync(dirname(json), { recursive: true });
  writeFileSync(json, `${JSON.stringify(figures(), null, 1)}\n`);
}

/** One contender before one task, in a process of its own. */
async function cell(name: string, task: Task, pairs: number): Promise<void> {
  const where = `${task.circuit} ${task.instances.toLocaleString('en-US')}: ${name}`;
  const isAgreement = task.circuit === agreement.task.circuit && task.instances === agreement.task.instances;
  const start = performance.now();
  const notBegun = over();
  let [result, peakMemory]: [Result['result'] | null, number | null] = [notBegun, null];
  if (notBegun === null) {
    running(where);
    loads.push(loadavg()[0]!);
    let ready = false;
    const job: Job = { name, task, effort: { ...effort, pairs }, run, spikeSteps: isAgreement ? agreement.steps : 0 };
    const script = join(import.meta.dirname, 'cell.ts');
    const { status, late, said } = await runChild(
      process.execPath,
      [...process.execArgv, script, JSON.stringify(job)],
      {
        seconds: Math.min(preparation, left()),
        line(text, extend) {
          const word: Word = JSON.parse(text);
          if (word.kind === 'ready') {
            ready = true;
            made.set(name, { name, version: word.version, lacks: word.lacks });
          }
          if (word.kind === 'result') ({ result, peakMemory } = word);
          if (word.kind === 'spikes') spikes.set(name, word.spikes);
          else extend(Math.min(1.5 * effort.budget, Math.max(1, left())));
        },
      },
    );
    if (stopped) result ??= over();
    else if (late && !ready)
      result ??= over() ?? `it was not built, or had not made its first steps, after ${preparation} s`;
    else if (late) result ??= over() ?? `one pair takes more than ${effort.budget} s here (--seconds)`;
    else if (status !== 0) result ??= `its process ended: ${said.trim().split('\n').at(-1) || 'killed'}`;
  }
  if (pairs === 0) return;
  const seconds = (performance.now() - start) / 1000;
  const found: Result = { name, task, result: result ?? 'it said nothing', peakMemory, seconds };
  results.push(found);
  if (notBegun !== null) return;
  tell(
    `${where}: ${typeof found.result === 'string' ? found.result : cellText(found.result)} (${seconds.toFixed(0)} s)`,
  );
  keep();
}

async function all(): Promise<void> {
  for (const instances of sizes) {
    running(`compiling ${instances}`);
    const found = over() ?? (await compileTorus(instances, Math.min(compiling, left())));
    compiled.push(
      typeof found === 'string' ? `${instances.toLocaleString('en-US')} devices: ${stopped ? over() : found}` : found,
    );
    tell(
      `compiling ${instances.toLocaleString('en-US')}: ${typeof found === 'string' ? found : `${found.command.toFixed(1)} s`}`,
    );
  }
  keepNumbers(cache, run);
  for (const count of lanes) if (!stopped) hardware.push(hardwareOf(784, count));
  for (const task of tasks) for (const name of [reference.name, ...namesOf(task)]) await cell(name, task, effort.pairs);
  const names = [...new Set(tasks.flatMap((task) => [reference.name, ...namesOf(task)]))];
  for (const name of names) if (!spikes.has(name)) await cell(name, agreement.task, 0);
}

process.on('SIGINT', () => {
  if (stopped) process.exit(130);
  stopped = true;
  endChildren();
});
await all();
rmSync(join(cache, 'numbers'), { recursive: true, force: true });
if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K');
keep();
for (const line of show(figures(), reference.name)) console.log(line);
console.log(`all figures: ${json}`);
if (stopped) process.exitCode = 130;
