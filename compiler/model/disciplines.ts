/** Disciplines as the `.qnm` files define them: which words read and add to a node, in which units. The compiler knows none by name. */

import { type Dimension, findUnit, type Span, type Syntax, shapes } from '../../dsl/index.ts';
import type { Context } from './environment.ts';
import type { DisciplineModel } from './form.ts';
import { partsOf } from './quantity.ts';
import { didYouMean } from './reporter.ts';
import { type FileScope, type Found, findDeclaration, libraryHint, reachable, visibleNames } from './scopes.ts';
import { printUnit, resolveType } from './units.ts';

export interface Access {
  readonly access: string;
  readonly dimension: Dimension;
  readonly components: number;
  readonly unit: string | null;
  readonly scale: number;
}
export interface ResolvedDiscipline {
  readonly model: DisciplineModel;
  /** Potential of conserved and owned disciplines, value of signals; null for events. */
  readonly potential: Access | null;
  readonly flow: Access | null;
  readonly references: readonly string[];
  readonly origin: Span;
}

const forgotten = new WeakMap<FileScope, Set<string>>();
/** The discipline of a name in `scope`; null when it is unknown or wrong, which has been reported. */
export function findDiscipline(name: Syntax.Identifier, scope: FileScope, context: Context): ResolvedDiscipline | null {
  const found = findDeclaration(scope, name.text, 'discipline');
  if (found) return resolve(found, context);
  const near = didYouMean(name.text, visibleNames(scope, 'discipline'));
  const library = near === undefined ? libraryHint(name.text, ['discipline'], context.files) : undefined;
  // one forgotten `use` is one mistake, however many ports follow from it
  if (library !== undefined) {
    const said = forgotten.get(scope) ?? new Set();
    forgotten.set(scope, said);
    if (said.has(name.text)) return null;
    said.add(name.text);
  }
  return context.reporter.report('E0213', name.span, `no discipline is called \`${name.text}\``, {
    label: 'unknown discipline',
    help: isType(name.text) ? asValue(name.text) : (near ?? library ?? known(scope)),
  });
}
/** A unit or a shape stands where the discipline of a node is wanted. */
function isType(name: string): boolean {
  return shapes.has(name) || findUnit(name) !== undefined;
}
function asValue(name: string): string {
  const value = name === 'vec3' ? 'vec3 T' : name;
  return `it is what a discipline has values of: \`discipline field signal { value x: ${value} }\`; plain numbers are a \`number\` of \`std.disciplines\``;
}
function known(scope: FileScope): string {
  const names = visibleNames(scope, 'discipline').map((name) => `\`${name}\``);
  return names.length > 0
    ? `this file knows ${names.join(', ')}`
    : 'those of the library come with `use std.disciplines`';
}

/** All disciplines that a file sees, for words such as `V` and references such as `gnd`. */
export function visibleDisciplines(scope: FileScope, context: Context): ResolvedDiscipline[] {
  return reachable(scope).flatMap((file) =>
    [...file.own.values()].flatMap((declaration) => {
      const resolved = declaration.kind === 'discipline' ? resolve({ declaration, scope: file }, context) : null;
      return resolved ? [resolved] : [];
    }),
  );
}

function resolve(found: Found<Syntax.DisciplineDeclaration>, context: Context): ResolvedDiscipline | null {
  return context.memo.of(found.declaration, () => build(found, context));
}

function build(
  { declaration, scope }: Found<Syntax.DisciplineDeclaration>,
  context: Context,
): ResolvedDiscipline | null {
  const wanted: readonly string[] = {
    conserved: ['potential', 'flow'],
    owned: ['potential', 'flow'],
    signal: ['value'],
    event: [],
  }[declaration.nature];
  const roles = declaration.quantities.map((q) => q.role as string);
  if (wanted.some((role) => !roles.includes(role)) || roles.length !== wanted.length)
    return context.reporter.report(
      'E0213',
      declaration.name.span,
      `${declaration.nature === 'conserved' ? 'a' : 'an'} ${declaration.nature} discipline declares ${wanted.join(' and ') || 'no quantity'}`,
      {
        help: 'for example `discipline electrical conserved { potential V: V  flow I: A }`',
      },
    );
  const potential = access(declaration, declaration.nature === 'signal' ? 'value' : 'potential', scope, context);
  const flow = access(declaration, 'flow', scope, context);
  if ((declaration.nature !== 'event' && !potential) || (wanted.includes('flow') && !flow)) return null;
  const model: DisciplineModel = {
    name: declaration.name.text,
    nature: declaration.nature,
    potential: potential?.access ?? '',
    flow: flow?.access ?? '',
    components: potential?.components ?? 1,
    potentialUnit: printUnit(potential?.unit ?? null, potential?.dimension ?? null, potential?.scale),
    flowUnit: printUnit(flow?.unit ?? null, flow?.dimension ?? null, flow?.scale),
  };
  return {
    model,
    potential,
    flow,
    references: declaration.references.map((r) => r.text),
    origin: declaration.name.span,
  };
}

function access(
  declaration: Syntax.DisciplineDeclaration,
  role: string,
  scope: FileScope,
  context: Context,
): Access | null {
  const quantity = declaration.quantities.find((q) => q.role === role);
  if (!quantity) return null;
  const type = resolveType(quantity.type, scope, context);
  if (!type) return null;
  return {
    access: quantity.access.text,
    dimension: type.dimension,
    components: partsOf(type.shape),
    unit: type.unit,
    scale: type.scale,
  };
}
