/** `ddt`, `idt` and `idtmod`: what a device has over time. */
import type { Span } from '../source.ts';
import type { StateLine } from './found.ts';
import type { Names } from './names.ts';
import type { Problems } from './problems.ts';
import type { VaExpression } from './tree.ts';
import * as Q from './values.ts';

/** What an operator needs of the block it stands in. */
export interface OperatorHost {
  readonly names: Names;
  readonly problems: Problems;
  readonly states: StateLine[];
  /** The variable that is being given a value, '' where there is none: the state gets its name. */
  readonly target: string;
  evaluate(e: VaExpression): Q.Value;
  /** Reports where a state would depend on a condition. */
  unconditional(what: string, span: Span): void;
}

/** `ddt(C * V(x))` is `C * ddt(V(x))` where C is made of parameters. */
export function derivative(e: VaExpression, host: OperatorHost): Q.Value {
  if (e.kind === 'binary' && (e.operator === '*' || e.operator === '/')) {
    const [left, right] = [host.evaluate(e.left), host.evaluate(e.right)];
    if (right.usual !== null) return Q.arithmetic(e.operator, derivative(e.left, host), right);
    if (left.usual !== null && e.operator === '*') return Q.arithmetic('*', left, derivative(e.right, host));
  }
  return Q.arithmetic('*', Q.atom(`ddt(${host.evaluate(e).text})`), Q.atom('1 s'));
}

/** `idt(rate, start)`: a state. */
export function integral(args: readonly VaExpression[], span: Span, host: OperatorHost): Q.Value {
  host.unconditional('idt', span);
  if (args.length > 2 && args[2] !== undefined)
    host.problems.error('E0702', '`idt` with a reset cannot be imported', args[2].span);
  const name = host.names.fresh(host.target || 'integral');
  const initial = args[1] === undefined ? '0' : host.evaluate(args[1]).text;
  host.states.push({ name, angle: false, initial, rate: host.evaluate(args[0]!).text });
  return Q.atom(name);
}

/** `idtmod(rate, start, modulus)`: a number that goes round, which is an angle here, kept in -pi .. pi. */
export function wrapped(args: readonly VaExpression[], span: Span, host: OperatorHost): Q.Value {
  if (args.length < 3) return integral(args, span, host);
  host.unconditional('idtmod', span);
  const modulus = host.evaluate(args[2]!);
  const turns = modulus.constant === null ? null : modulus.constant / (2 * Math.PI);
  const radians = turns !== null && Math.abs(turns - 1) < 1e-9;
  const scale = radians ? Q.number(1) : Q.arithmetic('/', Q.number(2 * Math.PI), modulus);
  const name = host.names.fresh(host.target || 'phase');
  const initial = args[1] === undefined ? Q.number(0) : host.evaluate(args[1]);
  const rate = Q.arithmetic('*', host.evaluate(args[0]!), scale);
  host.states.push({ name, angle: true, initial: Q.arithmetic('*', initial, scale).text, rate: rate.text });
  host.problems.warn('`idtmod` is kept within half a modulus of zero, not from its offset on', span);
  return Q.arithmetic('/', Q.atom(name), scale);
}
