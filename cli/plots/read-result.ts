/** A result folder read back for pictures. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import { CommandError, exitCode } from '../exit.ts';
import type { PlotWish } from './index.ts';
import type { PlotEvents, PlotResult } from './result.ts';

const Named = z.object({ name: z.string(), unit: z.string(), scale: z.number() });
/** The part of results.json that pictures need. */
const Results = z.object({
  experiment: z.string(),
  model: z.string(),
  dt: z.number(),
  steps: z.number(),
  points: z.number(),
  sweeps: z.array(Named.extend({ values: z.array(z.number()) })),
  populations: z.array(z.object({ name: z.string(), size: z.number() })),
  couplings: z.array(z.object({ name: z.string(), edges: z.number() })),
  arrays: z.array(Named.extend({ time: z.string(), shape: z.array(z.number()) })),
  events: z.object({ sources: z.array(z.string()), parts: z.array(z.string()) }),
  measures: z.array(Named.extend({ values: z.array(z.number().nullable()) })),
  expectations: z
    .array(z.object({ measure: z.string(), value: z.number(), points: z.array(z.number()), source: z.string() }))
    .default([]),
  plots: z
    .array(
      z.object({
        kind: z.enum(['measure', 'trace', 'orbit']),
        names: z.array(z.string()),
        over: z.string().nullable(),
      }),
    )
    .default([]),
});

/** @throws CommandError when the folder holds no results, or broken ones */
export function readResult(folder: string): {
  readonly result: PlotResult;
  readonly wishes: readonly PlotWish[];
  readonly stop: number;
} {
  const path = join(folder, 'results.json');
  if (!existsSync(path))
    throw new CommandError(
      exitCode.usage,
      `${folder} holds no results.json`,
      'a result folder is build/NAME/EXPERIMENT, made by simulate or verify',
    );
  try {
    return parseResult(folder, readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new CommandError(exitCode.fileWrong, `the results in ${folder} cannot be read: ${why}`);
  }
}

function parseResult(folder: string, text: string) {
  const document = Results.parse(JSON.parse(text));
  const arrays = unzipSync(readFileSync(join(folder, 'results.npz')));
  const array = (name: string): Float64Array => {
    const bytes = arrays[`${name.replaceAll(/[/\\]/g, '_')}.npy`];
    if (bytes === undefined) throw new Error(`results.npz has no array ${name}`);
    return decodeNpy(bytes);
  };
  const unitOf = ({ unit, scale }: { readonly unit: string; readonly scale: number }) => ({ text: unit, scale });
  const { points } = document;
  const sizes = new Map([
    ...document.populations.map(({ name, size }) => [name, size] as const),
    ...document.couplings.map(({ name, edges }) => [name, edges] as const),
  ]);
  const sources = document.events.sources.map((name, k) => {
    const part = document.events.parts[k]!;
    const onEdges = document.couplings.some((coupling) => coupling.name === part);
    return { name, part, size: sizes.get(part) ?? 1, onEdges };
  });
  const result: PlotResult = {
    title: document.model === 'float64' ? document.experiment : `${document.experiment} (${document.model})`,
    points,
    sweeps: document.sweeps.map((sweep, k) => ({
      name: sweep.name,
      unit: unitOf(sweep),
      values: spread(
        document.sweeps.map((s) => s.values),
        k,
        points,
      ),
    })),
    traces: document.arrays.map((a) => ({
      name: a.name,
      unit: unitOf(a),
      field: a.shape.slice(points > 1 ? 2 : 1),
      time: array(a.time),
      values: array(a.name),
    })),
    events: readEvents(join(folder, 'events.csv'), sources),
    measures: document.measures.map((m) => ({
      name: m.name,
      unit: unitOf(m),
      values: Float64Array.from(m.values, (v) => v ?? Number.NaN),
    })),
    expectations: document.expectations,
  };
  return { result, wishes: document.plots, stop: document.dt * document.steps };
}

/** Points are the product of the sweeps, the first slowest. */
function spread(sweeps: readonly (readonly number[])[], k: number, points: number): Float64Array {
  const below = sweeps.slice(k + 1).reduce((product, values) => product * values.length, 1);
  return Float64Array.from({ length: points }, (_, i) => sweeps[k]![Math.floor(i / below) % sweeps[k]!.length]!);
}

interface Source {
  readonly name: string;
  readonly part: string;
  readonly size: number;
  readonly onEdges: boolean;
}
/** `step,t,source,index` of one device, `step,t,part,source,point,index` of arrays. */
function readEvents(path: string, sources: readonly Source[]): PlotEvents[] {
  const rows: Record<string, string>[] = existsSync(path) ? parse(readFileSync(path, 'utf8'), { columns: true }) : [];
  return sources.map(({ name, part, size, onEdges }) => {
    const mine = rows.filter((row) => row.source === name && (row.part ?? part) === part);
    const instanceOf = ({ point, index }: Record<string, string>): number => Number(point ?? 0) * size + Number(index);
    return {
      name,
      size,
      onEdges,
      time: Float64Array.from(mine, (row) => Number(row.t)),
      instance: Uint32Array.from(mine, instanceOf),
    };
  });
}

/** A little-endian float64 array in C order, which is all that qnm writes. */
function decodeNpy(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 10 + view.getUint16(8, true);
  const header = new TextDecoder().decode(bytes.subarray(10, start));
  if (!header.includes("'<f8'")) throw new Error('an array is not float64');
  return Float64Array.from({ length: (bytes.byteLength - start) >> 3 }, (_, k) => view.getFloat64(start + 8 * k, true));
}
