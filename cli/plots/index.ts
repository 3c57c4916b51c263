/** Which pictures a result gets: what the experiment asks for, and a sensible set when it asks for nothing. */
import type { TopLevelSpec } from 'vega-lite';
import { animation } from './animation.ts';
import { fieldPlot } from './field-plot.ts';
import { measurePlot } from './measure-plot.ts';
import { orbitPlot } from './orbit-plot.ts';
import { rasterPlot } from './raster-plot.ts';
import type { PlotResult, PlotTrace } from './result.ts';
import { tracePlot } from './trace-plot.ts';

export type * from './result.ts';

/** A `plot` line of an experiment. */
export interface PlotWish {
  readonly kind: 'measure' | 'trace' | 'orbit';
  readonly names: readonly string[];
  readonly over: string | null;
}
export interface NamedPlot {
  readonly name: string;
  readonly spec: TopLevelSpec;
}

const mostTracePoints = 2;
/** Pictures of arrays that nobody asked for. */
const mostFields = 4;

/** Traces (the end, and the whole run where that differs), loops, a map of each array, a raster for each event of a population, each measure over the first sweep. */
export function choosePlots(result: PlotResult, wishes: readonly PlotWish[], stop: number): NamedPlot[] {
  const point = liveliest(result)[0] ?? 0;
  const plots: NamedPlot[] = [...traces(result, wishes), ...orbits(result, wishes), ...fields(result, wishes, point)];
  const wished = new Set(wishes.flatMap(({ names }) => names));
  for (const events of result.events)
    if (events.time.length > 0 && (!events.onEdges || wished.has(events.name)))
      plots.push({ name: `raster-${events.name}`, spec: rasterPlot(result, events, stop, point) });
  for (const measure of result.measures) {
    const wish = wishes.find((w) => w.kind === 'measure' && w.names.includes(measure.name));
    const sweep =
      result.sweeps.find((s) => s.name === wish?.over) ??
      (wish === undefined ? result.sweeps[0] : undefined) ??
      result.sweeps[0];
    if (sweep !== undefined && result.points > 1)
      plots.push({ name: `${measure.name}-over-${sweep.name}`, spec: measurePlot(result, measure, sweep) });
  }
  return plots.map((plot) => ({ ...plot, name: fileName(plot.name) }));
}

function traces(result: PlotResult, wishes: readonly PlotWish[]): NamedPlot[] {
  const points = liveliest(result);
  const single = result.traces.filter((trace) => trace.field.length === 0);
  const isSingle = (name: string): boolean => single.some((trace) => trace.name === name);
  const groups = wishes
    .filter((wish) => wish.kind === 'trace')
    .map((wish) => wish.names.filter(isSingle))
    .filter((names) => names.length > 0);
  const chosen = groups.length > 0 ? groups : [single.map((trace) => trace.name)];
  const plots: NamedPlot[] = [];
  chosen.forEach((names, k) => {
    const curves = single.filter((trace) => names.includes(trace.name)).slice(0, 6);
    const suffix = chosen.length > 1 ? `-${k + 1}` : '';
    const end = tracePlot(result, curves, { view: 'end', points });
    if (end !== null) plots.push({ name: `traces${suffix}`, spec: end });
    const whole = tracePlot(result, curves, { view: 'whole', points });
    if (whole !== null) plots.push({ name: `traces-whole${suffix}`, spec: whole });
  });
  return plots;
}

/** `plot I(M) over V(a)`: one picture for each of its quantities. */
function orbits(result: PlotResult, wishes: readonly PlotWish[]): NamedPlot[] {
  const single = result.traces.filter((trace) => trace.field.length === 0);
  const points = liveliest(result);
  return wishes
    .filter((wish) => wish.kind === 'orbit')
    .flatMap((wish) => {
      const over = single.find((trace) => trace.name === wish.over);
      if (over === undefined) return [];
      return single
        .filter((trace) => wish.names.includes(trace.name))
        .map((trace) => ({
          name: `${trace.name}-over-${over.name}`,
          spec: orbitPlot(result, trace, over, points),
        }));
    });
}

/** Sheets over time, as pages that play. */
export function chooseAnimations(result: PlotResult, wishes: readonly PlotWish[]): { name: string; page: string }[] {
  const point = liveliest(result)[0] ?? 0;
  return chosenFields(result, wishes).flatMap((trace) => {
    const page = animation(result, trace, point);
    return page === null ? [] : [{ name: fileName(`animation-${trace.name}`), page }];
  });
}

/** Maps of arrays. */
function fields(result: PlotResult, wishes: readonly PlotWish[], point: number): NamedPlot[] {
  return chosenFields(result, wishes).flatMap((trace) => {
    const spec = fieldPlot(result, trace, point);
    return spec === null ? [] : [{ name: `map-${trace.name}`, spec }];
  });
}
/** Arrays that a `plot` line names, or the first few. */
function chosenFields(result: PlotResult, wishes: readonly PlotWish[]): PlotTrace[] {
  const all = result.traces.filter((trace) => trace.field.length > 0);
  const wished = new Set(wishes.flatMap((wish) => (wish.kind === 'trace' ? wish.names : [])));
  const named = all.filter((trace) => wished.has(trace.name));
  return named.length > 0 ? named : all.slice(0, mostFields);
}
export const fileName = (name: string): string => name.replace(/[^A-Za-z0-9._-]+/g, '_');

/** A few points that tell the story: with events, the one that fires most and the one in the middle of those that fire. */
function liveliest(result: PlotResult): number[] {
  const all = Array.from({ length: result.points }, (_, k) => k);
  if (all.length <= 1) return all;
  const counts = new Array<number>(result.points).fill(0);
  for (const { instance, size } of result.events) for (const at of instance) counts[Math.floor(at / size)]!++;
  const firing = all.filter((k) => counts[k]! > 0);
  const pool = firing.length > 0 ? firing : all;
  if (pool.length <= mostTracePoints) return pool;
  return [pool[Math.floor(pool.length / 3)]!];
}
