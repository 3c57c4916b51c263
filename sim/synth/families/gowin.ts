/** Gowin GW2A (DS226; PLL: UG286): yosys `synth_gowin`, nextpnr-himbaechel, gowin_pack of Apicula. */
import { costs } from './costs/gowin.ts';
import { type Family, integers, nearestSetting, weigh, workFiles } from './family.ts';

const outputDividers = [2, 4, 8, 16, 32, 48, 64, 80, 96, 112, 128];

/** rPLL of the GW2A: VCO 500 to 1250 MHz, phase detector 3 to 400 MHz, output up to 625 MHz. */
function* settings(oscillator: number) {
  for (const idiv of integers(0, 63)) {
    const detector = oscillator / (idiv + 1);
    if (detector < 3e6 || detector > 400e6) continue;
    for (const fbdiv of integers(0, 63)) {
      const clock = detector * (fbdiv + 1);
      if (clock > 625e6) continue;
      for (const odiv of outputDividers) {
        const vco = clock * odiv;
        if (vco < 500e6 || vco > 1250e6) continue;
        yield { clock, preference: detector, view: { idiv, fbdiv, odiv, input: oscillator / 1e6 } };
      }
    }
  }
}

const registers = ['DFF', 'DFFE', 'DFFS', 'DFFSE', 'DFFR', 'DFFRE', 'DFFP', 'DFFPE', 'DFFC', 'DFFCE'];
const blocks = ['SP', 'SPX9', 'SDP', 'SDPB', 'SDPX9', 'SDPX9B', 'DP', 'DPB', 'DPX9', 'DPX9B', 'pROM', 'pROMX9'];
const ones = (types: readonly string[]): Record<string, number> => Object.fromEntries(types.map((type) => [type, 1]));

export const gowin: Family = {
  name: 'gowin',
  synthesis: 'synth_gowin -family gw2a',
  finish: null,
  count: (cells) => ({
    lut: weigh(cells, { LUT1: 1, LUT2: 1, LUT3: 1, LUT4: 1, ALU: 1, RAM16SDP4: 4, RAM16SDP2: 2, RAM16SDP1: 1 }),
    ff: weigh(cells, ones(registers)),
    // In multipliers of 18 by 18: one of 36 by 36 takes four, one of 9 by 9 half.
    dsp: weigh(cells, {
      MULT9X9: 0.5,
      MULT18X18: 1,
      MULT36X36: 4,
      MULTALU18X18: 1,
      MULTALU36X18: 2,
      MULTADDALU18X18: 2,
    }),
    bram: weigh(cells, ones(blocks)),
  }),
  mapping: {
    multipliers: [
      { most: [36, 36], least: [22, 22], leastProduct: 0, blocks: 4 },
      { most: [18, 18], least: [10, 4], leastProduct: 0, blocks: 1 },
      { most: [9, 9], least: [4, 4], leastProduct: 0, blocks: 0.5 },
    ],
    memory: {
      shapes: [[1, 16384], [2, 8192], [4, 4096], [9, 2048], [18, 1024], [36, 512]], // biome-ignore format: one list
      byte: 9,
      blockCost: 128,
      distributedCost: 4,
    },
    costs,
  },
  models: ['gowin/cells_sim.v'],
  modules: [],
  ownModels: [],
  pll: (oscillator, asked) =>
    nearestSetting(settings(oscillator), oscillator, asked, 'its outputs go from 3.9 to 625 MHz'),
  implement: {
    route: (board, seed, clock) => ({
      role: 'nextpnr-himbaechel',
      args: [
        ...board.route,
        ...['--json', workFiles.netlist, '--vopt', `cst=${board.constraints}`, '--write', 'routed.json'],
        ...['--report', workFiles.report, '--freq', String(clock / 1e6), '--timing-allow-fail', '--seed', String(seed)],
      ],
    }),
    pack: (board) => ({ role: 'gowin_pack', args: ['-d', familyOf(board.route), '-o', 'design.fs', 'routed.json'] }),
    bitstream: 'design.fs',
  },
};

/** `family=GW2A-18C` among the arguments of nextpnr. */
function familyOf(route: readonly string[]): string {
  const option = route.find((argument) => argument.startsWith('family='));
  if (option === undefined) throw new Error('the board does not say family= to nextpnr');
  return option.slice('family='.length);
}
