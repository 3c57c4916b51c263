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

const timeout = 120_000;

function fixedOf(network: StepNetwork): FixedForm[] {
  const built = buildNetwork(network, { tolerance: 1e-3 }, gatherNetworkEvidence, null, new DiagnosticSink());
  return built!.map(({ fixed }) => fixed);
}
const star = (n: number): [number, number][] => Array.from({ length: n - 1 }, (_, i) => [0, i + 1]);
const networks: readonly (readonly [string, () => StepNetwork])[] = [
  ['a ring', () => conductors(ring(7), 7, 200)],
  ['a ring at three points of a sweep', () => conductors(ring(7), 7, 200, 3)],
  // every addition hits the same place
  ['a star', () => conductors(star(9), 9, 200)],
  ['parallel edges and a loop', () => conductors([...ring(5), [0, 1], [0, 1], [3, 3]], 5, 200)],
  ['phases, all to all', () => kuramoto(13, 200)],
  ['two nodes', () => conductors(chain(2), 2, 200)],
  ['a long chain', () => conductors(chain(70), 70, 60)],
];

describe.skipIf(!tools.verilator)('networks (Verilator)', () => {
  describe.each(networks)('of %s', (name, make) => {
    const fixed = fixedOf(make());
    const steps = 60;
    const want = networkTranscript(fixed, steps);
    it.each(name === 'two nodes' || name === 'a long chain' ? [1] : [1, 3])(
      'equal the bit-exact simulator in %i lanes',
      { timeout },
      async (lanes) => {
        const machine = networkMachineOf(fixed, lanes);
        const files = verilogOf(machine);
        expect(await lintVerilator(tools.verilator!, files, `${machine.name}_core`)).toEqual([]);
        for (const seed of [0, 5]) {
          const { lines, summary } = await rtlTranscript(machine, 'verilator', { steps, seed }, files);
          expect(lines).toEqual(want);
          expect(summary.cyclesPerStep).toBe(machine.cyclesPerStep);
        }
      },
    );
  });
});

describe.skipIf(!tools.iverilog)('networks (Icarus)', () => {
  it('equal the bit-exact simulator', { timeout }, async () => {
    const fixed = fixedOf(conductors(star(9), 9, 200));
    const machine = networkMachineOf(fixed, 2);
    const files = verilogOf(machine);
    expect((await rtlTranscript(machine, 'icarus', { steps: 40 }, files)).lines).toEqual(networkTranscript(fixed, 40));
    expect(await lintIcarus(tools.iverilog!, files, `${machine.name}_tb`)).toEqual([]);
  });
});
