/** Parameters: a default, perhaps a value from outside, one leaf of the graph for each. */

import type { Span, Syntax } from '../../dsl/index.ts';
import type { ValueId } from '../ops/graph.ts';
import { leavesOf } from '../ops/index.ts';
import { constantValue, isFixedInTime } from './constant-value.ts';
import type { Environment } from './environment.ts';
import { evaluate } from './expressions.ts';
import { partName } from './form.ts';
import type { Instance, ParamEntry } from './instance.ts';
import { wantNumber } from './operators.ts';
import { partsOf, type Quantity, type Shape } from './quantity.ts';
import { type RangeSI, rangeOf, rangeText } from './ranges.ts';
import { fitted, printUnit, printUnitOf, type ResolvedType, resolveType } from './units.ts';

export function paramQuantity(entry: ParamEntry, instance: Instance): Quantity<ValueId> | null {
  if (entry.value !== undefined) return entry.value;
  const { name } = entry.statement;
  if (entry.busy)
    return instance.context.reporter.report('E0206', name.span, `the parameter \`${name.text}\` depends on itself`);
  entry.busy = true;
  entry.value = declareParam(entry, instance);
  entry.busy = false;
  return entry.value;
}

function declareParam(entry: ParamEntry, instance: Instance): Quantity<ValueId> | null {
  const { statement, override } = entry;
  const type = statement.type ? resolveType(statement.type, instance.file, instance.context) : undefined;
  if (type === null) return null;
  const standard = statement.value
    ? checked(statement.value, instance, type ?? null, statement.type?.span, entry, instance)
    : undefined;
  if (standard === null) return null;
  const wanted: Wanted | null =
    type ?? (standard ? { ...standard, shape: standard.shape as Exclude<Shape, 'bool'> } : null);
  const at = statement.type?.span ?? statement.value?.span ?? statement.name.span;
  const given = !override
    ? undefined
    : override.given
      ? fromFile(override, wanted, at, entry, instance)
      : checked(override.expression, override.environment, wanted, at, entry, instance);
  if (given === null) return null;
  const value = given ?? standard ?? missing(entry, instance, type ?? null);
  return value && asLeaves(entry, instance, value, type ?? null);
}

type Wanted = Pick<ResolvedType, 'shape' | 'dimension' | 'unit'>;

/** A value for a parameter: a number or vector of the right kind that does not change with time. */
function checked(
  expression: Syntax.Expression,
  env: Environment<ValueId>,
  wanted: Wanted | null,
  at: Span | undefined,
  entry: ParamEntry,
  instance: Instance,
): Quantity<ValueId> | null {
  const given = instance.cell.drawing(true, () => evaluate(expression, env));
  if (!given || !wantNumber(env, given, expression)) return null;
  const what = `the parameter \`${entry.statement.name.text}\``;
  const q = wanted ? fitted(wanted, given, expression, at ?? entry.statement.name.span, what, env) : given;
  if (!q) return null;
  if (q.parts.every((part) => isFixedInTime(instance.cell.graph, part, instance.cell.draws))) return q;
  if (q.parts.every((part) => isFixedAtEnds(part, instance))) return q;
  return instance.context.reporter.report(
    'E0221',
    expression.span,
    `the parameter \`${entry.statement.name.text}\` must not change with time`,
    {
      label: 'depends on a state, a node or the time',
      help:
        instance.cell.remotes.length > 0
          ? 'a device of a coupling reads what changes by a port: join it to a node that shows it, such as `node out: number` with `u(out) <+ x` in the circuit of the array'
          : 'use a `let` for what changes',
    },
  );
}

/** Whether a value depends on what is fixed in time and on parameters of the ends of an edge. */
function isFixedAtEnds(part: ValueId, { cell }: Instance): boolean {
  return leavesOf(cell.graph, [part]).every((leaf) => {
    const { op, attributes } = cell.graph.get(leaf);
    return (op === 'remote' && cell.fixedRemotes.has(attributes.index!)) || isFixedInTime(cell.graph, leaf, cell.draws);
  });
}

