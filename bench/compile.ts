/** What it costs to compile the torus, and what its hardware would do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildNetworkMachine } from '../compiler/machine/index.ts';
import { DiagnosticSink } from '../dsl/index.ts';
import { runChild } from './child.ts';
import { columnsOf } from './contender.ts';
import { cache } from './peers.ts';
import { reference } from './reference.ts';

export interface Compiled {
  readonly instances: number;
  /** Seconds of the compiler's passes, of the whole command, and bytes of memory at its peak. */
  readonly seconds: number;
  readonly command: number;
  readonly peakMemory: number;
  /** Lines of the Verilog that is made (not of rtl/), and bytes of the memory images. */
  readonly lines: number;
  readonly imageBytes: number;
}

/** `qnmc build` of bench/grid.qnm in a process of its own, nothing remembered; or why it gave nothing within `limit` seconds. */
export async function compileTorus(instances: number, limit: number): Promise<Compiled | string> {
  const columns = columnsOf(instances);
  const out = join(cache, `build-${instances}`);
  const set = ['--set', `rows=${instances / columns}`, '--set', `columns=${columns}`];
  const began = performance.now();
  const text: string[] = [];
  const build = ['cli/main.ts', 'build', 'bench/grid.qnm', ...set, '--no-cache', '--json', '-o', out];
  const { status, late, said } = await runChild('node_modules/.bin/tsx', build, {
    seconds: limit,
    line: (line) => text.push(line),
  });
  const command = (performance.now() - began) / 1000;
  if (late) return `not done after ${limit} s`;
  if (status !== 0) return `it failed: ${said.trim().split('\n')[0]}`;
  const document = JSON.parse(text.join('\n'));
  const sizes = (document.files as string[])
    .filter((path) => path.includes('/rtl/'))
    .map((path) => ({ path, text: readFileSync(join(out, path), 'latin1') }));
  const made = sizes.filter(({ path }) => path.endsWith('.v') && !path.split('/').at(-1)!.startsWith('qnm_'));
  const images = sizes.filter(({ path }) => path.endsWith('.hex'));
  return {
    instances,
    seconds: Object.values(document.seconds as Record<string, number>).reduce((a, b) => a + b, 0),
    command,
    peakMemory: document.peakMemory,
    lines: made.reduce((sum, each) => sum + each.text.split('\n').length - 1, 0),
    imageBytes: images.reduce((sum, each) => sum + each.text.length, 0),
  };
}

export interface Hardware {
  readonly instances: number;
  readonly lanes: number;
  /** Hz, as asked of the machine: place and route has the last word. */
  readonly clock: number;
  readonly cyclesPerStep: number;
  readonly deviceSteps: number;
}

/** The machine of the 28 x 28 torus in so many lanes, by its own exact count of clocks. */
export function hardwareOf(instances: number, lanes: number): Hardware {
  const forms = reference({ circuit: 'torus', instances }).parts.map(({ fixed }) => fixed!);
  const machine = buildNetworkMachine(forms, { lanes, clock: null }, new DiagnosticSink());
  if (machine === null) throw new Error(`${lanes} lanes are refused`);
  const { clock, cyclesPerStep } = machine;
  return { instances, lanes, clock, cyclesPerStep, deviceSteps: (instances * clock) / cyclesPerStep };
}
