/**
 * `npm run calibrate`: fits the costs of `sim/synth/families/costs/` to the designs in `truth/`, and shows what is left of the error: of each
 * design with all, and with costs fitted to the others. Costs stay near what the cells suggest where the designs do not say otherwise; a
 * family with few designs begins from the costs of the one with most.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadBoard } from '../../cli/library/boards.ts';
import { featureSums } from '../../sim/synth/estimate/index.ts';
import { families } from '../../sim/synth/families/index.ts';
import { readTruths, type Truth } from './truth.ts';

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
type Costs = ReadonlyMap<string, number>;
const byConstruction = (name: string): number =>
  expected[name] ?? (name.startsWith('one ') ? (expectedOne[name.slice(4)] ?? 2) : 1);

/** A design: what it needs, and its features as its family counts them. */
interface Design {
  readonly truth: Truth;
  readonly sums: ReturnType<typeof featureSums>;
}
const byFamily = new Map<keyof typeof families, Design[]>();
for (const truth of readTruths()) {
  const { family } = loadBoard(truth.board);
  const design = { truth, sums: featureSums(truth.instances, families[family].mapping) };
  byFamily.set(family, [...(byFamily.get(family) ?? []), design]);
}

/** How much a cost may move: a relative change of 1 weighs as much as a relative error of this in one design. */
const stiffness = 0.03;

/** Least squares of relative errors and of relative changes of the costs, by coordinate descent; no cost below 0. */
function fitCosts(designs: readonly Design[], prior: (name: string) => number): Costs {
  const names = [...new Set(designs.flatMap(({ sums }) => Object.keys(sums.lut)))].sort();
  const cost = new Map(names.map((name) => [name, prior(name)]));
  const errors = designs.map((design) => errorOf(design, cost, prior));
  for (let round = 0; round < 4000; round++)
    for (const name of names) {
      const [now, start] = [cost.get(name)!, prior(name)];
      const slope = designs.map(({ truth, sums }) => (sums.lut[name] ?? 0) / truth.cells.lut);
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
function totalOf({ sums }: Design, cost: Costs, prior: (name: string) => number): number {
  return Object.entries(sums.lut).reduce((sum, [name, amount]) => sum + amount * (cost.get(name) ?? prior(name)), 0);
}
function errorOf(design: Design, cost: Costs, prior: (name: string) => number): number {
  return totalOf(design, cost, prior) / design.truth.cells.lut - 1;
}

let first: Costs | null = null;
for (const [family, designs] of [...byFamily].sort(([, a], [, b]) => b.length - a.length)) {
  const known = first;
  const prior = (name: string): number => Math.max(1e-3, known?.get(name) ?? byConstruction(name));
  const cost = fitCosts(designs, prior);
  // what no design of this family has keeps what it costs elsewhere
  const all = new Map([...(known ?? []), ...cost]);
  first ??= cost;
  const rows = [...all]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `  ${/^\w+$/.test(name) ? name : `'${name}'`}: ${Number(value.toPrecision(3))},`);
  const text = `/** Look-up tables for each feature. Made by \`npm run calibrate\` from ${designs.length} design${designs.length === 1 ? '' : 's'}. */
export const costs: Readonly<Record<string, number>> = {
${rows.join('\n')}
};
`;
  writeFileSync(join(import.meta.dirname, `../../sim/synth/families/costs/${family}.ts`), text);
  for (const design of designs) {
    const { file, experiment, board, cells } = design.truth;
    const others = fitCosts(
      designs.filter((other) => other !== design),
      prior,
    );
    const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
    console.log(
      `${board} ${file} ${experiment}: LUT ${Math.round(totalOf(design, cost, prior))} of ${cells.lut} (${percent(errorOf(design, cost, prior))}, by the others ${percent(errorOf(design, others, prior))}), ` +
        `DSP ${Math.ceil(design.sums.dsp)} of ${cells.dsp}, block RAM ${design.sums.bram} of ${cells.bram}`,
    );
  }
}
