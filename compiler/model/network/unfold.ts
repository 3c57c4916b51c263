/**
 * Arrays inside of instances: an instance of a circuit that has arrays is written out in the circuit above, its names behind the
 * instance's (`layer.cell`), its ports replaced by what is connected to them. An array of such circuits adds its shape in front.
 */
import type { Span, Syntax } from '../../../dsl/index.ts';
import type { Context } from '../environment.ts';
import { type Found, findDeclaration } from '../scopes.ts';
import { declaredBy } from './mentions.ts';
import { hasArrays } from './populations.ts';
import { type Renaming, renameStatement } from './rename.ts';
import { joinSingles } from './single-joints.ts';

type Declaration = Syntax.DeviceDeclaration;
type Statement = Syntax.BodyStatement;

export interface Unfolded {
  readonly found: Found<Declaration>;
  /** Couplings that are repeated in every copy of the circuit that they are written in: the number of dimensions of those copies. */
  readonly outer: ReadonlyMap<Statement, number>;
}

/** The same declaration, with what has arrays inside written out. */
export function unfold(found: Found<Declaration>, context: Context, above: readonly Declaration[] = []): Unfolded {
  const outer = new Map<Statement, number>();
  let changed = false;
  const body = found.declaration.body.flatMap((statement): readonly Statement[] => {
    const inner = statement.kind === 'instance' ? innerOf(statement, found, context, above) : null;
    if (!inner || statement.kind !== 'instance') return [statement];
    changed = true;
    return writeOut(statement, inner, outer, context);
  });
  const { declaration } = found;
  if (!changed) {
    const joined = joinSingles(declaration.body);
    return {
      found: joined === declaration.body ? found : { ...found, declaration: { ...declaration, body: joined } },
      outer,
    };
  }
  const known = new Set(body.flatMap((s) => declaredBy(s).map((name) => name.text)));
  const renamed = body.map((statement) => {
    const copy = renameStatement(statement, membersOf(known));
    const rank = outer.get(statement);
    if (rank !== undefined) outer.set(copy, rank);
    return copy;
  });
  return { found: { ...found, declaration: { ...declaration, body: joinSingles(renamed) } }, outer };
}

/** The circuit of an instance when it has arrays inside that can be written out. */
function innerOf(
  statement: Syntax.InstanceStatement,
  { declaration, scope }: Found<Declaration>,
  context: Context,
  above: readonly Declaration[],
): Unfolded | null {
  const of = findDeclaration(scope, statement.of.text, 'circuit', 'device');
  if (!of || of.declaration === declaration || above.includes(of.declaration)) return null; // a circle is reported elsewhere
  const inner = unfold(of, context, [...above, declaration]);
  if (!hasArrays(inner.found.declaration.body)) return null;
  // What another file calls by the same names would be mixed up; what keeps a state has no shape of its own.
  const states = ['state', 'memory', 'rate', 'on', 'every'];
  const single = statement.shape.length > 0 && inner.found.declaration.body.some((s) => states.includes(s.kind));
  return of.scope === scope && statement.parameterFile === null && !single ? inner : null;
}

function writeOut(
  statement: Syntax.InstanceStatement,
  { found, outer: innerOuter }: Unfolded,
  outer: Map<Statement, number>,
  context: Context,
): Statement[] {
  const { declaration } = found;
  const ports = connections(statement, declaration, context);
  const own = new Set(declaration.body.flatMap((s) => declaredBy(s).map((name) => name.text)));
  const { text } = statement.name;
  const renaming: Renaming = {
    identifier: (name) => (own.has(name.text) ? { ...name, text: `${text}.${name.text}` } : name),
    expression: (e) => (e.kind === 'name' ? (ports.get(e.name.text) ?? undefined) : undefined),
  };
  const given = new Map(statement.settings.map((s) => [s.name.text, s]));
  const params = new Set(declaration.body.flatMap((s) => (s.kind === 'param' ? [s.name.text] : [])));
  for (const { name } of statement.settings)
    if (!params.has(name.text))
      context.reporter.report('E0215', name.span, `\`${declaration.name.text}\` has no parameter \`${name.text}\``, {
        label: 'unknown parameter',
        related: [{ span: declaration.name.span, text: 'declared here' }],
      });
  return declaration.body.map((inside) => {
    const copy = renameStatement(inside, renaming);
    const rank = (innerOuter.get(inside) ?? 0) + statement.shape.length;
    if (copy.kind === 'couple' && rank > 0) outer.set(copy, rank);
    if (copy.kind === 'param') {
      const setting = inside.kind === 'param' ? given.get(inside.name.text) : undefined;
      return setting ? { ...copy, type: copy.type ?? typeOf(copy.value), value: setting.value } : copy;
    }
    const isShared = copy.kind === 'node' && copy.fixed && copy.shape.length === 0;
    if ((copy.kind === 'instance' || copy.kind === 'node') && !isShared)
      return { ...copy, shape: [...statement.shape, ...copy.shape] };
    return copy;
  });
}

/** What a default says about the values that may take its place. */
function typeOf(value: Syntax.Expression | null): Syntax.TypeSyntax | null {
  if (value?.kind !== 'number') return null;
  return { shape: 'scalar', unit: value.unit, counting: false, span: value.span };
}

/** What is connected to each port. */
function connections(
  { connections: args, name }: Syntax.InstanceStatement,
  declaration: Declaration,
  { reporter }: Context,
): Map<string, Syntax.Expression> {
  const ports = new Map<string, Syntax.Expression>();
  const refuse = (span: Span, message: string): void =>
    void reporter.report('E0214', span, message, {
      help: `it is used as \`${declaration.name.text}(${declaration.ports.map((p) => p.name.text).join(', ')})\``,
      related: [{ span: declaration.name.span, text: 'declared here' }],
    });
  args.forEach((argument, i) => {
    const port = argument.name?.text ?? declaration.ports[i]?.name.text;
    if (port === undefined || !declaration.ports.some((p) => p.name.text === port))
      refuse(
        argument.span,
        `\`${declaration.name.text}\` has no ${port === undefined ? 'more ports' : `port \`${port}\``}`,
      );
    else ports.set(port, argument.value);
  });
  for (const port of declaration.ports)
    if (!ports.has(port.name.text))
      refuse(name.span, `the port \`${port.name.text}\` of \`${name.text}\` is not connected`);
  return ports;
}

/** `layer.cell` where `layer` has been written out is one name; so is `layer[1].cell[2]`, with both indices. */
export function membersOf(known: ReadonlySet<string>): Renaming {
  const prefixes = new Set(
    [...known].flatMap((name) =>
      name
        .split('.')
        .slice(0, -1)
        .map((_, i, all) => all.slice(0, i + 1).join('.')),
    ),
  );
  return {
    identifier: (name) => name,
    expression: (e, rename) => {
      if (e.kind === 'index') {
        const base = rename(e.base);
        const indices = e.indices.map(rename);
        return base.kind === 'index' && base.base.kind === 'name' && base.base.name.text.includes('.')
          ? { ...base, indices: [...base.indices, ...indices], span: e.span }
          : { ...e, base, indices };
      }
      if (e.kind !== 'member') return undefined;
      const base = rename(e.base);
      const root = base.kind === 'index' ? base.base : base;
      const text = root.kind === 'name' ? `${root.name.text}.${e.member.text}` : '';
      if (!known.has(text) && !prefixes.has(text)) return { ...e, base };
      const name: Syntax.Expression = { kind: 'name', name: { text, span: e.span }, span: e.span };
      return base.kind === 'index' ? { ...base, base: name, span: e.span } : name;
    },
  };
}
