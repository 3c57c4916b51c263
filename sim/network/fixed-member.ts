/** A thread's share of a bit-exact run: the modules of its engines, started in the memory that all share. */
import { startModule, type WasmMemory } from '../fixed/wasm-host.ts';
import { meet, order, orders, type TeamJob } from './team.ts';

export interface FixedJob extends TeamJob {
  readonly kind: 'fixed';
  readonly memory: WasmMemory;
  /** By number of the part; null: no instance of it is this member's. */
  readonly modules: readonly (object | null)[];
}
type Advance = (first: number, count: number) => number;

/** A member beside the first: makes one step of one part at every meeting, until it is told to end. */
export function followFixed({ memory, modules, meeting }: FixedJob): void {
  const parts = modules.map(
    (module) => module && (startModule(module, memory) as { readonly advance: Advance }).advance,
  );
  for (;;) {
    meet(meeting);
    const { order: what, first, count: part } = order(meeting);
    if (what === orders.end) return;
    parts[part]?.(first, 1);
    meet(meeting);
  }
}
