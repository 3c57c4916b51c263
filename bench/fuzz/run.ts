/**
 * `npm run fuzz -- --seeds 1000 [--from 1] [--quick] [--jobs 2] [--batch 25] [--shrink 60]`: random circuits through float64, the
 * bit-exact engines and the Verilog, and damaged ones through the compiler. Exit code 1 when a fault was found.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../../test/support/tools.ts';
import { campaign, emptyTally, type Tally } from './campaign.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    batch: { type: 'string', default: '25' },
    shrink: { type: 'string', default: '60' },
    quick: { type: 'boolean', default: false },
    /** One of the processes: prints its tally as the last line. */
    part: { type: 'string' },
  },
});
const [first, count, jobs] = [Number(values.from), Number(values.seeds), Number(values.jobs)];

async function part(index: number): Promise<void> {
  const seeds = Array.from({ length: count }, (_, k) => first + k).filter((seed) => seed % jobs === index);
  const tally = await campaign({
    seeds, quick: values.quick, batch: Number(values.batch), shrinkSeconds: Number(values.shrink),
    cacheDir: resolve(checkout, '.cache/fuzz/models'), say: (line) => process.stdout.write(`${line}\n`),
  }); // biome-ignore format: one request
  process.stdout.write(`tally ${JSON.stringify(tally)}\n`);
}

/** Runs one process and hands on what it says. */
function child(index: number): Promise<Tally> {
  const args = [...process.execArgv, process.argv[1]!, ...process.argv.slice(2), '--part', String(index)];
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let pending = '';
  let tally: Tally | null = null;
  running.stdout.on('data', (chunk: Buffer) => {
    const lines = (pending + chunk.toString()).split('\n');
    pending = lines.pop()!;
    for (const line of lines) {
      if (line.startsWith('tally ')) tally = JSON.parse(line.slice(6)) as Tally;
      else if (line.startsWith('progress ')) process.stderr.write(`process ${index}: ${line.slice(9)} seeds\n`);
      else process.stdout.write(`${line}\n`);
    }
  });
  return new Promise((done, failed) =>
    running.on('close', (code) =>
      tally ? done(tally) : failed(new Error(`process ${index} ended with code ${code}`)),
    ),
  );
}
function merge(all: readonly Tally[]): Tally {
  const sum = emptyTally();
  for (const t of all) {
    for (const key of ['seeds', 'verified', 'inHardware', 'parted', 'damaged', 'tightness', 'measured'] as const)
      sum[key] += t[key];
    for (const [code, n] of Object.entries(t.refused)) sum.refused[code] = (sum.refused[code] ?? 0) + n;
    sum.faults.push(...t.faults);
  }
  return sum;
}
function report(t: Tally, seconds: number): void {
  const refused = Object.entries(t.refused).map(([code, n]) => `${code} ${n}`);
  const kinds = new Map<string, number[]>();
  for (const { kind, seed } of t.faults) kinds.set(kind, [...(kinds.get(kind) ?? []), seed]);
  const lines = [
    `seeds                 ${t.seeds} (${first} to ${first + count - 1}), ${(seconds / Math.max(1, t.seeds)).toFixed(2)} s each`,
    `verified              ${t.verified}, of them ${t.inHardware} in Verilog (${values.quick ? 'left out: --quick' : 'every bit of every step'})`,
    `refused               ${refused.join(', ') || 'none'}`,
    `parted by a decision  ${t.parted}`,
    `predicted / worst     ${t.measured > 0 ? Math.exp(t.tightness / t.measured).toFixed(2) : '-'} (geometric mean)`,
    `damaged files         ${t.damaged}`,
    `faults                ${t.faults.length}`,
    ...[...kinds].map(([kind, seeds]) => `  ${kind}: seeds ${seeds.join(' ')}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

if (values.part !== undefined) await part(Number(values.part));
else {
  const started = performance.now();
  const tally = merge(await Promise.all(Array.from({ length: jobs }, (_, index) => child(index))));
  report(tally, (performance.now() - started) / 1000);
  process.exitCode = tally.faults.length > 0 ? 1 : 0;
}
