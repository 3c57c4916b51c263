/** ngspice on the deck that qnm exports, the cell as a subcircuit, with conductors between neighbours. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, evaluators, exportTo, load } from '../index.ts';
import type { Toolbox } from '../sim/rtl/toolbox.ts';
import { childSeconds } from './clocks.ts';
import { columnsOf, type Entry, type Ready, type Task } from './contender.ts';
import { cache } from './peers.ts';

/** The deck of more would take gigabytes. */
const most = 100_000;
const dt = 1e-8;
const coupling = 4.11e-6;

export function ngspice(box: Toolbox): Entry {
  const name = 'ngspice';
  const tool = box.ngspice ?? installed(box);
  if (tool === null) return { name, missing: 'it could not be installed (scripts/apt-install.sh ngspice)' };
  const said = spawnSync(tool.command, ['--version'], { encoding: 'utf8' }).stdout;
  return {
    name,
    version: /ngspice-(\S+)/.exec(said)?.[1] ?? 'unknown',
    lacks:
      'reversal memory (major loop only); chooses its steps itself, at most 10 ns: a "step" is 10 ns of one device',
    async prepare(task): Promise<Ready | string> {
      if (task.instances > most) return `a deck of more than ${most} devices takes gigabytes`;
      mkdirSync(cache, { recursive: true });
      const parts = cellOfDeck();
      // Parsing and the first step are no speed.
      const seconds = (steps: number): number => {
        const path = join(cache, 'array.cir');
        writeFileSync(path, deck(parts, task, steps));
        const before = childSeconds();
        const run = spawnSync(tool.command, ['-b', '-r', join(cache, 'array.raw'), path], { encoding: 'utf8' });
        if (run.status !== 0) throw new Error(`ngspice failed: ${run.stderr}`);
        return childSeconds() - before;
      };
      let start: number | null = null;
      return {
        async run(steps) {
          start ??= seconds(1);
          return { deviceSteps: task.instances * steps, seconds: Math.max(0.01, seconds(steps + 1) - start) };
        },
        spikes: async () => null,
      };
    },
  };
}

function installed(box: Toolbox): Toolbox['ngspice'] {
  const done = spawnSync('bash', ['scripts/apt-install.sh', 'ngspice'], { timeout: 300_000 });
  return done.status === 0 && box.cxx ? { command: 'ngspice', env: box.cxx.env, version: null } : null;
}

interface Cell {
  readonly body: string;
  readonly options: string;
}
/** The exported deck of one device, without what is given and what is asked. */
function cellOfDeck(): Cell {
  const { source, files } = load('bench/neuristors.qnm');
  const text = source!.text.replace(/sweep in = .*/, 'in = 12 V');
  const made = compile({ path: source!.path, text }, files, { until: 'step' }, evaluators);
  const { files: decks } = exportTo('spice', made.model!, made.experiments[0]!, { steps: 1, files });
  const lines = decks[0]!.text.split('\n');
  const end = lines.findIndex((line) => line.startsWith('.options'));
  const body = lines.slice(0, end).filter((line) => !line.startsWith('*') && !line.startsWith('bset_'));
  return { body: body.join('\n'), options: lines[end]! };
}

function deck({ body, options }: Cell, { circuit, instances }: Task, steps: number): string {
  const hot = circuit === 'alone' ? 325 : 340;
  const columns = columnsOf(instances);
  const cells = Array.from({ length: instances }, (_, i) => {
    const spread = circuit === 'alone' ? i * (4.5 / (instances - 0.5)) : 4.5 * ((i * 0.6180339887498949) % 1);
    return `v${i} in${i} 0 ${instances === 1 ? 12 : 10.5 + spread}\nx${i} in${i} bath hot${i} neuristor`;
  });
  const neighbours =
    circuit === 'alone' || instances === 1
      ? []
      : Array.from({ length: instances }, (_, i) => {
          const [y, x] = [Math.floor(i / columns), i % columns];
          const below = ((y + 1) % (instances / columns)) * columns + x;
          const right = y * columns + ((x + 1) % columns);
          return `rx${i} hot${i} hot${right} ${1 / coupling}\nry${i} hot${i} hot${below} ${1 / coupling}`;
        });
  return [
    '* neuristors',
    '.subckt neuristor in bath hot',
    body.replace('ic=325', `ic=${hot}`),
    '.ends',
    'vbath bath 0 325',
    ...cells,
    ...neighbours,
    options,
    '.save v(hot0)',
    `.tran ${dt} ${steps * dt} 0 ${dt} uic`,
    '.end',
    '',
  ].join('\n');
}
