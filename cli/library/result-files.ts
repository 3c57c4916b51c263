/** A simulated run as the files of a result folder, and back again as the material of pictures. */
import type { MeasureExpression } from '../../compiler/model/form.ts';
import { sweepValue } from '../../sim/measure/index.ts';
import {
  encodeNpz,
  eventsCsv,
  measuresCsv,
  resultArrays,
  resultsDocument,
  sampleTimes,
} from '../../sim/record/index.ts';
import type { PlotEvents, PlotExpectation, PlotResult } from '../plots/result.ts';
import type { Content } from '../write-whole.ts';
import type { Simulated } from './simulate.ts';

export interface ResultFile {
  readonly name: string;
  readonly content: Content;
}

/** `results.npz results.json events.csv measures.csv`. */
export function resultFiles(run: Simulated): ResultFile[] {
  const document = {
    ...resultsDocument(run.recorded, run.measurement, run.model),
    expectations: expectationsOf(run),
    plots: run.step.experiment.plots.map(({ kind, names, over }) => ({ kind, names, over })),
    warnings: run.warnings,
  };
  return [
    { name: 'results.npz', content: encodeNpz(resultArrays(run.recorded)) },
    { name: 'results.json', content: `${JSON.stringify(document, null, 2)}\n` },
    { name: 'events.csv', content: { pieces: together(eventsCsv(run.recorded)) } },
    { name: 'measures.csv', content: { pieces: together(measuresCsv(run.step, run.measurement)) } },
  ];
}

/** Many lines in one piece: a file of 10^8 events is no single text. */
function* together(lines: Iterable<string>): Generator<string> {
  let piece: string[] = [];
  for (const line of lines) {
    if (piece.push(line) < linesInPiece) continue;
    yield piece.join('');
    piece = [];
  }
  yield piece.join('');
}
const linesInPiece = 10_000;

/** The run as pictures want it. */
export function plotResultOf(run: Simulated): PlotResult {
  const { experiment } = run.step;
  const { points } = run.measurement;
  const each = (value: (point: number) => number) => Float64Array.from({ length: points }, (_, k) => value(k));
  return {
    title: run.model === 'float64' ? experiment.name : `${experiment.name} (${run.model})`,
    points,
    sweeps: experiment.sweeps.map(({ name, unit }) => ({
      name,
      unit,
      values: each((k) => sweepValue(run.step, name, k)),
    })),
    traces: run.recorded.quantities.map((q) => ({
      name: q.name,
      unit: q.unit,
      field: q.field,
      time: sampleTimes(run.recorded, q),
      values: q.values,
    })),
    events: eventsBySource(run),
    measures: experiment.measures.map(({ name, unit, value }) => ({
      name,
      unit,
      values: each((k) => run.measurement.value(value, k)),
    })),
    expectations: expectationsOf(run),
  };
}

/** Events of each source, in order of time. */
function eventsBySource({ recorded: { events }, network }: Simulated): PlotEvents[] {
  const counts = events.names.map(() => 0);
  for (const source of events.source) counts[source]!++;
  const all = events.names.map((name, source) => {
    const { population, edges } = network[events.parts[source]!]!;
    return {
      name,
      size: population.size,
      onEdges: edges !== null,
      time: new Float64Array(counts[source]!),
      instance: new Uint32Array(counts[source]!),
    };
  });
  const filled = events.names.map(() => 0);
  for (const [k, source] of events.source.entries()) {
    const at = filled[source]!++;
    all[source]!.time[at] = events.time[k]!;
    all[source]!.instance[at] = events.instance[k]!;
  }
  return all;
}

/** The published figures: lines that compare a measure with a number by `~` or `==`. */
function expectationsOf(run: Simulated): PlotExpectation[] {
  const { experiment } = run.step;
  return experiment.expects.flatMap((expect) => {
    if (
      expect.left.kind !== 'measure' ||
      !(expect.relation === '~' || expect.relation === '==') ||
      !isNumber(expect.right)
    )
      return [];
    const points = Array.from({ length: run.measurement.points }, (_, k) => k).filter(
      (k) =>
        expect.at.every(
          ({ name, value }) => Math.abs(sweepValue(run.step, name, k) - value) <= 1e-9 * Math.abs(value),
        ) &&
        (expect.where === null || run.measurement.value(expect.where, k) !== 0),
    );
    return [
      {
        measure: expect.left.name,
        value: run.measurement.value(expect.right, 0),
        points,
        source: expect.source || 'expected',
      },
    ];
  });
}

function isNumber(expression: MeasureExpression): boolean {
  return expression.kind === 'constant' || (expression.kind === 'operation' && expression.args.every(isNumber));
}
