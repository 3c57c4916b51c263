/** The circuit for other programs: decks for ngspice, modules of Verilog-A, a Python bench or a FuseSoC core beside the Verilog. */
import { exportCocotb, exportFusesoc, exportSpice, exportVeriloga, goldenLines } from '../../compiler/export/index.ts';
import type { EmittedFile } from '../../compiler/machine/form.ts';
import { networkOf } from '../../compiler/machine/words.ts';
import type { ModelForm } from '../../compiler/model/form.ts';
import type { CompiledExperiment, FormName } from '../../compiler/pipeline.ts';
import type { Diagnostic } from '../../dsl/index.ts';
import { runFixedNetwork } from '../../sim/network/index.ts';
import { stimulusLines } from '../../sim/rtl/index.ts';
import type { Frame } from '../../sim/run.ts';
import { CommandError, exitCode } from '../exit.ts';
import type { NodeFiles } from '../files.ts';
import { packageVersion } from '../package-root.ts';
import { safeName } from './build.ts';

export interface ExportOptions {
  /** Steps that the golden vectors of a bench hold. */
  readonly steps: number;
  readonly files: NodeFiles;
}
export interface Exported {
  /** Paths below the output folder. */
  readonly files: readonly EmittedFile[];
  /** What the other program cannot hold; with an error among it, nothing is written. */
  readonly omitted: readonly Diagnostic[];
}
interface ExportTarget {
  /** The last form that it needs. */
  readonly needs: FormName;
  /** How a person runs what was written: names of files and their texts, in `folder`. */
  run(folder: string, files: ReadonlyMap<string, string>): string;
  write(model: ModelForm, compiled: CompiledExperiment, options: ExportOptions): Exported;
}

/** The first file with this ending, with the folder that it lies in. */
function firstOf(ending: string, folder: string, files: ReadonlyMap<string, string>) {
  const [name, text] = [...files].find(([path]) => path.endsWith(ending)) ?? [ending, ''];
  const path = `${folder}/${name}`;
  return { path, text, place: path.slice(0, path.lastIndexOf('/')) };
}

export const exportTargets = {
  spice: {
    needs: 'step',
    run: (folder, files) => `ngspice -b -r out.raw ${firstOf('.cir', folder, files).path}`,
    write: spiceDecks,
  },
  veriloga: {
    needs: 'step',
    run: (folder, files) =>
      `any simulator that reads Verilog-A; \`qnmc import ${firstOf('.va', folder, files).path}\` reads it back`,
    write: verilogaModule,
  },
  cocotb: {
    needs: 'verilog',
    run: (folder, files) =>
      `cd ${firstOf('run_cocotb.py', folder, files).place} && python run_cocotb.py icarus (or verilator); needs cocotb, which \`make setup\` puts into .venv`,
    write: cocotbBench,
  },
  fusesoc: {
    needs: 'verilog',
    run: (folder, files) => {
      const { text, place } = firstOf('.core', folder, files);
      const name = /^name: (.*)$/m.exec(text)?.[1] ?? '';
      return `fusesoc --cores-root ${place} run --target sim ${name} (Icarus); --target lint with Verilator`;
    },
    write: fusesocCore,
  },
} as const satisfies Readonly<Record<string, ExportTarget>>;
export type ExportTargetName = keyof typeof exportTargets;

/** Writes one experiment for another program. */
export function exportTo(
  target: ExportTargetName,
  model: ModelForm,
  compiled: CompiledExperiment,
  options: ExportOptions,
): Exported {
  return exportTargets[target].write(model, compiled, options);
}

function spiceDecks(model: ModelForm, { experiment, parts }: CompiledExperiment): Exported {
  if (parts.length > 1 || parts.some(({ step }) => step.population.size > 1)) refuseNetwork(experiment.name, 'spice');
  const omitted: Diagnostic[] = [];
  const files = pointsOf(experiment.sweeps.map((sweep) => sweep.values.length)).map((point, number, all) => {
    const deck = exportSpice(model, experiment, { point });
    if (number === 0) omitted.push(...deck.omitted);
    const suffix = all.length === 1 ? '' : `-${number + 1}`;
    return { path: `${safeName(experiment.name)}${suffix}.cir`, text: deck.text };
  });
  return { files, omitted };
}

function verilogaModule(model: ModelForm, { experiment }: CompiledExperiment): Exported {
  if (experiment.parts.length > 1 || experiment.parts[0]!.shape.length > 0) refuseNetwork(experiment.name, 'veriloga');
  const { name, text, problems } = exportVeriloga(model, experiment);
  return { files: text === null ? [] : [{ path: `${safeName(name)}.va`, text }], omitted: problems };
}

/** @throws CommandError: arrays are written for no other program yet */
function refuseNetwork(name: string, to: ExportTargetName): never {
  throw new CommandError(
    exitCode.usage,
    `${name} is an experiment on an array, and export --to ${to} writes single circuits`,
    '--experiment NAME chooses another one; `build` writes the Verilog of arrays, with a plain bench',
  );
}

function fusesocCore(_model: ModelForm, compiled: CompiledExperiment, options: ExportOptions): Exported {
  const { experiment, hardware, files } = compiled;
  if (hardware === null) throw new Error(`${experiment.name} was not compiled to Verilog`);
  const steps = Math.min(options.steps, compiled.parts[0]!.step.steps);
  const core = { experiment: experiment.name, steps, stimulus: stimulusLines(hardware, steps) };
  const described = exportFusesoc(core, files, options.files, { version: packageVersion() });
  const folder = safeName(experiment.name);
  return {
    files: [...files, ...described].map(({ path, text }) => ({ path: `${folder}/${path}`, text })),
    omitted: [],
  };
}

/** Every point of a grid as indices, the first coordinate slowest. */
function pointsOf(lengths: readonly number[]): number[][] {
  return lengths.reduce<number[][]>(
    (points, length) => points.flatMap((point) => Array.from({ length }, (_, k) => [...point, k])),
    [[]],
  );
}

function cocotbBench(_model: ModelForm, compiled: CompiledExperiment, options: ExportOptions): Exported {
  const { experiment, hardware, files, parts } = compiled;
  if (hardware === null) throw new Error(`${experiment.name} was not compiled to Verilog`);
  const network = 'parts' in hardware ? hardware : networkOf(hardware);
  const golden: string[] = [];
  const steps = Math.min(options.steps, parts[0]!.step.steps);
  const frame = (seen: Frame): void => {
    golden.push(...goldenLines(network, seen));
  };
  runFixedNetwork(network.forms, { frame }, { steps });
  const vectors = { steps, golden, stimulus: stimulusLines(network, steps) };
  const bench = exportCocotb(network, vectors, options.files, { version: packageVersion() });
  const folder = safeName(experiment.name);
  return { files: [...files, ...bench].map(({ path, text }) => ({ path: `${folder}/${path}`, text })), omitted: [] };
}
