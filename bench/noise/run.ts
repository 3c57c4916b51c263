/**
 * `npm run noise`: statistics of the random numbers. `-- --draws 1e7` says how many; `-- --dieharder` streams the raw words to
 * `dieharder -a -g 200`, `-- --dieharder 0,15,100` to single tests of it; `-- --dieharder --gigabytes 1` writes so much into a file first, from whose end
 * dieharder begins anew: what its longest tests see twice.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { threefry } from '../../compiler/ops/draw/threefry.ts';
import { drawHistogram, exactHistogram, judge, momentsOff, type Sample } from './statistics.ts';

const short = (x: number): string => x.toExponential(2);

function print(title: string, sample: Sample, exact: boolean): void {
  console.log(`${title}:`);
  const verdict = exact ? '' : `, probability of more ${sample.probability.toFixed(4)}`;
  console.log(`  distance from the normal distribution ${short(sample.distance)}${verdict}`);
  const { mean, variance, skewness, excess } = sample;
  console.log(
    `  mean ${short(mean)}, variance 1 ${variance < 1 ? '-' : '+'} ${short(Math.abs(variance - 1))}, skewness ${short(skewness)}, excess ${short(excess)}`,
  );
  if (!exact)
    console.log(
      `  in standard deviations: ${momentsOff(sample)
        .map((off) => off.toFixed(2))
        .join(', ')}`,
    );
  for (const { sigma, seen, expected } of sample.tails) {
    const off = exact
      ? `ratio ${(seen / expected).toFixed(6)}`
      : `${((seen - expected) / Math.sqrt(expected)).toFixed(2)} standard deviations off`;
    console.log(
      `  beyond ${sigma} sigma ${exact ? short(seen) : seen}, expected ${exact ? short(expected) : expected.toFixed(1)}: ${off}`,
    );
  }
}

/** Words of instances 0..255 in 64 steps from `step` on, as they are drawn. */
function drawn(step: number): Uint8Array {
  const words = new Uint32Array(2);
  const block = new Uint32Array(64 * 256 * 2);
  for (let k = 0, at = 0; k < 64; k++)
    for (let instance = 0; instance < 256; instance++, at += 2) {
      threefry(1, 0, instance, step + k, words);
      block.set(words, at);
    }
  return new Uint8Array(block.buffer);
}
/** Step after step, until the reader has enough. */
async function stream(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  let open = true;
  child.stdin.on('error', () => (open = false));
  child.on('exit', () => (open = false));
  for (let step = 0; open; step += 64)
    if (!child.stdin.write(drawn(step)))
      await Promise.race([new Promise((resolve) => child.stdin.once('drain', resolve)), ended]);
  return ended;
}
/** The same from a file of so many bytes. */
async function fromFile(bytes: number, command: string, args: readonly string[]): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'qnm-noise-'));
  try {
    const path = join(folder, 'words');
    const file = openSync(path, 'w');
    for (let [step, written] = [0, 0]; written < bytes; step += 64) written += writeSync(file, drawn(step));
    closeSync(file);
    const child = spawn(command, [...args, '-f', path], { stdio: ['ignore', 'inherit', 'inherit'] });
    return await new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function dieharder(tests: string, gigabytes: number): Promise<number> {
  const found = await new Promise<boolean>((resolve) => {
    const probe = spawn('dieharder', ['-l'], { stdio: 'ignore' });
    probe.on('error', () => resolve(false));
    probe.on('exit', () => resolve(true));
  });
  if (!found) {
    console.error('NOT TESTED: dieharder is not installed (Debian: apt-get install dieharder)');
    return 1;
  }
  for (const test of tests === 'all' ? [['-a']] : tests.split(',').map((number) => ['-d', number]))
    if (gigabytes > 0) await fromFile(1e9 * gigabytes, 'dieharder', [...test, '-g', '201']);
    else await stream('dieharder', [...test, '-g', '200']);
  return 0;
}

const { values, positionals } = parseArgs({
  options: {
    draws: { type: 'string', default: '1e7' },
    seed: { type: 'string', default: '1' },
    dieharder: { type: 'boolean' },
    gigabytes: { type: 'string', default: '0' },
  },
  allowPositionals: true,
});
if (values.dieharder) process.exitCode = await dieharder(positionals[0] ?? 'all', Number(values.gigabytes));
else {
  print('the algorithm, every octave and place', judge(exactHistogram()), true);
  const sample = judge(drawHistogram(Number(values.seed), Number(values.draws)));
  print(`${sample.draws} draws, seed ${values.seed}`, sample, false);
  const far = sample.tails.some(({ seen, expected }) => Math.abs(seen - expected) > 5 * Math.sqrt(expected) + 5);
  const off = momentsOff(sample).some((value) => Math.abs(value) > 5);
  if (sample.probability < 1e-4 || far || off) {
    console.error('FAILED: these are not normal numbers');
    process.exitCode = 1;
  }
}
