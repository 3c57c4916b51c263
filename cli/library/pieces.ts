/** Pieces of an experiment (some points of its sweeps): run, kept in a file, put together to the run in one piece, bit for bit. */
import { strToU8, unzipSync, zipSync } from 'fflate';
import { z } from 'zod';
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { GatheredMeasurement, Measurement, reductionsOf } from '../../sim/measure/index.ts';
import { fixedPieceOf, type Piece, pieceOf, pointsOf, seenSteps } from '../../sim/network/index.ts';
import { type RecordedEvents, type RecordedQuantity, type RecordedRun, Recorder } from '../../sim/record/index.ts';
import type { Progress } from '../../sim/run.ts';
import { packageVersion } from '../package-root.ts';
import { inOrder, type ModelName, type RunReport, reportTexts, runModel } from './run-model.ts';
import { all, type Simulated } from './simulate.ts';

/** What a piece leaves: numbers as they are, nothing rounded or written as text. */
export interface PieceResult {
  readonly piece: Piece;
  /** By number in the recorded quantities. */
  readonly quantities: readonly Float64Array[];
  /** step, time, source, instance (of the piece). */
  readonly events: readonly Float64Array[];
  /** By number in `reductionsOf`, by point. */
  readonly reductions: readonly Float64Array[];
  readonly reports: readonly RunReport[];
}

/** Runs some points. Of several parts or one, float64 or fixed; Verilog is always run in one piece. */
export async function runPiece(
  experiment: CompiledExperiment,
  model: Exclude<ModelName, 'rtl'>,
  piece: Piece,
  progress?: Progress,
): Promise<PieceResult> {
  const whole = experiment.parts.map(({ step }) => step);
  const network = pieceOf(whole, piece);
  const forms = experiment.parts.flatMap(({ fixed }) => fixed ?? []);
  const fixed = forms.length === 0 ? null : fixedPieceOf(forms, piece);
  const parts = experiment.parts.map((part, k) => ({ ...part, step: network[k]!, fixed: fixed?.[k] ?? null }));
  const recorder = new Recorder(network, pointsOf(whole));
  const measurement = new Measurement(network);
  const observer = all([recorder, measurement]);
  const reports = await runModel(model, { ...experiment, parts }, network, observer, progress ? { progress } : {});
  const { quantities, events } = recorder.run();
  return {
    piece,
    quantities: quantities.map(({ values }) => values),
    events: [events.step, events.time, events.source, events.instance],
    reductions: reductionsOf(network[0]!).map((reduction) =>
      Float64Array.from({ length: piece.count }, (_, point) => measurement.value(reduction, point)),
    ),
    reports,
  };
}

const Report = z.object({
  kind: z.enum(['range', 'assert', 'flag', 'end', 'note']),
  subject: z.string(),
  text: z.string(),
  part: z.number(),
  step: z.number(),
  time: z.number(),
  instance: z.number(),
  count: z.number(),
});
const Head = z.object({
  qnm: z.literal('piece'),
  version: z.string(),
  first: z.int().nonnegative(),
  count: z.int().positive(),
  arrays: z.object({ quantities: z.int(), events: z.int(), reductions: z.int() }),
  reports: z.array(Report),
});
const groups = ['quantities', 'events', 'reductions'] as const;

/** A piece as a file: the head in JSON, every array as little-endian float64. */
export function encodePiece(result: PieceResult): Uint8Array {
  const arrays = Object.fromEntries(groups.map((group) => [group, result[group].length]));
  const head = { qnm: 'piece', version: packageVersion(), ...result.piece, arrays, reports: result.reports };
  const files: Record<string, Uint8Array> = { 'piece.json': strToU8(JSON.stringify(head)) };
  for (const group of groups)
    for (const [k, values] of result[group].entries()) files[`${group}-${k}.f64`] = bytesOf(values);
  return zipSync(files, { level: 1 });
}
/** @throws Error when the bytes are not a whole piece, or were made by another version */
export function decodePiece(bytes: Uint8Array): PieceResult {
  const files = unzipSync(bytes);
  const head = Head.parse(JSON.parse(new TextDecoder().decode(files['piece.json'] ?? new Uint8Array())));
  if (head.version !== packageVersion())
    throw new Error(`a piece was made by qnmc ${head.version}, and this is ${packageVersion()}`);
  const arraysOf = (group: (typeof groups)[number]): Float64Array[] =>
    Array.from({ length: head.arrays[group] }, (_, k) => {
      const stored = files[`${group}-${k}.f64`];
      if (stored === undefined) throw new Error(`the piece lacks ${group}-${k}`);
      return numbersOf(stored);
    });
  return {
    piece: { first: head.first, count: head.count },
    quantities: arraysOf('quantities'),
    events: arraysOf('events'),
    reductions: arraysOf('reductions'),
    reports: head.reports,
  };
}
function bytesOf(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  values.forEach((value, k) => {
    view.setFloat64(8 * k, value, true);
  });
  return new Uint8Array(view.buffer);
}
function numbersOf(bytes: Uint8Array): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.length >> 3 }, (_, k) => view.getFloat64(8 * k, true));
}

