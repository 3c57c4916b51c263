/** Verilated models: Verilog to C++ to a program, everything cached by content. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { EmittedFile } from '../../compiler/machine/form.ts';
import { cachedFolder, contentHash } from './cache.ts';
import { runProcess } from './process.ts';
import type { Tool, Toolbox } from './toolbox.ts';

export interface BuildOptions {
  readonly toolbox: Toolbox;
  /** Folder of cached models and of the compiled Verilator runtime. */
  readonly cacheDir: string;
  /** `once`: quickest to build, for runs below half a million clocks. `short`: for longer ones. `long`: quick to run, from twenty million clocks. */
  readonly purpose?: keyof typeof optimisation;
  readonly signal?: AbortSignal | undefined;
}
/** A program ready to run. */
export interface VerilatedModel {
  readonly program: string;
  /** Folder with the memory files: where the program must run. */
  readonly folder: string;
  readonly version: string;
  /** Seconds that the build took; 0 when it was there already. */
  readonly seconds: number;
  readonly cached: boolean;
}
const language = ['--default-language', '1364-2005'];
const compilerFlags = [
  '-std=gnu++17', '-DVERILATOR=1', '-DVM_COVERAGE=0', '-DVM_SC=0', '-DVM_TRACE=0', '-DVM_TRACE_FST=0', '-DVM_TRACE_VCD=0',
  '-DVM_TRACE_SAIF=0', '-faligned-new', '-fcf-protection=none',
]; // biome-ignore format: one list
const optimisation = { once: '-O0', short: '-O1', long: '-O3' } as const;

/** The pieces that a build needs, or a sentence that says what is missing. */
export function verilatorTools(toolbox: Toolbox): { readonly verilator: Tool; readonly cxx: Tool } {
  if (!toolbox.verilator) throw new Error('Verilator is missing: make setup installs it');
  if (!toolbox.cxx) throw new Error('a C++ compiler is missing: apt-get install g++');
  return { verilator: toolbox.verilator, cxx: toolbox.cxx };
}

/**
 * Builds `top` with `harness` (C++ that includes `Vcore.h`).
 * @param defines  macros for the harness, such as `QNM_EVENTS=2`
 */
export async function buildVerilated(
  files: readonly EmittedFile[],
  top: string,
  harness: string,
  defines: readonly string[],
  options: BuildOptions,
): Promise<VerilatedModel> {
  const { verilator } = verilatorTools(options.toolbox);
  const version = verilator.version ?? 'unknown';
  const purpose = options.purpose ?? 'short';
  const inputs = files.filter((file) => /\.(v|hex|f)$/.test(file.path));
  const parts = [version, purpose, top, harness, ...defines, ...inputs.flatMap((file) => [file.path, file.text])];
  const started = performance.now();
  const { folder, found } = await cachedFolder(options.cacheDir, `model-${contentHash(parts)}`, async (work) => {
    for (const file of inputs) writeFileSync(join(work, file.path), file.text);
    writeFileSync(join(work, 'harness.cpp'), harness);
    const runtime = await verilatorRuntime(options);
    await verilate(work, top, inputs, options, purpose === 'once' ? ['-fno-dfg'] : []);
    // Reading the headers is a good part of a small model's build: they are compiled once, for 70 MB of the cache.
    const headers = purpose === 'once' ? ['-include', await precompiledHeaders(harness, options)] : [];
    await compileModel(work, runtime, [optimisation[purpose], ...headers, ...defines.map((d) => `-D${d}`)], options);
  });
  const seconds = found ? 0 : (performance.now() - started) / 1000;
  return { program: join(folder, 'model'), folder, version, seconds, cached: found };
}

async function verilate(
  work: string,
  top: string,
  files: readonly EmittedFile[],
  options: BuildOptions,
  /** A pass of optimisation that costs more than a short run gains. */
  less: readonly string[],
): Promise<void> {
  const { verilator } = verilatorTools(options.toolbox);
  const sources = files
    .filter((file) => file.path.endsWith('.v') && !file.path.endsWith('_tb.v'))
    .map((file) => file.path);
  const args = [
    '--cc',
    '--prefix',
    'Vcore',
    '--top-module',
    top,
    '--Mdir',
    'obj',
    '--output-split',
    '0',
    '-O3',
    '--no-assert',
  ];
  const start = [...less, '--x-assign', 'fast', '--x-initial', 'unique', '-Wno-fatal'];
  await runProcess(verilator, [...args, ...start, ...language, ...sources], { cwd: work, signal: options.signal });
}

