/** The JavaScript engine: the same float64 numbers as the vector engine, one instance after the other. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { LaneScript } from '../lanes/script.ts';
import {
  delayedInitial,
  type Engine,
  type EngineSize,
  initialInteger,
  recordCapacity,
  recordLength,
} from './engine.ts';
import { type LaneProgram, lowerToLanes } from './lane-program.ts';
import { type Program, paramInteger } from './program.ts';

type Column = Float64Array<ArrayBuffer>;
/** What the generated function reads and writes. Columns hold real numbers. */
interface Population {
  readonly states: readonly Column[];
  readonly params: readonly Column[];
  /** [slot][instance] of each delay line. */
  readonly lines: readonly Column[];
  /** Constant memories. */
  readonly rows: Column;
  readonly places: Int32Array;
  readonly shared: Column;
  readonly each: Column;
  readonly records: Int32Array;
  readonly flags: Uint32Array;
  events: number;
}

/** null where some integer may not be exact in float64. */
export function laneScriptEngine(fixed: FixedForm, program: Program, size: EngineSize): Engine | null {
  const lowered = lowerToLanes(fixed, program);
  if (!lowered) return null;
  const script = new LaneScript(
    lowered.code,
    lowered.leaves.map((_, k) => `x${k}`),
  );
  const population = makePopulation(fixed, size, script);
  const make = new Function('population', advanceSource(fixed, size, lowered, script)) as (
    p: Population,
  ) => (first: number, count: number) => number;
  const advance = make(population);
  const { instances } = size;
  const integers = new BigInt64Array(instances * fixed.states.length);
  const reals = new Float64Array(integers.length);
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
      fixed.states.forEach(({ format }, s) => {
        const [column, scale] = [population.states[s]!, 2 ** format.fraction];
        for (let i = 0; i < instances; i++) integers[i * fixed.states.length + s] = BigInt(column[i]! * scale);
      });
      return integers;
    },
    reals() {
      population.states.forEach((column, s) => {
        // + 0: a product may have left a negative zero
        for (let i = 0; i < instances; i++) reals[i * fixed.states.length + s] = column[i]! + 0;
      });
      return reals;
    },
    column: (state) => population.states[state]!,
  };
}

function makePopulation(fixed: FixedForm, size: EngineSize, script: LaneScript): Population {
  const { instances, chunk } = size;
  const column = (length: number, fraction: number, integer: (k: number) => bigint): Column =>
    Float64Array.from({ length }, (_, k) => Number(integer(k)) * 2 ** -fraction);
  return {
    states: fixed.states.map(({ format }, s) => column(instances, format.fraction, (i) => initialInteger(fixed, s, i))),
    params: fixed.params.map(({ format }, p) => column(instances, format.fraction, (i) => paramInteger(fixed, p, i))),
    lines: fixed.delayLines.map(({ format, steps }, d) =>
      column(steps * instances, format.fraction, (k) => delayedInitial(fixed, d, k % instances)),
    ),
    rows: script.rows,
    places: script.places,
    shared: new Float64Array(chunk * size.shared),
    each: new Float64Array(chunk * instances * size.each),
    records: new Int32Array(recordCapacity(fixed, size) * recordLength),
    flags: new Uint32Array(instances),
    events: 0,
  };
}

function advanceSource(fixed: FixedForm, size: EngineSize, program: LaneProgram, script: LaneScript): string {
  const { instances } = size;
  const declare = (letter: string, list: string, count: number): string =>
    Array.from({ length: count }, (_, i) => `const ${letter}${i} = population.${list}[${i}];\n`).join('');
  const limit = recordCapacity(fixed, size) - instances * fixed.events.length;
  const body = script.write(program.code.body);
  const slots = fixed.delayLines.map((line, d) => `const q${d} = ((first + j) % ${line.steps}) * ${instances};\n`);
  return `'use strict';
${declare('S', 'states', fixed.states.length)}${declare('P', 'params', fixed.params.length)}${declare('D', 'lines', fixed.delayLines.length)}const M = population.rows, I = population.places;
const U = population.shared, W = population.each, R = population.records, F = population.flags;
return function advance(first, count) {
let r = 0, j = 0;
for (; j < count && r <= ${limit}; j++) {
${slots.join('')}for (let i = 0; i < ${instances}; i++) {
${loads(program, size)}${body}${finish(program, script)}}
}
population.events = r;
return j;
};`;
}
function loads(program: LaneProgram, size: EngineSize): string {
  return program.leaves
    .map(({ node, fraction }, k) => {
      const index = node.bits;
      if (node.leaf === 'state') return `const x${k} = S${index}[i];\n`;
      if (node.leaf === 'param') return `const x${k} = P${index}[i];\n`;
      if (node.leaf === 'delayed') return `const x${k} = D${index}[q${index} + i];\n`;
      const { place, perInstance } = size.places[index]!;
      const at = perInstance
        ? `W[(j * ${size.instances} + i) * ${size.each} + ${place}]`
        : `U[j * ${size.shared} + ${place}]`;
      return `const x${k} = ${at} * ${2 ** -fraction};\n`;
    })
    .join('');
}
/** What leaves the step. */
function finish(program: LaneProgram, script: LaneScript): string {
  const events = program.events.map(({ fired, fraction }, e) => {
    const record = ['j', 'i', String(e), fraction === null ? '0' : script.text(fraction)];
    const fields = record.map((field, k) => `R[r * ${recordLength} + ${k}] = ${field};`).join(' ');
    return `if (${script.text(fired)}) { ${fields} r++; }\n`;
  });
  const lines = program.sources.map((id, d) => `D${d}[q${d} + i] = ${script.text(id)};\n`);
  const flags = program.flags.map(({ raised, bit }) => `if (${script.text(raised)}) F[i] |= ${1 << bit};\n`);
  const states = program.next.map((id, s) => (id === null ? '' : `S${s}[i] = ${script.text(id)};\n`));
  return [...flags, ...events, ...lines, ...states].join('');
}
