/** The text files of a result folder, and the arrays of `results.npz`. */
import type { StepForm } from '../../compiler/step/form.ts';
import { type Measurement, sweepValue } from '../measure/index.ts';
import type { NamedArray } from './npz.ts';
import { type RecordedQuantity, type RecordedRun, sampleTimes } from './recorder.ts';

/** A number in the shortest text that reads back as the same number; `nan`, `inf` as numpy and pandas write them. */
export function numberText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf';
}
/** A CSV field (RFC 4180). */
export function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** `step,t,source,index`: one line per event, in order of steps. */
export function* eventsCsv(run: RecordedRun): Generator<string> {
  yield 'step,t,source,index\n';
  const { step, time, source, instance, names } = run.events;
  for (let i = 0; i < step.length; i++)
    yield `${step[i]},${numberText(time[i]!)},${field(names[source[i]!]!)},${instance[i]}\n`;
}
/** One line per instance: its index, the swept quantities, the measures; SI. */
export function* measuresCsv(step: StepForm, measurement: Measurement): Generator<string> {
  const { sweeps, measures } = step.experiment;
  yield `${['index', ...sweeps.map((s) => s.name), ...measures.map((m) => m.name)].map(field).join(',')}\n`;
  for (let i = 0; i < step.population.instances; i++) {
    const values = [
      ...sweeps.map((s) => sweepValue(step, s.name, i)),
      ...measures.map((m) => measurement.value(m.value, i)),
    ];
    yield `${[String(i), ...values.map(numberText)].join(',')}\n`;
  }
}

interface Described {
  readonly quantity: RecordedQuantity;
  readonly shape: readonly number[];
  /** Name of the array with its times. */
  readonly time: string;
}
/** Quantities with one stride share a time array: `t` for the first stride, `t.NAME` of its first quantity for the others. */
function describe(run: RecordedRun): Described[] {
  const { shape, instances } = run.step.population;
  const times = new Map<number, string>();
  return run.quantities.map((quantity) => {
    const { every } = quantity;
    if (!times.has(every)) times.set(every, times.size === 0 ? 't' : `t.${quantity.name}`);
    return { quantity, shape: [quantity.samples, ...(instances > 1 ? shape : [])], time: times.get(every)! };
  });
}
export function resultArrays(run: RecordedRun): NamedArray[] {
  const described = describe(run);
  const times = new Map(described.map(({ quantity, time }) => [time, sampleTimes(run, quantity)]).reverse() as [string, Float64Array][]); // biome-ignore format: one line
  return [
    ...[...times].reverse().map(([name, values]) => ({ name, values, shape: [values.length] })),
    ...described.map(({ quantity, shape }) => ({ name: quantity.name, values: quantity.values, shape })),
  ];
}
/** `results.json`: what the arrays are. Values are SI; a value times `scale` is in `unit`. */
export function resultsDocument(run: RecordedRun, measurement: Measurement, model: string): object {
  const { step } = run;
  const { experiment, population } = step;
  const all = (value: (instance: number) => number): (number | null)[] =>
    Array.from({ length: population.instances }, (_, i) => value(i)).map((x) => (Number.isFinite(x) ? x : null));
  return {
    file: step.file,
    circuit: step.circuit,
    experiment: experiment.name,
    model,
    dt: step.dt,
    steps: step.steps,
    solver: step.solver,
    seed: experiment.seed,
    settle: experiment.settle,
    instances: population.instances,
    shape: population.shape,
    sweeps: experiment.sweeps.map((s) => ({
      name: s.name,
      unit: s.unit.text,
      scale: s.unit.scale,
      values: [...s.values],
    })),
    arrays: describe(run).map(({ quantity, shape, time }) => ({
      name: quantity.name,
      unit: quantity.unit.text,
      scale: quantity.unit.scale,
      shape,
      time,
      every: quantity.every,
    })),
    events: { sources: run.events.names, count: run.events.step.length },
    measures: experiment.measures.map((m) => ({
      name: m.name,
      unit: m.unit.text,
      scale: m.unit.scale,
      values: all((i) => measurement.value(m.value, i)),
    })),
  };
}
