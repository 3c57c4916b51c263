/** The JavaScript engine: generated code on numbers, for programs whose every value is exact in float64. */

import type { FixedForm } from '../../compiler/numerics/form.ts';
import {
  delayedInitial,
  type Engine,
  type EngineSize,
  initialInteger,
  recordCapacity,
  recordLength,
  stateScales,
} from './engine.ts';
import { fitsNumbers, runtime, type ScriptValues, writeScript } from './javascript-values.ts';
import type { LeafKind, Node, NodeId, Words } from './node.ts';
import { type Program, paramInteger } from './program.ts';

type Numbers = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
/** What the generated function reads and writes. */
interface Population {
  readonly states: readonly Numbers[];
  readonly params: readonly Numbers[];
  /** [slot][instance] of each delay line. */
  readonly lines: readonly Numbers[];
  /** Of each delay line: steps of each instance; null: all have the same. */
  readonly steps: readonly (Uint32Array | null)[];
  readonly memories: readonly Numbers[];
  readonly shared: Float64Array;
  readonly each: Float64Array;
  readonly records: Int32Array;
  readonly flags: Uint32Array;
  events: number;
}

/** null where some value may need more than 53 bits. */
export function javascriptEngine(fixed: FixedForm, program: Program, size: EngineSize): Engine | null {
  if (!fitsNumbers(program)) return null;
  const values = writeScript(program, leafName);
  const population = makePopulation(fixed, size, values.memories);
  const source = advanceSource(fixed, program, size, values);
  const make = new Function('population', 'runtime', source) as (
    p: Population,
    r: typeof runtime,
  ) => (first: number, count: number) => number;
  const advance = make(population, runtime);
  const { instances } = size;
  const integers = new BigInt64Array(instances * fixed.states.length);
  const reals = new Float64Array(integers.length);
  const scales = stateScales(fixed);
  return {
    kind: 'javascript',
    shared: population.shared,
    each: population.each,
    records: population.records,
    flags: population.flags,
    advance(first, count) {
      const steps = advance(first, count);
      return { steps, events: population.events };
    },
    integers() {
      forEachState(population, instances, (at, x) => {
        integers[at] = BigInt(x);
      });
      return integers;
    },
    reals() {
      // + 0: a product may have left a negative zero
      forEachState(population, instances, (at, x, s) => {
        reals[at] = x * scales[s]! + 0;
      });
      return reals;
    },
  };
}
function forEachState(
  population: Population,
  instances: number,
  visit: (at: number, x: number, state: number) => void,
): void {
  const { states } = population;
  states.forEach((column, s) => {
    for (let i = 0; i < instances; i++) visit(i * states.length + s, column[i]!, s);
  });
}

function makePopulation(fixed: FixedForm, size: EngineSize, memories: readonly Words[]): Population {
  const { instances, chunk } = size;
  const column = (length: number, integer: (i: number) => bigint): Numbers => {
    const integers = Array.from({ length }, (_, i) => Number(integer(i)));
    return integers.every((x) => x === (x | 0)) ? Int32Array.from(integers) : Float64Array.from(integers);
  };
  const store = (width: number, length: number, integer: (i: number) => bigint): Numbers =>
    (width < 32 ? Int32Array : Float64Array).from(Array.from({ length }, (_, i) => Number(integer(i))));
  return {
    states: fixed.states.map((state, s) => store(state.format.width, instances, (i) => initialInteger(fixed, s, i))),
    params: fixed.params.map((_, p) => column(instances, (i) => paramInteger(fixed, p, i))),
    lines: fixed.delayLines.map((line, d) =>
      store(line.format.width, line.steps * instances, (k) => delayedInitial(fixed, d, k % instances)),
    ),
    steps: fixed.delayLines.map(({ own }) => own ?? null),
    memories: memories.map((words) => (words instanceof Int32Array ? words : column(words.length, (i) => words[i]!))),
    shared: new Float64Array(chunk * size.shared),
    each: new Float64Array(chunk * instances * size.each),
    records: new Int32Array(recordCapacity(fixed, size) * recordLength),
    flags: new Uint32Array(instances),
    events: 0,
  };
}

