/** What waveforms are made of: their arguments, bound by order or by name and checked, and operations on the time since. */
import { type Dimension, none, type Span, type Syntax } from '../../../dsl/index.ts';
import type { ValueId } from '../../ops/graph.ts';
import type { CallExpression, Environment } from '../environment.ts';
import { evaluateReal } from '../expressions.ts';
import { type Operand, scalar, wantSame } from '../operators.ts';
import { hertz, type Quantity, second } from '../quantity.ts';
import { didYouMean } from '../reporter.ts';
import { fits } from '../units.ts';

export type Env = Environment<ValueId>;

/** Edges that fall on a step belong to the step: times are compared with this part of a period to spare. */
export const spare = 1e-9;

type Kind = 'value' | 'time' | 'rate' | 'plain';
interface Parameter {
  readonly name: string;
  readonly kind: Kind;
  readonly needed: boolean;
}
export const parameter = (name: string, kind: Kind, needed = false): Parameter => ({ name, kind, needed });
type Bound = Readonly<Record<string, ValueId | undefined>> & { readonly like: Quantity<ValueId> };

/** Binds arguments by order or by name and checks what each is; `value` arguments must agree with the first of them. */
export function bind(call: CallExpression, parameters: readonly Parameter[], env: Env): Bound | null {
  const bound: Record<string, ValueId> = {};
  let like: Operand<ValueId> | null = null;
  let good = true;
  call.args.forEach((argument, i) => {
    const wanted = argument.name ? parameters.find((p) => p.name === argument.name!.text) : parameters[i];
    const q = evaluateReal(argument.value, env);
    if (!wanted) good = wrongArgument(call, argument, parameters, env);
    else if (!q) good = false;
    else if (wanted.name in bound) good = refuse(env, argument.span, `\`${wanted.name}\` is given twice`);
    else {
      const operand = { quantity: q, expression: argument.value };
      if (wanted.kind !== 'value') good = ofKind(wanted, operand, env) && good;
      else if (like) good = wantSame(env, like, operand, 'used with') && good;
      else like = operand;
      bound[wanted.name] = q.parts[0]!;
    }
  });
  const missing = parameters.find((p) => p.needed && !(p.name in bound));
  if (good && missing)
    good = refuse(
      env,
      call.span,
      `\`${call.callee.text}\` wants a value for \`${missing.name}\``,
      usageOf(call, parameters),
    );
  const found = like as Operand<ValueId> | null;
  return good && found ? ({ ...bound, like: found.quantity } as Bound) : null;
}
export function refuse(env: Env, span: Span, message: string, help?: string): false {
  env.context.reporter.report('E0212', span, message, { help });
  return false;
}
function wrongArgument(
  call: CallExpression,
  argument: Syntax.Argument,
  parameters: readonly Parameter[],
  env: Env,
): false {
  const names = parameters.map((p) => p.name);
  const what = argument.name
    ? `\`${call.callee.text}\` has no argument \`${argument.name.text}\``
    : `\`${call.callee.text}\` has ${names.length} arguments`;
  return refuse(
    env,
    argument.span,
    what,
    (argument.name && didYouMean(argument.name.text, names)) ?? usageOf(call, parameters),
  );
}
function usageOf(call: CallExpression, parameters: readonly Parameter[]): string {
  return `write \`${call.callee.text}(${parameters.map((p) => (p.needed ? p.name : `${p.name}: ...`)).join(', ')})\``;
}
export function ofKind(wanted: Parameter, { quantity, expression }: Operand<ValueId>, env: Env): boolean {
  const dimension: Dimension = wanted.kind === 'time' ? second : wanted.kind === 'rate' ? hertz : none;
  return fits(
    { shape: 'real', dimension, unit: null },
    quantity,
    expression,
    expression.span,
    `\`${wanted.name}\``,
    env,
  );
}

export const time = (env: Env): ValueId => env.builder.operation('time', [], 'real');
/** time - delay, or time. */
export function since(env: Env, delay: ValueId | undefined): ValueId {
  return delay === undefined ? time(env) : scalar(env, 'subtract', time(env), delay);
}
export function choose(env: Env, condition: ValueId, yes: ValueId, no: ValueId): ValueId {
  return env.builder.operation('select', [condition, yes, no], 'real');
}

/** A value, held at 0 and at 1. */
export function unitInterval(value: ValueId, env: Env): ValueId {
  const above = env.builder.operation('maximum', [value, env.builder.constant(0)], 'real');
  return env.builder.operation('minimum', [above, env.builder.constant(1)], 'real');
}
