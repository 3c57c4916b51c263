/**
 * Output registers of ECP5 block RAMs (FPGA-TN-02204). A word comes out of a DP16KD 5.8 ns after the clock edge, out of its own output
 * register after about 1 ns; yosys puts such registers beside the memory. Here those that nothing but the memory feeds move into it:
 * the same bits in the same clocks, and a register of fabric less each.
 */
import type { Netlist, NetlistCell } from '../netlist-json.ts';

type Side = 'A' | 'B';
/** Where a bit of the netlist goes. */
interface Sink {
  readonly cell: string;
  readonly port: string;
}

/** Moves registers into the memories before them, in place; the number of registers moved. */
export function useOutputRegisters(netlist: Netlist): number {
  let moved = 0;
  for (const { cells } of Object.values(netlist.modules)) {
    const sinks = sinksOf(cells);
    for (const memory of Object.values(cells)) {
      if (memory.type !== 'DP16KD') continue;
      for (const sides of readPorts(memory)) moved += moveInto(memory, sides, cells, sinks);
    }
  }
  return moved;
}

function sinksOf(cells: Readonly<Record<string, NetlistCell>>): ReadonlyMap<number | string, readonly Sink[]> {
  const sinks = new Map<number | string, Sink[]>();
  for (const [cell, { connections, port_directions: directions }] of Object.entries(cells)) {
    for (const [port, bits] of Object.entries(connections)) {
      if (directions[port] === 'output') continue;
      for (const bit of bits) {
        const there = sinks.get(bit);
        // a clock goes to all registers there are
        if (there) there.push({ cell, port });
        else sinks.set(bit, [{ cell, port }]);
      }
    }
  }
  return sinks;
}
/** A word of 36 bits comes out of both sides, by the clock of B; else each side has its own. */
function readPorts({ parameters }: NetlistCell): readonly (readonly Side[])[] {
  return Number.parseInt(parameters['DATA_WIDTH_B']!, 2) === 36 ? [['A', 'B']] : [['A'], ['B']];
}

function moveInto(
  memory: NetlistCell,
  sides: readonly Side[],
  cells: Record<string, NetlistCell>,
  sinks: ReadonlyMap<number | string, readonly Sink[]>,
): number {
  const clock = memory.connections[`CLK${sides.at(-1)!}`]![0]!;
  const outputs = Object.entries(memory.connections).filter(
    ([port, [bit]]) => sides.some((side) => port.startsWith(`DO${side}`)) && (sinks.get(bit!) ?? []).length > 0,
  );
  if (outputs.length === 0 || sides.some((side) => memory.parameters[`REGMODE_${side}`] !== 'NOREG')) return 0;
  const registers = outputs.map(([, [bit]]) => onlyRegister(sinks.get(bit!)!, cells, clock));
  const enables = new Set(registers.map((register) => (register ? enableOf(cells[register]!) : '')));
  if (enables.size !== 1 || enables.has('')) return 0;
  const { parameters, connections } = cells[registers[0]!]!;
  const mode = parameters['CEMUX']!.trim();
  for (const side of sides) {
    memory.parameters[`REGMODE_${side}`] = 'OUTREG';
    memory.connections[`OCE${side}`] = mode === '1' ? ['1'] : connections['CE']!;
    if (mode === 'INV') memory.parameters[`OCE${side}MUX`] = 'INV';
  }
  outputs.forEach(([port], i) => {
    memory.connections[port] = cells[registers[i]!]!.connections['Q']!;
    delete cells[registers[i]!];
  });
  return registers.length;
}
/** The register that is all that a bit goes to, if it is clocked with the memory, begins with 0 and is never reset. */
function onlyRegister(
  sinks: readonly Sink[],
  cells: Readonly<Record<string, NetlistCell>>,
  clock: number | string,
): string | null {
  const [sink, ...others] = sinks;
  const { type, parameters, connections } = cells[sink!.cell]!;
  const plain =
    others.length === 0 &&
    type === 'TRELLIS_FF' &&
    sink!.port === 'DI' &&
    parameters['CLKMUX'] === 'CLK' &&
    connections['CLK']![0] === clock &&
    parameters['REGSET'] === 'RESET' &&
    (connections['LSR'] === undefined || (connections['LSR'][0] === '0' && parameters['LSRMUX'] === 'LSR'));
  return plain ? sink!.cell : null;
}
/** What enables a register, as text. */
function enableOf({ parameters, connections }: NetlistCell): string {
  const mode = parameters['CEMUX']!.trim();
  return mode === '1' ? mode : `${mode} ${connections['CE']![0]!}`;
}
