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
import type { PlotExpectation, PlotResult } from '../plots/result.ts';
import type { Simulated } from './simulate.ts';

export interface ResultFile {
  readonly name: string;
  readonly content: string | Uint8Array;
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
    { name: 'events.csv', content: [...eventsCsv(run.recorded)].join('') },
    { name: 'measures.csv', content: [...measuresCsv(run.step, run.measurement)].join('') },
  ];
}

/** The run as pictures want it. */
export function plotResultOf(run: Simulated): PlotResult {
  const { experiment } = run.step;
  const { events } = run.recorded;
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
    events: events.names.map((name, source) => {
      const mine = [...events.source.keys()].filter((k) => events.source[k] === source);
      return {
        name,
        size: run.network[events.parts[source]!]!.population.size,
        time: Float64Array.from(mine, (k) => events.time[k]!),
        instance: Uint32Array.from(mine, (k) => events.instance[k]!),
      };
    }),
    measures: experiment.measures.map(({ name, unit, value }) => ({
      name,
      unit,
      values: each((k) => run.measurement.value(value, k)),
    })),
    expectations: expectationsOf(run),
  };
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
