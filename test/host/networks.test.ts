/** Networks on the virtual board: states of all parts out and in again, by both engines, in one and several lanes. */
import { describe, expect, it } from 'vitest';
import type { NetworkMachine } from '../../compiler/machine/form.ts';
import { buildNetwork, type FixedForm } from '../../compiler/numerics/index.ts';
import { DiagnosticSink } from '../../dsl/index.ts';
import type { Snapshot } from '../../sim/host/emulator.ts';
import { stateIntegers } from '../../sim/host/streams.ts';
import { gatherNetworkEvidence } from '../../sim/network/index.ts';
import { lintVerilator } from '../../sim/rtl/index.ts';
import { conductors, ring } from '../sim/network-forms.ts';
import { networkMachineOf } from '../support/rtl.ts';
import { spikingForms } from '../support/spiking.ts';
import { tools } from '../support/tools.ts';
import { connect, runTo, simulated, testBoard } from './boards.ts';

const timeout = 90_000;
function conducting(): FixedForm[] {
  const network = conductors(ring(7), 7, 200, 3);
  const built = buildNetwork(network, { tolerance: 1e-3 }, gatherNetworkEvidence, null, new DiagnosticSink());
  return built!.map((each) => each.fixed);
}
const cases = [
  [3, 'window', conducting],
  [2, 'edge list', conducting],
  [2, 'event', spikingForms],
] as const;

describe.skipIf(!tools.verilator)('a network on a board', () => {
  it.each(cases)(
    'goes on from a snapshot with the same bits, in %i lanes by %s',
    { timeout },
    async (lanes, engine, make) => {
      const fixed = make();
      const machine = networkMachineOf(fixed, lanes, engine === 'edge list' ? { engine } : {});
      expect(machine.couplings.map((coupling) => coupling.engine)).toEqual([engine]);
      const board = await testBoard(machine);
      expect(await lintVerilator(tools.verilator!, board.files, `${machine.name}_host`)).toEqual([]);
      const processes = [await board.start(), await board.start()];
      const [one, other] = [await connect(board, processes[0]!), await connect(board, processes[1]!)];
      try {
        await runTo(one, 41);
        const snapshot = await one.snapshot(() => undefined);
        if (engine === 'event') expect(pulses(machine, snapshot)).toContain(1n);
        await other.restore(snapshot);
        for (const [emulator, from] of [
          [one, 0],
          [other, 41],
        ] as const) {
          await runTo(emulator, 90, 0, from);
          const { states } = await emulator.snapshot(() => undefined);
          expect(states.length).toBeGreaterThan(0);
          for (const { part, words } of states) {
            const integers = words.flatMap((word) => stateIntegers(machine, part, word));
            expect(integers).toEqual(simulated(fixed, machine, 90).states[part]);
          }
        }
      } finally {
        for (const emulator of [one, other]) emulator.link.close();
        for (const process of processes) process.stop();
      }
    },
  );
});
/** Of the cells of `spikingForms`, in a snapshot. */
function pulses(machine: NetworkMachine, { states }: Snapshot): bigint[] {
  const index = machine.forms[0]!.states.findIndex(({ name }) => name.endsWith('fired'));
  return states[0]!.words.map((word) => stateIntegers(machine, 0, word)[index]!);
}
