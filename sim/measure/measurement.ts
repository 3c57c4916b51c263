/** The measures of an experiment, taken while somebody runs it. */
import type { ExpectModel, MeasureExpression } from '../../compiler/model/form.ts';
import { operations } from '../../compiler/ops/index.ts';
import type { StepForm, StepNetwork } from '../../compiler/step/form.ts';
import { instancesOf, NetworkWatch, pointsOf } from '../network/index.ts';
import type { Frame } from '../run.ts';
import { EventGauge, FieldGauge, type Gauge, isField, type Observed, type Reduction, SampleGauge } from './gauges.ts';

/** Quantities of the same instances of one part, observed together. */
interface Group {
  readonly part: number;
  /** Numbers within the array; null: all. */
  readonly numbers: readonly number[] | null;
  /** Indices of the cell's observations. */
  readonly observations: number[];
  readonly gauges: { readonly counts: Counts; readonly see: (time: number, observed: Observed) => void }[];
  observe: (() => Float64Array) | null;
}

/** Watches a run of any model of the experiment and gives the values of its measures, by point of the sweeps. */
export class Measurement extends NetworkWatch {
  /** The first part; the experiment is the same in all. */
  readonly part: StepForm;
  readonly points: number;
  private readonly gauges = new Map<Reduction, Gauge>();
  private readonly ofEvents: { readonly gauge: EventGauge; readonly counts: Counts }[] = [];
  private readonly groups: Group[] = [];
  /** The first step whose end lies at or after `settle`. */
  private readonly firstStep: number;

  constructor(step: StepForm | StepNetwork) {
    super(step);
    this.part = this.network[0]!;
    this.points = pointsOf(this.network);
    for (const reduction of reductionsOf(this.part)) this.gauges.set(reduction, this.makeGauge(reduction));
    for (const group of this.groups)
      group.observe = this.watch(group.part, group.observations, instancesOf(this.network, group.part, group.numbers));
    const { experiment, dt } = this.part;
    this.firstStep = Math.max(0, Math.ceil(experiment.settle / dt - 1e-9) - 1);
  }
  protected step(frames: readonly Frame[]): void {
    const { step } = frames[0]!;
    if (step < this.firstStep) return;
    for (const { gauge, counts } of this.ofEvents) if (counts(step)) gauge.see(frames[gauge.part]!);
    for (const { observe, observations, gauges } of this.groups) {
      if (!gauges.some(({ counts }) => counts(step))) continue;
      const observed = { values: observe!(), stride: observations.length };
      for (const { counts, see } of gauges) if (counts(step)) see((step + 1) * this.part.dt, observed);
    }
  }
  /** Value of an expression over measures at one point. */
  value(expression: MeasureExpression, point: number): number {
    switch (expression.kind) {
      case 'constant':
        return expression.value;
      case 'operation': {
        const args = expression.args.map((arg) => this.value(arg, point));
        return operations.get(expression.op)!.float64(args, {});
      }
      case 'measure': {
        const measure = this.part.experiment.measures.find((m) => m.name === expression.name)!;
        return this.value(measure.value, point);
      }
      case 'sweep':
        return sweepValue(this.part, expression.name, point);
      case 'reduce':
        return this.reduced(expression, point);
      default:
        return expression satisfies never;
    }
  }
  protected reduced(reduction: Reduction, point: number): number {
    return this.gauges.get(reduction)!.value(point);
  }
  private makeGauge(reduction: Reduction): Gauge {
    if (reduction.events.length > 0) {
      const gauge = new EventGauge(this.network, reduction);
      this.ofEvents.push({ gauge, counts: countsIn(reduction, this.part.dt) });
      return gauge;
    }
    const group = this.groupOf(reduction);
    const { cell } = this.network[reduction.part]!.population;
    const places = reduction.observed.map((model) => {
      const observation = cell.observations.findIndex((o) => o.model === model);
      const known = group.observations.indexOf(observation);
      return known >= 0 ? known : group.observations.push(observation) - 1;
    });
    const rows = reduction.observed.map((_, argument) => {
      const number = reduction.instances?.[argument] ?? reduction.instances?.[0];
      return number === undefined ? 0 : group.numbers!.indexOf(number);
    });
    const field = isField(this.network, reduction);
    const gauge = field ? new FieldGauge(this.network, reduction) : new SampleGauge(this.network, reduction);
    group.gauges.push({
      counts: countsIn(reduction, this.part.dt),
      see: (time, observed) => gauge.see(time, observed, places, rows),
    });
    return gauge;
  }
  private groupOf({ part, instances }: Reduction): Group {
    const numbers = instances && [...new Set(instances)];
    const found = this.groups.find((group) => group.part === part && group.numbers?.join() === numbers?.join());
    if (found) return found;
    const group: Group = { part, numbers, observations: [], gauges: [], observe: null };
    this.groups.push(group);
    return group;
  }
}

