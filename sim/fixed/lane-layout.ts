/** Where an engine on lane code keeps everything: one memory, in bytes. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { LaneId, LaneMemory } from '../lanes/code.ts';
import { delayedInitial, type EngineSize, recordCapacity, recordLength } from './engine.ts';
import { derivedOf, initialOf, type LaneProgram, paramReal } from './lane-form.ts';
import { layoutPulls, type PullLayout } from './lane-pulls.ts';
import { blockLength, cutSegments, type Segment, scalarCosts, vectorCosts } from './lane-segments.ts';

/** Byte addresses; every region starts on a multiple of 64. Instances are padded to whole vectors. */
export interface LaneLayout {
  readonly segments: readonly Segment[];
  /** Instances for which a segment is run before the next; f64 [instance in the block] of each value kept between them. */
  readonly block: number;
  readonly scratch: ReadonlyMap<LaneId, number>;
  /** Vectors, or single instances, that are written out in the body of a loop; instances with padding. */
  readonly vectors: number;
  readonly padded: number;
  /** f64 [instance] of each column and parameter; f64 [slot][instance] of each delay line. */
  readonly columns: readonly number[];
  readonly params: readonly number[];
  readonly delays: readonly number[];
  /** f64 [step][place], [step][instance][place]: integers as the engine is given them. */
  readonly shared: number;
  readonly each: number;
  readonly pulls: PullLayout;
  readonly flags: number;
  /** i32: not 0 when some flag was raised. */
  readonly raised: number;
  /** i32: not 0 where a state is not as assumed. */
  readonly doubt: number;
  readonly records: number;
  readonly recordCount: number;
  readonly capacity: number;
  /** f64 and i64 [instance][state]. */
  readonly reals: number;
  readonly integers: number;
  readonly memories: ReadonlyMap<LaneMemory, number>;
  /** Numbers of the code, each in both lanes. */
  readonly constants: ReadonlyMap<number, number>;
  /** The end of it. */
  readonly bytes: number;
}
/** What lies before the first region: places through which bits are seen. */
export const firstByte = 64;
/**
 * `lanes`: of a vector; 1 where instances are worked on one by one. `base`: where others in the same memory end. `numbers`:
 * constants besides those of the code.
 */
