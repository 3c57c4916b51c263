/** A plain tree walk over form 3: slow, and with nothing in common with the simulators. */
import { type Graph, operation, type Value, type ValueId } from '../../compiler/ops/index.ts';
import type { StepForm } from '../../compiler/step/index.ts';

export interface Walk {
  /** [state] -> values at t_0 .. t_n of one instance. */
  readonly states: Record<string, number[]>;
  readonly observed: Record<string, number[]>;
  /** Times of events, with their fraction of the step. */
  readonly events: Record<string, number[]>;
}
function evaluator(graph: Graph, leaf: (value: Value) => number): (id: ValueId) => number {
  const known = new Map<ValueId, number>();
  const at = (id: ValueId): number => {
    const found = known.get(id);
    if (found !== undefined) return found;
    const value = graph.get(id);
    const isLeaf = value.args.length === 0;
    const number =
      value.op === 'constant'
        ? value.attributes.value!
        : isLeaf
          ? leaf(value)
          : operation(value.op).float64(value.args.map(at), value.attributes);
    known.set(id, number);
    return number;
  };
  return at;
}
export function walk(form: StepForm, steps = form.steps, instance = 0): Walk {
  const { cell } = form.population;
  const pick = (values: Float64Array): number => values[values.length === 1 ? 0 : instance]!;
  let states = cell.states.map((s) => pick(s.initial));
  const history: number[][] = cell.delayLines.map(() => []);
  const result: Walk = { states: {}, observed: {}, events: {} };
  for (const s of cell.states) result.states[s.name] = [];
  for (const o of cell.observations) result.observed[o.name] = [];
  for (const e of cell.events) result.events[e.name] = [];
  const input = (k: number, step: number): number => {
    const { value, at } = cell.inputs[k]!;
    return evaluator(form.stimuli, (leaf) =>
      leaf.op === 'time' ? (step + at) * form.dt : pick(cell.params[leaf.attributes.index!]!.values),
    )(value);
  };
  for (let step = 0; step <= steps; step++) {
    const now = states;
    const at = evaluator(cell.graph, ({ op, attributes }) => {
      const index = attributes.index!;
      if (op === 'state') return now[index]!;
      if (op === 'param') return pick(cell.params[index]!.values);
      if (op === 'input') return input(index, step);
      if (op !== 'delayed') throw new Error(`leaf ${op}`);
      const { steps: back, initial } = cell.delayLines[index]!;
      return history[index]![step - back] ?? pick(initial);
    });
    for (const [i, s] of cell.states.entries()) result.states[s.name]!.push(now[i]!);
    for (const o of cell.observations) result.observed[o.name]!.push(at(o.value));
    for (const e of cell.events)
      if (at(e.fired) !== 0) result.events[e.name]!.push((step + (e.fraction === null ? 1 : at(e.fraction))) * form.dt);
    states = cell.next.map((value) => at(value));
    for (const [i, line] of cell.delayLines.entries()) history[i]!.push(at(line.source));
  }
  return result;
}
