/** Lattice iCE40 UltraPlus (FPGA-DS-02008; PLL: FPGA-TN-02052): yosys `synth_ice40`, nextpnr-ice40, icepack. */
import { costs } from './costs/ice40.ts';
import { type Family, integers, nearestSetting, weigh, workFiles } from './family.ts';

/** SB_PLL40 with simple feedback: VCO 533 to 1066 MHz, phase detector 10 to 133 MHz, output 16 to 275 MHz. */
function* settings(oscillator: number) {
  for (const divr of integers(0, 15)) {
    const detector = oscillator / (divr + 1);
    if (detector < 10e6 || detector > 133e6) continue;
    for (const divf of integers(0, 127)) {
      const vco = detector * (divf + 1);
      if (vco < 533e6 || vco > 1066e6) continue;
      for (const divq of integers(1, 6)) {
        const clock = vco / 2 ** divq;
        if (clock < 16e6 || clock > 275e6) continue;
        const view = { divr, divf, divq, filter: filterOf(detector) };
        yield { clock, preference: vco, view };
      }
    }
  }
}
/** Range of the loop filter by the clock of the phase detector, as icepll of Project IceStorm sets it. */
function filterOf(detector: number): number {
  const range = [17e6, 26e6, 44e6, 66e6, 101e6].findIndex((limit) => detector < limit);
  return range < 0 ? 6 : range + 1;
}

export const ice40: Family = {
  name: 'ice40',
  synthesis: 'synth_ice40 -dsp',
  finish: null,
  count: (cells) => ({
    lut: weigh(cells, { SB_LUT4: 1 }),
    ff: Object.entries(cells).reduce((sum, [type, n]) => sum + (type.startsWith('SB_DFF') ? n : 0), 0),
    dsp: weigh(cells, { SB_MAC16: 1 }),
    bram: Object.entries(cells).reduce((sum, [type, n]) => sum + (type.startsWith('SB_RAM40_4K') ? n : 0), 0),
  }),
  mapping: {
    multipliers: [{ most: [16, 16], least: [2, 2], leastProduct: 11, blocks: 1 }],
    memory: {
      shapes: [[2, 2048], [4, 1024], [8, 512], [16, 256]], // biome-ignore format: one list
      byte: 1,
      blockCost: 64,
      distributedCost: null,
    },
    costs,
  },
  models: ['ice40/cells_sim.v'],
  modules: [],
  ownModels: [],
  pll: (oscillator, asked) =>
    nearestSetting(settings(oscillator), oscillator, asked, 'its outputs go from 16 to 275 MHz'),
  implement: {
    route: (board, seed, clock) => ({
      role: 'nextpnr-ice40',
      args: [
        ...board.route,
        ...['--json', workFiles.netlist, '--pcf', board.constraints, '--asc', 'routed.asc'],
        ...['--report', workFiles.report, '--freq', String(clock / 1e6), '--timing-allow-fail', '--seed', String(seed)],
      ],
    }),
    pack: () => ({ role: 'icepack', args: ['routed.asc', 'design.bin'] }),
    bitstream: 'design.bin',
  },
};
