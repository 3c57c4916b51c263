/**
 * `place ice by positions("ice.csv")`: where the instances of an array stand, and any of their parameters, one row for each. The columns
 * `x`, `y`, `z` (those that are not there are 0) are the vector `pos` of an instance; the others set its parameters of the same name.
 */
import { type Dimension, describeDimension, none, type Syntax, sameDimension } from '../../../dsl/index.ts';
import type { ValueId } from '../../ops/graph.ts';
import { leavesOf, operation } from '../../ops/index.ts';
import type { CellBuilder } from '../cell-builder.ts';
import { fileName } from '../environment.ts';
import { partName } from '../form.ts';
import type { Instance } from '../instance.ts';
import { type Quantity, real, vector } from '../quantity.ts';
import { didYouMean } from '../reporter.ts';
import { printUnit } from '../units.ts';
import { type EdgeColumn, numbersOf } from './edge-files.ts';
import { readNumbers } from './number-file.ts';
import { shapeText, sizeOf } from './shapes.ts';

type PlaceStatement = Syntax.CoupleStatement;

/** Gives the instance that a `place` statement names what its file says of each; errors are reported. */
export function placeInstances(statement: PlaceStatement, circuit: Instance): void {
  const inner = placed(statement, circuit);
  const columns = inner && readColumns(statement, circuit);
  if (!inner) return;
  if (!columns) {
    // what asks for it would only echo the error
    if (!inner.entries.has('pos'))
      inner.entries.set('pos', { kind: 'node', span: statement.span, id: null, owner: false });
    return;
  }
  givePositions(
    columns.filter((column) => axes.includes(column.name)),
    inner,
  );
  for (const column of columns) if (!axes.includes(column.name)) giveParameter(column, inner, statement);
}
const axes: readonly string[] = ['x', 'y', 'z'];

function placed({ from, span }: PlaceStatement, circuit: Instance): Instance | null {
  const { reporter } = circuit.context;
  const entry = circuit.entries.get(from.text);
  if (entry?.kind === 'instance') return entry.instance;
  if (entry)
    return reporter.report('E0205', from.span, `\`${from.text}\` is no array of instances, so it cannot be placed`, {
      related: [{ span, text: 'placed here' }],
    });
  const known = [...circuit.entries].filter(([, e]) => e.kind === 'instance').map(([name]) => name);
  return reporter.report('E0201', from.span, `no instance or array is called \`${from.text}\``, {
    label: 'unknown name',
    help: didYouMean(from.text, known),
  });
}

/** The columns of the file, a number for each instance of the cell; null when something was wrong and reported. */
function readColumns({ topology }: PlaceStatement, circuit: Instance): EdgeColumn[] | null {
  const { reporter } = circuit.context;
  const file = topology.kind === 'call' && topology.callee.text === 'positions' ? topology.args[0]?.value : undefined;
  if (topology.kind !== 'call' || topology.args.length !== 1 || file?.kind !== 'string')
    return reporter.report('E0335', topology.span, 'what is placed has its positions from a file', {
      help: 'write `place NAME by positions("places.csv")`: columns `x[nm],y[nm],z[nm]` and parameters by name',
    });
  const csv = readNumbers(file.value, circuit.file.source.path, file.span, circuit.context);
  if (!csv) return null;
  const related = [{ span: file.span, text: 'asked for here' }];
  if (!csv.header?.some(({ name }) => axes.includes(name)))
    return reporter.report('E0617', csv.spanOf(csv.header ? -1 : 0, 0), 'positions have a column `x`, `y` or `z`', {
      related,
      help: 'the first line names the columns with their units: `x[nm],y[nm]`',
    });
  const { shape } = circuit.cell;
  const size = sizeOf(shape);
  if (!shape.some((_, outer) => csv.rows === sizeOf(shape.slice(outer))) && csv.rows !== size)
    return reporter.report(
      'E0340',
      file.span,
      `${fileName(csv.source.path)} has ${csv.rows} row${csv.rows === 1 ? '' : 's'}, and the instances are ${size}`,
      { label: shape.length > 0 ? shapeText(shape) : undefined },
    );
  const columns = csv.header.map((_, k) => numbersOf(csv, k, circuit));
  if (columns.some((column) => column === null)) return null;
  const [first, ...others] = (columns as EdgeColumn[]).filter(({ name }) => axes.includes(name));
  for (const other of others)
    if (!sameDimension(other.dimension, first!.dimension))
      return reporter.report(
        'E0617',
        other.origin,
        `this column is ${describeDimension(other.dimension, other.unit)}, and \`${first!.name}\` is ${describeDimension(first!.dimension, first!.unit)}`,
        { related: [{ span: first!.origin, text: 'the other one' }] },
      );
  // rows for the last dimensions alone are the same in every copy of those
  return (columns as EdgeColumn[]).map((column) => ({
    ...column,
    values: Float64Array.from({ length: size }, (_, i) => column.values[i % csv.rows]!),
  }));
}

