/**
 * The longest paths of a netlist before anything is placed: delays of the cells as nextpnr reports them, wires by a guess. It takes seconds where
 * place and route takes ten minutes, and names the same paths: of two designs on an LFE5U-85F it said 12.5 and 13.3 ns, place and route 13.0 and 13.6.
 */
import type { NetlistCell, NetlistGraph } from './netlist.ts';

/** An ECP5 of the slow grade, nanoseconds. */
const times = {
  register: 0.52, blockRam: 5.83, product: 0.9, throughProduct: 3.9, intoProduct: 3.7, intoMemory: 0.2,
  lut: 0.24, mux: 0.2, intoCarry: 0.45, carry: 0.071, outOfCarry: 0.44,
  wire: 0.9, wireDoubled: 0.12, // and for every doubling of those who read it
} as const; // biome-ignore format: one table

export interface LongPath {
  readonly time: number;
  /** Cell that ends the path, and its port. */
  readonly cell: string;
  readonly port: string;
  /** Cells on the way, from the first. */
  readonly through: readonly { readonly cell: string; readonly type: string; readonly time: number }[];
}
interface Arrival {
  readonly time: number;
  /** The wire before; null where the path begins. */
  readonly before: number | null;
}
const start = (time: number): Arrival => ({ time, before: null });
const clocks = new Set(['CLK', 'CLKA', 'CLKB', 'CLK0', 'CLK1', 'CLK2', 'CLK3', 'WCK']);
const memories = new Set(['DP16KD', 'PDPW16KD']);
const logic = new Set(['LUT4', 'CCU2C', 'PFUMX', 'L6MUX21']);
/** Inputs of a multiplexer that come from beside it, without a wire. */
const beside: Readonly<Record<string, ReadonlySet<string>>> = {
  PFUMX: new Set(['ALUT', 'BLUT']),
  L6MUX21: new Set(['D0', 'D1']),
};
function hasRegister({ parameters }: NetlistCell): boolean {
  return (parameters['REG_OUTPUT_CLK'] ?? 'NONE') !== 'NONE';
}

/** Ends of paths in the order of their time, the longest first. */
export function longestPaths(graph: NetlistGraph): LongPath[] {
  const arrivals = arrivalsOf(graph);
  const wire = (bit: number): number =>
    times.wire + times.wireDoubled * Math.log2(Math.max(1, graph.readers.get(bit) ?? 1));
  const ends = graph.cells.flatMap((cell) =>
    endsOf(cell).flatMap(({ port, bits, setup }) =>
      bits.map((bit) => {
        const driver = graph.drivers.get(bit)?.cell;
        const own = cell.type === 'TRELLIS_FF' && port === 'DI' && driver !== undefined && logic.has(driver.type);
        return { cell, port, bit, time: (arrivals.get(bit)?.time ?? 0) + (own ? 0 : wire(bit)) + setup };
      }),
    ),
  );
  return ends
    .sort((a, b) => b.time - a.time)
    .map(({ cell, port, bit, time }) => ({ time, cell: cell.name, port, through: wayTo(bit, graph, arrivals) }));
}
/** Inputs at which paths end, and their set-up. */
function endsOf(cell: NetlistCell): { port: string; bits: readonly number[]; setup: number }[] {
  const { type, inputs } = cell;
  if (type === 'TRELLIS_FF')
    return ['DI', 'M', 'CE', 'LSR'].map((port) => ({ port, bits: inputs.get(port) ?? [], setup: 0 }));
  const product = type === 'MULT18X18D' && hasRegister(cell);
  if (!product && !memories.has(type) && type !== 'TRELLIS_DPR16X4') return [];
  return [...inputs]
    .filter(([port]) => !clocks.has(port) && !(type === 'TRELLIS_DPR16X4' && port === 'RAD'))
    .map(([port, bits]) => ({
      port,
      bits,
      setup: product && /^[AB]\d/.test(port) ? times.intoProduct : times.intoMemory,
    }));
}
function wayTo(last: number, { drivers }: NetlistGraph, arrivals: ReadonlyMap<number, Arrival>): LongPath['through'] {
  const way: { cell: string; type: string; time: number }[] = [];
  const seen = new Set<number>();
  // where a loop was cut, the way leads into it again
  for (let bit: number | null = last; bit !== null && !seen.has(bit); ) {
    seen.add(bit);
    const driver = drivers.get(bit);
    const arrival: Arrival | undefined = arrivals.get(bit);
    if (driver !== undefined) way.unshift({ cell: driver.cell.name, type: driver.cell.type, time: arrival?.time ?? 0 });
    bit = arrival?.before ?? null;
  }
  return way;
}

/** When each wire has its value; loops of logic are cut where they are found. */
function arrivalsOf({ drivers, readers }: NetlistGraph): Map<number, Arrival> {
  const known = new Map<number, Arrival>();
  const wire = (bit: number): number => times.wire + times.wireDoubled * Math.log2(Math.max(1, readers.get(bit) ?? 1));
  for (const root of drivers.keys()) {
    const stack = [root];
    const open = new Set<number>();
    while (stack.length > 0) {
      const bit = stack.at(-1)!;
      const driver = drivers.get(bit);
      const begins = driver === undefined ? start(0) : beginning(driver.cell);
      if (known.has(bit) || begins !== null) {
        if (begins !== null) known.set(bit, begins);
        stack.pop();
        continue;
      }
      const steps = stepsThrough(driver!.cell, driver!.port, wire);
      const missing = open.has(bit) ? [] : steps.filter((step) => !known.has(step.bit) && !open.has(step.bit));
      open.add(bit);
      if (missing.length > 0) {
        stack.push(...missing.map((step) => step.bit));
        continue;
      }
      const arrived = steps.map((step) => ({ time: (known.get(step.bit)?.time ?? 0) + step.time, before: step.bit }));
      known.set(
        bit,
        arrived.reduce<Arrival>((late, other) => (other.time > late.time ? other : late), start(0)),
      );
      stack.pop();
    }
  }
  return known;
}
/** When the outputs of a cell that holds something are there; null: it is logic. */
function beginning(cell: NetlistCell): Arrival | null {
  if (cell.type === 'TRELLIS_FF') return start(times.register);
  if (memories.has(cell.type)) return start(times.blockRam);
  if (cell.type === 'MULT18X18D') return hasRegister(cell) ? start(times.product) : null;
  // a PLL, pins: nothing that is known
  return logic.has(cell.type) || cell.type === 'TRELLIS_DPR16X4' ? null : start(0);
}
/** Wires that an output of logic depends on, and how long it takes from each. */
function stepsThrough(
  cell: NetlistCell,
  output: string,
  wire: (bit: number) => number,
): { bit: number; time: number }[] {
  const { type, inputs } = cell;
  const through = (port: string, bit: number): number => {
    if (type === 'CCU2C')
      return port === 'CIN' ? (output === 'COUT' ? times.carry : times.outOfCarry) : wire(bit) + times.intoCarry;
    if (type === 'MULT18X18D') return wire(bit) + times.throughProduct;
    if (type in beside) return times.mux + (beside[type]!.has(port) ? 0 : wire(bit));
    return wire(bit) + times.lut;
  };
  return [...inputs]
    .filter(([port]) => !clocks.has(port) && (type !== 'TRELLIS_DPR16X4' || port === 'RAD'))
    .filter(([port]) => !(type === 'CCU2C' && output === 'S0' && /^[ABCD]1$/.test(port)))
    .flatMap(([port, bits]) => bits.map((bit) => ({ bit, time: through(port, bit) })));
}
