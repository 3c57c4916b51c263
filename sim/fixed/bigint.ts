/** The oracle: every value of the fixed form as a BigInt, one operation after the other, in the order of the form. */

import type { FixedForm, FixedId, FixedValue } from '../../compiler/numerics/form.ts';
import { bigintBuilder, formatText, integerRange, operation, siteOf } from '../../compiler/ops/index.ts';
import {
  delayedInitial,
  type Engine,
  type EngineSize,
  initialInteger,
  recordCapacity,
  recordLength,
  stateScales,
} from './engine.ts';
import { flagBits, paramInteger } from './program.ts';

/** The leaves of one step of one instance. */
export interface StepLeaves {
  readonly states: readonly bigint[];
  readonly params: readonly bigint[];
  readonly inputs: readonly bigint[];
  readonly delayed: readonly bigint[];
}
/** All integers of one step, parallel to the values of the form, and the flags raised. */
export interface StepValues {
  readonly values: readonly bigint[];
  readonly flags: number;
}
type Evaluate = (leaves: StepLeaves, values: readonly bigint[]) => bigint;

/** Evaluates one step. A value that leaves its format although numerics proved that it cannot is a defect: an error. */
export function compileOracle(fixed: FixedForm): (leaves: StepLeaves) => StepValues {
  const bits = flagBits(fixed);
  let flags = 0;
  const raise = (id: FixedId): void => {
    const bit = bits.get(id);
    if (bit !== undefined) flags |= 1 << bit;
  };
  const evaluators = fixed.values.map((value, id) => evaluator(fixed, value, () => raise(id as FixedId)));
  return (leaves) => {
    flags = 0;
    const values: bigint[] = [];
    for (const evaluate of evaluators) values.push(evaluate(leaves, values));
    fixed.asserts.forEach(({ holds }, i) => {
      if (values[holds] === 0n) flags |= 1 << Math.min(31, i);
    });
    return { values, flags: flags >>> 0 };
  };
}
function evaluator(fixed: FixedForm, value: FixedValue, raise: () => void): Evaluate {
  const { integer } = value;
  if (integer !== null) return () => integer;
  const index = value.attributes.index!;
  if (value.op === 'state') return (leaves) => leaves.states[index]!;
  if (value.op === 'param') return (leaves) => leaves.params[index]!;
  if (value.op === 'input') return (leaves) => leaves.inputs[index]!;
  if (value.op === 'delayed') return (leaves) => leaves.delayed[index]!;
  const { fixed: meaning } = operation(value.op);
  if (!meaning) throw new Error(`operation '${value.op}' has no fixed meaning`);
  const site = siteOf(
    value,
    value.args.map((arg) => fixed.values[arg]!),
  );
  const builder = bigintBuilder(raise);
  return (_leaves, values) => {
    const result = meaning.integer(
      builder,
      site,
      value.args.map((arg) => values[arg]!),
    );
    return inFormat(value, result);
  };
}
function inFormat(value: FixedValue, integer: bigint): bigint {
  const { low, high } = integerRange(value.format);
  if (integer >= low && integer <= high) return integer;
  throw new Error(
    `'${value.name ?? value.op}' is ${integer}, outside ${formatText(value.format)}, although its range was taken as proved`,
  );
}

export function bigintEngine(fixed: FixedForm, size: EngineSize): Engine {
  const { instances } = size;
  const step = compileOracle(fixed);
  const population = initialPopulation(fixed, instances);
  const [shared, each] = [
    new Float64Array(size.chunk * size.shared),
    new Float64Array(size.chunk * instances * size.each),
  ];
  const capacity = recordCapacity(fixed, size);
  const records = new Int32Array(capacity * recordLength);
  const flags = new Uint32Array(instances);
  const integers = new BigInt64Array(instances * fixed.states.length);
  const reals = new Float64Array(integers.length);
  const scales = stateScales(fixed);
  const inputsOf = (j: number, i: number): bigint[] =>
    size.places.map(({ perInstance, place }) =>
      BigInt(perInstance ? each[(j * instances + i) * size.each + place]! : shared[j * size.shared + place]!),
    );
  let events = 0;
  const advanceInstance = (first: number, j: number, i: number): void => {
    const { states, params, lines } = population[i]!;
    const slots = lines.map((line) => (first + j) % line.length);
    const leaves = { states, params, inputs: inputsOf(j, i), delayed: lines.map((line, d) => line[slots[d]!]!) };
    const result = step(leaves);
    flags[i]! |= result.flags;
    fixed.events.forEach(({ fired, fraction }, e) => {
      if (result.values[fired] === 0n) return;
      records.set([j, i, e, fraction === null ? 0 : Number(result.values[fraction])], events++ * recordLength);
    });
    fixed.states.forEach((state, s) => {
      states[s] = result.values[state.next]!;
    });
    fixed.delayLines.forEach((line, d) => {
      lines[d]![slots[d]!] = result.values[line.source]!;
    });
  };
  return {
    kind: 'bigint',
    shared,
    each,
    records,
    flags,
    advance(first, count) {
      events = 0;
      let j = 0;
      for (; j < count && events + instances * fixed.events.length <= capacity; j++)
        for (let i = 0; i < instances; i++) advanceInstance(first, j, i);
      return { steps: j, events };
    },
    integers() {
      population.forEach(({ states }, i) => {
        integers.set(states, i * states.length);
      });
      return integers;
    },
    reals() {
      population.forEach(({ states }, i) => {
        states.forEach((x, s) => {
          reals[i * states.length + s] = Number(x) * scales[s]!;
        });
      });
      return reals;
    },
  };
}
interface Instance {
  readonly states: bigint[];
  readonly params: readonly bigint[];
  /** Ring buffer of each delay line. */
  readonly lines: readonly bigint[][];
}
function initialPopulation(fixed: FixedForm, instances: number): Instance[] {
  return Array.from({ length: instances }, (_, i) => ({
    states: fixed.states.map((_state, s) => initialInteger(fixed, s, i)),
    params: fixed.params.map((_param, p) => paramInteger(fixed, p, i)),
    lines: fixed.delayLines.map((line, d) => new Array<bigint>(line.steps).fill(delayedInitial(fixed, d, i))),
  }));
}
