/**
 * Complex quantities: a real and an imaginary part, each a value of its own with its own format. A real number stands for a
 * complex one wherever one is wanted; the other way takes `.re`, `.im`, `abs`, `arg` or `norm2`.
 */
import { dotParts, negate, scalar } from './arithmetic.ts';
import type { Environment } from './environment.ts';
import type { Quantity } from './quantity.ts';

/** Real and imaginary part. */
type Pair<T> = readonly [T, T];

/** The two parts of a number that may be real: then the second is 0. */
export function pairOf<T>(env: Environment<T>, q: Quantity<T>): Pair<T> {
  return [q.parts[0]!, q.shape === 'complex' ? q.parts[1]! : env.builder.constant(0)];
}
/** A real number as a complex one; everything else as it is. */
export function asComplex<T>(env: Environment<T>, q: Quantity<T>): Quantity<T> {
  return q.shape === 'real' ? { ...q, shape: 'complex', parts: pairOf(env, q) } : q;
}

const isZero = <T>(env: Environment<T>, x: T): boolean => env.builder.constantOf(x) === 0;
/** a b, without the products that are 0: `i * z` costs nothing. */
function times<T>(env: Environment<T>, a: T, b: T): T {
  if (isZero(env, a) || isZero(env, b)) return env.builder.constant(0);
  if (env.builder.constantOf(a) === 1) return b;
  if (env.builder.constantOf(b) === 1) return a;
  if (env.builder.constantOf(a) === -1) return negate(env, b);
  if (env.builder.constantOf(b) === -1) return negate(env, a);
  return scalar(env, 'multiply', a, b);
}
function plus<T>(env: Environment<T>, a: T, b: T): T {
  return isZero(env, a) ? b : isZero(env, b) ? a : scalar(env, 'add', a, b);
}
function minus<T>(env: Environment<T>, a: T, b: T): T {
  return isZero(env, b) ? a : isZero(env, a) ? negate(env, b) : scalar(env, 'subtract', a, b);
}

/** (a + i b) (c + i d) = (a c - b d) + i (a d + b c). */
export function complexProduct<T>(env: Environment<T>, [a, b]: Pair<T>, [c, d]: Pair<T>): Pair<T> {
  return [minus(env, times(env, a, c), times(env, b, d)), plus(env, times(env, a, d), times(env, b, c))];
}
/** x / y = x conj(y) / |y|^2; by a real number each part is divided. */
export function complexQuotient<T>(env: Environment<T>, x: Pair<T>, [c, d]: Pair<T>): Pair<T> {
  if (isZero(env, d)) return [scalar(env, 'divide', x[0], c), scalar(env, 'divide', x[1], c)];
  const square = dotParts(env, [c, d], [c, d]);
  const [re, im] = complexProduct(env, x, [c, negate(env, d)]);
  return [scalar(env, 'divide', re, square), scalar(env, 'divide', im, square)];
}
/** z^n for a whole n, by products. */
export function complexPower<T>(env: Environment<T>, z: Pair<T>, n: number): Pair<T> {
  const one: Pair<T> = [env.builder.constant(1), env.builder.constant(0)];
  if (n < 0) return complexQuotient(env, one, complexPower(env, z, -n));
  if (n === 0) return one;
  const half = complexPower(env, z, Math.floor(n / 2));
  const square = complexProduct(env, half, half);
  return n % 2 === 1 ? complexProduct(env, square, z) : square;
}
/** exp(a + i b) = e^a (cos b + i sin b). */
export function complexExponential<T>(env: Environment<T>, [a, b]: Pair<T>): Pair<T> {
  const { builder } = env;
  const turned: Pair<T> = [builder.operation('cos', [b], 'real'), builder.operation('sin', [b], 'real')];
  if (isZero(env, a)) return turned;
  const size = builder.operation('exp', [a], 'real');
  return [scalar(env, 'multiply', size, turned[0]), scalar(env, 'multiply', size, turned[1])];
}
