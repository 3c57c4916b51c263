/** Scalar arithmetic on values: worked out at once where the numbers are known. */
import type { Environment } from './environment.ts';

const folded: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
};

/** One scalar operation of two arguments, worked out at once when both numbers are known. */
export function scalar<T>(env: Environment<T>, op: string, a: T, b: T): T {
  const [x, y] = [env.builder.constantOf(a), env.builder.constantOf(b)];
  const fold = folded[op];
  if (fold && x !== undefined && y !== undefined && Number.isFinite(fold(x, y)))
    return env.builder.constant(fold(x, y));
  return env.builder.operation(op, [a, b], 'real');
}
export function negate<T>(env: Environment<T>, a: T): T {
  const x = env.builder.constantOf(a);
  return x !== undefined ? env.builder.constant(-x) : env.builder.operation('negate', [a], 'real');
}
/** Sum of values; zero for none. */
export function sum<T>(env: Environment<T>, parts: readonly T[]): T {
  return parts.length === 0 ? env.builder.constant(0) : parts.reduce((a, b) => scalar(env, 'add', a, b));
}
/** Sum of the products of equal components. */
export function dotParts<T>(env: Environment<T>, a: readonly T[], b: readonly T[]): T {
  return sum(
    env,
    a.map((part, i) => scalar(env, 'multiply', part, b[i]!)),
  );
}
