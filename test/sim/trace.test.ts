import { expect, test } from 'vitest';
import type { NodeId } from '../../sim/fixed/node.ts';
import { Trace } from '../../sim/fixed/trace.ts';

const wide = { low: -1000n, high: 1000n };

function traced(): { trace: Trace; x: NodeId; number: (value: bigint) => NodeId } {
  const trace = new Trace();
  return { trace, x: trace.leaf('state', 0, wide), number: (value) => trace.constant(value) };
}

test.each([
  ['x < k ? x : k', -1000n, 7n, true, true],
  ['x < k ? k : x', 7n, 1000n, true, false],
  ['k < x ? x : k', 7n, 1000n, false, true],
  ['k < x ? k : x', -1000n, 7n, false, false],
] as const)('%s is x held between %i and %i', (_, low, high, isLeft, takesX) => {
  const { trace, x, number } = traced();
  const k = number(7n);
  const condition = isLeft ? trace.less(x, k) : trace.less(k, x);
  const node = trace.get(trace.select(condition, takesX ? x : k, takesX ? k : x));
  expect(node.kind).toBe('clamp');
  expect(node.args).toEqual([x]);
  expect([node.low, node.high]).toEqual([low, high]);
});

test('limits of a choice between a constant and what is held already go to both sides', () => {
  const { trace, x, number } = traced();
  const condition = trace.leaf('param', 0, { low: 0n, high: 1n });
  const choice = trace.select(condition, number(900n), trace.clamp(x, -500n, 500n));
  const { kind, args } = trace.get(trace.clamp(choice, -100n, 600n));
  expect(kind).toBe('select');
  expect(args.slice(1)).toEqual([number(600n), trace.clamp(x, -100n, 500n)]);
});

test('limits of two numbers that are not constants stay a choice', () => {
  const { trace, x } = traced();
  const y = trace.leaf('state', 1, wide);
  expect(trace.get(trace.select(trace.less(x, y), x, y)).kind).toBe('select');
});
