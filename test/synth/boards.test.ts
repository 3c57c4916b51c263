/** Boards as data, the top of each, PLLs: what needs no synthesis. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { boardDesign } from '../../cli/library/board-design.ts';
import { boardFolder, boardNames, loadBoard } from '../../cli/library/boards.ts';
import { lintVerilator } from '../../sim/rtl/index.ts';
import { families } from '../../sim/synth/families/index.ts';
import { tools } from '../support/tools.ts';

const access = new NodeFiles();
/** A host with the ports of docs/host.md and nothing in it. */
const host = {
  path: 'Some_host.v',
  text: `\`default_nettype none
module Some_host #(parameter integer BIT_CLOCKS_256 = 1024, parameter integer QUEUE_BITS = 9) (
    input wire clk, input wire reset, input wire uart_rx, output wire uart_tx, output wire [3:0] led
);
    reg [3:0] led_reg;
    always @(posedge clk) led_reg <= reset ? 4'd0 : led_reg + {3'd0, uart_rx};
    assign led = led_reg;
    assign uart_tx = (BIT_CLOCKS_256 > QUEUE_BITS) & led_reg[3];
endmodule
\`default_nettype wire
`,
};
/** Ports of the vendors' cells that the PLLs use, empty. */
const cells = `(* blackbox *) module EHXPLLL #(parameter PLLRST_ENA="",INTFB_WAKE="",STDBY_ENABLE="",DPHASE_SOURCE="",OUTDIVIDER_MUXA="",
 OUTDIVIDER_MUXB="",OUTDIVIDER_MUXC="",OUTDIVIDER_MUXD="",FEEDBK_PATH="",CLKOP_ENABLE="", parameter integer CLKI_DIV=1,CLKFB_DIV=1,CLKOP_DIV=1,CLKOP_CPHASE=0,CLKOP_FPHASE=0)
 (input wire CLKI,CLKFB,RST,STDBY,PHASESEL0,PHASESEL1,PHASEDIR,PHASESTEP,PHASELOADREG,PLLWAKESYNC,ENCLKOP, output wire CLKOP,LOCK); endmodule
`;

describe('boards', () => {
  it('are the folders below boards/ with a board.toml', () => {
    expect(boardNames()).toEqual(['arty_a7', 'colorlight_i9', 'icebreaker', 'tang_nano_20k', 'ulx3s']);
  });

  it.each(boardNames())(
    '%s has its files, a top for every clock it offers, and constraints for every port of the top',
    (name) => {
      const board = loadBoard(name);
      const there = readdirSync(boardFolder(name));
      expect(there).toEqual(expect.arrayContaining([board.top.template, board.constraints]));
      for (const clock of board.clocks) {
        const design = boardDesign(board, 'Some_host', [host], clock, access);
        expect(Math.abs(design.clock - clock) / clock).toBeLessThan(0.02);
        const top = design.files.find(({ path }) => path === `${board.top.module}.v`)!.text;
        expect(top).toContain(`.BIT_CLOCKS_256(${Math.round((256 * design.clock) / board.baud)})`);
        const ports = [...top.matchAll(/^ {4}(?:input|output) +wire +(?:\[(\d+):0\] )?(\w+),?$/gm)];
        expect(ports.length).toBeGreaterThanOrEqual(5);
        for (const [, high, port] of ports)
          for (let bit = 0; bit <= Number(high ?? 0); bit++)
            expect(design.constraints).toContain(high === undefined ? port : `${port}[${bit}]`);
      }
    },
  );

  it('refuses a clock that the PLL does not make, and one too slow for the serial port', () => {
    expect(() => boardDesign(loadBoard('icebreaker'), 'Some_host', [host], 13e6, access)).toThrow(/makes no 13 MHz/);
    expect(() => boardDesign(loadBoard('ulx3s'), 'Some_host', [host], 5e6, access)).toThrow(
      /too slow for the serial port/,
    );
  });

  it.skipIf(!tools.verilator)('the top of an ECP5 board has nothing for Verilator to say', async () => {
    const { files, top } = boardDesign(loadBoard('ulx3s'), 'Some_host', [host], 50e6, access);
    const verilog = [...files.filter(({ path }) => path.endsWith('.v')), { path: 'cells.v', text: cells }];
    const said = await lintVerilator(tools.verilator!, verilog, top);
    // What the vendor's cell has is its own affair.
    expect(said.filter((line) => /^%Warning|^%Error-/.test(line) && !line.includes('cells.v'))).toEqual([]);
  });

  it('a project of the maker lists every source', () => {
    const board = loadBoard('arty_a7');
    const { files } = boardDesign(board, 'Some_host', [host], 100e6, access);
    const script = files.find(({ path }) => path === 'build.tcl')!.text;
    for (const { path } of files.filter((file) => file.path.endsWith('.v'))) expect(script).toContain(path);
    expect(script).toContain(board.device);
  });
});

describe('PLLs', () => {
  it('are set as the data sheets want it', () => {
    for (const asked of [25e6, 40e6, 50e6, 62.5e6, 80e6, 100e6, 123e6, 166e6]) {
      const made = families.ecp5.pll(25e6, asked);
      if (made === null) {
        expect(asked).toBe(25e6);
        continue;
      }
      const { reference, feedback, output } = made.view as Record<string, number>;
      expect(made.clock).toBeCloseTo((25e6 / reference!) * feedback!, 0);
      expect(25e6 / reference!).toBeGreaterThanOrEqual(3.125e6);
      expect(made.clock * output!).toBeGreaterThanOrEqual(400e6);
      expect(made.clock * output!).toBeLessThanOrEqual(800e6);
      expect(Math.abs(made.clock - asked) / asked).toBeLessThan(0.01);
    }
  });
  it('of the iCE40 gives the settings of icepll for 24 MHz from 12 MHz', () => {
    // icepll -i 12 -o 24: DIVR 0, DIVF 63, DIVQ 5, FILTER_RANGE 1
    expect(families.ice40.pll(12e6, 24e6)).toEqual({ clock: 24e6, view: { divr: 0, divf: 63, divq: 5, filter: 1 } });
  });
});
