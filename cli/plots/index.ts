/** Which pictures a result gets: what the experiment asks for, and a sensible set when it asks for nothing. */
import type { TopLevelSpec } from 'vega-lite';
import { measurePlot } from './measure-plot.ts';
import { rasterPlot } from './raster-plot.ts';
import type { PlotResult } from './result.ts';
import { tracePlot } from './trace-plot.ts';

export type * from './result.ts';

/** A `plot` line of an experiment. */
export interface PlotWish {
  readonly kind: 'measure' | 'trace';
  readonly names: readonly string[];
  readonly over: string | null;
}
export interface NamedPlot {
  readonly name: string;
  readonly spec: TopLevelSpec;
}

const mostTraceInstances = 2;

/** Traces (the end, and the whole run where that differs), a raster for each event, each measure over the first sweep. */
export function choosePlots(result: PlotResult, wishes: readonly PlotWish[], stop: number): NamedPlot[] {
  const plots: NamedPlot[] = [...traces(result, wishes)];
  for (const events of result.events)
    if (events.time.length > 0) plots.push({ name: `raster-${events.name}`, spec: rasterPlot(result, events, stop) });
  for (const measure of result.measures) {
    const wish = wishes.find((w) => w.kind === 'measure' && w.names.includes(measure.name));
    const sweep =
      result.sweeps.find((s) => s.name === wish?.over) ??
      (wish === undefined ? result.sweeps[0] : undefined) ??
      result.sweeps[0];
    if (sweep !== undefined && result.instances > 1)
      plots.push({ name: `${measure.name}-over-${sweep.name}`, spec: measurePlot(result, measure, sweep) });
  }
  return plots.map((plot) => ({ ...plot, name: plot.name.replace(/[^A-Za-z0-9._-]+/g, '_') }));
}

function traces(result: PlotResult, wishes: readonly PlotWish[]): NamedPlot[] {
  const instances = liveliest(result);
  const groups = wishes.filter((wish) => wish.kind === 'trace').map((wish) => wish.names);
  const chosen = groups.length > 0 ? groups : [result.traces.map((trace) => trace.name)];
  const plots: NamedPlot[] = [];
  chosen.forEach((names, k) => {
    const curves = result.traces.filter((trace) => names.includes(trace.name)).slice(0, 6);
    const suffix = chosen.length > 1 ? `-${k + 1}` : '';
    const end = tracePlot(result, curves, { view: 'end', instances });
    if (end !== null) plots.push({ name: `traces${suffix}`, spec: end });
    const whole = tracePlot(result, curves, { view: 'whole', instances });
    if (whole !== null) plots.push({ name: `traces-whole${suffix}`, spec: whole });
  });
  return plots;
}

/** A few instances that tell the story: with events, the one that fires most and the one in the middle of those that fire. */
function liveliest(result: PlotResult): number[] {
  const all = Array.from({ length: result.instances }, (_, k) => k);
  if (all.length <= 1) return all;
  const counts = new Array<number>(result.instances).fill(0);
  for (const events of result.events) for (const instance of events.instance) counts[instance]!++;
  const firing = all.filter((k) => counts[k]! > 0);
  const pool = firing.length > 0 ? firing : all;
  if (pool.length <= mostTraceInstances) return pool;
  return [pool[Math.floor(pool.length / 3)]!];
}