/** A column of a file that has the parameter's name. */
function fromFile(
  { given, span }: { readonly given: Quantity<ValueId>; readonly span: Span },
  wanted: Wanted | null,
  at: Span,
  entry: ParamEntry,
  instance: Instance,
): Quantity<ValueId> | null {
  const column: Syntax.Expression = { kind: 'string', value: '', span };
  const what = `the parameter \`${entry.statement.name.text}\``;
  return wanted ? fitted(wanted, given, column, at, what, instance) : given;
}

/** A top-level parameter may be left to the experiment; inside of a circuit it must have a value. */
function missing(entry: ParamEntry, instance: Instance, type: ResolvedType | null): Quantity<ValueId> | null {
  const { name } = entry.statement;
  if (instance.parametersFailed) return null;
  if (instance.parent)
    return instance.context.reporter.report(
      'E0215',
      instance.origin,
      `\`${instance.path}\` is given no value for \`${name.text}\``,
      {
        related: [{ span: name.span, text: 'has no default' }],
        help: `write \`{ ${name.text} = ... }\` behind the connections`,
      },
    );
  if (!type)
    return instance.context.reporter.report(
      'E0215',
      name.span,
      `the parameter \`${name.text}\` has neither a type nor a value`,
      {
        help: `write \`param ${name.text}: UNIT\` or \`param ${name.text} = VALUE\``,
      },
    );
  const parts = Array.from({ length: partsOf(type.shape) }, () => instance.builder.constant(Number.NaN));
  return { shape: type.shape, dimension: type.dimension, unit: type.unit, parts };
}

function asLeaves(
  entry: ParamEntry,
  instance: Instance,
  value: Quantity<ValueId>,
  type: ResolvedType | null,
): Quantity<ValueId> | null {
  const { statement, override } = entry;
  if (value.parts.some((part) => readsEnd(part, instance))) return value; // it is what the end has, not a copy of it
  const range = statement.range
    ? rangeOf(statement.range, value, instance, `the range of \`${statement.name.text}\``)
    : null;
  if (range) checkInside(range, value, entry, instance);
  const said = override && !override.given ? override.expression : undefined;
  const typed = said?.kind === 'number' && said.unit ? said : statement.value;
  const typedUnit = printUnitOf(typed, value.dimension, instance.file, instance.context);
  const unit = type?.unit && typed?.kind !== 'number' ? printUnit(type.unit, type.dimension, type.scale) : typedUnit;
  const parts = value.parts.map((part, i) =>
    instance.cell.param({
      name: `${instance.prefix}${statement.name.text}${partName(i, value.parts.length)}`,
      unit,
      value: part,
      host: statement.host,
      origin: statement.name.span,
      given: override?.given ? override.span : (said ?? statement.value ?? statement.name).span,
      ...(range && !range.ends && { range }),
    }),
  );
  return { ...value, parts, unit: unit.text === '' ? null : unit.text };
}

function readsEnd(part: ValueId, { cell }: Instance): boolean {
  return cell.remotes.length > 0 && leavesOf(cell.graph, [part]).some((leaf) => cell.graph.get(leaf).op === 'remote');
}

function checkInside(range: RangeSI, value: Quantity<ValueId>, entry: ParamEntry, instance: Instance): void {
  const number = constantValue(instance.cell.graph, value.parts[0]!, instance.cell.params);
  if (number === undefined || (number >= range.low && number <= range.high)) return;
  const { override } = entry;
  const at =
    (override?.given ? override.span : override?.expression.span) ??
    entry.statement.value?.span ??
    entry.statement.name.span;
  instance.context.reporter.report('E0220', at, `\`${entry.statement.name.text}\` lies outside of its range`, {
    related: [{ span: range.origin, text: `allowed: ${rangeText(range, value)}` }],
  });
}
