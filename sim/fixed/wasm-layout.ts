/** Where everything lies in the memory of the WebAssembly engine. Byte addresses, each region on a multiple of 64. */

import type { FixedForm } from '../../compiler/numerics/form.ts';
import { type EngineSize, recordCapacity, recordLength } from './engine.ts';
import type { Words } from './node.ts';
import type { Program } from './program.ts';
import { wordBytes } from './wasm-values.ts';

export interface WasmLayout {
  /** i64 [instance][state]; f64 the same; i64 [instance][param]. */
  readonly states: number;
  readonly reals: number;
  readonly params: number;
  /** f64 [step][place], [step][instance][place]. */
  readonly shared: number;
  readonly each: number;
  /** i64 [slot][instance] of each delay line. */
  readonly delays: readonly number[];
  /** u32 [instance]. */
  readonly flags: number;
  /** i32 records of `recordLength`, and how many the last advance wrote. */
  readonly records: number;
  readonly recordCount: number;
  readonly capacity: number;
  readonly memories: ReadonlyMap<Words, number>;
  readonly bytes: number;
}
export function layoutMemory(fixed: FixedForm, program: Program, size: EngineSize): WasmLayout {
  let end = 64;
  const reserve = (bytes: number): number => {
    const start = end;
    end = Math.ceil((start + bytes) / 64) * 64;
    return start;
  };
  const { instances, chunk } = size;
  const memories = new Map<Words, number>();
  for (const id of program.live) {
    const { memory } = program.nodes[id]!;
    if (memory && !memories.has(memory)) memories.set(memory, reserve(memory.length * wordBytes(memory)));
  }
  const capacity = recordCapacity(fixed, size);
  return {
    memories,
    recordCount: reserve(4),
    states: reserve(8 * instances * fixed.states.length),
    params: reserve(8 * instances * fixed.params.length),
    flags: reserve(4 * instances),
    reals: reserve(8 * instances * fixed.states.length),
    shared: reserve(8 * chunk * size.shared),
    each: reserve(8 * chunk * instances * size.each),
    delays: fixed.delayLines.map((line) => reserve(8 * line.steps * instances)),
    records: reserve(4 * recordLength * capacity),
    capacity,
    bytes: end,
  };
}
