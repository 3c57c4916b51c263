/** The text files of a result folder, and the arrays of `results.npz`. */
import type { StepForm, StepNetwork } from '../../compiler/step/form.ts';
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

/**
 * One line per event, in order of steps: `step,t,source,index` where one device is swept (the index is that of the point), and
 * `step,t,part,source,point,index` of arrays (the index is the number within the array).
 */
export function* eventsCsv(run: RecordedRun): Generator<string> {
  const { step, time, source, instance, names, parts } = run.events;
  const plain = !hasArrays(run.network);
  yield plain ? 'step,t,source,index\n' : 'step,t,part,source,point,index\n';
  for (let i = 0; i < step.length; i++) {
    const { name, size } = run.network[parts[source[i]!]!]!.population;
    const [point, index] = [Math.floor(instance[i]! / size), instance[i]! % size];
    const head = `${step[i]},${numberText(time[i]!)}`;
    const of = field(names[source[i]!]!);
    yield plain ? `${head},${of},${point}\n` : `${head},${field(name)},${of},${point},${index}\n`;
  }
}
/** Whether any part stands for an array. */
export function hasArrays(network: StepNetwork): boolean {
  return network.length > 1 || network[0]!.experiment.parts[0]!.shape.length > 0;
}
/** One line per point: its index, the swept quantities, the measures; SI. */
export function* measuresCsv(step: Pick<StepForm, 'experiment'>, measurement: Measurement): Generator<string> {
  const { sweeps, measures } = step.experiment;
  yield `${['index', ...sweeps.map((s) => s.name), ...measures.map((m) => m.name)].map(field).join(',')}\n`;
  for (let i = 0; i < measurement.points; i++) {
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
  const times = new Map<number, string>();
  return run.quantities.map((quantity) => {
    const { every } = quantity;
    if (!times.has(every)) times.set(every, times.size === 0 ? 't' : `t.${quantity.name}`);
    return { quantity, shape: [quantity.samples, ...quantity.shape], time: times.get(every)! };
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
  const { experiment } = step;
  const all = (value: (point: number) => number): (number | null)[] =>
    Array.from({ length: measurement.points }, (_, i) => value(i)).map((x) => (Number.isFinite(x) ? x : null));
  const populations = run.network.filter(({ edges }) => edges === null).map(({ population }) => population);
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
    points: measurement.points,
    instances: populations.reduce((sum, { instances }) => sum + instances, 0),
    shape: step.population.shape,
    populations: populations.map(({ name, cell, shape, size }) => ({
      name,
      cell: cell.name,
      shape: hasArrays(run.network) ? shape : [],
      size,
    })),
    couplings: run.network.flatMap(({ edges, population }) =>
      edges === null ? [] : [{ name: population.name, topology: edges.text, edges: edges.from.length }],
    ),
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
    events: {
      sources: run.events.names,
      parts: run.events.parts.map((part) => run.network[part]!.population.name),
      count: run.events.step.length,
    },
    measures: experiment.measures.map((m) => ({
      name: m.name,
      unit: m.unit.text,
      scale: m.unit.scale,
      values: all((i) => measurement.value(m.value, i)),
    })),
  };
}
