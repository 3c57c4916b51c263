/** Longest paths of small netlists, worked out by hand. */
import { describe, expect, it } from 'vitest';
import { longestPaths } from '../../sim/synth/paths/longest.ts';
import { readNetlist } from '../../sim/synth/paths/netlist.ts';

interface Written {
  readonly type: string;
  readonly in: Readonly<Record<string, number>>;
  readonly out: Readonly<Record<string, number>>;
  readonly parameters?: Readonly<Record<string, string>>;
}
/** As yosys writes it. */
function netlist(cells: Readonly<Record<string, Written>>) {
  const written = Object.entries(cells).map(([name, cell]) => {
    const ports = [
      ...Object.keys(cell.in).map((p) => [p, 'input']),
      ...Object.keys(cell.out).map((p) => [p, 'output']),
    ];
    const connections = Object.fromEntries(Object.entries({ ...cell.in, ...cell.out }).map(([p, bit]) => [p, [bit]]));
    const { type, parameters = {} } = cell;
    return [name, { type, parameters, port_directions: Object.fromEntries(ports), connections }];
  });
  return readNetlist(JSON.stringify({ modules: { top: { cells: Object.fromEntries(written) } } }));
}
const register = (d: number, q: number): Written => ({ type: 'TRELLIS_FF', in: { CLK: 1, DI: d }, out: { Q: q } });
const lut = (a: number, z: number): Written => ({ type: 'LUT4', in: { A: a }, out: { Z: z } });

describe('the longest path', () => {
  it('leads from register to register through logic', () => {
    const [path] = longestPaths(
      netlist({ from: register(9, 2), first: lut(2, 3), second: lut(3, 4), to: register(4, 5) }),
    );
    // clock to output, two wires to look-up tables; the last one stands beside its register
    expect(path!.time).toBeCloseTo(0.52 + 2 * (0.9 + 0.24));
    expect(path).toMatchObject({ cell: 'to', port: 'DI' });
    expect(path!.through.map(({ cell }) => cell)).toEqual(['from', 'first', 'second']);
  });
  it('begins late behind a block RAM, and at once behind the register of a multiplier', () => {
    const memory: Written = { type: 'DP16KD', in: { CLKA: 1, ADA0: 8 }, out: { DOA0: 2 } };
    const product: Written = {
      type: 'MULT18X18D',
      in: { CLK0: 1, A0: 8 },
      out: { P0: 3 },
      parameters: { REG_OUTPUT_CLK: 'CLK0' },
    };
    const paths = longestPaths(netlist({ memory, product, slow: register(2, 4), fast: register(3, 5) }));
    const timeTo = (cell: string): number => paths.find((path) => path.cell === cell)!.time;
    expect(timeTo('slow') - timeTo('fast')).toBeCloseTo(5.83 - 0.9);
  });
  it('takes longer to many readers', () => {
    const many = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`to_${i}`, register(2, 10 + i)]));
    const [one] = longestPaths(netlist({ from: register(9, 2), to: register(2, 3) }));
    const [eight] = longestPaths(netlist({ from: register(9, 2), ...many }));
    expect(eight!.time - one!.time).toBeCloseTo(3 * 0.12);
  });
  it('ends where logic or a PLL feeds itself', () => {
    const pll: Written = { type: 'EHXPLLL', in: { CLKI: 20, CLKFB: 1 }, out: { CLKOP: 1 } };
    const loop = { ...lut(3, 2), in: { A: 3, B: 4 } };
    expect(longestPaths(netlist({ pll, one: loop, two: lut(2, 3), from: register(3, 4) }))).not.toHaveLength(0);
  });
});
