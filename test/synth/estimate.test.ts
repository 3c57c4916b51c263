/** The estimate before synthesis against what yosys reported of the same Verilog (`npm run synthesis` keeps it in bench/synthesis/truth). */
import { describe, expect, it } from 'vitest';
import { readTruths } from '../../bench/synthesis/truth.ts';
import { NodeFiles } from '../../cli/files.ts';
import { loadBoard } from '../../cli/library/boards.ts';
import { estimateDesign } from '../../cli/library/estimate.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { load } from '../../cli/library/load.ts';
import { designFor } from '../../cli/library/synthesize.ts';
import { compile } from '../../compiler/pipeline.ts';
import {
  factorBits,
  mapMemory,
  mapRom,
  memoryBlocks,
  multiplierBlocks,
} from '../../sim/synth/estimate/ecp5-mapping.ts';
import { estimateInstances, estimateVerilog } from '../../sim/synth/estimate/index.ts';
import { rtlInstances } from '../../sim/synth/estimate/instances.ts';

const truths = readTruths();

describe('the estimate of resources', () => {
  it('has truth of circuits of several kinds', () => expect(truths.length).toBeGreaterThanOrEqual(8));

  it.each(truths.map((truth) => `${truth.file} ${truth.experiment}`))(
    '%s: look-up tables within 15 percent, multipliers and block RAMs exactly',
    (name) => {
      const { instances, cells } = truths.find(({ file, experiment }) => name === `${file} ${experiment}`)!;
      const estimate = estimateInstances(instances);
      expect(Math.abs(estimate.lut / cells.lut - 1)).toBeLessThan(0.15);
      expect({ dsp: estimate.dsp, bram: estimate.bram }).toEqual({ dsp: cells.dsp, bram: cells.bram });
    },
  );

  it('of an example as it is compiled now is near what yosys reported', () => {
    const truth = truths.find(({ file }) => file === 'examples/lif.qnm')!;
    const board = loadBoard(truth.board);
    const loaded = load(truth.file);
    const options = { version: '0', device: board, experiment: truth.experiment };
    const [experiment] = compile(loaded.source!, loaded.files, options, evaluators).experiments;
    const design = designFor(experiment!, board, new NodeFiles());
    const estimate = estimateDesign(experiment!.hardware!, design.files, design.top);
    expect(Math.abs(estimate.lut / truth.cells.lut - 1)).toBeLessThan(0.2);
    expect({ dsp: estimate.dsp, bram: estimate.bram }).toEqual({ dsp: truth.cells.dsp, bram: truth.cells.bram });
  });
});

describe('the rules by which yosys maps to an ECP5', () => {
  it('cuts products into multipliers of 18 by 18', () => {
    const blocks = [
      [18, 18],
      [19, 18],
      [20, 20],
      [36, 36],
      [19, 1],
      [2, 2],
    ].map(([a, b]) => multiplierBlocks(a!, b!));
    expect(blocks).toEqual([1, 1, 4, 4, 0, 1]);
  });
  it('takes bits off a constant factor', () => {
    expect([0n, 8n, 12n, -3n, 5n].map(factorBits)).toEqual([0, 0, 3, 3, 4]);
  });
  it('lets rows of a memory share blocks: bit by bit when nothing is written, else byte by byte', () => {
    expect(memoryBlocks(20, 9985, false)).toBe(12);
    expect(memoryBlocks(20, 9985, true)).toBe(15);
    expect(memoryBlocks(36, 512, true)).toBe(1);
  });
  it('makes small memories of look-up tables', () => {
    expect(mapMemory(24, 16)).toEqual({ bram: 0, distributed: 6, constantBits: 0 });
    expect(mapMemory(32, 512).bram).toBe(1);
    expect(mapRom(16, 128)).toEqual({ bram: 0, distributed: 0, constantBits: 2048 });
    expect(mapRom(17, 128).bram).toBe(1);
  });
});

describe('instances in Verilog', () => {
  const files = [
    {
      path: 'top.v',
      text: 'module top;\n  bank #(.WORDS("b.hex")) one (.clk(clk));\n  bank #(.WORDS("b.hex")) two (.clk(clk));\nendmodule\n',
    },
    {
      path: 'bank.v',
      text: `module bank #(parameter WORDS = "a.hex") (input wire clk);
    localparam [3:0] FACTOR = 4'hd;
    // qnm_multiply #(.A_WIDTH(4)) in_a_comment (.a(x));
    qnm_rom #(.WIDTH(4), .DEPTH(1024), .FILE(WORDS)) rom (.clk(clk));
    qnm_multiply #(
        .A_WIDTH(4), .A_SIGNED(1'b1)
    ) product (.a(FACTOR), .b(y));
endmodule
`,
    },
    { path: 'a.hex', text: '0\nf\n' },
    { path: 'b.hex', text: '1\n3\n' },
  ];
  it('are counted below the top with parameters, constants and the bits of files that differ', () => {
    const found = rtlInstances(files, 'top').filter(({ module }) => module.startsWith('qnm_'));
    expect(found.map(({ module, name, copies }) => [module, name, copies])).toEqual([
      ['qnm_rom', 'rom', 1],
      ['qnm_multiply', 'product', 1],
      ['qnm_rom', 'rom', 1],
      ['qnm_multiply', 'product', 1],
    ]);
    expect(found[0]!.memories).toEqual(new Map([['FILE', 1]]));
    expect(found[1]!.constants).toEqual(new Map([['a', -3n]]));
    expect(found[1]!.numbers.get('A_SIGNED')).toBe(1);
  });
  it('of a module that is not known say so', () => {
    expect(() =>
      estimateVerilog(
        [{ path: 'top.v', text: 'module top;\n  qnm_add #(.A_WIDTH(4)) sum (.a(x));\nendmodule\n' }],
        'top',
      ),
    ).toThrow(/qnm_add sum has no/);
  });
});