function includeFlags(verilator: Tool): string[] {
  const root = verilator.env['VERILATOR_ROOT'] ?? '/usr/share/verilator';
  return [`-I${join(root, 'include')}`, `-I${join(root, 'include', 'vltstd')}`];
}

/** One translation unit: the model and the harness together, so that headers are read once. */
async function compileModel(
  work: string,
  runtime: string,
  ownFlags: readonly string[],
  options: BuildOptions,
): Promise<void> {
  const { verilator } = verilatorTools(options.toolbox);
  const generated = readdirSync(join(work, 'obj'))
    .filter((name) => name.endsWith('.cpp'))
    .sort();
  const unit = [...generated.map((name) => `#include "${name}"`), '#include "../harness.cpp"', ''].join('\n');
  writeFileSync(join(work, 'obj', 'unit.cpp'), unit);
  const flags = [...compilerFlags, ...ownFlags, ...includeFlags(verilator), '-I.'];
  const cwd = join(work, 'obj');
  await compileWithCache([...flags, '-c', 'unit.cpp', '-o', 'unit.o'], cwd, options);
  const { cxx } = verilatorTools(options.toolbox);
  const objects = readdirSync(runtime)
    .filter((name) => name.endsWith('.o'))
    .map((name) => join(runtime, name));
  await runProcess(cxx, ['unit.o', ...objects, '-pthread', '-latomic', '-o', '../model'], {
    cwd,
    signal: options.signal,
  });
}

async function compileWithCache(args: readonly string[], cwd: string, options: BuildOptions): Promise<void> {
  const { cxx } = verilatorTools(options.toolbox);
  const { ccache } = options.toolbox;
  const [tool, all] = ccache ? [ccache, [cxx.command, ...args]] : [cxx, args];
  await runProcess(tool, all, { cwd, signal: options.signal });
}

/** What harness and models include from outside, precompiled; the header to be included first. */
async function precompiledHeaders(harness: string, options: BuildOptions): Promise<string> {
  const { verilator, cxx } = verilatorTools(options.toolbox);
  const text = [...(harness.match(/^#include <.*>$/gm) ?? []), '#include "verilated.h"', ''].join('\n');
  const flags = [...compilerFlags, optimisation.once, ...includeFlags(verilator)];
  const name = `headers-${contentHash([verilator.version ?? '', cxx.version ?? '', ...flags, text])}`;
  const { folder } = await cachedFolder(options.cacheDir, name, async (work) => {
    writeFileSync(join(work, 'headers.h'), text);
    await runProcess(cxx, [...flags, '-x', 'c++-header', 'headers.h', '-o', 'headers.h.gch'], {
      cwd: work,
      signal: options.signal,
    });
  });
  return join(folder, 'headers.h');
}

/** Verilator's own C++ library, compiled once for each version. */
async function verilatorRuntime(options: BuildOptions): Promise<string> {
  const { verilator } = verilatorTools(options.toolbox);
  const root = join(verilator.env['VERILATOR_ROOT'] ?? '/usr/share/verilator', 'include');
  const sources = ['verilated.cpp', 'verilated_threads.cpp', 'verilated_random.cpp'].map((name) => join(root, name));
  const name = `runtime-${contentHash([verilator.version ?? '', ...compilerFlags, ...sources.map((s) => readFileSync(s, 'utf8'))])}`;
  const { folder } = await cachedFolder(options.cacheDir, name, async (work) => {
    mkdirSync(work, { recursive: true });
    const flags = [...compilerFlags, '-O1', ...includeFlags(verilator)];
    await Promise.all(
      sources.map((source) => {
        const object = `${basename(source, '.cpp')}.o`;
        return compileWithCache([...flags, '-c', source, '-o', object], work, options);
      }),
    );
  });
  return folder;
}
