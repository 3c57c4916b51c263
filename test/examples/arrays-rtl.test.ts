/** The first steps of every example with an array, in Verilog under Verilator, against the bit-exact simulator: all words of all instances and edges.
 * `qnmc verify examples` does the same for whole runs and for every experiment; here it is the first experiment of each. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load } from '../../cli/library/load.ts';
import { compile, evaluators } from '../../index.ts';
import { runFixedNetwork } from '../../sim/network/index.ts';
import { networkMachineOf, rtlTranscript, Transcript } from '../support/rtl.ts';
import { checkout, tools } from '../support/tools.ts';

const folder = join(checkout, 'examples');
const arrays = readdirSync(folder).filter(
  (name) => name.endsWith('.qnm') && /^\s*couple /m.test(readFileSync(join(folder, name), 'utf8')),
);
const steps = 40;

describe.skipIf(!tools.verilator)('examples with arrays (Verilator)', () => {
  it.each(arrays)('%s', { timeout: 240_000 }, async (name) => {
    const { source, files } = load(join(folder, name));
    // formats need not be good here, only the same on both sides
    const network = evaluators.network && { ...evaluators.network, trial: null };
    const { experiments, diagnostics } = compile(
      source!,
      files,
      { until: 'fixed' },
      { ...evaluators, trial: null, network },
    );
    expect(diagnostics).toEqual([]);
    const forms = experiments[0]!.parts.map(({ fixed }) => fixed!);
    expect(forms.length).toBeGreaterThan(1);
    const machine = networkMachineOf(forms);
    const want = new Transcript();
    runFixedNetwork(forms, want, { steps });
    const { lines } = await rtlTranscript(machine, 'verilator', { steps, seed: 3 });
    expect(lines.length).toBe(steps * forms.length);
    expect(lines).toEqual(want.lines);
  });
});
