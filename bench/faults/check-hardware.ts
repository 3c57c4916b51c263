/**
 * The quickest checks of hardware that a fault must not pass: `operations NAME` sweeps the module of one operation,
 * `cores` runs whole cores with waiting, read-backs and a reset, `lanes` some in three lanes, `networks` populations and couplings,
 * `events` edges that events open, `delays` those that are due later, and delay lines of unlike length. Exit code 1 on a difference.
 */
import type { MachineOptions } from '../../compiler/machine/index.ts';
import { buildNetwork, type FixedForm } from '../../compiler/numerics/index.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { DiagnosticSink } from '../../dsl/index.ts';
import { gatherNetworkEvidence } from '../../sim/network/index.ts';
import { sweep } from '../../test/rtl/sweep.ts';
import { constantSites, plainSites, tableSites } from '../../test/rtl/sweep-sites.ts';
import { chain, conductors, kuramoto, ring } from '../../test/sim/network-forms.ts';
import { leakyIntegrator, randomWalk } from '../../test/support/fixed-builder.ts';
import { compiledHyper, triadText } from '../../test/support/hyperedges.ts';
import { randomForm } from '../../test/support/random-fixed.ts';
import {
  fixedTranscript,
  machineOf,
  networkMachineOf,
  networkTranscript,
  rtlTranscript,
} from '../../test/support/rtl.ts';
import { delayedText, spikingForms } from '../../test/support/spiking.ts';

async function operations(only: string): Promise<string[]> {
  const all = [...plainSites(20261, 16, 4, 150), ...constantSites(31, 12, 6, 150)];
  const plain = all.filter(({ op }) => op === only);
  const { differences } = await sweep(only === 'polynomial' ? tableSites(977, 16) : plain);
  return [...differences];
}
async function cores(): Promise<string[]> {
  return await compareCores([
    leakyIntegrator(3, { input: true, perInstance: true }),
    // one word of initial states, negative below another
    leakyIntegrator(2, { start: -300n }),
    randomForm({ seed: 12, size: 30, instances: 5, width: 24 }),
    // stimulus wider than 32 bits, negative initial states, values that wait through several taps
    randomForm({ seed: 15, size: 20, instances: 3, width: 44 }),
  ]);
}
async function compareCores(forms: readonly FixedForm[], lanes: number | null = null): Promise<string[]> {
  const steps = 50;
  for (const form of forms) {
    const machine = machineOf(form, lanes);
    const want = fixedTranscript(form, steps);
    for (const seed of [0, 3]) {
      const { lines } = await rtlTranscript(machine, 'verilator', { steps, seed });
      const at = want.findIndex((line, k) => lines[k] !== line);
      if (at >= 0) return [`step ${at} with seed ${seed}: ${want[at]} is ${lines[at]}`];
    }
  }
  return [];
}

/** Padded rows, a stimulus word an instance, random numbers. */
async function lanes(): Promise<string[]> {
  return await compareCores(
    [
      leakyIntegrator(13, { input: true, perInstance: true }),
      randomForm({ seed: 15, size: 20, instances: 5, width: 44 }),
      randomWalk(11),
    ],
    3,
  );
}

/** Edges by list and in windows, many on one target, edges of three ends, two populations side by side. */
async function networks(): Promise<string[]> {
  const parts = (...forms: readonly FixedForm[]): FixedForm[] =>
    forms.map((form, part) => ({ ...form, step: { ...form.step, part } }));
  const star = Array.from({ length: 11 }, (_, i): [number, number] => [0, i + 1]);
  const cases: readonly (readonly [readonly FixedForm[], Partial<MachineOptions>])[] = [
    [fixedOf(conductors(star, 12, 60)), { lanes: 1 }],
    // three lanes at two ends are six terms of a sum, and three in the middle of its tree
    [fixedOf(conductors(star, 12, 60)), { lanes: 3 }],
    [fixedOf(conductors(ring(7), 7, 60, 2)), { lanes: 1, engine: 'edge list' }],
    [fixedOf(conductors(ring(9), 9, 60, 2)), { lanes: 1 }],
    [fixedOf(conductors(ring(9), 9, 60, 2)), { lanes: 2 }],
    // the ends of a chain have slots without an edge
    [fixedOf(conductors(chain(9), 9, 60)), { lanes: 1 }],
    [parts(leakyIntegrator(5), leakyIntegrator(7, { input: true })), { lanes: 1 }],
    [compiledHyper(triadText).parts.map(({ fixed }) => fixed!), { lanes: 2 }],
    // every pair, counted
    [fixedOf(kuramoto(13, 60)), { lanes: 1 }],
  ];
  return await compareNetworks(cases);
}
/** Edges that events open, in one lane and in several. */
async function events(): Promise<string[]> {
  const forms = spikingForms();
  return await compareNetworks([
    [forms, { lanes: 1 }],
    [forms, { lanes: 5 }],
  ]);
}
/** Edges whose pulse is due later, in sums of several steps and in delay lines. */
async function delays(): Promise<string[]> {
  const forms = spikingForms(delayedText);
  return await compareNetworks([
    [forms, { lanes: 2 }],
    [forms, { lanes: 1, engine: 'edge list' }],
  ]);
}
async function compareNetworks(
  cases: readonly (readonly [readonly FixedForm[], Partial<MachineOptions>])[],
): Promise<string[]> {
  const steps = 50;
  for (const [forms, options] of cases) {
    const want = networkTranscript(forms, steps);
    for (const seed of [0, 3]) {
      const { lines } = await rtlTranscript(networkMachineOf(forms, options.lanes, options), 'verilator', {
        steps,
        seed,
      });
      const at = want.findIndex((line, k) => lines[k] !== line);
      if (at >= 0) return [`frame ${at} with seed ${seed}: ${want[at]} is ${lines[at]}`];
    }
  }
  return [];
}
function fixedOf(network: StepNetwork): FixedForm[] {
  const built = buildNetwork(network, { tolerance: 1e-3 }, gatherNetworkEvidence, null, new DiagnosticSink());
  return built!.map(({ fixed }) => fixed);
}

const checks: Readonly<Record<string, (only: string) => Promise<string[]>>> = {
  operations,
  cores,
  lanes,
  networks,
  events,
  delays,
};
const [name = '', only = ''] = process.argv.slice(2);
const differences = await checks[name]!(only);
if (differences.length > 0) process.stdout.write(`${differences[0]}\n`);
process.exitCode = differences.length > 0 ? 1 : 0;
