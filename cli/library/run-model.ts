/** The three models of an experiment, run; what a run has to report, as data and as text. */
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { StepForm, StepNetwork } from '../../compiler/step/form.ts';
import { runFixedNetwork, runFloat64Network, type Team } from '../../sim/network/index.ts';
import type { Progress, RunObserver } from '../../sim/run.ts';
import { digits, engineering } from '../report/numbers.ts';

export type ModelName = 'float64' | 'fixed' | 'rtl';

/** What happened in a run: the first time, and how often. */
export interface RunReport {
  readonly kind: 'range' | 'assert' | 'flag' | 'end' | 'note';
  /** What it is about: reports of one kind, part and subject are one. */
  readonly subject: string;
  readonly text: string;
  readonly part: number;
  readonly step: number;
  readonly time: number;
  readonly instance: number;
  readonly count: number;
}
type Float64Failure = ReturnType<typeof runFloat64Network>['failure'];
interface RunOptions {
  readonly progress?: Progress;
  /** Threads that make the steps of float64 and fixed point together; the results are the same. */
  readonly team?: Team | null;
  readonly rtl?: (experiment: CompiledExperiment, observer: RunObserver) => Promise<readonly string[]>;
}

/** Runs a whole experiment by one model while `observer` looks; gives what there is to report, in the order of `inOrder`. */
export async function runModel(
  model: ModelName,
  experiment: CompiledExperiment,
  network: StepNetwork,
  observer: RunObserver,
  options: RunOptions,
): Promise<RunReport[]> {
  const how = {
    team: options.team ?? null,
    ...(options.progress === undefined ? {} : { progress: options.progress }),
  };
  switch (model) {
    case 'float64': {
      const { ranges, asserts, failure } = runFloat64Network(network, observer, how);
      return inOrder([
        ...ranges.map((r) => ({
          ...r,
          kind: 'range' as const,
          subject: r.state,
          text: `${r.state} left its range: ${digits(r.value, 6)}`,
        })),
        ...asserts.map((a) => ({
          ...a,
          kind: 'assert' as const,
          subject: a.message,
          text: flagText({ kind: 'assert', text: a.message }),
        })),
        ...(failure === null
          ? []
          : [
              {
                ...failure,
                kind: 'end' as const,
                subject: failure.state,
                text: endText(network, failure),
                count: 1,
              },
            ]),
      ]);
    }
    case 'fixed': {
      const fixed = experiment.parts.flatMap((part) => part.fixed ?? []);
      if (fixed.length < network.length)
        throw new Error(`${experiment.experiment.name} was not compiled to fixed point`);
      const { flags } = runFixedNetwork(fixed, observer, how);
      return inOrder(
        flags.map((f) => ({ ...f, kind: 'flag' as const, subject: `${f.kind} ${f.text}`, text: flagText(f) })),
      );
    }
    case 'rtl': {
      if (options.rtl === undefined) throw new Error('no simulator of Verilog was handed in');
      const notes = await options.rtl(experiment, observer);
      return notes.map((text) => ({
        kind: 'note',
        subject: text,
        text,
        part: 0,
        step: 0,
        time: 0,
        instance: 0,
        count: 1,
      }));
    }
    default:
      return model satisfies never;
  }
}

/** `the run ended early: x became Infinity in step 113, at t = 1.14 µs, instance 0` */
function endText(network: StepNetwork, failure: NonNullable<Float64Failure>): string {
  return `the run ended early: ${failure.state} became ${failure.value} in step ${failure.step}, at ${placeOf(network, failure)}`;
}
const kinds: readonly RunReport['kind'][] = ['range', 'assert', 'flag', 'note', 'end'];
/** By kind, then by when and where it happened: the same whether a run was made in one piece or in several. */
export function inOrder(reports: readonly RunReport[]): RunReport[] {
  return reports
    .map(({ kind, subject, text, part, step, time, instance, count }) => ({
      kind,
      subject,
      text,
      part,
      step,
      time,
      instance,
      count,
    }))
    .sort(
      (a, b) =>
        kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
        a.step - b.step ||
        a.part - b.part ||
        a.instance - b.instance ||
        (a.subject < b.subject ? -1 : 1),
    );
}
/** `V(out) left its range: 17.2 at t = 1 µs, instance 3 (4 times)` */
export function reportTexts(network: StepNetwork, reports: readonly RunReport[]): string[] {
  return reports.map((report) => {
    if (report.kind === 'end' || report.kind === 'note') return report.text;
    return `${report.text} at ${placeOf(network, report)} (${times(report.count)})`;
  });
}

/** `assert "..." did not hold`, `V saturated` */
export function flagText({ kind, text }: { readonly kind: 'assert' | 'saturation'; readonly text: string }): string {
  return kind === 'assert' ? `assert "${text}" did not hold` : `${text} saturated`;
}
/** `t = 1 µs, instance 3`; `t = 1 µs, cell[3, 4]`, with the number of the point where there are several. */
export function placeOf(
  network: StepNetwork,
  { part, time, instance }: { readonly part: number; readonly time: number; readonly instance: number },
): string {
  return `t = ${engineering(time, 's', 6)}, ${instanceText(network[part]!, instance)}`;
}
function instanceText({ population, experiment, part }: StepForm, instance: number): string {
  const { shape } = experiment.parts[part]!;
  const { name, size, instances } = population;
  if (shape.length === 0) return `instance ${instance}`;
  const indices: number[] = [];
  let rest = instance % size;
  for (const extent of [...shape].reverse()) {
    indices.unshift(rest % extent);
    rest = Math.floor(rest / extent);
  }
  const point = instances > size ? ` of point ${Math.floor(instance / size)}` : '';
  return `${name}[${indices.join(', ')}]${point}`;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
