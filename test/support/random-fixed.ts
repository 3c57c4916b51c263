/** Random fixed forms for tests: every operation that has an integer meaning, random formats, modes and leaves. */
import fc from 'fast-check';
import type { FixedForm, FixedId } from '../../compiler/numerics/form.ts';
import {
  apply,
  type Format,
  formatText,
  Graph,
  type IntegerMemory,
  integerRange,
  type PolynomialTable,
} from '../../compiler/ops/index.ts';
import { FixedBuilder } from './fixed-builder.ts';

/** Draws that a seed decides; small and plain, so that failures can be replayed. */
export interface Draw {
  /** A whole number in low..high. */
  whole(low: number, high: number): number;
  pick<T>(list: readonly T[]): T;
  integer(format: Format): bigint;
}
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  // Marsaglia's xorshift32 (J. Stat. Softw. 8(14), 2003)
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
  if (state === 0) state = 1;
  for (let i = 0; i < 8; i++) next();
  const whole = (low: number, high: number): number => low + Math.floor((next() / 2 ** 32) * (high - low + 1));
  const bits = (count: number): bigint => {
    let value = 0n;
    for (let left = count; left > 0; left -= 16) value = (value << 16n) | BigInt(whole(0, 65535));
    return value & ((1n << BigInt(count)) - 1n);
  };
  return {
    whole,
    pick: (list) => list[whole(0, list.length - 1)]!,
    integer(format) {
      const { low, high } = integerRange(format);
      const corner = whole(0, 9);
      if (corner === 0) return low;
      if (corner === 1) return high;
      return low + bits(format.width);
    },
  };
}
export function drawFormat(draw: Draw, most: number): Format {
  const width = draw.whole(2, most);
  return { signed: draw.whole(0, 3) > 0, width, fraction: draw.whole(-2, width + 2) };
}

/** A table with random coefficients: only its integers matter here. */
export function drawTable(draw: Draw, input: Format): PolynomialTable {
  const { low, high } = integerRange(input);
  const lowCode = draw.whole(0, 1) ? low : low / 2n;
  const highCode = draw.whole(0, 1) ? high : (high * 3n) / 4n + 1n;
  const spanBits = (highCode - lowCode).toString(2).length;
  const coarseBits = Math.min(spanBits, draw.whole(0, 3));
  const coarseShift = spanBits - coarseBits;
  const count = Number((highCode - lowCode) >> BigInt(coarseShift)) + 1;
  const fineBits = Array.from({ length: count }, () => draw.whole(0, Math.min(coarseShift, 3)));
  let segments = 0;
  const firstSegment = fineBits.map((bits) => {
    const first = segments;
    segments += 2 ** bits;
    return first;
  });
  const degree = draw.pick([0, 1, 2, 3] as const);
  const word: Format = { signed: true, width: 12, fraction: 0 };
  const memory = (power: number): IntegerMemory => ({
    name: `t_c${power}`, width: 12, signed: true, words: Array.from({ length: segments }, () => draw.integer(word)),
  }); // biome-ignore format: one literal
  return {
    name: 't', degree, input, lowCode, highCode, coarseShift, fineBits, firstSegment, localBits: draw.whole(1, 10),
    workFraction: draw.whole(4, 12), coefficients: Array.from({ length: degree + 1 }, (_, k) => memory(k)),
    error: 0, inputsChecked: 0, of: 'random',
  }; // biome-ignore format: one literal
}

const arithmetic = [
  'add',
  'subtract',
  'multiply',
  'divide',
  'minimum',
  'maximum',
  'absolute',
  'negate',
  'sign',
  'floor',
  'wrap',
  'resize',
  'select',
  'polynomial',
];
const decisions = ['less', 'lessEqual', 'equal', 'and', 'or', 'not'];

export interface RandomForm {
  readonly seed: number;
  readonly size: number;
  readonly instances: number;
  /** Widest format. */
  readonly width: number;
}
export const randomForms = (width: number) =>
  fc.record({
    seed: fc.integer({ min: 1, max: 2 ** 31 }),
    size: fc.integer({ min: 1, max: 40 }),
    instances: fc.constantFrom(1, 2, 5),
    width: fc.constant(width),
  });

