/**
 * Form 1 to form 2.
 * Turns: one file and what it uses into cells and experiments. Needs: syntax. Keeps: the names of the file.
 * Cost: linear in the size of the flattened cells.
 */
import { type DiagnosticSink, type FileAccess, none, type SourceFile, type Syntax } from '../../dsl/index.ts';
import { Graph, type ValueId } from '../ops/graph.ts';
import { visibleDisciplines } from './disciplines.ts';
import { type Context, type ExpressionWatch, LocalEnvironment, Memo } from './environment.ts';
import { buildExperiment } from './experiment/build-experiment.ts';
import { checkOverrides, type SetOverride } from './experiment/overrides.ts';
import { evaluate } from './expressions.ts';
import { FileEnvironment } from './file-environment.ts';
import type { Experiment, ModelForm } from './form.ts';
import { type FlatCircuit, flattenCircuit, type Sizes, sizeNames } from './network/flatten-circuit.ts';
import { graphBuilder, partsOf, type Quantity } from './quantity.ts';
import { didYouMean, Reporter } from './reporter.ts';
import { type FileScope, findDeclaration, loadFiles, reachable, visibleNames } from './scopes.ts';
import { declaredUnit, resolveType } from './units.ts';

export interface ModelOptions {
  /** `name=value` texts that win over parameters, ports and settings of every experiment (`--set R0=5kΩ`). */
  readonly set?: readonly string[] | undefined;
  /** The only experiment that `set` is for; the others keep what the file says. */
  readonly experiment?: string | null | undefined;
  /** Told what every expression was found to be. */
  readonly watch?: ExpressionWatch | undefined;
}

/**
 * Builds the model of `main`.
 * @returns null when something was wrong; everything wrong is in `sink`
 * @throws never for what a file holds
 */
export function buildModel(
  main: SourceFile,
  files: FileAccess,
  sink: DiagnosticSink,
  options: ModelOptions = {},
): ModelForm | null {
  const reporter = new Reporter(sink);
  const context: Context = { reporter, files, memo: new Memo(), busy: new Set(), watch: options.watch };
  const scope = loadFiles(main, files, reporter);
  // Statements with a syntax error are missing from the tree: what follows from that would be an echo.
  if (reachable(scope).some((file) => !file.syntax.complete)) return null;
  checkDeclarations(scope, context);
  const overrides = checkOverrides(options.set ?? [], context);
  const cells = new Map<Syntax.DeviceDeclaration, FlatCircuit>();
  const parts = circuitsInArrays(scope);
  const only = scope.syntax.declarations.some((d) => d.kind === 'experiment' && d.name.text === options.experiment)
    ? options.experiment!
    : null; // a wrong name is the caller's to report
  const sized = alwaysSized(scope, { overrides, only });
  for (const declaration of scope.syntax.declarations)
    if (
      (declaration.kind === 'device' || declaration.kind === 'circuit') &&
      !parts.has(declaration.name.text) &&
      !sized.has(declaration)
    )
      cells.set(declaration, flattenCircuit({ declaration, scope }, context));
  const experiments = buildExperiments(scope, cells, { overrides, only }, context);
  if (sink.hasErrors) return null;
  const used = new Set(experiments.flatMap(({ parts }) => parts.map((part) => part.cell)));
  return { file: main.path, cells: [...used], experiments };
}

/**
 * Circuits of the file that another of its circuits has an array of: numbers from a file may be for all copies (`docs/arrays.md`), so
 * they are checked as parts of that one, and alone when an experiment is of them.
 */
function circuitsInArrays({ syntax: { declarations } }: FileScope): ReadonlySet<string> {
  const circuits = declarations.flatMap((d) => (d.kind === 'circuit' ? [d] : []));
  const parts = circuits.flatMap(({ body }) => body.flatMap((s) => (s.kind === 'instance' ? [s] : [])));
  const copied = new Set(parts.filter(({ shape }) => shape.length > 0).map((part) => part.of.text));
  return new Set(circuits.map(({ name }) => name.text).filter((name) => copied.has(name)));
}

