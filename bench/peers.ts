/** Peers that a user might pick instead: plain C in float64, and numpy. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Toolbox } from '../sim/rtl/toolbox.ts';
import { type Entry, measured, type Speed } from './contender.ts';

const cache = '.cache/bench';

/** The reference of all ratios: one core, libm, -O3 -march=native. */
export function plainC(box: Toolbox): Entry {
  const name = 'C float64 (the reference)';
  if (box.cxx === null) return { name, missing: 'no C++ compiler' };
  mkdirSync(cache, { recursive: true });
  const program = join(cache, 'neuristor');
  const build = spawnSync(
    box.cxx.command,
    ['-x', 'c', '-O3', '-march=native', '-o', program, 'bench/c/neuristor.c', '-lm'],
    { encoding: 'utf8' },
  );
  if (build.status !== 0) return { name, missing: `it did not compile: ${build.stderr.split('\n')[0]}` };
  const run = (instances: number) =>
    measured(0.2, 2000, async (steps) => timed(program, instances, steps, /"stepsPerSecond": ([\d.e+]+)/));
  return { name, version: `${box.cxx.command} -O3 -march=native`, run };
}

/** The same model in vectorised numpy. */
export function numpy(box: Toolbox): Entry {
  const name = 'numpy';
  const python = box.cocotb;
  const asked =
    python && spawnSync(python.command, ['-c', 'import numpy; print(numpy.__version__)'], { encoding: 'utf8' });
  if (!python || !asked || asked.status !== 0) return { name, missing: 'numpy is not in .venv (make setup)' };
  const script = 'bench/peers/neuristor_numpy.py';
  const run = (instances: number) =>
    measured(0.2, 200, async (steps) =>
      timed(python.command, instances, steps, /device-steps\/s ([\d.e+]+)/, [script]),
    );
  return { name, version: asked.stdout.trim(), run };
}

function timed(program: string, instances: number, steps: number, rate: RegExp, before: readonly string[] = []): Speed {
  const run = spawnSync(program, [...before, String(instances), String(steps)], { encoding: 'utf8' });
  const found = rate.exec(run.stdout)?.[1];
  if (run.status !== 0 || found === undefined) throw new Error(`${program} failed: ${run.stderr}`);
  return { deviceSteps: instances * steps, seconds: (instances * steps) / Number(found) };
}