/** Whether a reduction looks at a step. */
type Counts = (step: number) => boolean;
function countsIn({ window }: Reduction, dt: number): Counts {
  if (window === undefined) return () => true;
  const first = Math.max(0, Math.ceil(window.from / dt - 1e-9) - 1);
  const ends = window.steps;
  if (ends === null) return (step) => step >= first;
  const long = Math.max(1, Math.round(window.stretch / dt));
  // Of the ends, the first that is not over. Steps come in order, but may begin again: then it is looked for anew.
  let next = 0;
  return (step) => {
    if (next > 0 && step <= ends[next - 1]!) next = 0;
    while (next < ends.length && ends[next]! < step) next++;
    return step >= first && next < ends.length && step > ends[next]! - long;
  };
}

/** Value of a swept quantity at a point: points are the product of the sweeps, the first slowest. */
export function sweepValue(step: Pick<StepForm, 'experiment'>, name: string, point: number): number {
  let below = 1;
  for (const sweep of [...step.experiment.sweeps].reverse()) {
    if (sweep.name === name) return sweep.values[Math.floor(point / below) % sweep.values.length]!;
    below *= sweep.values.length;
  }
  throw new Error(`no swept quantity '${name}'`);
}

/** Measures of a run whose reductions were taken elsewhere: the points of its sweeps ran in pieces. */
export class GatheredMeasurement extends Measurement {
  private readonly values: ReadonlyMap<Reduction, Float64Array>;

  /** @param values  by number in `reductionsOf`, then by point */
  constructor(network: StepNetwork, values: readonly Float64Array[]) {
    super(network);
    this.values = new Map(reductionsOf(network[0]!).map((reduction, k) => [reduction, values[k]!]));
  }
  protected override reduced(reduction: Reduction, point: number): number {
    return this.values.get(reduction)![point]!;
  }
}

/** Every reduction in measures and expects, each node once. */
export function reductionsOf({ experiment: { measures, expects } }: Pick<StepForm, 'experiment'>): Reduction[] {
  return reductionsIn([...measures.map((m) => m.value), ...expects.flatMap(sidesOf)], []);
}
/** Reductions that the verdict on an `expect` line depends on, those of measures that it names too. */
export function reductionsBehind(expect: ExpectModel, { experiment }: Pick<StepForm, 'experiment'>): Reduction[] {
  return reductionsIn(sidesOf(expect), experiment.measures);
}
const sidesOf = (expect: ExpectModel): MeasureExpression[] => [
  expect.left,
  expect.right,
  ...(expect.where ? [expect.where] : []),
];
/** @param measures  are followed where they are named */
function reductionsIn(roots: readonly MeasureExpression[], measures: StepForm['experiment']['measures']): Reduction[] {
  const found: Reduction[] = [];
  const visit = (expression: MeasureExpression): void => {
    if (expression.kind === 'reduce') found.push(expression);
    else if (expression.kind === 'operation') expression.args.forEach(visit);
    else if (expression.kind === 'measure')
      for (const { name, value } of measures) if (name === expression.name) visit(value);
  };
  roots.forEach(visit);
  return [...new Set(found)];
}
