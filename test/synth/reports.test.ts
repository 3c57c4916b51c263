/** What is read from the tools' reports and from bitstreams. */
import { describe, expect, it } from 'vitest';
import { identifyBitstream } from '../../sim/synth/bitstream.ts';
import { families } from '../../sim/synth/families/index.ts';
import { readOverflows, readStatistics, readTiming } from '../../sim/synth/reports.ts';
import { pathInWords } from '../../sim/synth/words.ts';

describe('reports', () => {
  it('cells become what the device has', () => {
    const cells = readStatistics(
      JSON.stringify({
        design: {
          num_cells_by_type: { LUT4: 10, CCU2C: 3, TRELLIS_DPR16X4: 2, TRELLIS_FF: 7, MULT18X18D: 1, DP16KD: 4 },
        },
      }),
    );
    expect(families.ecp5.count(cells)).toEqual({ lut: 28, ff: 7, dsp: 1, bram: 4 });
  });

  const step = (type: string, delay: number, cell: string, net?: string) => ({
    type,
    delay,
    to: { cell },
    ...(net ? { net } : {}),
  });
  const report = {
    fmax: { $glbnet$clk: { achieved: 40, constraint: 50 } },
    critical_paths: [
      {
        from: 'posedge $glbnet$clk',
        to: 'posedge $glbnet$clk',
        path: [
          step('clk-to-q', 0.5, 'host.core.part_0.lane_0.lane.v9__op.register_0.y_TRELLIS_FF_Q'),
          step('routing', 2, 'host.core.part_0.lane_0.lane.v9__op.round.y_LUT4_Z', 'n'),
          step('logic', 0.25, 'host.core.part_0.lane_0.lane.v9__op.round.y_LUT4_Z'),
          step('routing', 1, '$nextpnr_CCU2C_7$CCU2_COMB0', 'n'),
          step('routing', 1.5, 'host.core.sequencer.due_reg_TRELLIS_FF_Q_DI_LUT4_Z', 'n'),
        ],
      },
    ],
  };
  it('a clock that is missed has a negative slack', () => {
    const timing = readTiming(JSON.stringify(report))!;
    expect(timing).toMatchObject({ reached: 40e6, asked: 50e6 });
    expect(timing.slack).toBeCloseTo(-5e-9, 15);
    expect(readTiming('{}')).toBeNull();
  });

  it('a way through a multiplier without registers counts as one path', () => {
    const [into, out] = [
      { from: 'posedge $glbnet$clk', to: 'posedge $GND', path: [step('logic', 14, 'a')] },
      { from: 'posedge $GND', to: 'posedge $glbnet$clk', path: [step('logic', 17, 'b')] },
    ];
    const [before] = report.critical_paths;
    const through = readTiming(JSON.stringify({ ...report, critical_paths: [before, out, into] }))!;
    expect(through.reached).toBeCloseTo(1e9 / 31, 3);
    expect(through.slack).toBeCloseTo(20e-9 - 31e-9, 15);
    expect(through.path.map(({ cell }) => cell)).toEqual(['a', 'b']);
    // one that is shorter than the longest within the clock changes nothing, nor does one that leaves the device
    const short = { ...into, path: [step('logic', 7, 'a')] };
    const outside = { ...into, to: '<async>' };
    for (const paths of [
      [before, short, out],
      [before, outside, { ...out, from: '<async>' }],
    ])
      expect(readTiming(JSON.stringify({ ...report, critical_paths: paths }))).toEqual(
        readTiming(JSON.stringify(report)),
      );
  });

  it('the longest path is told by operation and line', () => {
    const files = [
      { path: 'top.v', text: 'A_host #(.X(1)) host (\n);' },
      { path: 'A_host.v', text: '    A_core core (\n);' },
      { path: 'A_core.v', text: '    A_part part_0 (\n);\n    qnm_sequencer #(.C(3)) sequencer (\n);' },
      { path: 'A_part.v', text: '    A_bank #(.P("x")) lane_0 (\n);' },
      { path: 'A_bank.v', text: '    A_lane lane (\n);' },
      { path: 'A_lane.v', text: '    // mott.qnm:30  v9 = v7 * v8  s25.27  clock 4\n    wire [24:0] v9;' },
    ];
    const { path } = readTiming(JSON.stringify(report))!;
    expect(pathInWords(path, files, 'top')).toEqual([
      { what: 'v9 = v7 * v8', where: 'mott.qnm:30', logic: 0.75, routing: 3 },
      { what: 'sequencer.due_reg', where: null, logic: 0, routing: 1.5 },
    ]);
  });

  it('what does not fit is read from the log', () => {
    const log = 'Info: \t         ICESTORM_LC:  5897/ 5280   111%\nInfo: \t        ICESTORM_RAM:    13/   30    43%\n';
    expect(readOverflows(log)).toEqual([{ type: 'ICESTORM_LC', used: 5897, available: 5280 }]);
  });
});

describe('bitstreams', () => {
  const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
    Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : [...part])));
  it.each([
    [
      'ECP5',
      bytes([0xff, 0], 'Part: LFE5U-85F-6CABGA381', [0, 0xff, 0xff, 0xff, 0xbd, 0xb3]),
      { family: 'ecp5', part: 'LFE5U-85F-6CABGA381' },
    ],
    ['iCE40', bytes([0xff, 0, 0, 0xff, 0x7e, 0xaa, 0x99, 0x7e]), { family: 'ice40', part: null }],
    ['Gowin', bytes('//File\n11111111\n1010010111000011\n00000110\n'), { family: 'gowin', part: null }],
    ['nothing', bytes('module top; endmodule\n'), null],
    ['an empty file', bytes(), null],
  ] as const)('%s is known by its head', (_, content, identity) => {
    expect(identifyBitstream(content)).toEqual(identity);
  });
});
