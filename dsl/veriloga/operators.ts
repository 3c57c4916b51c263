/** `ddt`, `idt` and `idtmod`, what a device has over time, and `ddx`. */
import type { Span } from '../source.ts';
import { differentiate } from './differentiate.ts';
import type { Access, Nodes, StateLine } from './found.ts';
import type { Names } from './names.ts';
import type { Problems } from './problems.ts';
import type { VaExpression } from './tree.ts';
import * as Q from './values.ts';

/** A derivative with more parts than this gets a name. */
const LARGE = 12;

/** What an operator needs of the block it stands in. */
export interface OperatorHost {
  readonly names: Names;
  readonly problems: Problems;
  readonly states: StateLine[];
  /** The variable that is being given a value, '' where there is none: the state gets its name. */
  readonly target: string;
  readonly nodes: Nodes;
  /** What the names stand for that nodes are read by. */
  readonly reads: ReadonlyMap<string, Access>;
  /** Derivatives that are known, by the node whose potential they are taken by. */
  readonly slopes: Map<string, Map<Q.Value, Q.Value>>;
  evaluate(e: VaExpression): Q.Value;
  /** A name for a value. */
  named(wish: string, value: Q.Value): Q.Value;
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
  return Q.arithmetic('*', Q.atom(`ddt(${host.evaluate(e).text})`, false, null, 'ddt'), Q.atom('1 s'));
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

/** `ddx(e, V(n))`: what is read as a difference of n and another node moves with it, or against it. */
export function partial(args: readonly VaExpression[], span: Span, host: OperatorHost): Q.Value {
  const [e, by] = args;
  const node =
    by?.kind === 'call' && host.nodes.isPotential(by.name) ? host.nodes.access(by.name, by.args, span) : null;
  if (e === undefined || node === null || node.terminals.length !== 1) {
    const help = 'write the difference of two nodes as an expression of one: `ddx(e, V(p))`';
    host.problems.error('E0702', '`ddx` is taken by the potential of one node, `V(p)`', by?.span ?? span, help);
    return Q.number(0);
  }
  const [name] = node.terminals as readonly [string];
  const known = host.slopes.get(name) ?? new Map<Q.Value, Q.Value>();
  host.slopes.set(name, known);
  return differentiate(host.evaluate(e), {
    known,
    slope: (access) => {
      const read = host.reads.get(access)!;
      if (!read.potential) return 0;
      return read.terminals[0] === name ? 1 : read.terminals[1] === name ? -1 : 0;
    },
    refuse: (what) => host.problems.error('E0702', `\`ddx\` of \`${what}\` cannot be imported`, span),
    named: (value) => (value.size > LARGE ? host.named('slope', value) : value),
  });
}
