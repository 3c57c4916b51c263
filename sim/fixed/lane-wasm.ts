/** The fastest engine: WebAssembly on two float64 lanes, for programs whose every integer is exact in float64. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { lanes } from '../lanes/wasm.ts';
import { type Engine, type EngineSize, recordLength } from './engine.ts';
import type { LaneProgram } from './lane-form.ts';
import { fillMemory, type LaneLayout, layoutLanes } from './lane-layout.ts';
import { LaneStep } from './lane-step.ts';
import { lowerToLanes } from './lower.ts';
import type { Program } from './program.ts';
import { encodeModule, FunctionBody, type WasmFunction } from './wasm-bytes.ts';
import { loadModule, mostBytes, pageBytes, type WasmMemory } from './wasm-host.ts';

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  advance(first: number, count: number): number;
  publishReals(): void;
  publishIntegers(): void;
}
/** null where some integer may not be exact, memory is above 2 GB, or the machine has no vectors. */
export function laneWasmEngine(fixed: FixedForm, program: Program, size: EngineSize): Engine | null {
  return planLaneWasm(fixed, program, size)?.build(null) ?? null;
}
/** An engine on lane code that has its place in memory. `Memory`: that of its kind. */
export interface LanePlan<Memory> {
  readonly size: EngineSize;
  readonly layout: LaneLayout;
  /** In a memory that is long enough, which others may share; null: in one of its own. */
  build(memory: Memory | null): Engine | null;
}
/** null where some integer may not be exact, or memory is above 2 GB. `base`: see `layoutLanes`. */
export function planLaneWasm(
  fixed: FixedForm,
  program: Program,
  size: EngineSize,
  base?: number,
): LanePlan<WasmMemory> | null {
  const lowered = lowerToLanes(fixed, program, { plain: size.plain, guardEvents: false });
  if (!lowered) return null;
  const layout = layoutLanes(fixed, size, lowered, lanes, base);
  if (layout.bytes > mostBytes) return null;
  return { size, layout, build: (memory) => buildEngine(fixed, size, lowered, layout, memory) };
}
function buildEngine(
  fixed: FixedForm,
  size: EngineSize,
  lowered: LaneProgram,
  layout: LaneLayout,
  memory: WasmMemory | null,
): Engine | null {
  const functions = [
    new LaneStep(fixed, size, lowered, layout).advance(),
    publish(fixed, size, lowered, layout, 'publishReals'),
    publish(fixed, size, lowered, layout, 'publishIntegers'),
  ];
  const pages = Math.ceil(layout.bytes / pageBytes);
  const loaded = loadModule(encodeModule(functions, pages, memory !== null), memory);
  if (!loaded) return null;
  const exports = loaded as Exports;
  const { buffer } = exports.memory;
  fillMemory(fixed, size, lowered, layout, buffer);
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
    raised: new Int32Array(buffer, layout.raised, 1),
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
