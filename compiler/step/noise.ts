/**
 * turns  draws of the cell into draws of the step: sites with an address, white noise divided by the root of dt, and numbers that
 *        are drawn once, before the run, into params
 * needs  a solved network for the check of what white noise does
 * keeps  one number per site, instance and step: every stage of the solver and every block of the step sees the same one.
 *        The noise is held over a step, so `euler` gives the sense of Ito; `heun` and `rk4`, which follow the rate within the
 *        step, that of Stratonovich (Wong and Zakai, Ann. Math. Stat. 36, 1560 (1965)); `exponential` takes noise whose
 *        strength does not depend on a state
 * cost   draws x rates
 */

import type { Span } from '../../dsl/index.ts';
import { type DrawSite, DrawSource, drawFormat } from '../ops/draw/draw.ts';
import type { ValueId } from '../ops/graph.ts';
import { leavesOf } from '../ops/index.ts';
import { perInstance } from './bind-settings.ts';
import type { Draft } from './draft.ts';
import type { StepDraw } from './form.ts';
import type { Substitution } from './substitute.ts';
import { tangent } from './tangent.ts';

const plain = { text: '', scale: 1 } as const;

/** The address of a draw of the cell: the parts of a network number theirs one after the other. */
function siteOf(draft: Draft, index: number): Pick<StepDraw, keyof DrawSite> {
  const { kind } = draft.cell.draws[index]!;
  const before = draft.experiment.parts.slice(0, draft.binding.part);
  return { kind, site: before.reduce((sum, { cell }) => sum + cell.draws.length, index), format: drawFormat(kind) };
}
/** All draws of the cell, by index; `prune` leaves those that the step needs. */
export function stepDraws(draft: Draft): StepDraw[] {
  return draft.cell.draws.map((draw, index) => ({
    ...siteOf(draft, index),
    name: `${draw.white ? 'noise' : draw.kind}_${index}`,
    origin: draw.origin,
  }));
}
/** What the leaf `draw` of the cell is in the step. */
export function lowerDraw(draft: Draft, index: number): ValueId {
  const { space, experiment, binding, dt } = draft;
  const draw = draft.cell.draws[index]!;
  if (draw.once) {
    const source = new DrawSource(draw.seed ?? experiment.seed);
    const site = siteOf(draft, index);
    // within an array: all points of a sweep are copies of the same devices; a device that stands alone is a new one at each point
    const alone = draft.part.shape.length === 0;
    const count = alone ? binding.points : binding.size;
    const values = new Float64Array(binding.instances);
    for (let i = 0; i < values.length; i++) values[i] = i < count ? source.real(site, i, null) : values[i - count]!;
    return draft.setting(perInstance(values), `draw_${index}`, plain);
  }
  const leaf = space.leaf('draw', index, { origin: draw.origin });
  return draw.white ? space.multiply(space.constant(1 / Math.sqrt(dt)), leaf) : leaf;
}

/** Draws that a value depends on, of one kind or of any. */
function drawsIn(draft: Draft, value: ValueId, white: boolean | null): number[] {
  const { graph } = draft.space;
  return leavesOf(graph, [value])
    .filter((leaf) => graph.get(leaf).op === 'draw')
    .map((leaf) => graph.get(leaf).attributes.index!)
    .filter((index) => white === null || draft.cell.draws[index]!.white === white);
}
/** White noise has no value at an instant: reports where one is wanted. `at` gives a value of the cell at t_k. */
export function refuseWhiteInstants(draft: Draft, at: Substitution): void {
  const { events, blocks, asserts, delays, states } = draft.cell;
  for (const event of events)
    if (event.kind === 'condition')
      refuseWhite(draft, at(event.condition), `the condition ${event.name}`, event.origin);
  for (const { condition, assignments, origin } of blocks) {
    if (condition !== null) refuseWhite(draft, at(condition), 'a condition', origin);
    for (const { state, value, origin: place } of assignments)
      refuseWhite(draft, at(value), `an assignment to ${states[state]!.name}`, place);
  }
  for (const { condition, origin } of asserts) refuseWhite(draft, at(condition), 'an assert', origin);
  for (const { source, origin } of delays) refuseWhite(draft, at(source), 'a delay', origin);
}
export function refuseWhite(draft: Draft, value: ValueId, where: string, origin: Span): void {
  const [index] = drawsIn(draft, value, true);
  if (index === undefined) return;
  draft.report('E0320', `white noise has no value at an instant, and ${where} wants one`, origin, {
    related: [{ span: draft.cell.draws[index]!.origin, text: 'the noise' }],
    help: 'let a state follow the noise and read that, or draw a number in each step with `normal(mean, sigma)`',
  });
}
/** A crossing compares two instants; numbers drawn anew in each step cross all the time. */
export function refuseDraws(draft: Draft, value: ValueId, name: string, origin: Span): void {
  const [index] = drawsIn(draft, value, null);
  if (index === undefined) return;
  draft.report('E0321', `the crossing ${name} watches a number that is drawn anew in every step`, origin, {
    related: [{ span: draft.cell.draws[index]!.origin, text: 'the draw' }],
    help: 'watch a state, or write a condition: `when x > uniform(0, 1)` is looked at once in every step',
  });
}
/** White noise enters a rate linearly, and with a strength that the solver can take. */
export function checkNoise(draft: Draft, states: readonly number[], rates: readonly ValueId[]): void {
  const { space, cell } = draft;
  for (const [i, rate] of rates.entries())
    for (const index of drawsIn(draft, rate, true)) {
      const name = draft.states[states[i]!]!.name;
      const related = [{ span: draft.states[states[i]!]!.origin, text: `the rate of ${name}` }];
      const slope = tangent(space, rate, new Map([[space.leaf('draw', index), space.constant(1)]]));
      const bent = slope.broken !== null || slope.kink !== null || drawsIn(draft, slope.value, true).length > 0;
      if (bent)
        draft.report('E0322', 'white noise enters a rate other than linearly', cell.draws[index]!.origin, {
          label: 'its square, its sign or its product with other noise has no limit for small dt',
          related,
          help: "add it: `x' = f(x) + g(x) * noise`",
        });
      else if (draft.experiment.solver === 'exponential' && readsContinuous(draft, slope.value))
        draft.report('E0323', 'the solver `exponential` wants noise of constant strength', cell.draws[index]!.origin, {
          label: `its strength in the rate of ${name} changes with a state`,
          related,
          help: '`solver = euler` takes it in the sense of Ito, `solver = heun` in the sense of Stratonovich',
        });
    }
}
function readsContinuous(draft: Draft, value: ValueId): boolean {
  const { graph } = draft.space;
  return leavesOf(graph, [value]).some((leaf) => {
    const { op, attributes } = graph.get(leaf);
    return op === 'state' && draft.states[attributes.index!]!.kind === 'continuous';
  });
}
