/** One reduction of a measure while somebody runs its experiment: which instances it looks at, and where their numbers go. */
import type { MeasureExpression } from '../../compiler/model/form.ts';
import type { ValueId } from '../../compiler/ops/graph.ts';
import type { StepCell, StepForm, StepNetwork } from '../../compiler/step/form.ts';
import { pointsOf } from '../network/index.ts';
import type { Frame } from '../run.ts';
import type { Accumulator } from './accumulator.ts';
import { eventReductions } from './events.ts';
import { ArgmaxAccuracy, combine, type FieldAccumulator, OrderParameter, VarianceRatio } from './fields.ts';
import { sampleReductions } from './samples.ts';

export type Reduction = Extract<MeasureExpression, { kind: 'reduce' }>;
export interface Gauge {
  value(point: number): number;
}

/**
 * Which instance each argument is of: in a whole array all are looked at, each for itself; else one for each point, and every
 * argument may be of another.
 */
interface Look {
  readonly points: number;
  /** Results of a point. */
  readonly count: number;
  /** Instance of the argument, for result `at` of all points. */
  readonly instance: (at: number, argument: number) => number;
}
function lookOf(network: StepNetwork, { part, instances }: Reduction): Look {
  const points = pointsOf(network);
  const { size } = network[part]!.population;
  if (instances === null) return { points, count: size, instance: (at) => at };
  return { points, count: 1, instance: (at, argument) => at * size + (instances[argument] ?? instances[0]!) };
}
function together(look: Look, reduction: string, accumulator: Accumulator, point: number): number {
  const { count } = look;
  const values = Array.from({ length: count }, (_, i) => accumulator.value(point * count + i));
  return combine(reduction, values);
}
function make(table: typeof eventReductions, reduction: Reduction, look: Look, of: string): Accumulator {
  const factory = table[reduction.reduction];
  if (!factory) throw new Error(`no reduction '${reduction.reduction}' of ${of}`);
  const settings = { ...reduction.settings, observed: reduction.observed.length };
  return factory({ instances: look.points * look.count, settings });
}

/** A reduction of events. */
export class EventGauge implements Gauge {
  readonly part: number;
  private readonly step: StepForm;
  private readonly reduction: string;
  private readonly look: Look;
  private readonly accumulator: Accumulator;
  /** Index in the step's events of each entry of the reduction's list. */
  private readonly events: readonly number[];

  constructor(network: StepNetwork, reduction: Reduction) {
    this.step = network[reduction.part]!;
    this.part = reduction.part;
    this.reduction = reduction.reduction;
    this.look = lookOf(network, reduction);
    this.accumulator = make(eventReductions, reduction, this.look, 'events');
    const { cell } = this.step.experiment.parts[reduction.part]!;
    const names = reduction.events.map((id) => cell.events[id]!.name);
    this.events = names.map((name) => this.step.population.cell.events.findIndex((e) => e.name === name));
  }
  see(frame: Frame): void {
    const { look, events, step } = this;
    const stride = step.population.cell.events.length;
    const results = look.points * look.count;
    for (let at = 0; at < results; at++) {
      let any = 0;
      for (let source = 0; source < events.length; source++)
        any |= frame.fired[look.instance(at, source) * stride + events[source]!]!;
      if (any === 0) continue;
      for (const { source, place, event } of this.fired(frame, at, stride)) {
        const time = eventTime(step, frame, place, event);
        if (time >= step.experiment.settle) this.accumulator.event!(at, source, time);
      }
    }
  }
  /** The entries of the list that fired, earliest first. */
  private fired(frame: Frame, at: number, stride: number): { source: number; place: number; event: number }[] {
    return this.events
      .map((event, source) => ({ source, event, place: this.look.instance(at, source) * stride + event }))
      .filter(({ place }) => frame.fired[place])
      .sort((a, b) => frame.fractions[a.place]! - frame.fractions[b.place]!);
  }
  value(point: number): number {
    return together(this.look, this.reduction, this.accumulator, point);
  }
}

