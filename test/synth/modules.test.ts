/** Modules that a family has of its own compute what the plain ones of `rtl/` do, clock by clock (Icarus, models of the cells). */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { families } from '../../sim/synth/families/index.ts';
import { withOwnModules } from '../../sim/synth/modules.ts';
import { tools } from '../support/tools.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
/** Signs and widths of two operands. */
const shapes = [
  [1, 18, 1, 18],
  [1, 18, 0, 17],
  [0, 17, 1, 18],
  [0, 17, 0, 17],
  [0, 17, 1, 2],
  [1, 1, 1, 9],
  [0, 1, 0, 1],
  [1, 5, 1, 13],
] as const;

function bench(): string {
  const pairs = shapes.map(([aSigned, aWidth, bSigned, bWidth], i) => {
    const parameters = `#(.A_SIGNED(${aSigned}), .A_WIDTH(${aWidth}), .B_SIGNED(${bSigned}), .B_WIDTH(${bWidth}))`;
    const ports = `(.clk(clk), .a(a[${aWidth - 1}:0]), .b(b[${bWidth - 1}:0]),`;
    return `
  wire [${aWidth + bWidth - 1}:0] plain${i};
  wire [${aWidth + bWidth - 1}:0] own${i};
  plain_block ${parameters} p${i} ${ports} .x(plain${i}));
  qnm_block ${parameters} o${i} ${ports} .x(own${i}));
  always @(negedge clk) if (n > 1 && plain${i} !== own${i}) $display("shape ${i}: %h x %h", plain${i}, own${i});
  always @(negedge clk) if (n > 1 && plain${i} !== {${aWidth + bWidth}{1'b0}}) seen[${i}] = 1'b1;`;
  });
  return `module tb;
  reg clk = 1'b0;
  reg [17:0] a;
  reg [17:0] b;
  reg [${shapes.length - 1}:0] seen = 0;
  integer n;${pairs.join('')}
  initial begin
    for (n = 0; n < 4000; n = n + 1) begin
      a = (n % 7 == 0) ? 18'h20000 : (n % 11 == 0) ? 18'h3ffff : $random;
      b = (n % 5 == 0) ? 18'h20000 : (n % 13 == 0) ? 18'h1ffff : $random;
      #1 clk = 1'b1;
      #1 clk = 1'b0;
    end
    $display("seen %b", seen);
    $finish;
  end
endmodule
`;
}

describe.skipIf(!tools.iverilog || !tools.vvp)('own modules of a family (Icarus)', () => {
  it('multiply as the plain module does', () => {
    const folder = mkdtempSync(join(tmpdir(), 'qnm-modules-'));
    try {
      const plain = read('rtl/qnm_block.v').replace('module qnm_block', 'module plain_block');
      const sources = {
        'tb.v': bench(),
        'plain.v': plain,
        'own.v': read('boards/families/ecp5/qnm_block.v'),
        'cells.v': read('boards/families/ecp5/cells.v'),
      };
      for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
      const library = ['qnm_align', 'qnm_register'].map((name) => join(root, 'rtl', `${name}.v`));
      execFileSync(tools.iverilog!.command, ['-g2005', '-s', 'tb', '-o', 'tb', ...Object.keys(sources), ...library], {
        cwd: folder,
        stdio: 'pipe',
      });
      const said = execFileSync(tools.vvp!.command, ['-N', 'tb'], { cwd: folder, encoding: 'utf8' });
      expect(said.trim()).toBe(`seen ${'1'.repeat(shapes.length)}`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the files of a design', () => {
  it('hold the own module of the family, and the plain one where it has none', () => {
    const files = [{ path: 'qnm_block.v', text: 'plain' }];
    const text = (family: 'ecp5' | 'ice40') => withOwnModules(files, families[family], new NodeFiles())[0]!.text;
    expect(text('ecp5')).toContain('MULT18X18D');
    expect(text('ice40')).toBe('plain');
  });
});
