/** What synthesis will report of emitted Verilog, without synthesis. */
import type { EmittedFile } from '../../../compiler/machine/form.ts';
import { featuresOf } from './features.ts';
import { type CountedInstance, rtlInstances } from './instances.ts';
import type { MappingRules } from './mapping.ts';

export interface VerilogEstimate {
  readonly lut: number;
  readonly dsp: number;
  readonly bram: number;
}

/** Amounts of every feature of a design. */
export function featureSums(instances: readonly CountedInstance[], rules: MappingRules) {
  const lut: Record<string, number> = {};
  let [dsp, bram] = [0, 0];
  for (const instance of instances) {
    const features = featuresOf(instance, rules);
    dsp += features.dsp * instance.copies;
    bram += features.bram * instance.copies;
    for (const [name, amount] of Object.entries(features.lut)) lut[name] = (lut[name] ?? 0) + amount * instance.copies;
  }
  return { lut, dsp, bram };
}

/** Multipliers and block RAMs by the rules of yosys; look-up tables by the fitted costs. */
export function estimateInstances(instances: readonly CountedInstance[], rules: MappingRules): VerilogEstimate {
  const { lut, dsp, bram } = featureSums(instances, rules);
  const total = Object.entries(lut).reduce((sum, [name, amount]) => sum + amount * (rules.costs[name] ?? 0), 0);
  return { lut: Math.round(total), dsp: Math.ceil(dsp), bram };
}

/**
 * @param files  emitted Verilog and its memories
 * @param top    name of the module to estimate: `NAME_core`, or a board's top
 * @param rules  of the family that it is made for
 */
export function estimateVerilog(files: readonly EmittedFile[], top: string, rules: MappingRules): VerilogEstimate {
  return estimateInstances(rtlInstances(files, top), rules);
}
