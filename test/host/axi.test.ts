/** The AXI4-Lite rules, by a master that was written by others (cocotbext-axi), with random stalls on every channel. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { registers } from '../../compiler/emit/host/form.ts';
import { emitHost } from '../../compiler/emit/index.ts';
import { networkOf } from '../../compiler/machine/words.ts';
import { stateWordOf } from '../../sim/host/streams.ts';
import { stimulusNumbers } from '../../sim/rtl/index.ts';
import { runProcess } from '../../sim/rtl/process.ts';
import { packagedFiles } from '../support/fixed-builder.ts';
import { machineOf, verilogOf } from '../support/rtl.ts';
import { tools } from '../support/tools.ts';
import { noisyIntegrator, simulated } from './boards.ts';

const steps = 200;
const instances = 5;

describe.skipIf(!tools.cocotb || !tools.iverilog)('the registers on AXI4-Lite', () => {
  // words pass registers on their way to the host, and none where the clock is slow
  it.each([50e6, 12e6])(
    'keep its rules while every channel stalls at random: %f Hz',
    { timeout: 120_000 },
    async (clock) => {
      const fixed = noisyIntegrator(instances);
      const machine = machineOf(fixed, 2);
      const network = { ...networkOf(machine), clock };
      const core = verilogOf(machine);
      const { states, events } = simulated([fixed], network, steps);
      expect(events.length).toBeGreaterThan(15);
      const perInstance = fixed.states.length;
      const words = Array.from({ length: instances }, (_, i) =>
        stateWordOf(network, 0, states[0]!.slice(i * perInstance, (i + 1) * perInstance)),
      );
      const expected = {
        steps,
        events,
        stimulus: [...{ [Symbol.iterator]: () => stimulusNumbers(network, steps, 0, 0)! }],
        states: words.flatMap((word, i) => [
          steps,
          i,
          ...Array.from({ length: Math.ceil(machine.storedWidth / 32) }, (_, k) =>
            Number((word >> BigInt(32 * k)) & 0xffffffffn),
          ),
        ]),
        kinds: Object.fromEntries(registers.map(({ name, access }) => [name, access])),
      };
      const folder = mkdtempSync(join(tmpdir(), 'qnm-axi-'));
      try {
        for (const { path, text } of [...core, ...emitHost(network, core, packagedFiles, { version: '0.0.0' })!])
          writeFileSync(join(folder, path), text);
        for (const name of ['axi_rules.py', 'run_axi_rules.py'])
          copyFileSync(resolve(import.meta.dirname, name), join(folder, name));
        writeFileSync(join(folder, 'expected.json'), JSON.stringify(expected));
        expect(await runProcess(tools.cocotb!, ['run_axi_rules.py', 'Noisy_axi'], { cwd: folder })).toContain(
          '7 of 7 tests passed',
        );
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});