function givePositions(columns: readonly EdgeColumn[], inner: Instance): void {
  const [some] = columns;
  if (!some) return;
  const dimension = columns.reduce((_, c) => c.dimension, none as Dimension);
  const parts = axes.map((axis, i) => {
    const column = columns.find(({ name }) => name === axis);
    return column ? leaf(column, `pos${partName(i, 3)}`, inner) : inner.cell.graph.constant(0);
  });
  const given = vector(parts, dimension, some.unit);
  const entry = inner.entries.get('pos');
  if (entry?.kind === 'param') entry.override = { given, span: some.origin };
  else if (!entry) inner.entries.set('pos', { kind: 'value', span: some.origin, value: given });
  else
    inner.context.reporter.report('E0202', some.origin, '`pos` is the position here and something else in the device', {
      related: [{ span: inner.declaration.name.span, text: 'has a `pos` of its own' }],
      help: 'call that otherwise, or declare it `param pos: vec3 m`',
    });
}

function giveParameter(column: EdgeColumn, inner: Instance, statement: PlaceStatement): void {
  const { reporter } = inner.context;
  const entry = inner.entries.get(column.name);
  if (entry?.kind !== 'param') {
    const known = [...inner.entries].filter(([, e]) => e.kind === 'param').map(([name]) => name);
    reporter.report('E0617', column.origin, `\`${inner.declaration.name.text}\` has no parameter \`${column.name}\``, {
      related: [{ span: statement.span, text: 'placed here' }],
      help: didYouMean(column.name, known) ?? 'columns are `x`, `y`, `z` and parameters of the device',
    });
    return;
  }
  if (entry.override)
    reporter.report('E0202', entry.override.span, `\`${column.name}\` is set here and by the file`, {
      related: [{ span: column.origin, text: 'a column of the file' }],
    });
  entry.override = {
    given: real(leaf(column, column.name, inner), column.dimension, column.unit),
    span: column.origin,
  };
}

function leaf(
  { unit, dimension, scale, values, origin }: EdgeColumn,
  name: string,
  { cell, prefix }: Instance,
): ValueId {
  const value = cell.datum({ name: `${prefix}${name}`, unit: printUnit(unit, dimension, scale), values, origin });
  cell.placed.add(cell.graph.get(value).attributes.index!);
  return value;
}

/** Whether a quantity follows from columns of a file of positions alone: it is a constant of every edge that reads it. */
export function isPlaced({ parts }: Quantity<ValueId>, cell: CellBuilder): boolean {
  return parts.some((part) => placedLeaves(part, cell)) && parts.every((part) => placedLeaves(part, cell) !== false);
}
/** True: of places; null: constants alone; false: of something else. */
function placedLeaves(value: ValueId, cell: CellBuilder): boolean | null {
  let found: boolean | null = null;
  for (const leaf of leavesOf(cell.graph, [value])) {
    const { op, attributes } = cell.graph.get(leaf);
    const param = op === 'param' ? cell.params[attributes.index!] : undefined;
    // a host may write the parameter while it runs
    const of =
      param && !param.host ? placedLeaves(param.value, cell) : op === 'datum' && cell.placed.has(attributes.index!);
    if (of === false) return false;
    found ||= of;
  }
  return found;
}

/** The value of every instance of what `isPlaced`. */
export function valuesOfInstances(value: ValueId, cell: CellBuilder): Float64Array {
  const known = new Map<ValueId, Float64Array>();
  const size = sizeOf(cell.shape);
  const of = (id: ValueId): Float64Array => {
    const found = known.get(id);
    if (found) return found;
    const { op, args, attributes } = cell.graph.get(id);
    const parts = args.map(of);
    const made =
      op === 'datum'
        ? cell.data[attributes.index!]!.values
        : op === 'param'
          ? of(cell.params[attributes.index!]!.value)
          : op === 'constant'
            ? new Float64Array(size).fill(attributes.value!)
            : Float64Array.from({ length: size }, (_, i) =>
                operation(op).float64(
                  parts.map((part) => part[i]!),
                  attributes,
                ),
              );
    known.set(id, made);
    return made;
  };
  return of(value);
}
