/**
 * `npm run calibrate`: fits the costs of `sim/synth/estimate/cost-table.ts` to the designs in `truth/`, and shows what is left of the
 * error. Costs stay near what the cells of an ECP5 suggest where the designs do not say otherwise.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { featureSums } from '../../sim/synth/estimate/index.ts';
import { readTruths } from './truth.ts';

/** What a feature costs by construction: a carry chain and a multiplexer one table a bit, distributed memory six for 16 words of 4 bits. */
const expected: Readonly<Record<string, number>> = {
  carry: 1, compare: 0.7, mux: 0.7, round: 1, sticky: 0.34, clip: 1, clipTree: 0.34, partial: 1, soft: 1, distributed: 6,
  constantBit: 0.06, shift: 0.6, divide: 1, counter: 1.2, gate: 0.5, normal: 300,
}; // biome-ignore format: one list
/** Of an instance of a module that has no features of its own. */
const expectedOne: Readonly<Record<string, number>> = {
  qnm_sequencer: 400, qnm_issuer: 150, qnm_readback: 60, qnm_event_stream: 80, qnm_state_stream: 120, qnm_restore: 60, qnm_join: 20,
  qnm_bridge: 400, qnm_axi_slave: 60, qnm_frame_in: 250, qnm_frame_out: 250, qnm_uart_rx: 60, qnm_uart_tx: 60, qnm_aer: 250, qnm_gate: 80,
  qnm_draw: 900, qnm_accumulator: 60, qnm_published: 20, qnm_power_on: 13, qnm_words_in: 60, qnm_words_out: 60,
}; // biome-ignore format: one list
const prior = (name: string): number =>
  expected[name] ?? (name.startsWith('one ') ? (expectedOne[name.slice(4)] ?? 2) : 1);

const truths = readTruths();
const sums = truths.map(({ instances }) => featureSums(instances).lut);
// What the generated modules of the host have beside instances: the same for all.
const names = [...new Set(sums.flatMap((lut) => Object.keys(lut)))].sort();

/** How much a cost may move: a relative change of 1 weighs as much as a relative error of this in one design. */
const stiffness = 0.03;

/** Least squares of relative errors and of relative changes of the costs, by coordinate descent; no cost below 0. */
function fitCosts(): Map<string, number> {
  const cost = new Map(names.map((name) => [name, prior(name)]));
  const errors = truths.map(({ cells }, t) => total(cost, sums[t]!) / cells.lut - 1);
  for (let round = 0; round < 4000; round++)
    for (const name of names) {
      const [now, start] = [cost.get(name)!, prior(name)];
      const slope = truths.map(({ cells }, t) => (sums[t]![name] ?? 0) / cells.lut);
      const weight = (stiffness / start) ** 2;
      const gradient = slope.reduce((sum, s, t) => sum + s * errors[t]!, 0) + weight * (now - start);
      const next = Math.max(0, now - gradient / (slope.reduce((sum, s) => sum + s * s, 0) + weight));
      slope.forEach((s, t) => {
        errors[t]! += s * (next - now);
      });
      cost.set(name, next);
    }
  return cost;
}
function total(cost: ReadonlyMap<string, number>, lut: Readonly<Record<string, number>>): number {
  return Object.entries(lut).reduce((sum, [name, amount]) => sum + amount * cost.get(name)!, 0);
}

const cost = fitCosts();
const rows = names.map(
  (name) => `  ${/^\w+$/.test(name) ? name : `'${name}'`}: ${Number(cost.get(name)!.toPrecision(3))},`,
);
const text = `/** Look-up tables of an ECP5 for each feature. Made by \`npm run calibrate\` from ${truths.length} designs. */
export const costTable: Readonly<Record<string, number>> = {
${rows.join('\n')}
};
`;
writeFileSync(join(import.meta.dirname, '../../sim/synth/estimate/cost-table.ts'), text);
for (const [t, { file, experiment, cells }] of truths.entries()) {
  const { dsp, bram } = featureSums(truths[t]!.instances);
  const lut = total(cost, sums[t]!);
  console.log(
    `${file} ${experiment}: LUT ${Math.round(lut)} of ${cells.lut} (${(100 * (lut / cells.lut - 1)).toFixed(1)} %), DSP ${dsp} of ${cells.dsp}, block RAM ${bram} of ${cells.bram}`,
  );
}