function buildExperiments(
  scope: FileScope,
  cells: Map<Syntax.DeviceDeclaration, FlatCircuit>,
  { overrides, only }: Said,
  context: Context,
): Experiment[] {
  const experiments = scope.syntax.declarations.flatMap((declaration) => {
    if (declaration.kind !== 'experiment') return [];
    const found = findDeclaration(scope, declaration.of.text, 'device', 'circuit');
    if (!found) {
      const help = didYouMean(declaration.of.text, visibleNames(scope, 'device', 'circuit'));
      context.reporter.report(
        'E0611',
        declaration.of.span,
        `no circuit or device is called \`${declaration.of.text}\``,
        { label: 'unknown circuit', help },
      );
      return [];
    }
    const own = only === null || only === declaration.name.text ? overrides : [];
    const sizes = sizesOf(declaration, sizeNames(found.declaration), own, scope);
    const circuit =
      sizes.size === 0
        ? (cells.get(found.declaration) ?? flattenCircuit(found, context))
        : flattenCircuit(found, context, sizes);
    if (sizes.size === 0) cells.set(found.declaration, circuit);
    const experiment = buildExperiment(declaration, scope, circuit, own, context);
    return experiment ? [experiment] : [];
  });
  for (const override of overrides)
    if (!override.used.value && scope.syntax.declarations.some((d) => d.kind === 'experiment'))
      context.reporter.report(
        'E0619',
        override.span,
        `nothing in this file is called \`${override.name}\`, so it cannot be set`,
        {
          help:
            didYouMean(override.name, override.known) ??
            `it can set ${[...override.known].map((k) => `\`${k}\``).join(', ')}`,
        },
      );
  return experiments;
}

interface Said {
  readonly overrides: readonly SetOverride[];
  readonly only: string | null;
}
/**
 * Circuits whose experiments all give their arrays a size: as they stand they are nobody's, and files of numbers need not fit them.
 */
function alwaysSized(scope: FileScope, { overrides, only }: Said): ReadonlySet<Syntax.Declaration> {
  const { declarations } = scope.syntax;
  const sized = new Map<Syntax.Declaration, boolean>();
  for (const declaration of declarations) {
    if (declaration.kind !== 'experiment') continue;
    const found = findDeclaration(scope, declaration.of.text, 'device', 'circuit');
    if (!found) continue;
    const own = only === null || only === declaration.name.text ? overrides : [];
    const given = sizesOf(declaration, sizeNames(found.declaration), own, scope).size > 0;
    sized.set(found.declaration, given && (sized.get(found.declaration) ?? true));
  }
  return new Set([...sized].flatMap(([declaration, always]) => (always ? [declaration] : [])));
}

/** What an experiment says about parameters that arrays take their size from: it has arrays of its own. */
function sizesOf(
  { body }: Syntax.ExperimentDeclaration,
  sizes: ReadonlySet<string>,
  overrides: readonly SetOverride[],
  scope: FileScope,
): Sizes {
  const said = body.flatMap((s) => (s.kind === 'setting' ? [{ name: s.name.text, expression: s.value }] : []));
  const set = overrides.map(({ name, value }) => ({ name, expression: value }));
  const given = [...said, ...set].filter(({ name }) => sizes.has(name));
  return new Map(given.map(({ name, expression }) => [name, { expression, scope }]));
}

/** What no circuit may reach: constants, units, disciplines and functions that are declared and not used. */
function checkDeclarations(scope: FileScope, context: Context): void {
  const graph = new Graph();
  const env = new FileEnvironment<ValueId>(context, graphBuilder(graph), scope);
  visibleDisciplines(scope, context);
  for (const declaration of scope.syntax.declarations) {
    if (declaration.kind === 'param') env.name(declaration.name);
    if (declaration.kind === 'unit') declaredUnit(declaration, scope, context);
    if (declaration.kind === 'function')
      evaluate(
        declaration.value,
        new LocalEnvironment(env, unknownArguments(declaration, graph, scope, context), [declaration]),
      );
  }
}

/** Arguments as their types say; `null`, about which nothing more is said, where there is no type. */
function unknownArguments(
  statement: Syntax.FunctionStatement,
  graph: Graph,
  scope: FileScope,
  context: Context,
): Map<string, Quantity<ValueId> | null> {
  return new Map(
    statement.params.map((param, i) => {
      const type = param.type ? resolveType(param.type, scope, context) : null;
      const parts = [0, 1, 2]
        .slice(0, partsOf(type?.shape ?? 'real'))
        .map((c) => graph.add('input', [], 'real', { index: i, component: c }));
      return [
        param.name.text,
        type && { shape: type.shape, dimension: type.dimension ?? none, unit: type.unit, parts },
      ];
    }),
  );
}
