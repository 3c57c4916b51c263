/** The estimate before synthesis against what yosys reported of the same Verilog (`npm run synthesis` keeps it in bench/synthesis/truth). */
import { describe, expect, it } from 'vitest';
import { readTruths } from '../../bench/synthesis/truth.ts';
import { NodeFiles } from '../../cli/files.ts';
import { loadBoard } from '../../cli/library/boards.ts';
import { estimateDesign, estimateNetwork } from '../../cli/library/estimate.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { load } from '../../cli/library/load.ts';
import { designFor } from '../../cli/library/synthesize.ts';
import { factorBits, multiplierBlocks } from '../../compiler/ops/hardware/multipliers.ts';
import { compile } from '../../compiler/pipeline.ts';
import { estimateInstances, estimateVerilog } from '../../sim/synth/estimate/index.ts';
import { rtlInstances } from '../../sim/synth/estimate/instances.ts';
import { mapMemory, mapRom, memoryBlocks } from '../../sim/synth/estimate/mapping.ts';
import { families } from '../../sim/synth/families/index.ts';

const truths = readTruths();
const mappingOf = (board: string) => families[loadBoard(board).family].mapping;
const { memory, multipliers } = families.ecp5.mapping;

describe('the estimate of resources', () => {
  it('has truth of circuits of several kinds', () => expect(truths.length).toBeGreaterThanOrEqual(8));

  it('has truth of several families', () =>
    expect(new Set(truths.map(({ board }) => loadBoard(board).family)).size).toBeGreaterThanOrEqual(3));

  it.each(truths.map((truth) => `${truth.board} ${truth.file} ${truth.experiment}`))(
    '%s: look-up tables within 15 percent, multipliers and block RAMs as counted',
    (name) => {
      const { board, instances, cells } = truths.find((t) => name === `${t.board} ${t.file} ${t.experiment}`)!;
      const estimate = estimateInstances(instances, mappingOf(board));
      expect(Math.abs(estimate.lut / cells.lut - 1)).toBeLessThan(0.15);
      expect(estimate.dsp).toBe(cells.dsp);
      expect(estimate.bram).toBe(cells.bram);
    },
  );

  it('of an example as it is compiled now is near what yosys reported', () => {
    const truth = truths.find(({ board, file }) => board === 'ulx3s' && file === 'examples/lif.qnm')!;
    const board = loadBoard(truth.board);
    const loaded = load(truth.file);
    const options = { version: '0', device: board, experiment: truth.experiment };
    const [experiment] = compile(loaded.source!, loaded.files, options, evaluators).experiments;
    const design = designFor(experiment!, board, new NodeFiles());
    const estimate = estimateDesign(experiment!.hardware!, design.files, design.top);
    expect(Math.abs(estimate.lut / truth.cells.lut - 1)).toBeLessThan(0.2);
    expect({ dsp: estimate.dsp, bram: estimate.bram }).toEqual({ dsp: truth.cells.dsp, bram: truth.cells.bram });
  });

  it.each([
    ['examples/josephson.qnm', 'Curve'],
    ['examples/macrospin.qnm', 'Precession'],
    ['examples/crossbar.qnm', 'Product'],
  ])('of the operations of %s %s has as many multipliers as their Verilog', (file, name) => {
    const loaded = load(file);
    const [experiment] = compile(loaded.source!, loaded.files, { experiment: name }, evaluators).experiments;
    const { hardware, files } = experiment!;
    const { dsp } = estimateVerilog(files, `${hardware!.name}_core`, families.ecp5.mapping);
    expect(dsp).toBeGreaterThan(0);
    expect(estimateNetwork(hardware!).dsp).toBe(dsp);
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
    ].map(([a, b]) => multiplierBlocks(multipliers, a!, b!));
    expect(blocks).toEqual([1, 1, 4, 4, 0, 1]);
  });
  it('takes bits off a constant factor', () => {
    expect([0n, 8n, 12n, -3n, 5n].map(factorBits)).toEqual([0, 0, 3, 3, 4]);
  });
  it('lets rows of a memory share blocks: bit by bit when nothing is written, else byte by byte', () => {
    expect(memoryBlocks(memory, 20, 9985, false)).toBe(12);
    expect(memoryBlocks(memory, 20, 9985, true)).toBe(15);
    expect(memoryBlocks(memory, 36, 512, true)).toBe(1);
  });
  it('makes small memories of look-up tables', () => {
    expect(mapMemory(memory, 24, 16)).toMatchObject({ bram: 0, distributed: 6 });
    expect(mapMemory(memory, 32, 512).bram).toBe(1);
    expect(mapRom(memory, 16, 128)).toMatchObject({ bram: 0, constantBits: 2048 });
    expect(mapRom(memory, 17, 128).bram).toBe(1);
  });
});

describe('the rules by which yosys maps to an iCE40', () => {
  const { memory, multipliers } = families.ice40.mapping;
  it('has blocks of 4 kbit whose bits are written one by one, and no memory of look-up tables', () => {
    const blocks = [
      [23, 384],
      [19, 12096],
      [8, 2048],
      [32, 256],
    ].map(([width, depth]) => mapMemory(memory, width!, depth!).bram);
    expect(blocks).toEqual([3, 57, 4, 2]);
    expect(mapMemory(memory, 13, 5)).toMatchObject({ bram: 0, registerBits: 65 });
    expect(mapMemory(memory, 15, 5).bram).toBe(1);
  });
  it('makes registers of more bits where a block would need logic to keep the word that is overwritten', () => {
    expect(mapMemory(memory, 15, 5, true)).toMatchObject({ bram: 0, registerBits: 75 });
    expect(mapMemory(memory, 16, 5, true).bram).toBe(1);
  });
  it('cuts products into multipliers of 16 by 16', () => {
    expect([multiplierBlocks(multipliers, 18, 16), multiplierBlocks(multipliers, 21, 20)]).toEqual([2, 3]);
  });
});
describe('the rules by which yosys maps to a Gowin device', () => {
  it('tries multipliers of 36, 18 and 9 bits; what one leaves over, the next takes', () => {
    const { multipliers } = families.gowin.mapping;
    const blocks = [
      [36, 22],
      [18, 18],
      [9, 9],
      [9, 3],
      [40, 30],
    ].map(([a, b]) => multiplierBlocks(multipliers, a!, b!));
    expect(blocks).toEqual([4, 1, 0.5, 0, 6]);
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
  it('have the numbers that the module around them is given', () => {
    const given = [
      { path: 'top.v', text: 'module top;\n  inner #(.QUEUE_BITS(8)) one (.clk(clk));\nendmodule\n' },
      {
        path: 'inner.v',
        text: 'module inner #(parameter integer QUEUE_BITS = 9) (input wire clk);\n  qnm_stream_fifo #(.WIDTH(32), .DEPTH_BITS(QUEUE_BITS)) queue (.clk(clk));\nendmodule\n',
      },
    ];
    expect(rtlInstances(given, 'top')[0]!.numbers.get('DEPTH_BITS')).toBe(8);
  });
  it('of a module that is not known say so', () => {
    expect(() =>
      estimateVerilog(
        [{ path: 'top.v', text: 'module top;\n  qnm_add #(.A_WIDTH(4)) sum (.a(x));\nendmodule\n' }],
        'top',
        families.ecp5.mapping,
      ),
    ).toThrow(/qnm_add sum has no/);
  });
});
