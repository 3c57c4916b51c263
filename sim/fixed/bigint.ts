/** The oracle: every value of the fixed form as a BigInt, one operation after the other, in the order of the form. */

import type { FixedForm, FixedId, FixedValue } from '../../compiler/numerics/form.ts';
import { divideRounded, formatText, integerRange, operation, siteOf } from '../../compiler/ops/index.ts';
import { BigintScript } from './bigint-script.ts';
import { drawInteger } from './draw-oracle.ts';
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
  readonly draws: readonly bigint[];
}
/** All integers of one step, parallel to the values of the form, and the flags raised. */
export interface StepValues {
  readonly values: readonly bigint[];
  readonly flags: number;
}
/** Evaluates one step. A value that leaves its format although numerics proved that it cannot is a defect: an error. */
export function compileOracle(fixed: FixedForm): (leaves: StepLeaves) => StepValues {
  const script = new BigintScript();
  const bits = flagBits(fixed);
  fixed.values.forEach((value, id) => {
    const bit = bits.get(id as FixedId);
    script.onSaturation = bit === undefined ? '' : `f |= ${1 << bit};`;
    const { low, high } = integerRange(value.format);
    script.lines.push(`const v${id} = ${writeValue(fixed, value, script)};`);
    if (value.overflow === 'proved')
      script.lines.push(`if (v${id} < ${low}n || v${id} > ${high}n) leave(${id}, v${id});`);
  });
  const asserts = fixed.asserts.map(({ holds }, i) => `if (v${holds} === 0n) f |= ${1 << Math.min(31, i)};\n`);
  const source = `'use strict';
return function step({ states, params, inputs, delayed, draws }) {
let f = 0;
${script.lines.join('\n')}
${asserts.join('')}return { values: [${fixed.values.map((_, id) => `v${id}`).join(', ')}], flags: f >>> 0 };
};`;
  const make = new Function('memories', 'divideRounded', 'leave', source) as (
    memories: readonly (readonly bigint[])[],
    divide: typeof divideRounded,
    leave: (id: FixedId, integer: bigint) => void,
  ) => (leaves: StepLeaves) => StepValues;
  return make(
    script.memories.map(({ words }) => words),
    divideRounded,
    (id, integer) => leaveFormat(fixed.values[id]!, integer),
  );
}
const leafLists: Readonly<Record<string, keyof StepLeaves>> = {
  state: 'states',
  param: 'params',
  input: 'inputs',
  delayed: 'delayed',
  draw: 'draws',
};
/** Text of a value, after the statements that it needs. */
function writeValue(fixed: FixedForm, value: FixedValue, script: BigintScript): string {
  if (value.integer !== null) return script.constant(value.integer);
  const list = leafLists[value.op];
  if (list) return `${list}[${value.attributes.index}]`;
  const { fixed: meaning } = operation(value.op);
  if (!meaning) throw new Error(`operation '${value.op}' has no fixed meaning`);
  const site = siteOf(
    value,
    value.args.map((arg) => fixed.values[arg]!),
  );
  return meaning.integer(
    script,
    site,
    value.args.map((arg) => `v${arg}`),
  );
}
function leaveFormat(value: FixedValue, integer: bigint): never {
  const name = value.name ?? value.op;
  throw new Error(
    `'${name}' is ${integer}, outside ${formatText(value.format)}, although its range was taken as proved`,
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
  const inputOf = (input: number, j: number, i: number): bigint => {
    const { perInstance, place } = size.places[input]!;
    if (size.wide && fixed.step.population.cell.inputs[input]!.from) return size.wide[i * size.each + place]!;
    return BigInt(perInstance ? each[(j * instances + i) * size.each + place]! : shared[j * size.shared + place]!);
  };
  const inputsOf = (j: number, i: number): bigint[] => fixed.inputs.map((_, input) => inputOf(input, j, i));
  let events = 0;
  const advanceInstance = (first: number, j: number, i: number): void => {
    const { states, params, lines } = population[i]!;
    const slots = lines.map((line) => (first + j) % line.length);
    const draws = fixed.draws.map((draw) => drawInteger(BigInt(fixed.step.experiment.seed), draw, i, first + j));
    const leaves = { states, params, inputs: inputsOf(j, i), delayed: lines.map((line, d) => line[slots[d]!]!), draws };
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
    lines: fixed.delayLines.map((line, d) =>
      new Array<bigint>(line.own?.[i] ?? line.steps).fill(delayedInitial(fixed, d, i)),
    ),
  }));
}
