/** Xilinx 7 series (DS181, UG472): yosys `synth_xilinx` as a check; the bitstream is made by Vivado from a generated project. */
import { ecp5 } from './ecp5.ts';
import { type Family, integers, nearestSetting, weigh } from './family.ts';

/** PLLE2_BASE: VCO 800 to 1600 MHz, phase detector 19 to 450 MHz. */
function* settings(oscillator: number) {
  for (const reference of integers(1, 5)) {
    const detector = oscillator / reference;
    if (detector < 19e6 || detector > 450e6) continue;
    for (const feedback of integers(2, 64)) {
      const vco = detector * feedback;
      if (vco < 800e6 || vco > 1600e6) continue;
      for (const output of integers(1, 128))
        yield {
          clock: vco / output,
          preference: detector,
          view: { reference, feedback, output, period: 1e9 / oscillator },
        };
    }
  }
}

export const xilinx: Family = {
  name: 'xilinx',
  synthesis: 'synth_xilinx -family xc7',
  finish: null,
  count: (cells) => ({
    lut: weigh(cells, {
      LUT1: 1, LUT2: 1, LUT3: 1, LUT4: 1, LUT5: 1, LUT6: 1, RAM32M: 4, RAM64M: 4, RAM32X1D: 2, RAM64X1D: 2, SRL16E: 1, SRLC32E: 1,
    }), // biome-ignore format: one list
    ff: weigh(cells, { FDRE: 1, FDSE: 1, FDCE: 1, FDPE: 1 }),
    dsp: weigh(cells, { DSP48E1: 1 }),
    bram: weigh(cells, { RAMB36E1: 1, RAMB18E1: 0.5 }),
  }),
  // As of an ECP5, which has multipliers of nearly the same size and half as large block RAMs: nothing was measured.
  mapping: ecp5.mapping,
  models: ['xilinx/cells_sim.v'],
  modules: [],
  ownModels: [],
  pll: (oscillator, asked) =>
    nearestSetting(settings(oscillator), oscillator, asked, 'its outputs go from 6.25 to 1600 MHz'),
  implement: null,
};
