/** The fastest engine: WebAssembly on two float64 lanes, for programs whose every integer is exact in float64. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { lanes } from '../lanes/wasm.ts';
import type { Assumed } from './assumed.ts';
import { type Engine, type EngineSize, hasOwnDelays, recordLength } from './engine.ts';
import type { LaneProgram } from './lane-form.ts';
import { type Guard, GuardedSteps, guardsOf, limitsOf, type Way } from './lane-guard.ts';
import { fillDerived, fillMemory, fillOwn, type LaneLayout, layoutBeside, layoutLanes } from './lane-layout.ts';
import { LaneStep } from './lane-step.ts';
import { type LaneOptions, lowerToLanes, raisedColumns } from './lower.ts';
import type { Program } from './program.ts';
import { encodeModule, FunctionBody, type WasmFunction } from './wasm-bytes.ts';
import { isOfThreads, loadModule, makeMemory, mostBytes, pageBytes, type WasmMemory } from './wasm-host.ts';

interface Exports {
  advance(first: number, count: number): number;
  publishReals(): void;
  publishIntegers(): void;
}
/** What an engine on lane code is made of. */
export interface LaneTask {
  readonly fixed: FixedForm;
  readonly size: EngineSize;
  /** The step as it always is. */
  readonly program: Program;
  /** As it is where states are as assumed; null: nothing is. */
  readonly assumed: Assumed | null;
  /** See `layoutLanes`. */
  readonly base?: number;
}
/** null where some integer may not be exact, memory is above 2 GB, or the machine has no vectors. */
export function laneWasmEngine(task: LaneTask): Engine | null {
  return planLaneWasm(task)?.build(null, []) ?? null;
}
/** An engine on lane code that has its place in memory. */
export interface LanePlan<Memory> {
  readonly size: EngineSize;
  readonly layout: LaneLayout;
  /** Where all of it ends. */
  readonly end: number;
  /**
   * In a memory that is long enough, which others may share; null: in one of its own. `doubts`: addresses of those of the parts
   * of whose states something is assumed.
   */
  build(memory: Memory | null, doubts: readonly number[]): Engine | null;
}
/** A program with its place. */
export interface PlacedProgram {
  readonly program: LaneProgram;
  readonly layout: LaneLayout;
}
/** The program for each step, and the one that is always right where that is another. */
export interface PlacedPrograms {
  readonly quick: PlacedProgram;
  readonly careful: PlacedProgram | null;
  /** What the quick program looks at. */
  readonly guards: readonly Guard[];
}
/** null where some integer may not be exact in float64. */
export function placePrograms(
  { fixed, size, program, assumed, base }: LaneTask,
  options: LaneOptions,
  lanes: number,
): PlacedPrograms | null {
  if (hasOwnDelays(fixed)) return null;
  const place = (lowered: LaneProgram, guards: readonly Guard[] = []): PlacedProgram => ({
    program: lowered,
    layout: layoutLanes(fixed, size, lowered, lanes, base, limitsOf(guards)),
  });
  const quick = assumed && lowerToLanes(fixed, assumed.program, options);
  if (!quick) {
    const level = lowerToLanes(fixed, program, options);
    return level && { quick: place(level), careful: null, guards: [] };
  }
  const lowered = lowerToLanes(fixed, program, { ...options, raised: raisedColumns(quick) });
  if (!lowered) return null;
  const guards = guardsOf(fixed, quick, assumed!.checks);
  const placed = place(quick, guards);
  return {
    quick: placed,
    guards,
    careful: { program: lowered, layout: layoutBeside(placed.layout, fixed, size, lowered, lanes) },
  };
}
/** null where some integer may not be exact, or memory is above 2 GB. */
export function planLaneWasm(task: LaneTask): LanePlan<WasmMemory> | null {
  const placed = placePrograms(task, { plain: task.size.plain, guardEvents: false }, lanes);
  if (!placed) return null;
  const end = (placed.careful ?? placed.quick).layout.bytes;
  if (end > mostBytes) return null;
  return {
    size: task.size,
    layout: placed.quick.layout,
    end,
    build: (memory, doubts) => buildEngine(task, placed, memory ?? makeMemory(end), doubts),
  };
}
function buildEngine(
  { fixed, size }: LaneTask,
  { quick, careful, guards }: PlacedPrograms,
  memory: WasmMemory | null,
  doubts: readonly number[],
): Engine | null {
  if (!memory) return null;
  const { program, layout } = quick;
  const load = (functions: readonly WasmFunction[]): Exports | null => {
    const pages = Math.ceil(layout.bytes / pageBytes);
    return loadModule(encodeModule(functions, pages, isOfThreads(memory) ? 'shared' : true), memory) as Exports | null;
  };
  const exports = load([
    new LaneStep(fixed, size, program, layout, guards).advance(),
    publish(fixed, size, program, layout, 'publishReals'),
    publish(fixed, size, program, layout, 'publishIntegers'),
  ]);
  if (!exports) return null;
  const { buffer } = memory;
  fillMemory(fixed, size, program, layout, buffer);
  const makeCareful = (): Way => {
    const { program: whole, layout: beside } = careful!;
    fillOwn(whole, beside, buffer);
    const loaded = load([new LaneStep(fixed, size, whole, beside, []).advance()])!;
    return {
      advance: (first, count) => loaded.advance(first, count),
      resume: () => fillDerived(fixed, size, whole, beside, buffer),
    };
  };
  const way: Way = {
    advance: (first, count) => exports.advance(first, count),
    resume: () => fillDerived(fixed, size, program, layout, buffer),
  };
  const steps = careful ? new GuardedSteps(way, makeCareful, guards, layout, buffer, doubts) : way;
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
      const made = steps.advance(first, count);
      return { steps: made, events: (end[0]! - layout.records) / (4 * recordLength) };
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
