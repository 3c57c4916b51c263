/** msdsl, the generator of emulation models nearest to qnm: its SystemVerilog of one device, under the same Verilator. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Toolbox } from '../sim/rtl/toolbox.ts';
import type { Entry, Ready } from './contender.ts';
import { cache, printed, speed } from './peers.ts';
import { benchPython } from './venv.ts';

const sources = ['neuristor_msdsl.py', 'msdsl_top.sv', 'msdsl_main.cpp', 'requirements.txt'];

export function msdsl(box: Toolbox): Entry {
  const name = 'msdsl under Verilator';
  const python = benchPython();
  if ('missing' in python) return { name, missing: python.missing };
  const { verilator } = box;
  if (verilator === null) return { name, missing: 'no Verilator (make setup)' };
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(`bench/peers/${source}`));
  const folder = resolve(cache, `msdsl-${hash.digest('hex').slice(0, 12)}`);
  /** Null when the program is there, else what went wrong. */
  const build = (): string | null => {
    // a build that was killed may have left half a program
    if (existsSync(join(folder, 'built'))) return null;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const made = spawnSync(python.command, ['bench/peers/neuristor_msdsl.py', folder], { encoding: 'utf8' });
    if (made.status !== 0) return `it made no model: ${made.stderr.trim().split('\n').at(-1)}`;
    const headers = made.stdout.trim().split('\n');
    const args = [
      ...['--cc', '--exe', '--build', '-O3', '-CFLAGS', '-O3', '-CFLAGS', '-march=native', '--output-split', '0'],
      ...['-Wno-fatal', '-Wno-lint', '-Wno-style', '--top-module', 'top', '-Mdir', join(folder, 'made')],
      ...['+define+CLK_MSDSL=top.clk', '+define+RST_MSDSL=top.rst', ...headers.map((header) => `-I${header}`)],
      ...[join(folder, 'neuristor.sv'), resolve('bench/peers/msdsl_top.sv'), resolve('bench/peers/msdsl_main.cpp')],
    ];
    const { command, env } = verilator;
    const verilated = spawnSync(command, args, { encoding: 'utf8', env, timeout: 600_000, maxBuffer: 2 ** 28 });
    if (verilated.status === 0) {
      writeFileSync(join(folder, 'built'), '');
      return null;
    }
    rmSync(folder, { recursive: true, force: true });
    return `Verilator did not build it: ${/%Error.*/.exec(verilated.stderr)?.[0] ?? verilated.error}`;
  };
  return {
    name,
    version: python.version('msdsl'),
    lacks: 'arrays; tables and ranges are chosen by hand (bench/peers/neuristor_msdsl.py), one clock a step',
    async prepare({ circuit, instances }): Promise<Ready | string> {
      if (instances !== 1) return 'it makes one device, no arrays';
      if (circuit === 'alone') return 'one model was written, that of the torus: it starts hot';
      const wrong = build();
      if (wrong !== null) return wrong;
      const go = (steps: number, warm: number) => printed(join(folder, 'made/Vtop'), [String(steps), String(warm)]);
      return {
        run: async (steps) => speed(1, steps, go(steps, 1000)),
        spikes: async (steps) => go(steps, 0).spikes,
      };
    },
  };
}
