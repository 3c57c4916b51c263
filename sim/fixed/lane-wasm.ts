/** The fastest engine: WebAssembly on two float64 lanes, for programs whose every integer is exact in float64. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { LaneId, LaneMemory } from '../lanes/code.ts';
import { lanes } from '../lanes/wasm.ts';
import { delayedInitial, type Engine, type EngineSize, recordCapacity, recordLength } from './engine.ts';
import { initialOf, type LaneProgram, paramReal } from './lane-form.ts';
import { lowerToLanes } from './lane-program.ts';
import { blockLength, cutSegments, type Segment } from './lane-segments.ts';
import { LaneStep } from './lane-step.ts';
import type { Program } from './program.ts';
import { encodeModule, FunctionBody, type WasmFunction } from './wasm-bytes.ts';
import { loadModule, mostBytes, pageBytes } from './wasm-host.ts';

/** Byte addresses; every region starts on a multiple of 64. Instances are padded to whole vectors. */
export interface LaneLayout {
  readonly segments: readonly Segment[];
  /** Instances for which a segment is run before the next; f64 [instance in the block] of each value kept between them. */
  readonly block: number;
  readonly scratch: ReadonlyMap<LaneId, number>;
  /** Vectors that are worked on side by side; instances with padding. */
  readonly vectors: number;
  readonly padded: number;
  /** f64 [instance] of each column and parameter; f64 [slot][instance] of each delay line. */
  readonly columns: readonly number[];
  readonly params: readonly number[];
  readonly delays: readonly number[];
  /** f64 [step][place], [step][instance][place]: integers as the engine is given them. */
  readonly shared: number;
  readonly each: number;
  readonly flags: number;
  readonly records: number;
  readonly recordCount: number;
  readonly capacity: number;
  /** f64 and i64 [instance][state]. */
  readonly reals: number;
  readonly integers: number;
  readonly memories: ReadonlyMap<LaneMemory, number>;
  /** Numbers of the code, each in both lanes. */
  readonly constants: ReadonlyMap<number, number>;
  readonly bytes: number;
}
function layoutLanes(fixed: FixedForm, size: EngineSize, program: LaneProgram): LaneLayout {
  let end = 64;
  const reserve = (bytes: number): number => {
    const start = end;
    end = Math.ceil((start + bytes) / 64) * 64;
    return start;
  };
  const { instances, chunk } = size;
  const vectors = vectorsOf(instances);
  const padded = Math.ceil(instances / (lanes * vectors)) * lanes * vectors;
  const capacity = recordCapacity(fixed, size);
  const memories = new Map(program.code.memories.map((memory) => [memory, reserve(memory.byteLength + 8)]));
  const segments = cutSegments(program, instances >= blockLength);
  const numbers = new Set(
    program.code.nodes.flatMap(({ op, value }) => (op === 'constant' && value !== 0 ? [value] : [])),
  );
  return {
    constants: new Map([...numbers].map((number) => [number, reserve(16)])),
    vectors,
    padded,
    block: blockLength,
    segments,
    scratch: new Map(segments.flatMap((s) => s.leavesBehind).map((id) => [id, reserve(8 * blockLength)])),
    memories,
    capacity,
    recordCount: reserve(4),
    columns: program.columns.map(() => reserve(8 * padded)),
    params: fixed.params.map(() => reserve(8 * padded)),
    delays: fixed.delayLines.map((line) => reserve(8 * padded * line.steps)),
    flags: reserve(4 * padded),
    shared: reserve(8 * chunk * size.shared),
    each: reserve(8 * chunk * instances * size.each),
    records: reserve(4 * recordLength * capacity),
    reals: reserve(8 * instances * fixed.states.length),
    integers: reserve(8 * instances * fixed.states.length),
    bytes: end,
  };
}
/** Up to four, with as little padding as possible. */
function vectorsOf(instances: number): number {
  const padded = (vectors: number): number => Math.ceil(instances / (lanes * vectors)) * lanes * vectors;
  return [4, 3, 2, 1].reduce((best, vectors) => (padded(vectors) < padded(best) ? vectors : best));
}
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  advance(first: number, count: number): number;
  publishReals(): void;
  publishIntegers(): void;
}
/** null where some integer may not be exact, memory is above 2 GB, or the machine has no vectors. */
export function laneWasmEngine(fixed: FixedForm, program: Program, size: EngineSize): Engine | null {
  const lowered = lowerToLanes(fixed, program, size.plain);
  if (!lowered) return null;
  const layout = layoutLanes(fixed, size, lowered);
  if (layout.bytes > mostBytes) return null;
  const functions = [
    new LaneStep(fixed, size, lowered, layout).advance(),
    publish(fixed, size, lowered, layout, 'publishReals'),
    publish(fixed, size, lowered, layout, 'publishIntegers'),
  ];
  const loaded = loadModule(encodeModule(functions, Math.ceil(layout.bytes / pageBytes)));
  if (!loaded) return null;
  const exports = loaded as Exports;
  const { buffer } = exports.memory;
  fill(fixed, size, lowered, layout, buffer);
  const population = size.instances * fixed.states.length;
  const integers = new BigInt64Array(buffer, layout.integers, population);
  const reals = new Float64Array(buffer, layout.reals, population);
  const end = new Int32Array(buffer, layout.recordCount, 1);
  return {
    kind: 'vector',
    shared: new Float64Array(buffer, layout.shared, size.chunk * size.shared),
    each: new Float64Array(buffer, layout.each, size.chunk * size.instances * size.each),
    records: new Int32Array(buffer, layout.records, layout.capacity * recordLength),
    flags: new Uint32Array(buffer, layout.flags, size.instances),
    advance(first, count) {
      const steps = exports.advance(first, count);
      return { steps, events: (end[0]! - layout.records) / (4 * recordLength) };
    },
    integers() {
      if (population > 0) exports.publishIntegers();
      return integers;
    },
    reals() {
      if (population > 0) exports.publishReals();
      return reals;
    },
    ...(size.plain && { column: (state: number) => new Float64Array(buffer, layout.columns[state]!, size.instances) }),
  };
}

