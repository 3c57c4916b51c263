/** What the hardware is thought to need, from the cost that each operation declares. An estimate: synthesis has the last word. */
import type { MachineForm } from '../../compiler/machine/form.ts';
import { ecp5 } from '../../compiler/ops/families.ts';
import { costOf } from '../../compiler/ops/hardware/index.ts';
import { type Family, siteOf } from '../../compiler/ops/index.ts';

export interface Estimate {
  readonly lut: number;
  readonly ff: number;
  readonly dsp: number;
  readonly bram: number;
}

/** Operations, delay lines and memories of all lanes. */
export function estimateResources(machine: MachineForm, family: Family = ecp5): Estimate {
  const { fixed, lane } = machine;
  let [lut, ff, dsp, bram] = [0, 0, 0, 0];
  for (const { value: id } of lane.operations) {
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
    ff += cost.ff;
    dsp += cost.dsp;
    bram += cost.bram;
  }
  for (const tap of lane.delays) {
    const width = tap.signal.of === 'flag' ? 1 : fixed.values[tap.signal.value]!.format.width;
    ff += width * (tap.after - tap.previous);
  }
  const width = (fields: readonly { readonly width: number }[]) => fields.reduce((sum, field) => sum + field.width, 0);
  // States twice: initial image and live memory.
  for (const bits of [width(machine.stateWord), width(machine.stateWord), width(machine.paramWord)])
    bram += bits === 0 ? 0 : Math.ceil((bits * machine.instances) / family.blockRamBits);
  const lanes = machine.lanes;
  return {
    lut: Math.round(lut * lanes),
    ff: Math.round(ff * lanes),
    dsp: Math.round(dsp * lanes),
    bram: Math.ceil(bram * lanes),
  };
}
