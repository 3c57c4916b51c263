/** Registers behind block RAMs of an ECP5: which of them move into the memory, and that its model has them (Icarus). */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useOutputRegisters } from '../../sim/synth/families/ecp5-output-registers.ts';
import type { Netlist, NetlistCell } from '../../sim/synth/netlist-json.ts';
import { tools } from '../support/tools.ts';

const [clock, other, enable, reset] = [2, 3, 4, 5];
type Parts = Partial<Pick<NetlistCell, 'parameters' | 'connections'>>;

/** A memory of 18 bits a side, bits 10 and 11 of side A and 20 of side B. */
const memory = (width = 18, more: Parts = {}): NetlistCell => ({
  type: 'DP16KD',
  parameters: {
    DATA_WIDTH_A: width.toString(2),
    DATA_WIDTH_B: width.toString(2),
    REGMODE_A: 'NOREG',
    REGMODE_B: 'NOREG',
    ...more.parameters,
  },
  port_directions: { CLKA: 'input', CLKB: 'input', DOA0: 'output', DOA1: 'output', DOB0: 'output' },
  connections: { CLKA: [clock], CLKB: [clock], DOA0: [10], DOA1: [11], DOB0: [20], ...more.connections },
});
const register = (di: number, q: number, more: Parts = {}): NetlistCell => ({
  type: 'TRELLIS_FF',
  parameters: { CEMUX: '1 ', CLKMUX: 'CLK', LSRMUX: 'LSR', REGSET: 'RESET', ...more.parameters },
  port_directions: { CLK: 'input', DI: 'input', LSR: 'input', CE: 'input', Q: 'output' },
  connections: { CLK: [clock], DI: [di], LSR: ['0'], Q: [q], ...more.connections },
});
function finished(cells: Record<string, NetlistCell>): { moved: number; cells: Record<string, NetlistCell> } {
  const netlist: Netlist = { modules: { top: { cells } } };
  return { moved: useOutputRegisters(netlist), cells };
}

describe('registers behind a memory', () => {
  it('move into it where all of a word has them', () => {
    const { moved, cells } = finished({ m: memory(), a: register(10, 110), b: register(11, 111) });
    expect(moved).toBe(2);
    expect(Object.keys(cells)).toEqual(['m']);
    expect(cells['m']!.connections).toMatchObject({ DOA0: [110], DOA1: [111], DOB0: [20], OCEA: ['1'] });
    expect([cells['m']!.parameters['REGMODE_A'], cells['m']!.parameters['REGMODE_B']]).toEqual(['OUTREG', 'NOREG']);
  });
  it('of 36 bits move together, with what enables them', () => {
    const enabled = { parameters: { CEMUX: 'INV' }, connections: { CE: [enable] } };
    const three = { a: register(10, 110, enabled), b: register(11, 111, enabled), c: register(20, 120, enabled) };
    const { moved, cells } = finished({ m: memory(36, { connections: { CLKA: ['0'] } }), ...three });
    expect(moved).toBe(3);
    expect(cells['m']!.connections).toMatchObject({ DOB0: [120], OCEA: [enable], OCEB: [enable] });
    expect(cells['m']!.parameters).toMatchObject({ OCEAMUX: 'INV', OCEBMUX: 'INV', REGMODE_B: 'OUTREG' });
  });
  const gate = { ...register(10, 112), type: 'LUT4' };
  it.each<[string, NetlistCell, Record<string, NetlistCell>]>([
    ['some are reset', register(11, 111, { connections: { LSR: [reset] } }), {}],
    ['some begin with 1', register(11, 111, { parameters: { REGSET: 'SET' } }), {}],
    ['some have another clock', register(11, 111, { connections: { CLK: [other] } }), {}],
    ['some are enabled', register(11, 111, { parameters: { CEMUX: 'CE' }, connections: { CE: [enable] } }), {}],
    ['a bit also goes elsewhere', register(11, 111), { gate }],
    ['a bit goes to no register', { ...register(11, 111), type: 'LUT4' }, {}],
  ])('stay where %s', (_, second, more) => {
    const before = { m: memory(), a: register(10, 110), b: second, ...more };
    const { moved, cells } = finished(structuredClone(before));
    expect(moved).toBe(0);
    expect(cells).toEqual(before);
  });
});

/** The same memory with its output register, and with a register behind it. */
function bench(width: 18 | 36): string {
  const bits = Array.from({ length: 18 }, (_, i) => i);
  const ports = (prefix: string, from: string): string => bits.map((i) => `.${prefix}${i}(${from}[${i}])`).join(', ');
  const cell = (name: string, mode: string): string => `
  DP16KD #(.DATA_WIDTH_A(${width}), .DATA_WIDTH_B(${width}), .REGMODE_A("${mode}"), .REGMODE_B("${mode}"), .OCEBMUX("INV")) ${name} (
    .CLKA(clk), .CEA(1'b1), .OCEA(1'b1), .WEA(1'b1), .RSTA(1'b0), .CSA0(1'b0), .CSA1(1'b0), .CSA2(1'b0),
    .CLKB(clk), .CEB(1'b1), .OCEB(hold), .WEB(1'b0), .RSTB(1'b0), .CSB0(1'b0), .CSB1(1'b0), .CSB2(1'b0),
    ${bits
      .slice(0, 14)
      .map((i) => `.ADA${i}(at[${i}]), .ADB${i}(from[${i}])`)
      .join(', ')},
    ${ports('DIA', 'low')}, ${ports('DIB', 'high')}, ${ports('DOA', `${name}_a`)}, ${ports('DOB', `${name}_b`)});`;
  const shown = width === 36 ? ['a', 'b'] : ['b'];
  return `module tb;
  reg clk = 1'b0;
  reg hold; reg [13:0] at; reg [13:0] from; reg [17:0] low; reg [17:0] high;
  wire [17:0] own_a, own_b, plain_a, plain_b;
  reg [17:0] late_a = 0, late_b = 0;
  integer n; integer same = 0; integer held = 0;${cell('own', 'OUTREG')}${cell('plain', 'NOREG')}
  always @(posedge clk) if (!hold) begin late_a <= plain_a; late_b <= plain_b; end
  initial begin
    for (n = 0; n < 2000; n = n + 1) begin
      hold = $random; low = $random; high = $random; at = {5'd0, 4'd0, 5'b01111}; from = {5'd0, 4'd0, 5'd0};
      at[8:5] = $random; from[8:5] = at[8:5] + 1 + ($random & 7);
      #1 clk = 1'b1;
      #1 if (${shown.map((side) => `own_${side} === late_${side}`).join(' && ')}) same = same + 1;
      if (hold && own_b !== plain_b) held = held + 1;
      clk = 1'b0;
    end
    $display("same %0d, held %0d", same, held > 500);
    $finish;
  end
endmodule
`;
}

describe.skipIf(!tools.iverilog || !tools.vvp)('the model of a memory (Icarus)', () => {
  it.each([18, 36] as const)('has the register behind a word of %i bits', (width) => {
    const folder = mkdtempSync(join(tmpdir(), 'qnm-output-'));
    try {
      writeFileSync(join(folder, 'tb.v'), bench(width));
      const model = resolve(import.meta.dirname, '../../boards/families/ecp5/cells.v');
      execFileSync(tools.iverilog!.command, ['-g2005', '-s', 'tb', '-o', 'tb', 'tb.v', model], {
        cwd: folder,
        stdio: 'pipe',
      });
      const said = execFileSync(tools.vvp!.command, ['-N', 'tb'], { cwd: folder, encoding: 'utf8' });
      expect(said.trim()).toBe('same 2000, held 1');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