/** States of all instances from their columns to [instance][state]. */
function publish(
  fixed: FixedForm,
  size: EngineSize,
  program: LaneProgram,
  layout: LaneLayout,
  name: 'publishReals' | 'publishIntegers',
): WasmFunction {
  const body = new FunctionBody(0);
  const [from, to, count] = [body.local('i32'), body.local('i32'), fixed.states.length];
  body.open('loop');
  fixed.states.forEach(({ format }, s) => {
    body.get(to).get(from).memory('f64_load', layout.columns[s]!);
    body.f64(-program.columns[s]!.raisedBy).op('f64_add');
    // + 0: a product may have left a negative zero
    if (name === 'publishReals')
      body
        .f64(0)
        .op('f64_add')
        .memory('f64_store', layout.reals + 8 * s);
    else
      body
        .f64(2 ** format.fraction)
        .op('f64_mul', 'i64_trunc_f64_s')
        .memory('i64_store', layout.integers + 8 * s);
  });
  body.get(from).i32(8).op('i32_add').set(from);
  body.get(to).i32(8 * count).op('i32_add').set(to); // biome-ignore format: one step of the loop
  body.get(from).i32(8 * size.instances).op('i32_lt_s').branch('br_if', 0).op('end'); // biome-ignore format: its end
  return { name, parameters: [], results: [], body };
}

/** Constant memories and initial values; the padding repeats the last instance. */
function fill(fixed: FixedForm, size: EngineSize, program: LaneProgram, layout: LaneLayout, buffer: ArrayBuffer): void {
  for (const [memory, address] of layout.memories) {
    if (memory instanceof Float64Array) new Float64Array(buffer, address, memory.length).set(memory);
    else new Int32Array(buffer, address, memory.length).set(memory);
  }
  for (const [number, address] of layout.constants) new Float64Array(buffer, address, 2).fill(number);
  const column = (address: number, content: (instance: number) => number): void => {
    const words = new Float64Array(buffer, address, layout.padded);
    for (let i = 0; i < layout.padded; i++) words[i] = content(Math.min(i, size.instances - 1));
  };
  const columns = layout.columns.map((address) => new Float64Array(buffer, address, layout.padded));
  for (let i = 0; i < layout.padded; i++)
    initialOf(fixed, program, Math.min(i, size.instances - 1)).forEach((x, k) => {
      columns[k]![i] = x;
    });
  program.columns.forEach(({ isMask }, k) => {
    // in vectors a truth value is a lane of ones or zeros
    if (isMask)
      new BigInt64Array(buffer, layout.columns[k]!, layout.padded).set(Array.from(columns[k]!, (x) => (x ? -1n : 0n)));
  });
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
