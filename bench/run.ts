/**
 * `npm run bench [-- --quick] [-- --only NAME] [-- --sizes 1,784] [-- --circuit torus] [-- --json FILE]`: speed on the reference circuits
 * as ratios to plain C float64 that runs in turn with each, peers beside; what compiling costs; what the hardware would do.
 * Timings are printed, never asserted (docs/bench.md). Words are parts of names of contenders, also of those that run only when named.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { dirname, resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { findToolbox } from '../sim/rtl/toolbox.ts';
import { type Compiled, compileTorus, type Hardware, hardwareOf } from './compile.ts';
import { type Contender, compare, type Effort, type Entry, type Ratio, type Ready, type Task } from './contender.ts';
import { msdsl } from './msdsl.ts';
import { ours } from './ours.ts';
import { brian2, cache, numpy, plainC } from './peers.ts';
import { type Result, showCompiled, showHardware, showSpeeds } from './show.ts';
import { ngspice } from './spice.ts';

/** The arguments; what is wrong with them is said in a line. */
function asked<const T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
    process.exit(2);
  }
}
const usage = `npm run bench [-- OPTIONS] [-- WORDS]: speed on the reference circuits as ratios to plain C float64 (docs/bench.md)

  --quick             1 and 784 devices, one pair each, no large compiles
  --only NAME         only contenders whose name holds NAME; also those that run only when named. WORDS say the same
  --sizes 1,784       numbers of devices
  --circuit torus     or alone
  --json FILE         all figures; otherwise ${cache}/bench.json`;
const { values, positionals } = asked({
  allowPositionals: true,
  options: {
    help: { type: 'boolean', short: 'h', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    sizes: { type: 'string' },
    circuit: { type: 'string' },
    json: { type: 'string', default: `${cache}/bench.json` },
  },
});
if (values.help) {
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
const words = [...positionals, ...values.only].map((word) => word.toLowerCase());
const effort: Effort = values.quick ? { least: 0.1, pairs: 1 } : { least: 0.25, pairs: 3 };
const sizes: Readonly<Record<Task['circuit'], readonly number[]>> = {
  torus: values.quick ? [1, 784] : [1, 100, 784, 10_000, 1_000_000],
  alone: values.quick ? [784] : [1, 784],
};
/** Where spikes are counted to see that all compute the same. */
const agreement = { task: { circuit: 'torus', instances: 100 }, steps: 5000 } as const;

const box = findToolbox(resolve(import.meta.dirname, '..'), process.env);
const isAsked = ({ name }: { readonly name: string }): boolean =>
  words.some((word) => name.toLowerCase().includes(word));
/** Peers from PyPI are not even installed where others are asked for. */
const peers = [
  { name: 'Brian2', entry: brian2 },
  { name: 'msdsl', entry: msdsl },
].filter((peer) => words.length === 0 || isAsked(peer));
const others: Entry[] = [...ours(box), numpy(box), ngspice(box), ...peers.map(({ entry }) => entry(box))];
const entries = others.filter((entry) => (words.length === 0 ? !('aside' in entry) : isAsked(entry)));
const first = plainC(box);
if ('missing' in first) throw new Error(`there is no reference: ${first.missing}`);
const reference = first;

/** What a contender makes of a task: a ratio, or why there is none. */
async function race(entry: Entry, task: Task, beside: Ready | string): Promise<Ratio | string> {
  if ('missing' in entry) return entry.missing;
  try {
    const ready = await entry.prepare(task);
    if (typeof beside === 'string' || typeof ready === 'string') return String(ready);
    return await compare(beside, entry === reference ? beside : ready, task, effort);
  } catch (error) {
    return `it failed: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
  }
}
async function spikesOf(entry: Entry): Promise<number | null> {
  if ('missing' in entry) return null;
  try {
    const ready = await entry.prepare(agreement.task);
    return typeof ready === 'string' ? null : await ready.spikes(agreement.steps);
  } catch {
    return null; // the race says what failed
  }
}

const results: Result[] = [];
for (const circuit of ['torus', 'alone'] as const) {
  if (values.circuit && values.circuit !== circuit) continue;
  for (const instances of values.sizes?.split(',').map(Number) ?? sizes[circuit]) {
    const task = { circuit, instances };
    const beside = await reference.prepare(task);
    for (const entry of [reference, ...entries]) {
      // Peers that need long to be built are shown on the torus, unless somebody asks for them.
      if (circuit === 'alone' && words.length === 0 && 'torusOnly' in entry) continue;
      process.stderr.write(`\r\x1b[K${circuit} ${instances}: ${entry.name}`);
      results.push({ name: entry.name, task, result: await race(entry, task, beside) });
    }
  }
}
const spikes = new Map<string, number | null>();
for (const entry of [reference, ...entries]) {
  process.stderr.write(`\r\x1b[Kspikes: ${entry.name}`);
  spikes.set(entry.name, await spikesOf(entry));
}

const compiled: Compiled[] = [];
const hardware: Hardware[] = [];
if (words.length === 0) {
  for (const instances of values.quick ? [784] : [784, 10_000, 100_000, 1_000_000].map(wholeRows)) {
    process.stderr.write(`\r\x1b[Kcompiling ${instances}`);
    compiled.push(compileTorus(instances));
  }
  for (const lanes of [1, 2, 4, 8, 14]) hardware.push(hardwareOf(784, lanes));
}
process.stderr.write('\r\x1b[K');

/** The nearest number of instances that makes a square sheet. */
function wholeRows(instances: number): number {
  return Math.round(Math.sqrt(instances)) ** 2;
}
const made = [reference, ...entries].filter((entry): entry is Contender => !('missing' in entry));
const load = { average: loadavg()[0]!, cores: availableParallelism() };
for (const line of showSpeeds(results, made, spikes, load)) console.log(line);
for (const line of showCompiled(compiled)) console.log(line);
const at784 = results.find(
  ({ name, task }) => name === reference.name && task.circuit === 'torus' && task.instances === 784,
);
for (const line of showHardware(hardware, at784 ?? null)) console.log(line);
mkdirSync(dirname(values.json), { recursive: true });
const versions = Object.fromEntries(made.map(({ name, version }) => [name, version]));
const document = { versions, load, agreement, spikes: Object.fromEntries(spikes), results, compiled, hardware };
writeFileSync(values.json, `${JSON.stringify(document, null, 1)}\n`);
console.log(`all figures: ${values.json}`);
