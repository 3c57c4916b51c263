/**
 * turns  what the experiment records and measures into functions of states, params and inputs at one time
 * needs  a solved network
 * keeps  the order: records first, then the arguments of measures and expects; each value of the cell's graph once
 * cost   observed values
 */

import type { Experiment, MeasureExpression, PrintUnit } from '../model/form.ts';
import type { Value, ValueId } from '../ops/graph.ts';
import type { Delays } from './delays.ts';
import type { Draft } from './draft.ts';
import type { StepCell } from './form.ts';
import type { SolvedNetwork } from './network/solve-network.ts';
import { substitution } from './substitute.ts';

export type Observation = StepCell['observations'][number];
/** A hidden state that keeps a delayed value for the host; `next` is its value after the step. */
export interface Kept {
  readonly state: number;
  readonly next: ValueId;
}

export function observe(
  draft: Draft,
  network: SolvedNetwork,
  delays: Delays,
): { observations: Observation[]; kept: Kept[] } {
  const kept = new Map<number, Kept>();
  const { space, cell } = draft;
  const rule = (leaf: Value): ValueId | null => {
    const index = leaf.attributes.index!;
    if (leaf.op === 'input') return draft.observedInput(index);
    if (leaf.op === 'inputRate') return draft.inputSlope(index);
    return leaf.op === 'delayed' ? keep(draft, delays, index, kept) : null;
  };
  const look = substitution(space.graph, space, rule);
  const observations = [...observedValues(draft.experiment, draft.binding.part)].map(([model, { name, unit }]) => {
    const value = look(network.at(model));
    const event = draft.eventIn(value);
    if (event !== null) reportEvent(draft, event, name);
    const state = stateOf(draft, value);
    const known = name ?? state?.name ?? cell.graph.get(model).name;
    return { name: known ?? `value ${model}`, unit: name === null && state ? state.unit : unit, value, model };
  });
  return { observations, kept: [...kept.values()] };
}

/** The state that a value is. */
function stateOf({ space, states }: Draft, value: ValueId): Draft['states'][number] | null {
  const { op, attributes } = space.graph.get(value);
  return op === 'state' ? states[attributes.index!]! : null;
}

function observedValues(experiment: Experiment, part: number): Map<ValueId, { name: string | null; unit: PrintUnit }> {
  const found = new Map<ValueId, { name: string | null; unit: PrintUnit }>();
  for (const { name, unit, value, part: of } of experiment.records)
    if (of === part && value !== null && !found.has(value)) found.set(value, { name, unit });
  const walk = (measure: MeasureExpression): void => {
    if (measure.kind === 'operation') measure.args.forEach(walk);
    if (measure.kind !== 'reduce' || measure.part !== part) return;
    for (const value of measure.observed)
      if (!found.has(value)) found.set(value, { name: null, unit: { text: '', scale: 1 } });
  };
  for (const { value } of experiment.measures) walk(value);
  for (const { left, right, where } of experiment.expects) [left, right, ...(where ? [where] : [])].forEach(walk);
  return found;
}
function keep(draft: Draft, delays: Delays, delay: number, kept: Map<number, Kept>): ValueId {
  const known = kept.get(delay);
  if (known) return draft.stateLeaf(known.state);
  const state = draft.state({
    name: `delayed_${delay}`,
    unit: { text: '', scale: 1 },
    kind: 'hidden',
    angle: false,
    range: null,
    format: null,
    rounding: null,
    initial: delays.lines()[delay]!.initial,
    origin: draft.cell.delays[delay]!.origin,
  });
  kept.set(delay, { state, next: delays.at(delay, 1) });
  return draft.stateLeaf(state);
}
function reportEvent(draft: Draft, event: number, name: string | null): void {
  const { name: of, origin } = draft.cell.events[event]!;
  draft.report(
    'E0317',
    `${name ?? 'a measured value'} depends on the event ${of}; events are recorded by their own name`,
    draft.experiment.origin,
    {
      related: [{ span: origin, text: 'the event' }],
      help: `record ${of}, or keep what it does in a memory`,
    },
  );
}
