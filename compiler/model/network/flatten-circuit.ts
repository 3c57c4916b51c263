/**
 * A circuit with everything that it is made of: populations of equal cells and the couplings between them.
 * Needs: loaded files. Keeps: a circuit without arrays and couplings is one cell, flattened as it stands.
 */
import type { Span, Syntax } from '../../../dsl/index.ts';
import { checkOwners } from '../check-cell.ts';
import type { Context } from '../environment.ts';
import { FileEnvironment } from '../file-environment.ts';
import { type FlatCell, flatten } from '../flatten.ts';
import type { Edges } from '../form.ts';
import type { Instance } from '../instance.ts';
import type { FileScope, Found } from '../scopes.ts';
import { buildCouplings } from './couplings.ts';
import { ElementReads } from './elements.ts';
import { declaredBy, mentionsOf, namesIn } from './mentions.ts';
import { hasArrays, type Population, splitPopulations } from './populations.ts';
import { readShape } from './shapes.ts';
import { unfold } from './unfold.ts';

/** One part: a population, or the devices on the edges of a coupling. */
export interface FlatPart extends FlatCell {
  readonly name: string;
  readonly shape: readonly number[];
  /** Names of the circuit that belong to this part and to no other. */
  readonly own: ReadonlySet<string>;
  readonly edges: Edges | null;
  readonly origin: Span;
}
export interface FlatCircuit {
  readonly declaration: Syntax.DeviceDeclaration;
  /** Populations, then couplings. */
  readonly parts: readonly FlatPart[];
  /** What has no shape: its names are known to experiments even when none of it runs. The only part without arrays. */
  readonly home: FlatCell;
  /** Parameters that an array takes its size from. */
  readonly sizes: ReadonlySet<string>;
  /** Names with dots: what stands in instances whose arrays are written out in this circuit. */
  readonly unfolded: ReadonlySet<string>;
}

/** Values that an experiment gives to parameters that arrays take their size from. */
export type Sizes = ReadonlyMap<string, { readonly expression: Syntax.Expression; readonly scope: FileScope }>;

/** Flattens a declaration. Errors are reported; the parts are only good when there are none. */
export function flattenCircuit(
  written: Found<Syntax.DeviceDeclaration>,
  context: Context,
  given: Sizes = new Map(),
): FlatCircuit {
  const { found, outer } = unfold(written, context);
  const { declaration } = found;
  if (!hasArrays(declaration.body)) {
    const home = flatten(found, context);
    const own = new Set<string>(home.top.entries.keys());
    const only: FlatPart = { ...home, name: home.cell.name, shape: [], own, edges: null, origin: home.top.origin };
    return { declaration, parts: [only], home, sizes: new Set(), unfolded: new Set() };
  }
  const sizes = sizeNames(declaration);
  const declared = declaration.body.flatMap((s) => declaredBy(s).map((name) => name.text));
  const unfolded = new Set(declared.filter((name) => name.includes('.')));
  const prepare = (top: Instance): void => setSizes(top, given);
  // Parameters and constants alone: what the sizes of arrays are made of.
  const constants = declaration.body.filter((s) => ['param', 'function', 'table'].includes(s.kind));
  const scratch = flatten(bodyOf(found, constants, []), context, declaration.name.text, [], prepare).top;
  const split = splitPopulations(found, ({ shape }) => readShape(shape, scratch), context);
  const populations = split?.populations;
  const home = populations?.find((p) => p.shape.length === 0 && p.name === declaration.name.text);
  const rest = split?.rest ?? constants;
  // a cell may read an element of another, which is flattened when that is met
  const tops = new Map<Population | undefined, Instance>();
  const flats = new Map<Population | undefined, FlatCell>();
  const flatOf = (population: Population | undefined): FlatCell => {
    const begin = (top: Instance): void => {
      tops.set(population, top);
      top.cell.elements = elements;
      prepare(top);
    };
    const flat =
      flats.get(population) ??
      (population === home
        ? flatten(bodyOf(found, rest, declaration.ports), context, declaration.name.text, [], begin)
        : flattenPopulation(population!, found, context, begin));
    flats.set(population, flat);
    return flat;
  };
  const elements = new ElementReads(
    (populations ?? []).map((each) => ({ ...each, top: () => tops.get(each) ?? flatOf(each).top })),
    context,
  );
  const flatHome = flatOf(home);
  if (!populations) return { declaration, parts: [], home: flatHome, sizes, unfolded };
  const parts = populations.map((population): FlatPart => {
    const { shape, own, origin } = population;
    return {
      ...flatOf(population),
      name: population.name.replaceAll('.', '_'),
      shape,
      own,
      edges: null,
      origin,
    };
  });
  const coupled = buildCouplings({ found, outer }, parts, context, prepare);
  const couplings = [...coupled, ...elements.couplings([...parts, ...coupled], found.scope, declaration)];
  for (const { builder } of parts) checkOwners(builder, context); // couplings may read what nothing else does
  // the couplings have added to the cells
  const finished = parts.map((part) => ({ ...part, cell: part.builder.finish() }));
  return { declaration, parts: [...finished, ...couplings], home: flatHome, sizes, unfolded };
}

/** Parameters that arrays of a circuit take their size from. */
export function sizeNames({ body }: Syntax.DeviceDeclaration): ReadonlySet<string> {
  const shapes = body.flatMap((s) => (s.kind === 'instance' || s.kind === 'node' ? s.shape : []));
  const names = new Set(shapes.flatMap(namesIn).map((name) => name.text));
  for (const name of names)
    for (const s of body)
      if (s.kind === 'param' && s.name.text === name) for (const other of mentionsOf(s)) names.add(other.text);
  return new Set([...names].filter((name) => body.some((s) => s.kind === 'param' && s.name.text === name)));
}

function setSizes(top: Instance, given: Sizes): void {
  for (const [name, { expression, scope }] of given) {
    const entry = top.entries.get(name);
    const environment = new FileEnvironment(top.context, top.builder, scope);
    if (entry?.kind === 'param') entry.override = { expression, environment, span: expression.span };
  }
}

/** The declaration with a part of its body. */
function bodyOf(
  { declaration, scope }: Found<Syntax.DeviceDeclaration>,
  body: readonly Syntax.BodyStatement[],
  ports: readonly Syntax.PortSyntax[],
): Found<Syntax.DeviceDeclaration> {
  return { declaration: { ...declaration, body, ports }, scope };
}

function flattenPopulation(
  population: Population,
  found: Found<Syntax.DeviceDeclaration>,
  context: Context,
  prepare: (top: Instance) => void,
): FlatCell {
  const ports = found.declaration.ports.filter((port) => population.ports.has(port.name.text));
  const name = `${found.declaration.name.text}_${population.name.replaceAll('.', '_')}`;
  return flatten(bodyOf(found, population.body, ports), context, name, population.shape, prepare);
}
