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
import type { EmittedFile, MachineForm, NetworkMachine } from './machine/form.ts';
import { buildNetworkMachine, type DeviceTiming } from './machine/index.ts';
import type { ExpressionWatch } from './model/environment.ts';
import type { Experiment, ModelForm } from './model/form.ts';
import { buildModel } from './model/index.ts';
import type {
  EvidenceSource,
  NetworkEvidenceSource,
  NetworkTrial,
  Opening,
  Remember,
  Trial,
  Unsettled,
} from './numerics/evidence.ts';
import type { FixedForm } from './numerics/form.ts';
import {
  type BudgetReport,
  buildFixedReported,
  buildNetwork,
  checkSettled,
  type FixedBuild,
  type FormatsReport,
  rehearse,
} from './numerics/index.ts';
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
  { name: 'machine', makes: 'machine', description: 'pipelines, memories, couplings, cycles of a step' },
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
  /** Device that the pipeline is cut for; default: an ECP5 of the slow grade. */
  readonly device?: DeviceTiming;
  /** Told what every expression of the model was found to be: its shape and dimension. */
  readonly watch?: ExpressionWatch;
  /** Version of qnm, for the headers of the Verilog. */
  readonly version?: string;
  /**
   * Where the step is the last form: steps of instances that may be run in float64 to see whether the solver turns unit vectors at the right
   * rate, which the numerics look at otherwise. Null (default): none.
   */
  readonly rehearsed?: number | null;
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
    /** Which part of the edges of each of these couplings a step opens, in the mean of so many steps of instances at most. */
    readonly opened?: (network: StepNetwork, openings: readonly Opening[], most: number) => readonly number[];
    /** How far nodes that are found by relaxation are from where they would settle, seen in so many steps of instances at most. */
    readonly settled?: (network: StepNetwork, most: number) => Unsettled | null;
  } | null;
  /** Keeps what the compiler works out itself. */
  readonly remember?: Remember;
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
  /** Of all parts, with what passes between them; null as the forms of the parts are. */
  readonly hardware: NetworkMachine | null;
  /** Verilog and memories of all parts. */
  readonly files: readonly EmittedFile[];
  /** The node found by relaxation that is farthest from where it settles; null where there is none, or it was not looked at. */
  readonly unsettled: Unsettled | null;
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

/** Steps of instances in which sweeps are looked at on the way to formats. */
const settledSteps = 2 ** 22;
/** Steps of instances that are run to see which part of their edges events open. */
const openedSteps = 2 ** 21;
const noForms = { step: null, fixed: null, numerics: null, machine: null } as const;
/** `parts` as far as they were made. */
function compiled(
  experiment: Experiment,
  parts: readonly CompiledPart[],
  hardware: NetworkMachine | null = null,
  files: readonly EmittedFile[] = [],
  unsettled: Unsettled | null = null,
): CompiledExperiment {
  const [first] = parts;
  return { experiment, ...(first && parts.length === 1 ? first : noForms), parts, hardware, files, unsettled };
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

  /** The arrows below the model, for one experiment; what stops one stops no other. */
  lower(model: ModelForm, experiment: Experiment): CompiledExperiment {
    const sink = new DiagnosticSink();
    const made = this.lowered(model, experiment, sink);
    for (const diagnostic of sink.all) this.sink.report(diagnostic);
    return made;
  }
  private lowered(model: ModelForm, experiment: Experiment, sink: DiagnosticSink): CompiledExperiment {
    const { options } = this;
    const network = this.timed('step', () => buildStep(model, experiment, sink));
    const steps = (network ?? []).map((step) => ({ ...noForms, step }));
    if (network === null || sink.hasErrors) return compiled(experiment, steps);
    if (this.stopsAfter('step')) {
      this.timed('step', () => this.rehearsed(network, experiment, sink));
      return compiled(experiment, steps);
    }
    const unsettled = this.timed('numerics', () => this.settled(network, experiment, settledSteps, sink));

    const builds = this.timed('numerics', () => this.chooseFormats(network, experiment, sink));
    if (builds === null) return compiled(experiment, steps);
    const parts = steps.map((part, i) => ({ ...part, fixed: builds[i]!.fixed, numerics: builds[i]! }));
    if (sink.hasErrors || this.stopsAfter('fixed')) return compiled(experiment, parts);

    const asked = {
      lanes: options.lanes ?? experiment.target.lanes,
      clock: options.clock ?? experiment.target.clock,
      ...(options.device === undefined ? {} : { device: options.device }),
      opened: (openings: readonly Opening[]) =>
        this.evaluators.network?.opened?.(network, openings, openedSteps) ?? null,
    };
    const forms = builds.map(({ fixed }) => fixed);
    const hardware = this.timed('machine', () => buildNetworkMachine(forms, asked, sink));
    if (hardware === null) return compiled(experiment, parts);
    const machines = parts.map((part, i) => ({
      ...part,
      machine: hardware.parts.find((each) => each.part === i) ?? null,
    }));
    if (sink.hasErrors || this.stopsAfter('machine')) return compiled(experiment, machines, hardware);

    const version = options.version ?? 'unknown';
    const files = this.timed('emit', () => emitVerilog(hardware, this.files, { version }));
    return compiled(experiment, machines, hardware, files, unsettled);
  }
  /** What is known of the numbers without formats. */
  private rehearsed(network: StepNetwork, experiment: Experiment, sink: DiagnosticSink): void {
    const { options, evaluators } = this;
    const most = options.rehearsed ?? null;
    if (most !== null && evaluators.network !== null)
      rehearse(network, experiment.tolerance, evaluators.network.evidence, most, sink);
    if (most !== null) this.settled(network, experiment, most, sink);
  }
  /** Whether enough sweeps are made. */
  private settled(
    network: StepNetwork,
    { tolerance }: Experiment,
    most: number,
    sink: DiagnosticSink,
  ): Unsettled | null {
    if (!network.some(({ population }) => population.cell.states.some(({ relaxed }) => relaxed))) return null;
    const found = this.evaluators.network?.settled?.(network, most) ?? null;
    if (found !== null) checkSettled(network, found, tolerance, sink);
    return found;
  }
  /** The arrow to form 4: a part that stands alone has evaluators of its own. */
  private chooseFormats(
    network: StepNetwork,
    experiment: Experiment,
    sink: DiagnosticSink,
  ): readonly FixedBuild[] | null {
    const { evaluators } = this;
    const { remember } = evaluators;
    const asked = { tolerance: experiment.tolerance, family: ecp5, ...(remember && { remember }) };
    const [step, ...others] = network;
    if (others.length === 0) {
      const trial = evaluators.trial?.(step!) ?? null;
      const build = buildFixedReported(step!, asked, evaluators.evidence, trial, sink);
      return build && [build];
    }
    if (evaluators.network === null) throw new Error('no evaluators of networks were handed in');
    const { evidence, trial } = evaluators.network;
    return buildNetwork(network, asked, evidence, trial?.(network) ?? null, sink);
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
