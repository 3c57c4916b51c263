/** From a file to Verilog, memory images and a report, without touching the disk. */
import { fingerprint } from '../../compiler/emit/index.ts';
import type { EmittedFile, MachineForm } from '../../compiler/machine/form.ts';
import { formatText } from '../../compiler/ops/index.ts';
import {
  type Compilation,
  type CompiledExperiment,
  type CompileOptions,
  compile,
  type Evaluators,
} from '../../compiler/pipeline.ts';
import type { FileAccess, SourceFile } from '../../dsl/index.ts';
import type { BuildDocument, BuildPopulation } from '../documents.ts';
import { packageVersion } from '../package-root.ts';
import { estimateResources } from './estimate.ts';

export interface Built {
  readonly compilation: Compilation;
  /** Null when the file is wrong or has no experiment. */
  readonly document: BuildDocument | null;
  /** Path below the output folder. */
  readonly files: readonly EmittedFile[];
}

/** Compiles every experiment and describes what came out. */
export function build(source: SourceFile, files: FileAccess, options: CompileOptions, evaluators: Evaluators): Built {
  const compilation = compile(source, files, options, evaluators);
  const machines = compilation.experiments.flatMap(({ machine, experiment, files: emitted }) =>
    machine === null ? [] : [{ machine, experiment: experiment.name, emitted }],
  );
  if (!compilation.good || machines.length === 0) return { compilation, document: null, files: [] };
  const populations = machines.map(({ machine, experiment, emitted }) =>
    describePopulation(machine, experiment, fingerprint(emitted)),
  );
  const out = machines.flatMap(({ experiment, emitted }) =>
    emitted.map((file) => ({ path: `${safeName(experiment)}/rtl/${file.path}`, text: file.text })),
  );
  const slowest = populations.reduce((a, b) => (b.rate < a.rate ? b : a));
  const document: BuildDocument = {
    file: source.path,
    version: packageVersion(),
    files: out.map((file) => file.path),
    fingerprint: fingerprint(out),
    populations,
    couplings: [],
    cyclesPerStep: slowest.cyclesPerStep,
    clock: slowest.clock,
    dt: slowest.dt,
    rate: slowest.rate,
    resources: { estimate: slowest.estimate, synthesis: null },
    seconds: { ...compilation.seconds },
    peakMemory: peakMemory(),
  };
  return { compilation, document, files: out };
}

function describePopulation(machine: MachineForm, experiment: string, print: string): BuildPopulation {
  const { fixed, lane } = machine;
  const { population, dt } = fixed.step;
  return {
    name: population.name,
    experiment,
    cell: population.cell.name,
    shape: [...population.shape],
    instances: machine.instances,
    lanes: machine.lanes,
    latency: lane.latency,
    initiationInterval: machine.initiationInterval,
    states: fixed.states.map((state, k) => ({
      name: state.name,
      unit: population.cell.states[k]!.unit.text,
      format: formatText(state.format),
      range: [state.range.low, state.range.high],
      said: state.said,
      localError: state.localError,
    })),
    tables: fixed.tables.map((table) => ({
      of: table.of,
      degree: table.degree,
      segments: table.coefficients[0]?.words.length ?? 0,
      bits: table.coefficients.reduce((sum, memory) => sum + memory.words.length * memory.width, 0),
      error: table.error,
    })),
    cyclesPerStep: machine.cyclesPerStep,
    clock: machine.clock,
    dt,
    rate: machine.rate,
    estimate: { ...estimateResources(machine) },
    fingerprint: print,
  };
}

/** The population of one experiment that was compiled to Verilog. */
export function describeMachine({ machine, experiment, files }: CompiledExperiment): BuildPopulation {
  if (machine === null) throw new Error(`${experiment.name} was not compiled to Verilog`);
  return describePopulation(machine, experiment.name, fingerprint(files));
}

/** A name of the file as a name of a folder on every system. */
export function safeName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^\.+/, '_') || '_';
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? `${plain}_` : plain;
}

/** Bytes of memory at the peak of this process. */
export function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}
