/** Networks in Verilog: couplings and populations of one core against the bit-exact simulator, with waiting, in any number of lanes. */
import { describe, expect, it } from 'vitest';
import { buildNetwork, type FixedForm } from '../../compiler/numerics/index.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { DiagnosticSink } from '../../dsl/index.ts';
import { gatherNetworkEvidence } from '../../sim/network/index.ts';
import { lintIcarus, lintVerilator } from '../../sim/rtl/index.ts';
import { chain, conductors, kuramoto, ring } from '../sim/network-forms.ts';
import { networkMachineOf, networkTranscript, rtlTranscript, verilogOf } from '../support/rtl.ts';
import { tools } from '../support/tools.ts';

const timeout = 180_000;

function fixedOf(network: StepNetwork): FixedForm[] {
  const built = buildNetwork(network, { tolerance: 1e-3 }, gatherNetworkEvidence, null, new DiagnosticSink());
  return built!.map(({ fixed }) => fixed);
}
const star = (n: number): [number, number][] => Array.from({ length: n - 1 }, (_, i) => [0, i + 1]);
const both = [
  [1, 'window'],
  [3, 'window'],
  [1, 'edge list'],
  [3, 'edge list'],
] as const;
const listed = both.filter(([, engine]) => engine === 'edge list');
const networks: readonly (readonly [string, () => StepNetwork, readonly (readonly [number, 'window' | 'edge list' | 'matrix'])[]])[] = [
  ['a ring at three points of a sweep', () => conductors(ring(7), 7, 200, 3), both],
  // every addition hits the same place
  ['a star', () => conductors(star(12), 12, 200), listed],
  ['parallel edges and a loop', () => conductors([...ring(5), [0, 1], [0, 1], [3, 3]], 5, 200), listed],
  ['parallel edges in order', () => conductors([[0, 1], [0, 1], [0, 4], [1, 1], [3, 0]], 5, 200), both.slice(1, 2)],
  ['phases, all to all', () => kuramoto(13, 200), [...listed, [1, 'matrix']]],
  ['two nodes', () => conductors(chain(2), 2, 200), both.slice(1, 3)],
  ['a long chain', () => conductors(chain(70), 70, 60), both.slice(0, 2)],
]; // biome-ignore format: a table

describe.skipIf(!tools.verilator)('networks (Verilator)', () => {
  describe.each(networks)('of %s', (_, make, cases) => {
    const fixed = fixedOf(make());
    const steps = 60;
    const want = networkTranscript(fixed, steps);
    it.each(cases)('equal the bit-exact simulator in %i lanes by %s', { timeout }, async (lanes, engine) => {
      const machine = networkMachineOf(fixed, lanes, engine === 'edge list' ? { engine } : {});
      expect(machine.couplings.map((coupling) => coupling.engine)).toEqual([engine]);
      const files = verilogOf(machine);
      expect(await lintVerilator(tools.verilator!, files, `${machine.name}_core`)).toEqual([]);
      for (const seed of [0, 5]) {
        const { lines, summary } = await rtlTranscript(machine, 'verilator', { steps, seed }, files);
        expect(lines).toEqual(want);
        expect(summary.cyclesPerStep).toBe(machine.cyclesPerStep);
      }
    });
  });
  it('of a chain issue one instance a clock, neighbours and all', () => {
    expect(networkMachineOf(fixedOf(conductors(chain(70), 70, 20))).cyclesPerStep).toBe(70);
  });
});

describe.skipIf(!tools.iverilog)('networks (Icarus)', () => {
  it.each([
    ['edge list', conductors(star(12), 12, 200)],
    ['window', conductors(chain(9), 9, 200)],
  ] as const)('equal the bit-exact simulator by %s', { timeout }, async (engine, network) => {
    const fixed = fixedOf(network);
    const machine = networkMachineOf(fixed, 2);
    expect(machine.couplings.map((coupling) => coupling.engine)).toEqual([engine]);
    const files = verilogOf(machine);
    expect((await rtlTranscript(machine, 'icarus', { steps: 40 }, files)).lines).toEqual(networkTranscript(fixed, 40));
    expect(await lintIcarus(tools.iverilog!, files, `${machine.name}_tb`)).toEqual([]);
  });
});
