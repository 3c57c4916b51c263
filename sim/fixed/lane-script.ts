/** The JavaScript engine: the same float64 numbers as the vector engine, one instance after the other. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { LaneScript } from '../lanes/script.ts';
import { delayedInitial, type Engine, type EngineSize, recordCapacity, recordLength } from './engine.ts';
import { initialOf, type LaneProgram, paramReal } from './lane-form.ts';
import { lowerToLanes } from './lane-program.ts';
import type { Program } from './program.ts';

type Numbers = Float64Array<ArrayBuffer>;
/** What the generated function reads and writes. */
interface Population {
  readonly columns: readonly Numbers[];
  readonly params: readonly Numbers[];
  /** [slot][instance] of each delay line. */
  readonly lines: readonly Numbers[];
  /** Constant memories. */
  readonly rows: Numbers;
  readonly places: Int32Array;
  readonly shared: Numbers;
  readonly each: Numbers;
  readonly records: Int32Array;
  readonly flags: Uint32Array;
  events: number;
}

/** null where some integer may not be exact in float64. */
export function laneScriptEngine(fixed: FixedForm, program: Program, size: EngineSize): Engine | null {
  const lowered = lowerToLanes(fixed, program, size.plain);
  if (!lowered) return null;
  const script = new LaneScript(
    lowered.code,
    lowered.leaves.map((_, k) => `x${k}`),
  );
  const population = makePopulation(fixed, size, lowered, script);
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
        const [column, scale, by] = [population.columns[s]!, 2 ** format.fraction, lowered.columns[s]!.raisedBy];
        for (let i = 0; i < instances; i++) integers[i * fixed.states.length + s] = BigInt((column[i]! - by) * scale);
      });
      return integers;
    },
    reals() {
      fixed.states.forEach((_, s) => {
        const [column, by] = [population.columns[s]!, lowered.columns[s]!.raisedBy];
        // + 0: a product may have left a negative zero
        for (let i = 0; i < instances; i++) reals[i * fixed.states.length + s] = column[i]! - by + 0;
      });
      return reals;
    },
    ...(size.plain && { column: (state: number) => population.columns[state]! }),
  };
}

function makePopulation(fixed: FixedForm, size: EngineSize, program: LaneProgram, script: LaneScript): Population {
  const { instances, chunk } = size;
  const initial = Array.from({ length: instances }, (_, i) => initialOf(fixed, program, i));
  const column = (length: number, fraction: number, integer: (k: number) => bigint): Numbers =>
    Float64Array.from({ length }, (_, k) => Number(integer(k)) * 2 ** -fraction);
  return {
    columns: program.columns.map((_, k) => Float64Array.from(initial, (columns) => columns[k]!)),
    params: fixed.params.map((_, p) => Float64Array.from({ length: instances }, (_x, i) => paramReal(fixed, p, i))),
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
${declare('S', 'columns', program.columns.length)}${declare('P', 'params', fixed.params.length)}${declare('D', 'lines', fixed.delayLines.length)}const M = population.rows, I = population.places;
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
    .map(({ kind, index, fraction }, k) => {
      if (kind === 'state') return `const x${k} = S${index}[i];\n`;
      if (kind === 'param') return `const x${k} = P${index}[i];\n`;
      if (kind === 'delayed') return `const x${k} = D${index}[q${index} + i];\n`;
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
  const states = program.columns.map(({ next }, k) => (next === null ? '' : `S${k}[i] = ${script.text(next)};\n`));
  return [...flags, ...events, ...lines, ...states].join('');
}