/** Whether a run of the whole would have stopped before its end: then pieces do not add up to it. */
export function endedEarly(pieces: readonly PieceResult[]): boolean {
  return pieces.some(({ reports }) => reports.some(({ kind }) => kind === 'end'));
}
/** All pieces, in order of their points and without a gap, as the run in one piece. */
export function joinPieces(
  made: StepNetwork,
  model: ModelName,
  pieces: readonly PieceResult[],
  seconds: number,
): Simulated {
  const network = seenSteps(made);
  const points = pointsOf(network);
  const end = pieces.reduce((next, { piece }) => (piece.first === next ? next + piece.count : Number.NaN), 0);
  if (end !== points) throw new Error(`pieces of ${network[0]!.experiment.name} do not cover its ${points} points`);
  const recorded = joinRecords(network, pieces);
  const reductions = reductionsOf(network[0]!).map((_, k) => joined(pieces.map((piece) => piece.reductions[k]!)));
  return {
    step: network[0]!,
    network,
    model,
    recorded,
    measurement: new GatheredMeasurement(network, reductions),
    warnings: reportTexts(network, joinReports(network, pieces)),
    seconds,
  };
}
function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function joinRecords(network: StepNetwork, pieces: readonly PieceResult[]): RecordedRun {
  // what an experiment records does not depend on the run: an idle recorder knows names, units and strides
  const empty = new Recorder(network).run();
  const points = pointsOf(network);
  const quantities = empty.quantities.map((quantity, q): RecordedQuantity => {
    const inPoint = quantity.field.reduce((product, n) => product * n, 1);
    const first = pieces[0]!;
    const samples = first.quantities[q]!.length / (first.piece.count * inPoint);
    const values = new Float64Array(samples * points * inPoint);
    for (const { piece, quantities: mine } of pieces) {
      const width = piece.count * inPoint;
      for (let j = 0; j < samples; j++)
        values.set(mine[q]!.subarray(j * width, (j + 1) * width), (j * points + piece.first) * inPoint);
    }
    return { ...quantity, values, samples };
  });
  return { ...empty, quantities, events: joinEvents(network, empty.events, pieces) };
}

/** Events as one run sees them: by step, then by part, instance and number. */
function joinEvents(network: StepNetwork, { names, parts }: RecordedEvents, pieces: readonly PieceResult[]) {
  const [step, time, source] = [0, 1, 2].map((column) => joined(pieces.map(({ events }) => events[column]!))) as [
    Float64Array, Float64Array, Float64Array,
  ]; // biome-ignore format: three columns
  const instance = joined(
    pieces.map(({ piece, events }) =>
      events[3]!.map((of, k) => of + piece.first * network[parts[events[2]![k]!]!]!.population.size),
    ),
  );
  const order = Uint32Array.from(step.keys()).sort(
    (a, b) =>
      step[a]! - step[b]! ||
      parts[source[a]!]! - parts[source[b]!]! ||
      instance[a]! - instance[b]! ||
      source[a]! - source[b]!,
  );
  const inTurn = (values: Float64Array): Float64Array => Float64Array.from(order, (k) => values[k]!);
  return { names, parts, step: inTurn(step), time: inTurn(time), source: inTurn(source), instance: inTurn(instance) };
}

/** One report for each subject: the first of the whole, and how often in all pieces. */
function joinReports(network: StepNetwork, pieces: readonly PieceResult[]): RunReport[] {
  const found = new Map<string, RunReport>();
  for (const { piece, reports } of pieces)
    for (const report of reports) {
      const instance = report.instance + piece.first * network[report.part]!.population.size;
      const key = `${report.kind} ${report.part} ${report.subject}`;
      const known = found.get(key);
      const count = report.count + (known?.count ?? 0);
      const [first] = inOrder([{ ...report, instance }, ...(known ? [known] : [])]);
      found.set(key, { ...first!, count });
    }
  return inOrder([...found.values()]);
}
