/** What the hardware is thought to need, from the cost that each operation declares. An estimate: synthesis has the last word. */
import type { CouplingMachine, EmittedFile, MachineForm, NetworkMachine } from '../../compiler/machine/form.ts';
import { standsAlone, wordWidth } from '../../compiler/machine/words.ts';
import { ecp5 } from '../../compiler/ops/families.ts';
import { drawCost } from '../../compiler/ops/hardware/draw.ts';
import { costOf } from '../../compiler/ops/hardware/index.ts';
import { type Family, siteOf } from '../../compiler/ops/index.ts';
import { estimateVerilog } from '../../sim/synth/estimate/index.ts';
import type { MappingRules } from '../../sim/synth/estimate/mapping.ts';
import { families } from '../../sim/synth/families/index.ts';

export interface Estimate {
  readonly lut: number;
  readonly ff: number;
  readonly dsp: number;
  readonly bram: number;
}

/** Longest delay that `rtl/qnm_delay.v` builds of registers. */
const mostRegisters = 3;

/** Registers, or a circular buffer in memory made of look-up tables (16 places of 4 bits take six) with a register behind it. */
function delayResources(width: number, clocks: number): { readonly lut: number; readonly ff: number } {
  if (clocks <= mostRegisters) return { lut: 0, ff: width * clocks };
  const places = clocks - 1;
  const address = Math.ceil(Math.log2(places));
  return { lut: 6 * Math.ceil(width / 4) * Math.ceil(places / 16) + 2 * address, ff: width + address };
}

/** Operations, delay lines and memories of all lanes; without the sequencer and the streams. */
export function estimateResources(machine: MachineForm, family: Family = ecp5): Estimate {
  const { fixed, lane } = machine;
  let [lut, ff, dsp, bram] = [0, 0, 0, 0];
  for (const { value: id, instance, registers } of lane.operations) {
    const value = fixed.values[id]!;
    const cost = costOf(
      value.op,
      siteOf(
        value,
        value.args.map((arg) => fixed.values[arg]!),
      ),
      family,
    );
    lut += cost.lut;
    instance.places.forEach(({ bits }, k) => {
      if ((registers >> BigInt(k)) & 1n) ff += bits;
    });
    dsp += cost.dsp;
    bram += cost.bram;
  }
  for (const { kind } of fixed.draws) {
    const cost = drawCost(kind);
    lut += cost.lut;
    ff += cost.ff;
    dsp += cost.dsp;
    bram += cost.bram;
  }
  for (const tap of lane.delays) {
    const width = tap.signal.of === 'flag' ? 1 : fixed.values[tap.signal.value]!.format.width;
    const line = delayResources(width, tap.after - tap.previous);
    lut += line.lut;
    ff += line.ff;
  }
  // States twice: initial image and live memory; each lane has its own. Parameters of edges in a window lie with their neighbours,
  // those of edges that events open with their ends.
  const params = standsAlone(machine) ? wordWidth(machine.paramWord) : 0;
  for (const bits of [machine.storedWidth, machine.storedWidth, params])
    bram += Math.ceil((bits * machine.rows) / family.blockRamBits);
  const { copies } = machine;
  return {
    lut: Math.round(lut * copies),
    ff: Math.round(ff * copies),
    dsp: Math.round(dsp * copies),
    bram: Math.ceil(bram * copies),
  };
}

/** Look-up tables and registers of a memory whose sums are made in place: two rows kept beside it, an adder, comparisons of rows. */
const accumulatorLuts = 3;
const accumulatorRegisters = 6;
/**
 * What is between edges and populations: memories of ends, copies of states, sums with their adders; of a window an adder and a
 * register for each copy of the datapath.
 * @param edges  machine of the coupling's part
 */
export function estimateCoupling(
  { memoryBits, sums }: CouplingMachine,
  edges: MachineForm,
  family: Family = ecp5,
): Estimate {
  const bits = sums.reduce((sum, { width }) => sum + width, 0) * edges.lanes;
  const blocks = [memoryBits.ends, memoryBits.copies, memoryBits.sums].map((size) =>
    Math.ceil(size / family.blockRamBits),
  );
  const [lut, ff] = edges.window === null ? [accumulatorLuts, accumulatorRegisters] : [1, 1];
  return { lut: lut * bits, ff: ff * bits, dsp: 0, bram: blocks.reduce((a, b) => a + b, 0) };
}

/** All parts of an experiment and what is between them. */
export function estimateNetwork(hardware: NetworkMachine, family: Family = ecp5): Estimate {
  const parts = hardware.parts.map((part) => estimateResources(part, family));
  const couplings = hardware.couplings.map((coupling) =>
    estimateCoupling(coupling, hardware.parts.find(({ part }) => part === coupling.part)!, family),
  );
  const sum = { lut: 0, ff: 0, dsp: 0, bram: 0 };
  for (const each of [...parts, ...couplings])
    for (const name of ['lut', 'ff', 'dsp', 'bram'] as const) sum[name] += each[name];
  return sum;
}

/** Registers of the host interface: yosys counts 1,923 (lif) and 2,170 (crossbar) more with it than the schedule has. */
const hostRegisters = 2050;

/**
 * What synthesis will say of emitted Verilog: its instances tell tables, multipliers and block RAMs, the schedule the registers of the
 * core (roughly: registers within products and tables are left out).
 * @param top    `NAME_core`, or a board's top, which has the host interface too
 * @param rules  of the family that it is made for; without a board those of the ECP5
 */
export function estimateDesign(
  hardware: NetworkMachine,
  files: readonly EmittedFile[],
  top: string,
  rules: MappingRules = families.ecp5.mapping,
): Estimate {
  const host = top === `${hardware.name}_core` ? 0 : hostRegisters;
  return { ...estimateVerilog(files, top, rules), ff: estimateNetwork(hardware).ff + host };
}
