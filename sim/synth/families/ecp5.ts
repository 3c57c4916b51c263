/** Lattice ECP5 (FPGA-DS-02012; clocks: FPGA-TN-02200): yosys `synth_ecp5`, nextpnr-ecp5, ecppack. */
import { ecp5 as device } from '../../../compiler/ops/families.ts';
import { costs } from './costs/ecp5.ts';
import { useOutputRegisters } from './ecp5-output-registers.ts';
import { type Family, integers, nearestSetting, weigh, workFiles } from './family.ts';

/** EHXPLLL with feedback from its first output: VCO 400 to 800 MHz, phase detector 3.125 to 400 MHz. */
function* settings(oscillator: number) {
  for (const reference of integers(1, 128)) {
    const detector = oscillator / reference;
    if (detector < 3.125e6 || detector > 400e6) continue;
    for (const feedback of integers(1, 80)) {
      const clock = detector * feedback;
      if (clock < 3.125e6 || clock > 400e6) continue;
      const output = Math.round(600e6 / clock);
      const vco = clock * output;
      if (output < 1 || output > 128 || vco < 400e6 || vco > 800e6) continue;
      const view = { reference, feedback, output, phase: Math.max(0, Math.floor(output / 2) - 1) };
      yield { clock, preference: detector, view };
    }
  }
}

export const ecp5: Family = {
  name: 'ecp5',
  synthesis: 'synth_ecp5',
  finish: useOutputRegisters,
  count: (cells) => ({
    // A carry cell holds two look-up tables, a word of distributed RAM four and the two of its write port.
    lut: weigh(cells, { LUT4: 1, CCU2C: 2, TRELLIS_DPR16X4: 6 }),
    ff: weigh(cells, { TRELLIS_FF: 1 }),
    dsp: weigh(cells, { MULT18X18D: 1 }),
    bram: weigh(cells, { DP16KD: 1, PDPW16KD: 1 }),
  }),
  mapping: {
    multipliers: device.multipliers,
    memory: {
      shapes: [[1, 16384], [2, 8192], [4, 4096], [9, 2048], [18, 1024], [36, 512]], // biome-ignore format: one list
      byte: 9,
      blockCost: 128,
      distributedCost: 4,
    },
    costs,
  },
  models: ['lattice/common_sim.vh', 'lattice/ccu2c_sim.vh'],
  modules: ['boards/families/ecp5/qnm_block.v'],
  ownModels: ['boards/families/ecp5/cells.v'],
  pll: (oscillator, asked) =>
    nearestSetting(settings(oscillator), oscillator, asked, 'its outputs go from 3.125 to 400 MHz'),
  implement: {
    route: (board, seed, clock) => ({
      role: 'nextpnr-ecp5',
      args: [
        ...board.route,
        ...['--json', workFiles.netlist, '--lpf', board.constraints, '--textcfg', 'routed.config'],
        ...['--report', workFiles.report, '--freq', String(clock / 1e6), '--timing-allow-fail', '--seed', String(seed)],
      ],
    }),
    pack: () => ({ role: 'ecppack', args: ['--compress', 'routed.config', 'design.bit'] }),
    bitstream: 'design.bit',
  },
};
