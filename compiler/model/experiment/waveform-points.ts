/** Waveforms through points that are written out: `pwl(0 us, 0 V, 1 us, 2 V, ...)`. */
import type { Span } from '../../../dsl/index.ts';
import type { ValueId } from '../../ops/graph.ts';
import type { CallExpression } from '../environment.ts';
import { evaluateReal } from '../expressions.ts';
import { type Operand, scalar, wantSame } from '../operators.ts';
import type { Quantity } from '../quantity.ts';
import { choose, type Env, ofKind, parameter, refuse, since, spare, unitInterval } from './waveform-parts.ts';

/** Points of a waveform that is written out. */
const mostPoints = 256;

/** v0 + sum of (v_k+1 - v_k) clamp((t - t_k) / (t_k+1 - t_k), 0, 1); two points at one time are a jump. */
export function throughPoints(call: CallExpression, env: Env): Quantity<ValueId> | null {
  const points = pointsOf(call, env);
  if (!points) return null;
  let sum = points[0]!.value.parts[0]!;
  for (const [k, { at, value }] of points.entries()) {
    const before = points[k - 1];
    if (!before) continue;
    const run = since(env, env.builder.constant(at === before.at ? at - spare * Math.abs(at) : before.at));
    const share =
      at === before.at
        ? choose(
            env,
            env.builder.operation('less', [run, env.builder.constant(0)], 'bool'),
            env.builder.constant(0),
            env.builder.constant(1),
          )
        : unitInterval(scalar(env, 'divide', run, env.builder.constant(at - before.at)), env);
    const rise = scalar(env, 'subtract', value.parts[0]!, before.value.parts[0]!);
    sum = scalar(env, 'add', sum, scalar(env, 'multiply', rise, share));
  }
  return { ...points[0]!.value, parts: [sum] };
}
/** Times in seconds, ascending, and values of one dimension. */
function pointsOf(call: CallExpression, env: Env): { at: number; value: Quantity<ValueId> }[] | null {
  const usage = 'pwl(0 us, 0 V, 1 us, 2 V, 3 us, 0 V)';
  const wrong = (span: Span, message: string): null => {
    refuse(
      env,
      span,
      message,
      `times and values in turn, as in \`${usage}\`; many points go into a file, \`pwl("x.csv")\``,
    );
    return null;
  };
  const { args } = call;
  if (args.length % 2 === 1 || args.length > 2 * mostPoints)
    return wrong(call.span, args.length % 2 === 1 ? 'a time without a value' : `more than ${mostPoints} points`);
  const points: { at: number; value: Quantity<ValueId> }[] = [];
  let first: Operand<ValueId> | null = null;
  for (let k = 0; k < args.length; k += 2) {
    const [time, level] = [args[k]!, args[k + 1]!];
    const [t, value] = [evaluateReal(time.value, env), evaluateReal(level.value, env)];
    if (!t || !value || !ofKind(parameter('time', 'time'), { quantity: t, expression: time.value }, env)) return null;
    const at = env.builder.constantOf(t.parts[0]!);
    if (at === undefined) return wrong(time.span, 'a time of `pwl` is known before the run');
    if (points.length > 0 && at < points.at(-1)!.at) return wrong(time.span, 'the times of `pwl` go upwards');
    const operand = { quantity: value, expression: level.value };
    if (first && !wantSame(env, first, operand, 'used with')) return null;
    first ??= operand;
    points.push({ at, value });
  }
  return points;
}
