/**
 * The table of contents of the compiler: five forms, five arrows, in order.
 *
 *   SourceFile --parse--> syntax --model--> model --step--> step --numerics--> fixed --machine--> machine --emit--> Verilog
 *
 * Each arrow only adds knowledge, reports into the sink, and gives null when the file is wrong; nothing throws for a file.
 * Simulators are handed in (`Evaluators`): the compiler imports none.
 */
import {
  type Diagnostic,
  DiagnosticSink,
  type FileAccess,
  parseFile,
  type SourceFile,
  type Syntax,
} from '../dsl/index.ts';
import { emitVerilog } from './emit/index.ts';
import type { EmittedFile, MachineForm } from './machine/form.ts';
import { buildMachine } from './machine/index.ts';
import type { Experiment, ModelForm } from './model/form.ts';
import { buildModel } from './model/index.ts';
import type { EvidenceSource, NetworkEvidenceSource, NetworkTrial, Trial } from './numerics/evidence.ts';
import type { FixedForm } from './numerics/form.ts';
import { type BudgetReport, buildFixedReported, buildNetwork, type FormatsReport } from './numerics/index.ts';
import { ecp5 } from './ops/families.ts';
import type { StepForm, StepNetwork } from './step/form.ts';
import { buildStep } from './step/index.ts';

/** The arrows by the form that they make, in order. */
export const passes = [
  { name: 'parse', makes: 'syntax', description: 'text to syntax, every node with its span' },
  { name: 'model', makes: 'model', description: 'names, units, dimensions, instances: cells and experiments' },
  {
    name: 'step',
    makes: 'step',
    description: "Kirchhoff's laws, node elimination, solver, events: one pure function a cell",
  },
  { name: 'numerics', makes: 'fixed', description: 'ranges, word lengths, function tables, error bounds' },
  { name: 'machine', makes: 'machine', description: 'pipeline, memories, cycles of a step' },
  { name: 'emit', makes: 'verilog', description: 'Verilog and memory images' },
] as const;
export type PassName = (typeof passes)[number]['name'];
export type FormName = (typeof passes)[number]['makes'];

export interface CompileOptions {
  /** Only this experiment; null: all of the file. */
  readonly experiment?: string | null;
  /** `name=value` texts with units, which win over parameters: `R=10 kΩ`. */
  readonly set?: readonly string[];
  /** Instead of the experiment's own. */
  readonly tolerance?: number | null;
  readonly seed?: number | null;
  readonly lanes?: number | null;
  /** Hz. */
  readonly clock?: number | null;
  /** Version of qnm, for the headers of the Verilog. */
  readonly version?: string;
  /** The last form to make; default `verilog`. */
  readonly until?: FormName;
}
/** What the compiler may ask of simulators. */
export interface Evaluators {
  readonly evidence: EvidenceSource;
  /** Runs a candidate bit-exactly against float64; null: formats rest on the bounds alone. */
  readonly trial: ((step: StepForm) => Trial) | null;
  /** The same for several parts that run together. */
  readonly network: {
    readonly evidence: NetworkEvidenceSource;
    readonly trial: ((network: StepNetwork) => NetworkTrial) | null;
  } | null;
}
/** Forms of one part of an experiment; null when not asked for, or when an error stands before. */
interface PartForms<Step> {
  readonly step: Step;
  readonly fixed: FixedForm | null;
  /** Formats, tables and trials behind `fixed`; its error budget is worked out when asked for. */
  readonly numerics: { readonly report: FormatsReport; readonly budget: () => BudgetReport } | null;
  readonly machine: MachineForm | null;
}
export type CompiledPart = PartForms<StepForm>;
/** One experiment on its way down. Its own forms are those of its only part: all null where several parts make a network. */
export interface CompiledExperiment extends PartForms<StepForm | null> {
  readonly experiment: Experiment;
  /** By number of the part: populations, then couplings. Empty after an error before the step. */
  readonly parts: readonly CompiledPart[];
  /** Verilog and memories of all parts. */
  readonly files: readonly EmittedFile[];
}
export interface Compilation {
  readonly source: SourceFile;
  readonly diagnostics: readonly Diagnostic[];
  /** No error was reported. */
  readonly good: boolean;
  readonly syntax: Syntax.FileSyntax | null;
  readonly model: ModelForm | null;
  readonly experiments: readonly CompiledExperiment[];
  readonly seconds: Readonly<Partial<Record<PassName, number>>>;
}

/** Compiles one file as far as `until`. */
export function compile(
  source: SourceFile,
  files: FileAccess,
  options: CompileOptions,
  evaluators: Evaluators,
): Compilation {
  const run = new Run(source, files, options, evaluators);
  if (run.stopsAfter('syntax')) {
    const syntax = run.timed('parse', () => parseFile(source, run.sink));
    return run.result(syntax, null, []);
  }
  const model = run.timed('model', () => buildModel(source, files, run.sink, options));
  if (model === null || run.sink.hasErrors || run.stopsAfter('model')) return run.result(null, model, []);
  const wanted = model.experiments.filter(
    (experiment) => !options.experiment || experiment.name === options.experiment,
  );
  return run.result(
    null,
    model,
    wanted.map((experiment) => run.lower(model, withOptions(experiment, options))),
  );
}

