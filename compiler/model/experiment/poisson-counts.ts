/** `poisson(rate, seed)`: how many events of a Poisson process fall into each step. */
import { mostSeeds } from '../../ops/draw/draw.ts';
import type { ValueId } from '../../ops/graph.ts';
import type { CallExpression, Environment } from '../environment.ts';
import { positional } from '../expressions.ts';
import { scalar, wantPlain, wantReal } from '../operators.ts';
import { hertz, type Quantity, real } from '../quantity.ts';
import { fits } from '../units.ts';

/** A quarter of a step: samples are taken at whole and half steps, and rounding must not move them across a step. */
const spare = 0.25;

/**
 * A plain number, 0, 1, 2 ..., constant within a step. The rate may change with time or be swept; the same seed gives the
 * same numbers in every instance, and more of them where the rate is higher. `dt` null: the step has its own message.
 */
export function poissonCounts(
  call: CallExpression,
  dt: number | null,
  env: Environment<ValueId>,
): Quantity<ValueId> | null {
  const { reporter } = env.context;
  const [rate, seed] = positional(call, 'poisson(rate, seed)', 2, 2, env) ?? [];
  if (!rate || !seed || !wantReal(env, rate.quantity, rate.expression)) return null;
  const wanted = { shape: 'real' as const, dimension: hertz, unit: 'Hz' };
  if (!fits(wanted, rate.quantity, rate.expression, rate.expression.span, 'the rate', env)) return null;
  if (!wantReal(env, seed.quantity, seed.expression) || !wantPlain(env, seed.quantity, seed.expression, 'a seed'))
    return null;
  const [perSecond, number] = [rate.quantity.parts[0]!, env.builder.constantOf(seed.quantity.parts[0]!)];
  if (number === undefined || !Number.isInteger(number) || number < 0 || number >= mostSeeds)
    return reporter.report('E0291', seed.expression.span, 'a seed is a whole number written here', {
      help: `from 0 to ${mostSeeds - 1}`,
    });
  if ((env.builder.constantOf(perSecond) ?? 0) < 0)
    return reporter.report('E0603', rate.expression.span, 'the rate of `poisson` cannot be negative');
  if (dt === null) return null;
  const time = env.builder.operation('time', [], 'real');
  const [steps, mean] = [
    scalar(env, 'divide', time, env.builder.constant(dt)),
    scalar(env, 'multiply', perSecond, env.builder.constant(dt)),
  ];
  const position = scalar(env, 'add', steps, env.builder.constant(spare));
  return real(env.builder.operation('poisson', [position, mean], 'real', { value: number }));
}
