/**
 * `npm run noise`: statistics of the random numbers. `-- --draws 1e7` says how many; `-- --dieharder` streams the raw words to
 * `dieharder -a -g 200`, `-- --dieharder 0,15,100` to single tests of it.
 */
import { spawn } from 'node:child_process';
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

/** Words of instances 0..255, step after step, as they are drawn; until the reader has enough. */
async function stream(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, args, { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  let open = true;
  child.stdin.on('error', () => (open = false));
  child.on('exit', () => (open = false));
  const words = new Uint32Array(2);
  for (let step = 0; open; step += 64) {
    const block = new Uint32Array(64 * 256 * 2);
    for (let k = 0, at = 0; k < 64; k++)
      for (let instance = 0; instance < 256; instance++, at += 2) {
        threefry(1, 0, instance, step + k, words);
        block.set(words, at);
      }
    if (!child.stdin.write(new Uint8Array(block.buffer)))
      await Promise.race([new Promise((resolve) => child.stdin.once('drain', resolve)), ended]);
  }
  return ended;
}

async function dieharder(tests: string): Promise<number> {
  const found = await new Promise<boolean>((resolve) => {
    const probe = spawn('dieharder', ['-l'], { stdio: 'ignore' });
    probe.on('error', () => resolve(false));
    probe.on('exit', () => resolve(true));
  });
  if (!found) {
    console.error('NOT TESTED: dieharder is not installed (Debian: apt-get install dieharder)');
    return 1;
  }
  if (tests === 'all') return stream('dieharder', ['-a', '-g', '200']);
  for (const test of tests.split(',')) await stream('dieharder', ['-d', test, '-g', '200']);
  return 0;
}

const { values, positionals } = parseArgs({
  options: {
    draws: { type: 'string', default: '1e7' },
    seed: { type: 'string', default: '1' },
    dieharder: { type: 'boolean' },
  },
  allowPositionals: true,
});
if (values.dieharder) process.exitCode = await dieharder(positionals[0] ?? 'all');
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