const noForms = { step: null, fixed: null, numerics: null, machine: null } as const;
function onePart(experiment: Experiment, part: CompiledPart, files: readonly EmittedFile[] = []): CompiledExperiment {
  return { experiment, ...part, parts: [part], files };
}
function severalParts(experiment: Experiment, parts: readonly CompiledPart[]): CompiledExperiment {
  return { experiment, ...noForms, parts, files: [] };
}

/** What the user said on the command line wins over the file. */
function withOptions(experiment: Experiment, options: CompileOptions): Experiment {
  return {
    ...experiment,
    tolerance: options.tolerance ?? experiment.tolerance,
    seed: options.seed ?? experiment.seed,
  };
}

/** One call of `compile`: its sink, its clock, where it stops. */
class Run {
  readonly sink = new DiagnosticSink();
  private readonly seconds: Partial<Record<PassName, number>> = {};
  private readonly source: SourceFile;
  private readonly files: FileAccess;
  private readonly options: CompileOptions;
  private readonly evaluators: Evaluators;

  constructor(source: SourceFile, files: FileAccess, options: CompileOptions, evaluators: Evaluators) {
    this.source = source;
    this.files = files;
    this.options = options;
    this.evaluators = evaluators;
  }

  /** The arrows below the model, for one experiment. */
  lower(model: ModelForm, experiment: Experiment): CompiledExperiment {
    const { options, sink, evaluators } = this;
    const network = this.timed('step', () => buildStep(model, experiment, sink));
    const [step, ...others] = network ?? [];
    if (network !== null && others.length > 0) return this.lowerNetwork(experiment, network);
    if (step === undefined) return severalParts(experiment, []);
    if (sink.hasErrors || this.stopsAfter('step')) return onePart(experiment, { ...noForms, step });

    const trial = evaluators.trial?.(step) ?? null;
    const asked = { tolerance: experiment.tolerance, family: ecp5 };
    const numerics = this.timed('numerics', () => buildFixedReported(step, asked, evaluators.evidence, trial, sink));
    const fixed = numerics?.fixed ?? null;
    if (fixed === null || sink.hasErrors || this.stopsAfter('fixed'))
      return onePart(experiment, { ...noForms, step, fixed, numerics });

    const hardware = {
      lanes: options.lanes ?? experiment.target.lanes,
      clock: options.clock ?? experiment.target.clock,
    };
    const machine = this.timed('machine', () => buildMachine(fixed, hardware, sink));
    if (machine === null || sink.hasErrors || this.stopsAfter('machine'))
      return onePart(experiment, { step, fixed, numerics, machine });

    const files = this.timed('emit', () => emitVerilog(machine, this.files, { version: options.version ?? 'unknown' }));
    return onePart(experiment, { step, fixed, numerics, machine }, files);
  }

  /** The arrows below the step, for several parts together. */
  private lowerNetwork(experiment: Experiment, network: StepNetwork): CompiledExperiment {
    const { sink, evaluators } = this;
    const steps = network.map((step) => ({ ...noForms, step }));
    if (sink.hasErrors || this.stopsAfter('step')) return severalParts(experiment, steps);
    if (evaluators.network === null) throw new Error('no evaluators of networks were handed in');

    const { evidence } = evaluators.network;
    const trial = evaluators.network.trial?.(network) ?? null;
    const asked = { tolerance: experiment.tolerance, family: ecp5 };
    const builds = this.timed('numerics', () => buildNetwork(network, asked, evidence, trial, sink));
    if (builds === null || sink.hasErrors) return severalParts(experiment, steps);
    const fixed = steps.map((part, i) => ({ ...part, fixed: builds[i]!.fixed, numerics: builds[i]! }));
    return severalParts(experiment, fixed);
  }

  stopsAfter(form: FormName): boolean {
    return this.options.until === form;
  }

  timed<T>(pass: PassName, work: () => T): T {
    const start = performance.now();
    const made = work();
    this.seconds[pass] = (this.seconds[pass] ?? 0) + (performance.now() - start) / 1000;
    return made;
  }

  result(
    syntax: Syntax.FileSyntax | null,
    model: ModelForm | null,
    experiments: readonly CompiledExperiment[],
  ): Compilation {
    const diagnostics = unique(this.sink.all);
    return {
      source: this.source,
      diagnostics,
      good: !this.sink.hasErrors,
      syntax,
      model,
      experiments,
      seconds: this.seconds,
    };
  }
}

/** Two experiments of one circuit find the same fault twice; it is said once. In the order of the file. */
function unique(all: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map<string, Diagnostic>();
  for (const d of all) {
    const key = `${d.code} ${d.span.file} ${d.span.start} ${d.span.end} ${d.message}`;
    if (!seen.has(key)) seen.set(key, d);
  }
  return [...seen.values()];
}
