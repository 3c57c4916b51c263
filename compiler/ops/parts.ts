/** Piecewise operations that read sign, size or fraction of one number. */

import { call, express, fixedSide, fold } from './entry.ts';
import { argument, finish } from './exact.ts';
import type { Attributes, Graph, ValueId } from './graph.ts';
import type { Interval, Operation } from './operation.ts';

/** |a|. Fixed: exact, so the lowest integer of a signed format saturates. */
export const absolute: Operation = {
  name: 'absolute',
  description: 'absolute value',
  arity: 1,
  type: 'real',
  print: call('abs'),
  float64: ([a]) => Math.abs(a!),
  javascript: ([a]) => `Math.abs(${a})`,
  interval: ([a]) => absoluteInterval(a!),
  partials: ([a]) => [Math.sign(a!)],
  simplify: (graph, args, attributes) =>
    fold(graph, absolute, args, attributes) ?? withoutSign(graph, args, attributes),
  derivative: (graph, [a]) => express(graph).real('sign', a!),
  fixed: fixedSide('absolute', (builder, site, args) => {
    const { integer, fraction } = argument(site, args, 0);
    const zero = builder.constant(0n);
    const size = builder.select(builder.less(integer, zero), builder.subtract(zero, integer), integer);
    return finish(builder, { integer: size, fraction }, site);
  }),
};

/** 1 above 0, -1 below, 0 at 0. */
export const sign: Operation = {
  name: 'sign',
  description: 'sign',
  arity: 1,
  type: 'real',
  jumps: true,
  print: call('sign'),
  float64: ([a]) => Math.sign(a!),
  // as Math.sign, which is a call in generated code
  javascript: ([a]) => `(${a} > 0 ? 1 : ${a} < 0 ? -1 : +${a})`,
  interval: ([a]) => ({ low: Math.sign(a!.low) + 0, high: Math.sign(a!.high) + 0 }),
  partials: () => [0],
  simplify: (graph, args, attributes) => fold(graph, sign, args, attributes),
  derivative: (graph) => graph.constant(0),
  fixed: fixedSide('sign', (builder, site, args) => {
    const { integer } = argument(site, args, 0);
    const zero = builder.constant(0n);
    const positive = builder.less(zero, integer);
    return finish(builder, { integer: builder.subtract(positive, builder.less(integer, zero)), fraction: 0 }, site);
  }),
};

/** The largest whole number not above a. */
export const floor: Operation = {
  name: 'floor',
  description: 'floor',
  arity: 1,
  type: 'real',
  jumps: true,
  print: call('floor'),
  float64: ([a]) => Math.floor(a!),
  javascript: ([a]) => `Math.floor(${a})`,
  interval: ([a]) => ({ low: Math.floor(a!.low), high: Math.floor(a!.high) }),
  partials: () => [0],
  simplify: (graph, args, attributes) =>
    fold(graph, floor, args, attributes) ?? (graph.get(args[0]!).op === 'floor' ? args[0]! : null),
  derivative: (graph) => graph.constant(0),
  fixed: fixedSide('floor', (builder, site, args) => {
    const { integer, fraction } = argument(site, args, 0);
    if (fraction <= 0) return finish(builder, { integer, fraction }, site);
    return finish(builder, { integer: builder.shiftRight(integer, fraction), fraction: 0 }, site);
  }),
};

/**
 * An angle in turns brought to [-1/2, 1/2): a - floor(a + 1/2). Fixed: the exact number in that range, rounded once; rounding
 * up to 1/2 is overflow, which `wrap` turns into -1/2.
 */
export const wrap: Operation = {
  name: 'wrap',
  description: 'angle in -1/2..1/2 turn',
  arity: 1,
  type: 'real',
  jumps: true,
  print: call('wrap'),
  float64: ([a]) => a! - Math.floor(a! + 0.5),
  javascript: ([a]) => `(${a} - Math.floor(${a} + 0.5))`,
  interval: ([a]) => (a!.low >= -0.5 && a!.high < 0.5 ? a! : { low: -0.5, high: 0.5 }),
  partials: () => [1],
  simplify: (graph, args, attributes) =>
    fold(graph, wrap, args, attributes) ?? (graph.get(args[0]!).op === 'wrap' ? args[0]! : null),
  derivative: (graph) => graph.constant(1),
  fixed: fixedSide('wrap', (builder, site, args) => {
    const { integer, fraction } = argument(site, args, 0);
    if (fraction <= 0) return builder.constant(0n);
    const half = builder.constant(1n << BigInt(fraction - 1));
    const turn = builder.bitAnd(builder.add(integer, half), (1n << BigInt(fraction)) - 1n);
    return finish(builder, { integer: builder.subtract(turn, half), fraction }, site);
  }),
};

function absoluteInterval(a: Interval): Interval {
  const [low, high] = [Math.abs(a.low), Math.abs(a.high)];
  return { low: a.low <= 0 && a.high >= 0 ? 0 : Math.min(low, high), high: Math.max(low, high) };
}
/** |-x| and ||x|| are |x|. */
function withoutSign(graph: Graph, [x]: readonly ValueId[], _attributes: Attributes): ValueId | null {
  const { op, args } = graph.get(x!);
  if (op === 'absolute') return x!;
  return op === 'negate' ? graph.add('absolute', [args[0]!], 'real') : null;
}
