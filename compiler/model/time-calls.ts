/** Calls that look along time: `ddt`, `delay`, `turns`, and the crossings that only events know. */
import { divideDimensions } from '../../dsl/index.ts';
import type { ValueId } from '../ops/graph.ts';
import { constantValue, isFixedInTime } from './constant-value.ts';
import type { CallExpression, Environment } from './environment.ts';
import { positional } from './expressions.ts';
import type { Instance } from './instance.ts';
import { type Operand, wantNumber } from './operators.ts';
import { type Quantity, real, second } from './quantity.ts';
import { fits } from './units.ts';

export const crossings: ReadonlySet<string> = new Set(['rising', 'falling', 'crossing']);

/** Undefined when the call is none of these. `here` is the place of the call, which may be inside a function. */
export function timeCall(
  call: CallExpression,
  instance: Instance,
  here: Environment<ValueId>,
): Quantity<ValueId> | null | undefined {
  const word = call.callee.text;
  if (word === 'ddt') return derivative(call, instance, here);
  if (word === 'delay') return delayed(call, instance, here);
  if (word === 'turns') return turns(call, instance, here);
  if (!crossings.has(word)) return undefined;
  return instance.context.reporter.report(
    'E0228',
    call.span,
    `\`${word}\` is the time of an event, not a condition that lasts`,
    {
      help: `write \`event NAME when ${word}(...)\` and \`on NAME { ... }\``,
    },
  );
}

function derivative(call: CallExpression, instance: Instance, here: Environment<ValueId>): Quantity<ValueId> | null {
  const args = positional(call, 'ddt(x)', 1, 1, here);
  const x = args?.[0]?.quantity;
  if (!x || !wantNumber(here, x, args[0]!.expression)) return null;
  const parts = x.parts.map((part) => instance.cell.graph.add('rate', [part], 'real', {}, { origin: call.span }));
  return { ...x, dimension: divideDimensions(x.dimension, second), unit: null, parts };
}

/** `turns(phi)`: whole turns since the start, of a state that is an `angle counting`. */
function turns(call: CallExpression, instance: Instance, here: Environment<ValueId>): Quantity<ValueId> | null {
  const args = positional(call, 'turns(phi)', 1, 1, here);
  if (!args) return null;
  const counted = instance.cell.turns.get(args[0]!.quantity.parts[0]!);
  return counted !== undefined
    ? real(counted)
    : here.context.reporter.report('E0212', args[0]!.expression.span, '`turns` wants an angle that counts', {
        help: 'declare it so: `state phi: angle counting`',
      });
}

function delayed(call: CallExpression, instance: Instance, here: Environment<ValueId>): Quantity<ValueId> | null {
  const args = positional(call, 'delay(x, time)', 2, 2, here);
  const [x, time] = args ?? [];
  if (!x || !time) return null;
  if (x.quantity.shape === 'bool')
    return here.context.reporter.report(
      'E0211',
      x.expression.span,
      'a number can be delayed, a condition or an event cannot',
      {
        label: 'true or false',
        help: 'let it set a memory for a step, `on spike priority 1 { now = 1 }` and `on now > 0.5 { now = 0 }`, and delay that: `on delay(now, 2 ms) > 0.5 { ... }`',
      },
    );
  if (!wantNumber(here, x.quantity, x.expression) || !isTime(time, 'the time of a delay', here)) return null;
  const value = time.quantity.parts[0]!;
  const { graph, params } = instance.cell;
  if (!isFixedInTime(graph, value))
    return instance.context.reporter.report('E0221', time.expression.span, 'a delay must be known before the run', {
      label: 'changes with time',
    });
  const number = constantValue(graph, value, params);
  if (number !== undefined && !(number > 0))
    return instance.context.reporter.report('E0233', time.expression.span, 'a delay must be longer than zero');
  const parts = x.quantity.parts.map((source) => {
    const known = instance.cell.delays.findIndex((d) => d.source === source && d.time === value);
    const index = known >= 0 ? known : instance.cell.delays.push({ source, time: value, origin: call.span }) - 1;
    return graph.add('delayed', [], 'real', { index }, { origin: call.span });
  });
  return { ...x.quantity, parts };
}

/** Reports unless the operand is a time. */
export function isTime<T>({ quantity, expression }: Operand<T>, what: string, env: Environment<T>): boolean {
  return fits({ shape: 'real', dimension: second, unit: 's' }, quantity, expression, expression.span, what, env);
}
