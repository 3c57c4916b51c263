/** Peers that a user might pick instead: plain C in float64, numpy, Brian2; ngspice is in spice.ts. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Toolbox } from '../sim/rtl/toolbox.ts';
import { columnsOf, type Entry, type Ready, type Speed, type Task, warmSteps } from './contender.ts';
import { benchPython } from './venv.ts';

export const cache = '.cache/bench';
/** What a program of a peer prints. */
interface Printed {
  readonly spikes: number;
  readonly stepsPerSecond: number;
}

/** The reference of all ratios: one core, libm, -O3 -march=native. */
export function plainC(box: Toolbox): Entry {
  const name = 'C float64 (the reference)';
  if (box.cxx === null) return { name, missing: 'no C++ compiler' };
  mkdirSync(cache, { recursive: true });
  const said = spawnSync(box.cxx.command, ['-dumpfullversion'], { encoding: 'utf8' }).stdout.trim();
  const source = 'bench/c/neuristor.c';
  const hash = createHash('sha256').update(readFileSync(source)).update(`${box.cxx.command} ${said}`).digest('hex');
  const program = join(cache, `neuristor-${hash.slice(0, 12)}`);
  if (!existsSync(program)) {
    const [made, flags] = [`${program}-${process.pid}`, ['-x', 'c', '-O3', '-march=native']];
    const build = spawnSync(box.cxx.command, [...flags, '-o', made, source, '-lm'], { encoding: 'utf8' });
    if (build.status !== 0) return { name, missing: `it did not compile: ${build.stderr.split('\n')[0]}` };
    renameSync(made, program);
  }
  return {
    name,
    version: `${box.cxx.command.split('/').at(-1)} ${said} -O3 -march=native`,
    prepare: async (task) => stepper(task, (steps, warm) => printed(program, words(task, steps, warm))),
  };
}

/** The same model in vectorised numpy. */
export function numpy(box: Toolbox): Entry {
  const name = 'numpy';
  const python = box.cocotb;
  const asked =
    python && spawnSync(python.command, ['-c', 'import numpy; print(numpy.__version__)'], { encoding: 'utf8' });
  if (!python || !asked || asked.status !== 0) return { name, missing: 'numpy is not in .venv (make setup)' };
  const script = 'bench/peers/neuristor_numpy.py';
  return {
    name,
    version: asked.stdout.trim(),
    prepare: async (task) =>
      stepper(task, (steps, warm) => printed(python.command, [script, ...words(task, steps, warm)])),
  };
}

/** Device-steps that a program of Brian2 times: it must say how many when it is made. */
const brian2Work = 3e6;

/** The same model in Brian2, which writes a C++ program for it. */
export function brian2(): Entry {
  const name = 'Brian2, C++';
  const python = benchPython();
  if ('missing' in python) return { name, missing: python.missing };
  const script = 'bench/peers/neuristor_brian2.py';
  const hash = createHash('sha256').update(readFileSync(script)).update(readFileSync('bench/peers/requirements.txt'));
  const folderOf = ({ circuit, instances }: Task) =>
    join(process.cwd(), cache, `brian2-${hash.copy().digest('hex').slice(0, 12)}-${circuit}-${instances}`);
  return {
    name,
    version: python.version('brian2'),
    async prepare(task) {
      const folder = folderOf(task);
      const first = task.circuit === 'alone' ? 5000 : Math.min(5000, warmSteps(task) * 5);
      const steps = Math.max(5, Math.round(brian2Work / Math.max(task.instances, 10)));
      // a build that was killed may have left half a program
      const built = join(folder, 'built');
      if (!existsSync(built)) {
        rmSync(folder, { recursive: true, force: true });
        const columns = task.circuit === 'alone' ? 0 : columnsOf(task.instances);
        const args = [task.instances, first, steps, columns].map(String);
        const made = spawnSync(python.command, [script, ...args, folder], { encoding: 'utf8', timeout: 300_000 });
        if (made.status !== 0 || !existsSync(join(folder, 'main'))) {
          rmSync(folder, { recursive: true, force: true });
          return `it did not build: ${made.stderr.trim().split('\n').at(-1)}`;
        }
        writeFileSync(built, '');
      }
      const go = () => printed('./main', [], folder);
      return {
        async run() {
          return speed(task.instances, steps, go());
        },
        spikes: async (asked) => (asked === first ? go().spikes : null),
      };
    },
  };
}

function words({ circuit, instances }: Task, steps: number, warm: number): string[] {
  return [instances, steps, warm, circuit === 'alone' ? 0 : columnsOf(instances)].map(String);
}
function stepper(task: Task, go: (steps: number, warm: number) => Printed): Ready {
  return {
    run: async (steps) => speed(task.instances, steps, go(steps, warmSteps(task))),
    spikes: async (steps) => go(steps, 0).spikes,
  };
}
export function speed(instances: number, steps: number, { stepsPerSecond }: Printed): Speed {
  return { deviceSteps: instances * steps, seconds: (instances * steps) / stepsPerSecond };
}
/** Runs a program that prints one line of JSON. */
export function printed(program: string, args: readonly string[], cwd = '.'): Printed {
  const run = spawnSync(program, args, { encoding: 'utf8', cwd });
  if (run.status !== 0) throw new Error(`${program} failed: ${run.stderr ?? run.error}`);
  return JSON.parse(run.stdout);
}
