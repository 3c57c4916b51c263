/** The measures of an experiment, taken while somebody runs it. */
import type { MeasureExpression } from '../../compiler/model/form.ts';
import { operations } from '../../compiler/ops/index.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { compileObserver, type Observer } from '../float64/index.ts';
import type { Frame, RunObserver } from '../run.ts';
import type { Accumulator } from './accumulator.ts';
import { eventReductions } from './events.ts';
import { sampleReductions } from './samples.ts';

type Reduction = Extract<MeasureExpression, { kind: 'reduce' }>;
interface Gauge {
  readonly accumulator: Accumulator;
  /** Index in the step's events of each entry of the reduction's list. */
  readonly events: readonly number[];
  /** Place of each observed quantity among those observed. */
  readonly observed: readonly number[];
}

/** Watches a run of any model of the experiment and gives the values of its measures. */
export class Measurement implements RunObserver {
  readonly step: StepForm;
  private readonly gauges = new Map<Reduction, Gauge>();
  private readonly observer: Observer | null;
  private readonly observations: number[] = [];
  /** The first step whose end lies at or after `settle`. */
  private readonly firstStep: number;

  constructor(step: StepForm) {
    this.step = step;
    for (const reduction of reductionsOf(step)) this.gauges.set(reduction, this.makeGauge(reduction));
    this.observer = this.observations.length > 0 ? compileObserver(step, this.observations) : null;
    this.firstStep = Math.max(0, Math.ceil(step.experiment.settle / step.dt - 1e-9) - 1);
  }
  frame(frame: Frame): void {
    if (frame.step < this.firstStep) return;
    const values = this.observer?.observe(frame.step, frame.states) ?? null;
    for (const gauge of this.gauges.values()) {
      if (gauge.accumulator.event && gauge.events.length > 0) this.feedEvents(gauge, frame);
      if (gauge.accumulator.sample && values !== null && gauge.observed.length > 0)
        this.feedSamples(gauge, frame, values);
    }
  }
  /** Value of an expression over measures for one instance. */
  value(expression: MeasureExpression, instance: number): number {
    switch (expression.kind) {
      case 'constant':
        return expression.value;
      case 'operation': {
        const args = expression.args.map((arg) => this.value(arg, instance));
        return operations.get(expression.op)!.float64(args, {});
      }
      case 'measure': {
        const measure = this.step.experiment.measures.find((m) => m.name === expression.name)!;
        return this.value(measure.value, instance);
      }
      case 'sweep':
        return sweepValue(this.step, expression.name, instance);
      case 'reduce':
        return this.gauges.get(expression)!.accumulator.value(instance);
      default:
        return expression satisfies never;
    }
  }
  private makeGauge(reduction: Reduction): Gauge {
    const { instances, cell } = this.step.population;
    const ofEvents = reduction.events.length > 0;
    const make = (ofEvents ? eventReductions : sampleReductions)[reduction.reduction];
    if (!make)
      throw new Error(`no reduction '${reduction.reduction}' of ${ofEvents ? 'events' : 'observed quantities'}`);
    const settings = { ...reduction.settings, observed: reduction.observed.length };
    const names = reduction.events.map((id) => this.step.experiment.parts[reduction.part]!.cell.events[id]!.name);
    return {
      accumulator: make({ instances, settings }),
      events: names.map((name) => cell.events.findIndex((e) => e.name === name)),
      observed: reduction.observed.map((model) => this.observe(cell.observations.findIndex((o) => o.model === model))),
    };
  }
  private observe(observation: number): number {
    const known = this.observations.indexOf(observation);
    return known >= 0 ? known : this.observations.push(observation) - 1;
  }
  private feedEvents(gauge: Gauge, frame: Frame): void {
    const { cell, instances } = this.step.population;
    const count = cell.events.length;
    for (let i = 0; i < instances; i++)
      for (const [source, event] of inOrder(gauge.events, frame, i * count)) {
        const time = eventTime(this.step, frame, i * count + event, event);
        if (time >= this.step.experiment.settle) gauge.accumulator.event!(i, source, time);
      }
  }
  private feedSamples(gauge: Gauge, frame: Frame, values: Float64Array): void {
    const [x, y = x!] = gauge.observed;
    const time = (frame.step + 1) * this.step.dt;
    const count = this.observations.length;
    for (let i = 0; i < this.step.population.instances; i++)
      gauge.accumulator.sample!(i, time, values[i * count + x!]!, values[i * count + y]!);
  }
}
/** Time of an event that fired: interpolated for crossings, the end of the step for conditions. */
export function eventTime(step: StepForm, frame: Frame, at: number, event: number): number {
  const fraction = step.population.cell.events[event]!.fraction === null ? 1 : frame.fractions[at]!;
  return (frame.step + fraction) * step.dt;
}
/** The entries of the list that fired, earliest first. */
function inOrder(events: readonly number[], frame: Frame, offset: number): [source: number, event: number][] {
  const fired: [number, number][] = [];
  events.forEach((event, source) => {
    if (frame.fired[offset + event]) fired.push([source, event]);
  });
  return fired.length < 2
    ? fired
    : fired.sort((a, b) => frame.fractions[offset + a[1]]! - frame.fractions[offset + b[1]]!);
}

/** Value of a swept quantity at an instance: the instances are the product of the sweeps, the first slowest. */
export function sweepValue(step: StepForm, name: string, instance: number): number {
  let below = 1;
  for (const sweep of [...step.experiment.sweeps].reverse()) {
    if (sweep.name === name) return sweep.values[Math.floor(instance / below) % sweep.values.length]!;
    below *= sweep.values.length;
  }
  throw new Error(`no swept quantity '${name}'`);
}

/** Every reduction in measures and expects, each node once. */
function reductionsOf(step: StepForm): Reduction[] {
  const { measures, expects } = step.experiment;
  const roots = [
    ...measures.map((m) => m.value),
    ...expects.flatMap((e) => [e.left, e.right, ...(e.where ? [e.where] : [])]),
  ];
  const found: Reduction[] = [];
  const visit = (expression: MeasureExpression): void => {
    if (expression.kind === 'reduce') found.push(expression);
    else if (expression.kind === 'operation') expression.args.forEach(visit);
  };
  roots.forEach(visit);
  return [...new Set(found)];
}