/** The form of a seed: states, params and inputs of both kinds, a delay line, events, an assert, flagged values. */
export function randomForm({ seed, size, instances, width }: RandomForm): FixedForm {
  const draw = drawFrom(seed);
  const b = new FixedBuilder(instances);
  const text = (): string => formatText(drawFormat(draw, width));
  const perInstance = (f: string): bigint[] =>
    Array.from({ length: draw.pick([1, instances]) }, () => draw.integer(parse(f)));
  const reals: FixedId[] = [];
  const bools: FixedId[] = [];
  const stateFormats = [text(), text(), text()];
  const states = stateFormats.map((f, i) => b.state(`x${i}`, f, perInstance(f)));
  const [param, same] = [text(), text()];
  const lateFormat = text();
  reals.push(...states, b.param('p', param, perInstance(param)), b.param('q', same, [draw.integer(parse(same))]));
  reals.push(
    b.input('u', text(), draw.whole(0, 1) === 1),
    b.delayed('late', lateFormat, draw.whole(1, 4), perInstance(lateFormat)),
  );
  const constant = text();
  reals.push(b.constant(draw.integer(parse(constant)), constant));
  bools.push(b.bool('less', [reals[0]!, reals[1]!]));
  for (let k = 0; k < size; k++) addValue(draw, b, reals, bools, text());
  const settle = (f: string): FixedId =>
    b.op('resize', [draw.pick(reals)], f, {
      overflow: draw.pick(['saturate', 'wrap']),
      flagged: draw.whole(0, 1) === 1,
    });
  b.setNext(...stateFormats.map(settle));
  b.delaySource(0, settle(lateFormat));
  b.event('first', draw.pick(bools), b.op('resize', [draw.pick(reals)], 'u8.8'));
  b.event('second', draw.pick(bools), null);
  b.assert('holds', draw.pick(bools));
  return withStimulus(b.build('Random'));
}
function parse(text: string): Format {
  const [, sign, width, fraction] = /^([su])(\d+)\.(-?\d+)$/.exec(text)!;
  return { signed: sign === 's', width: Number(width), fraction: Number(fraction) };
}
function addValue(draw: Draw, b: FixedBuilder, reals: FixedId[], bools: FixedId[], f: string): void {
  if (draw.whole(0, 4) === 0) {
    const op = draw.pick(decisions);
    const from = ['and', 'or', 'not'].includes(op) ? bools : reals;
    bools.push(b.bool(op, op === 'not' ? [draw.pick(from)] : [draw.pick(from), draw.pick(from)]));
    return;
  }
  const op = draw.pick(arithmetic);
  const choices = { rounding: draw.pick(['nearestEven', 'floor'] as const), flagged: draw.whole(0, 2) === 0 };
  const overflow = op === 'divide' ? 'saturate' : draw.pick(['saturate', 'saturate', 'wrap'] as const);
  const first = draw.pick(reals);
  if (op === 'polynomial') {
    reals.push(b.op(op, [first], f, { ...choices, overflow, table: drawTable(draw, b.values[first]!.format) }));
    return;
  }
  const unary = ['absolute', 'negate', 'sign', 'floor', 'wrap', 'resize'].includes(op);
  const args =
    op === 'select' ? [draw.pick(bools), first, draw.pick(reals)] : unary ? [first] : [first, draw.pick(reals)];
  reals.push(b.op(op, args, f, { ...choices, overflow }));
}
/** Inputs that move with time: t seconds times 3e8, less 5. */
function withStimulus(fixed: FixedForm): FixedForm {
  const stimuli = new Graph();
  const time = stimuli.add('time', [], 'real');
  const value = apply(stimuli, 'add', [
    apply(stimuli, 'multiply', [stimuli.constant(3e8), time]),
    stimuli.constant(-5),
  ]);
  const { population } = fixed.step;
  const cell = { ...population.cell, inputs: population.cell.inputs.map((input) => ({ ...input, value })) };
  return { ...fixed, step: { ...fixed.step, stimuli, population: { ...population, cell } } };
}
