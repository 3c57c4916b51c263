/**
 * `feed: resistor(in, cell[0].x)`: a device that is joined to one instance of an array, or to two, or to more of one array, is a coupling of one
 * edge. It is written so here, before populations are told apart: `couple cell by pair(0, 0) { feed: resistor(in, a.x) }`.
 */
import type { Syntax } from '../../../dsl/index.ts';
import { endNames } from '../form.ts';
import { declaredBy } from './mentions.ts';

type Statement = Syntax.BodyStatement;
type Expression = Syntax.Expression;

/** An instance of an array (or a single one) that a device is joined to. */
interface Joint {
  readonly array: Syntax.Identifier;
  readonly indices: readonly Expression[];
}

/** The same body, with such devices as couplings; statements without them are kept as they are. */
export function joinSingles(body: readonly Statement[]): readonly Statement[] {
  const places = new Map<string, Statement>();
  for (const s of body)
    if (s.kind === 'node' || s.kind === 'instance') for (const name of declaredBy(s)) places.set(name.text, s);
  const isArray = (name: string): boolean => {
    const at = places.get(name);
    return (at?.kind === 'node' || at?.kind === 'instance') && at.shape.length > 0;
  };
  if (![...places.keys()].some(isArray)) return body;
  return body.map((s) =>
    s.kind === 'instance' && s.shape.length === 0 && s.parameterFile === null ? joined(s, places, isArray) : s,
  );
}

function joined(
  statement: Syntax.InstanceStatement,
  places: ReadonlyMap<string, Statement>,
  isArray: (name: string) => boolean,
): Statement {
  const ends: (Joint & { readonly key: string })[] = [];
  let elements = 0;
  const connections = statement.connections.map((connection): Syntax.Argument => {
    const joint = jointOf(connection.value);
    const at = joint && places.get(joint.array.text);
    if (!joint || !at || (at.kind === 'node' && at.fixed)) return connection;
    if (isArray(joint.array.text) !== joint.indices.length > 0) return connection;
    if (joint.indices.length > 0) elements++;
    const key = `${joint.array.text}[${joint.indices.map(keyOf).join()}]`;
    let end = ends.findIndex((e) => e.key === key);
    if (end < 0) end = ends.push({ ...joint, key }) - 1;
    return { ...connection, value: renamed(connection.value, endNames[end] ?? '') };
  });
  if (elements === 0 || ends.length > endNames.length) return statement;
  const a = ends[0]!;
  const b = ends[1] ?? a;
  if (ends.length > 2 && ends.some(({ array }) => array.text !== a.array.text)) return statement;
  const { span } = statement.name;
  const topology: Expression = {
    kind: 'call',
    callee: { text: 'pair', span },
    args: [a, b, ...ends.slice(2)].map(({ indices, array }) => ({
      name: null,
      value: { kind: 'vector', items: indices, span: indices[0]?.span ?? array.span },
      span: array.span,
    })),
    span,
  };
  const { doc, name, of, settings } = statement;
  const device = { name, of, connections, settings, span: statement.span };
  const to = b.array.text === a.array.text ? null : b.array;
  return { kind: 'couple', doc, span: statement.span, from: a.array, to, topology, as: null, body: [device] };
}

/** `cell[0].x` and `cell[0]`: the instance; `source.p` and `node`: one without index. */
function jointOf(e: Expression): Joint | null {
  switch (e.kind) {
    case 'name':
      return { array: e.name, indices: [] };
    case 'member':
      return jointOf(e.base);
    case 'index':
      return e.base.kind === 'name' ? { array: e.base.name, indices: e.indices } : null;
    default:
      return null;
  }
}
/** `cell[0].x` as an edge sees it, `a.x`. */
function renamed(e: Expression, end: string): Expression {
  return e.kind === 'member'
    ? { ...e, base: renamed(e.base, end) }
    : { kind: 'name', name: { text: end, span: e.span }, span: e.span };
}
/** Equal for indices that are written alike. */
function keyOf(e: Expression): string {
  return JSON.stringify(e, (key, value) => (key === 'span' ? undefined : value));
}