export function layoutLanes(
  fixed: FixedForm,
  size: EngineSize,
  program: LaneProgram,
  lanes: number,
  base: number = firstByte,
  numbers: readonly number[] = [],
): LaneLayout {
  let end = base;
  const reserve = (bytes: number): number => {
    const start = end;
    end = Math.ceil((start + bytes) / 64) * 64;
    return start;
  };
  const { instances, chunk } = size;
  const vectors = lanes === 1 ? repeatsOf(instances, program) : vectorsOf(instances, lanes);
  const padded = Math.ceil(instances / (lanes * vectors)) * lanes * vectors;
  const capacity = recordCapacity(fixed, size);
  return {
    ...ownPlaces(size, program, lanes, numbers, reserve),
    vectors,
    padded,
    block: blockLength,
    capacity,
    recordCount: reserve(4),
    columns: program.columns.map(() => reserve(8 * padded)),
    params: fixed.params.map(() => reserve(8 * padded)),
    delays: fixed.delayLines.map((line) => reserve(8 * padded * line.steps)),
    pulls: layoutPulls(size, padded, reserve),
    flags: reserve(4 * padded),
    raised: reserve(4),
    doubt: reserve(4),
    shared: reserve(8 * chunk * size.shared),
    each: reserve(8 * chunk * instances * size.each),
    records: reserve(4 * recordLength * capacity),
    reals: reserve(8 * instances * fixed.states.length),
    integers: reserve(8 * instances * fixed.states.length),
    bytes: end,
  };
}
/** The same places, but for what only another program for the same step needs: those lie behind them. */
export function layoutBeside(
  layout: LaneLayout,
  fixed: FixedForm,
  size: EngineSize,
  program: LaneProgram,
  lanes: number,
): LaneLayout {
  let end = layout.bytes;
  const reserve = (bytes: number): number => {
    const start = end;
    end = Math.ceil((start + bytes) / 64) * 64;
    return start;
  };
  const own = ownPlaces(size, program, lanes, [], reserve);
  const states = fixed.states.length;
  const columns = program.columns.map((_, k) => (k < states ? layout.columns[k]! : reserve(8 * layout.padded)));
  return { ...layout, ...own, columns, bytes: end };
}
type OwnPlaces = Pick<LaneLayout, 'memories' | 'segments' | 'constants' | 'scratch'>;
function ownPlaces(
  { instances }: EngineSize,
  program: LaneProgram,
  lanes: number,
  besides: readonly number[],
  reserve: (bytes: number) => number,
): OwnPlaces {
  const memories = new Map(program.code.memories.map((memory) => [memory, reserve(memory.byteLength + 8)]));
  const segments = cutSegments(program, instances >= blockLength, lanes === 1 ? scalarCosts : vectorCosts);
  const inCode = program.code.nodes.flatMap(({ op, value }) => (op === 'constant' ? [value] : []));
  const numbers = new Set([...inCode, ...besides].filter((value) => value !== 0));
  return {
    memories,
    segments,
    constants: new Map([...numbers].map((number) => [number, reserve(16)])),
    scratch: new Map(segments.flatMap((s) => s.leavesBehind).map((id) => [id, reserve(8 * blockLength)])),
  };
}
/** Up to four, with as little padding as possible. */
function vectorsOf(instances: number, lanes: number): number {
  const padded = (vectors: number): number => Math.ceil(instances / (lanes * vectors)) * lanes * vectors;
  return [4, 3, 2, 1].reduce((best, vectors) => (padded(vectors) < padded(best) ? vectors : best));
}
/** Up to four without padding: less is done around each; but one of a long program, which takes long to compile. */
function repeatsOf(instances: number, { code }: LaneProgram): number {
  return code.nodes.length > longProgram ? 1 : [4, 3, 2, 1].find((repeats) => instances % repeats === 0)!;
}
const longProgram = 2000;
/** Constant memories and initial values; the padding repeats the last instance. */
export function fillMemory(
  fixed: FixedForm,
  size: EngineSize,
  program: LaneProgram,
  layout: LaneLayout,
  buffer: ArrayBuffer,
): void {
  fillOwn(program, layout, buffer);
  const column = (address: number, content: (instance: number) => number): void => {
    const words = new Float64Array(buffer, address, layout.padded);
    for (let i = 0; i < layout.padded; i++) words[i] = content(Math.min(i, size.instances - 1));
  };
  for (const [k] of fixed.states.entries()) column(layout.columns[k]!, (i) => initialOf(fixed, program, k, i));
  fillDerived(fixed, size, program, layout, buffer);
  fixed.params.forEach((_, p) => {
    column(layout.params[p]!, (i) => paramReal(fixed, p, i));
  });
  fixed.delayLines.forEach(({ format, steps }, d) => {
    for (let slot = 0; slot < steps; slot++)
      column(
        layout.delays[d]! + 8 * layout.padded * slot,
        (i) => Number(delayedInitial(fixed, d, i)) * 2 ** -format.fraction,
      );
  });
}
/** The columns behind the states, from the states as they are. */
export function fillDerived(
  fixed: FixedForm,
  size: EngineSize,
  program: LaneProgram,
  layout: LaneLayout,
  buffer: ArrayBuffer,
): void {
  if (!program.deriveInitial) return;
  const columns = layout.columns.map((address) => new Float64Array(buffer, address, layout.padded));
  const states = columns.slice(0, fixed.states.length);
  for (let i = 0; i < layout.padded; i++)
    derivedOf(
      fixed,
      program,
      states.map((column) => column[i]!),
      Math.min(i, size.instances - 1),
    ).forEach((x, k) => {
      columns[states.length + k]![i] = x;
    });
  program.columns.forEach(({ isMask }, k) => {
    // in vectors a truth value is a lane of ones or zeros
    if (isMask)
      new BigInt64Array(buffer, layout.columns[k]!, layout.padded).set(Array.from(columns[k]!, (x) => (x ? -1n : 0n)));
  });
}
/** Constant memories of a program. */
export function fillOwn(program: LaneProgram, layout: LaneLayout, buffer: ArrayBuffer): void {
  for (const [memory, address] of layout.memories) {
    if (memory instanceof Float64Array) new Float64Array(buffer, address, memory.length).set(memory);
  }
  // places of rows become addresses
  for (const [places, rows] of rowsOfPlaces(program)) {
    const base = layout.memories.get(rows)!;
    new Int32Array(buffer, layout.memories.get(places)!, places.length).set(places.map((place) => base + place));
  }
  for (const [number, address] of layout.constants) new Float64Array(buffer, address, 2).fill(number);
}
/** The memory in which the rows lie whose places an Int32Array holds. */
function rowsOfPlaces({ code }: LaneProgram): Map<LaneMemory, LaneMemory> {
  const found = new Map<LaneMemory, LaneMemory>();
  for (const { op, args, memory } of code.nodes) {
    const row = op === 'gather' ? code.get(args[0]!) : null;
    if (row?.op === 'rowOf') found.set(row.memory!, memory!);
  }
  return found;
}
