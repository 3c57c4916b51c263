/** Everybody in the race, by name; each is made where it runs, since some must be installed first. */
import type { Toolbox } from '../sim/rtl/toolbox.ts';
import type { Entry } from './contender.ts';

export interface Listed {
  readonly name: string;
  /** Runs only where its name is asked for. */
  readonly aside?: true;
  /** Runs on circuits that are not coupled only where its name is asked for: it needs long to be built. */
  readonly torusOnly?: true;
  make(box: Toolbox): Promise<Entry>;
}
export const reference: Listed = {
  name: 'C float64 (the reference)',
  make: async (box) => (await import('./peers.ts')).plainC(box),
};
export const others: readonly Listed[] = [
  { name: 'qnm float64', make: async () => (await import('./ours.ts')).float64() },
  { name: 'qnm bit-exact, vector', make: async () => (await import('./ours.ts')).fixedEngine('vector') },
  { name: 'qnm bit-exact, javascript', make: async () => (await import('./ours.ts')).fixedEngine('javascript') },
  { name: 'qnm bit-exact, wasm', aside: true, make: async () => (await import('./ours.ts')).fixedEngine('wasm') },
  { name: 'qnm bit-exact, bigint', aside: true, make: async () => (await import('./ours.ts')).fixedEngine('bigint') },
  { name: 'qnm Verilog under Verilator, one lane', make: async (box) => (await import('./ours.ts')).verilated(box) },
  { name: 'numpy', make: async (box) => (await import('./peers.ts')).numpy(box) },
  { name: 'ngspice', torusOnly: true, make: async (box) => (await import('./spice.ts')).ngspice(box) },
  { name: 'Brian2, C++', torusOnly: true, make: async () => (await import('./peers.ts')).brian2() },
  { name: 'msdsl under Verilator', torusOnly: true, make: async (box) => (await import('./msdsl.ts')).msdsl(box) },
];