/** Values of observed quantities: [instance * stride + observation], of those instances that were asked for. */
export interface Observed {
  readonly values: Float64Array;
  readonly stride: number;
}
/** A reduction of observed quantities, instance by instance. */
export class SampleGauge implements Gauge {
  private readonly reduction: string;
  private readonly look: Look;
  private readonly accumulator: Accumulator;
  private readonly paired: number;

  constructor(network: StepNetwork, reduction: Reduction) {
    this.reduction = reduction.reduction;
    this.look = lookOf(network, reduction);
    this.accumulator = make(sampleReductions, reduction, this.look, 'observed quantities');
    this.paired = reduction.instances === null ? 1 : new Set(reduction.instances).size;
  }
  /** `places`: of each argument among the observed ones; `rows`: of its instance among those of a point. */
  see(time: number, { values, stride }: Observed, places: readonly number[], rows: readonly number[]): void {
    const { points, count } = this.look;
    const [x, y = x!] = places;
    const [first, second = first!] = rows;
    const { paired } = this;
    for (let at = 0; at < points * count; at++)
      this.accumulator.sample!(
        at,
        time,
        values[(at * paired + first!) * stride + x!]!,
        values[(at * paired + second) * stride + y]!,
      );
  }
  value(point: number): number {
    return together(this.look, this.reduction, this.accumulator, point);
  }
}
/** A reduction of all instances of an array at once. */
export class FieldGauge implements Gauge {
  private readonly look: Look;
  private readonly accumulator: FieldAccumulator;

  constructor(network: StepNetwork, reduction: Reduction) {
    this.look = lookOf(network, reduction);
    this.accumulator = fieldAccumulator(network, reduction, this.look);
  }
  see(_time: number, { values, stride }: Observed, [x, y = x!]: readonly number[]): void {
    const { points, count } = this.look;
    for (let point = 0; point < points; point++) {
      const row = point * count * stride;
      this.accumulator.sample(point, values, row + x!, count, stride, row + y);
    }
  }
  value(point: number): number {
    return this.accumulator.value(point);
  }
}
function fieldAccumulator(network: StepNetwork, reduction: Reduction, { points, count }: Look): FieldAccumulator {
  const { experiment, population } = network[reduction.part]!;
  if (reduction.reduction === 'accuracy')
    return new ArgmaxAccuracy(points, experiment.parts[reduction.part]!.shape.at(-1)!);
  const angle = reduction.settings.angle === 1 || isAngle(population.cell, reduction.observed[0]!);
  return angle ? new OrderParameter(points) : new VarianceRatio(points, count);
}
/** Whether an observed value is a state that is kept in turns, in radians: an angle, also where a node carries it. */
function isAngle({ observations, graph, states }: StepCell, model: ValueId): boolean {
  const value = observations.find((each) => each.model === model)?.value;
  const { op, args } = graph.get(value ?? (0 as ValueId));
  return (
    op === 'multiply' &&
    args.some((arg) => graph.get(arg).op === 'state' && states[graph.get(arg).attributes.index!]!.angle)
  );
}
/** What looks at all instances of an array at once: `accuracy`, and `synchrony` of one quantity. */
export function isField(network: StepNetwork, { reduction, part, instances, observed }: Reduction): boolean {
  if (reduction === 'accuracy') return true;
  const alone = network[part]!.experiment.parts[part]!.shape.length === 0;
  return reduction === 'synchrony' && observed.length === 1 && instances === null && !alone;
}

/** Time of an event that fired: interpolated for crossings, the end of the step for conditions. */
export function eventTime(step: StepForm, frame: Frame, at: number, event: number): number {
  const fraction = step.population.cell.events[event]!.fraction === null ? 1 : frame.fractions[at]!;
  return (frame.step + fraction) * step.dt;
}