const letters: Readonly<Record<LeafKind, string>> = { state: 's', param: 'p', input: 'u', delayed: 'd' };
function leafName(node: Node): string {
  return `${letters[node.leaf!]}${node.bits}`;
}
function advanceSource(fixed: FixedForm, program: Program, size: EngineSize, values: ScriptValues): string {
  const { instances } = size;
  const declare = (letter: string, list: string, count: number): string =>
    Array.from({ length: count }, (_, i) => `const ${letter}${i} = population.${list}[${i}];\n`).join('');
  const limit = recordCapacity(fixed, size) - instances * fixed.events.length;
  return `'use strict';
${declare('S', 'states', fixed.states.length)}${declare('P', 'params', fixed.params.length)}${declare('D', 'lines', fixed.delayLines.length)}${declare('m', 'memories', values.memories.length)}${fixed.delayLines.map(({ own }, d) => (own ? `const L${d} = population.steps[${d}];\n` : '')).join('')}
const U = population.shared, W = population.each, R = population.records, F = population.flags;
return function advance(first, count) {
let r = 0, j = 0;
for (; j < count && r <= ${limit}; j++) {
${inputLoads(program, size, false)}${fixed.delayLines.map((line, d) => `const q${d} = ((first + j) % ${line.steps}) * ${instances};\n`).join('')}for (let i = 0; i < ${instances}; i++) {
${inputLoads(program, size, true)}${leafLoads(program, fixed, instances)}let f = 0;
${values.statements}
${checks(program, values)}${stores(program, values)}}
}
population.events = r;
return j;
};`;
}
function leaves(program: Program, kind: LeafKind): Node[] {
  return program.live.flatMap((id: NodeId) => {
    const node = program.nodes[id]!;
    return node.kind === 'leaf' && node.leaf === kind ? [node] : [];
  });
}
function inputLoads(program: Program, size: EngineSize, perInstance: boolean): string {
  return leaves(program, 'input')
    .map((node) => {
      const { place, perInstance: each } = size.places[node.bits]!;
      if (each !== perInstance) return '';
      const at = each ? `W[(j * ${size.instances} + i) * ${size.each} + ${place}]` : `U[j * ${size.shared} + ${place}]`;
      return `const u${node.bits} = ${node.low >= -(1n << 31n) && node.high < 1n << 31n ? `${at} | 0` : at};\n`;
    })
    .join('');
}
/** The word of a delay line: where each instance has steps of its own, as far before the one that is written. */
function delayedText(fixed: FixedForm, instances: number, line: number): string {
  const { own, steps } = fixed.delayLines[line]!;
  return own
    ? `D${line}[((first + j + ${steps} - L${line}[i]) % ${steps}) * ${instances} + i]`
    : `D${line}[q${line} + i]`;
}
function leafLoads(program: Program, fixed: FixedForm, instances: number): string {
  return [
    ...leaves(program, 'state').map(({ bits }) => `const s${bits} = S${bits}[i];\n`),
    ...leaves(program, 'param').map(({ bits }) => `const p${bits} = P${bits}[i];\n`),
    ...leaves(program, 'delayed').map(({ bits }) => `const d${bits} = ${delayedText(fixed, instances, bits)};\n`),
  ].join('');
}
function checks(program: Program, values: ScriptValues): string {
  const asserts = program.asserts.map(({ holds, flag }) => `if (!${values.truth(holds)}) f |= ${1 << flag};\n`);
  const flags = program.asserts.length + program.flagged.length > 0 ? 'if (f !== 0) F[i] |= f;\n' : '';
  const events = program.events.map(({ fired, fraction }, e) => {
    const record = ['j', 'i', String(e), fraction === null ? '0' : values.integer(fraction)];
    const fields = record.map((text, k) => `R[r * ${recordLength} + ${k}] = ${text};`).join(' ');
    return `if (${values.truth(fired)}) { ${fields} r++; }\n`;
  });
  return asserts.join('') + flags + events.join('');
}
function stores(program: Program, values: ScriptValues): string {
  const states = program.next.map((id, s) => `S${s}[i] = ${values.integer(id)};\n`);
  const lines = program.sources.map((id, d) => `D${d}[q${d} + i] = ${values.integer(id)};\n`);
  return [...states, ...lines].join('');
}
