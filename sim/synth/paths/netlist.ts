/** A netlist of yosys for an ECP5 as a graph of wires: who drives each, how many read it. */
import { z } from 'zod';

const Bit = z.union([z.number(), z.string()]);
const Cell = z.object({
  type: z.string(),
  parameters: z.record(z.string(), z.unknown()).default({}),
  port_directions: z.record(z.string(), z.string()),
  connections: z.record(z.string(), z.array(Bit)),
});
const Netlist = z.object({
  modules: z.record(z.string(), z.object({ cells: z.record(z.string(), Cell).default({}) })),
});

export interface NetlistCell {
  readonly name: string;
  readonly type: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Wires at the inputs and outputs, by port; constants are left out. */
  readonly inputs: ReadonlyMap<string, readonly number[]>;
  readonly outputs: ReadonlyMap<string, readonly number[]>;
}
export interface NetlistGraph {
  readonly cells: readonly NetlistCell[];
  readonly drivers: ReadonlyMap<number, { readonly cell: NetlistCell; readonly port: string }>;
  /** How many inputs read a wire. */
  readonly readers: ReadonlyMap<number, number>;
}

/**
 * @param text  `write_json` of yosys, flattened: the module with most cells is taken
 * @throws ZodError or SyntaxError when it is no such file
 */
export function readNetlist(text: string): NetlistGraph {
  const modules = Object.values(Netlist.parse(JSON.parse(text)).modules);
  const size = (one: (typeof modules)[number]): number => Object.keys(one.cells).length;
  const largest = modules.reduce((best, other) => (size(other) > size(best) ? other : best));
  const cells = Object.entries(largest.cells).map(([name, cell]): NetlistCell => {
    const ports = (direction: string): ReadonlyMap<string, readonly number[]> =>
      new Map(
        Object.entries(cell.connections)
          .filter(([port]) => cell.port_directions[port] === direction)
          .map(([port, bits]) => [port, bits.filter((bit) => typeof bit === 'number')]),
      );
    return { name, type: cell.type, parameters: cell.parameters, inputs: ports('input'), outputs: ports('output') };
  });
  const drivers = new Map<number, { readonly cell: NetlistCell; readonly port: string }>();
  const readers = new Map<number, number>();
  for (const cell of cells) {
    for (const [port, bits] of cell.outputs) for (const bit of bits) drivers.set(bit, { cell, port });
    for (const bits of cell.inputs.values()) for (const bit of bits) readers.set(bit, (readers.get(bit) ?? 0) + 1);
  }
  return { cells, drivers, readers };
}
