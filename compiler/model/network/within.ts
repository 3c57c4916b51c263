/**
 * `couple ice by within(900 nm) { ... }`: every pair of instances that stand no further apart than that. Their places come from
 * `place ice by positions("ice.csv")`. Space is cut into cubes of that size, and only neighbouring cubes are looked at.
 */
import { type Syntax, sameDimension } from '../../../dsl/index.ts';
import type { ValueId } from '../../ops/graph.ts';
import { constantValue } from '../constant-value.ts';
import { evaluateReal } from '../expressions.ts';
import { entryQuantity, type Instance } from '../instance.ts';
import { wantSame } from '../operators.ts';
import type { Quantity } from '../quantity.ts';
import { isPlaced, valuesOfInstances } from './positions.ts';
import { sizeOf } from './shapes.ts';
import type { Lists, Pairs } from './topology.ts';
import type { Ends } from './topology-call.ts';

interface Places {
  readonly quantity: Quantity<ValueId>;
  /** x, y and z of each instance of one copy, in SI. */
  readonly at: readonly Float64Array[];
}

/** Edges in the order of their first, then of their second instance; null when something was wrong and reported. */
export function edgesWithin(
  reach: Syntax.Expression,
  statement: Syntax.CoupleStatement,
  ends: Ends,
  pairs: Pairs,
  env: Instance,
): Lists | null {
  const { reporter } = env.context;
  const distance = evaluateReal(reach, env);
  const [a, b] = ['a', 'b'].map((name, end) => placesOf(name, statement, sizeOf(ends.shapes[end]!), env));
  if (!distance || !a || !b) return null;
  const [from, to] = [statement.from, statement.to ?? statement.from];
  if (!sameDimension(a.quantity.dimension, b.quantity.dimension))
    return reporter.report(
      'E0208',
      statement.topology.span,
      `\`${from.text}\` and \`${to.text}\` are placed in different units`,
    );
  const operand = (quantity: Quantity<ValueId>, expression: Syntax.Expression) => ({ quantity, expression });
  const place = { kind: 'name', name: from, span: from.span } as const;
  const length = { ...a.quantity, shape: 'real', parts: a.quantity.parts.slice(0, 1) } as const;
  if (!wantSame(env, operand(length, place), operand(distance, reach), 'a reach beside')) return null;
  const r = constantValue(env.cell.graph, distance.parts[0]!, env.cell.params);
  if (r === undefined || !(r > 0) || !Number.isFinite(r))
    return reporter.report('E0335', reach.span, 'how far a coupling reaches is a number above 0, known before the run');
  return joined(a.at, b.at, r, pairs);
}

function placesOf(name: string, { from, to }: Syntax.CoupleStatement, size: number, env: Instance): Places | null {
  const { reporter } = env.context;
  const array = name === 'a' ? from : (to ?? from);
  const entry = env.entries.get(name);
  const end = entry?.kind === 'end' ? entry.end : undefined;
  const inner = end && typeof end.of !== 'number' ? end.of : undefined;
  const known = inner?.entries.get('pos');
  const quantity = inner && known ? entryQuantity(known, inner, array) : undefined;
  if (quantity === null) return null;
  if (!end || !quantity || quantity.shape !== 'vector' || !isPlaced(quantity, end.cell))
    return reporter.report('E0335', array.span, `it is not known where the instances of \`${array.text}\` stand`, {
      label: 'not placed',
      help: `write \`place ${array.text} by positions("places.csv")\` with columns \`x[nm],y[nm],z[nm]\``,
    });
  const all = quantity.parts.map((part) => valuesOfInstances(part, end.cell));
  const differs = all.some((values) => values.some((value, i) => value !== values[i % size]));
  if (differs)
    return reporter.report(
      'E0335',
      array.span,
      `the copies of the circuit have their \`${array.text}\` at different places`,
      {
        help: 'give the file the rows of one copy: they hold in all',
      },
    );
  return { quantity, at: all.map((values) => values.subarray(0, size)) };
}

function joined(a: Places['at'], b: Places['at'], reach: number, pairs: Pairs): Lists {
  const cubeOf = (at: Places['at'], i: number): number[] =>
    at.map((axis) => Math.floor(axis[i]! / (reach * (1 + 1e-6))));
  const cubes = new Map<string, number[]>();
  for (let j = 0; j < b[0]!.length; j++) {
    const key = cubeOf(b, j).join();
    const members = cubes.get(key);
    if (members) members.push(j);
    else cubes.set(key, [j]);
  }
  const from: number[] = [];
  const to: number[] = [];
  // a lattice has distances that are equal but for rounding
  const furthest = (reach * (1 + 1e-9)) ** 2;
  for (let i = 0; i < a[0]!.length; i++) {
    const [x, y, z] = cubeOf(a, i) as [number, number, number];
    const near: number[] = [];
    for (let dx = -1; dx <= 1; dx++)
      for (let dy = -1; dy <= 1; dy++)
        for (let dz = -1; dz <= 1; dz++)
          for (const j of cubes.get([x + dx, y + dy, z + dz].join()) ?? []) {
            if (pairs !== 'between' && (i === j || (pairs === 'once' && j < i))) continue;
            const square = a.reduce((sum, axis, d) => sum + (b[d]![j]! - axis[i]!) ** 2, 0);
            if (square <= furthest) near.push(j);
          }
    for (const j of near.sort((p, q) => p - q)) {
      from.push(i);
      to.push(j);
    }
  }
  return { from: Uint32Array.from(from), to: Uint32Array.from(to), regular: null };
}
