/** Tables of measured data: `table R_T(T: K) -> Ω from "vo2.csv"`, read once and turned to SI. */
import { type Dimension, describeDimension, inSI, none, type Syntax, sameDimension } from '../../dsl/index.ts';
import type { DataTable } from '../ops/graph.ts';
import { type CsvColumn, type CsvFile, readCsv } from './csv.ts';
import { type Context, fileName } from './environment.ts';
import type { FileScope } from './scopes.ts';
import { parseUnitText, resolveUnit } from './units.ts';

export interface ReadTable {
  readonly table: DataTable;
  readonly dimension: Dimension;
  readonly unit: string | null;
}

/** The table of a statement; read at its first use and kept for the build. */
export function readTable(statement: Syntax.TableStatement, scope: FileScope, context: Context): ReadTable | null {
  return context.memo.of(statement, () => read(statement, scope, context));
}

function read(statement: Syntax.TableStatement, scope: FileScope, context: Context): ReadTable | null {
  const [param, second] = statement.params;
  if (!param || second)
    return context.reporter.report(
      'E0299',
      statement.name.span,
      'a table of more than one variable has no hardware form in this version',
      { help: 'give the table one argument' },
    );
  const csv = readCsv(statement.file.text, scope.source.path, statement.file.span, 2, context);
  const input = declaredUnit(param.type, scope, context);
  const output = declaredUnit(statement.result, scope, context);
  if (!csv || !input || !output) return null;
  const table = dataTable(statement.name.text, csv, input, output, scope, context);
  return table && { table, dimension: output.dimension, unit: output.text };
}

export interface ColumnUnit {
  readonly dimension: Dimension;
  readonly scale: number;
  readonly text: string | null;
}
function declaredUnit(type: Syntax.TypeSyntax | null, scope: FileScope, context: Context): ColumnUnit | null {
  if (!type) return { dimension: none, scale: 1, text: null };
  if (type.shape !== 'scalar' && type.shape !== 'angle')
    return context.reporter.report('E0210', type.span, 'a table holds single numbers, not vectors');
  if (!type.unit) return { dimension: none, scale: 1, text: null };
  const unit = resolveUnit(type.unit, scope, context);
  return unit && { ...unit, text: type.unit.text };
}

/** Two columns in SI, the first strictly increasing; the header's unit wins over the declared one when both fit. */
export function dataTable(
  name: string,
  csv: CsvFile,
  input: ColumnUnit,
  output: ColumnUnit,
  scope: FileScope,
  context: Context,
): DataTable | null {
  const scaleX = columnScale(csv.header?.[0], input, scope, context);
  const scaleY = columnScale(csv.header?.[1], output, scope, context);
  if (scaleX === null || scaleY === null) return null;
  for (let i = 1; i < csv.rows.length; i++) {
    const [before, here] = [csv.rows[i - 1]![0]!, csv.rows[i]![0]!];
    if (here.value <= before.value)
      return context.reporter.report(
        'E0616',
        here.span,
        `the first column must increase, and ${here.value} follows ${before.value}`,
        {
          related: [{ span: before.span, text: 'the value before' }],
          help: 'sort the rows; give each value of the first column once',
        },
      );
  }
  if (csv.rows.length < 2)
    return context.reporter.report(
      'E0613',
      csv.rows[0]![0]!.span,
      `${fileName(csv.source.path)} has one row, and a table needs two`,
    );
  const column = (k: number, scale: number): Float64Array =>
    Float64Array.from(csv.rows, (row) => inSI(row[k]!.value, scale));
  return { name, x: column(0, scaleX), y: column(1, scaleY) };
}

/** The factor to SI of a column: from its header when it names a unit, else as declared. */
export function columnScale(
  column: CsvColumn | undefined,
  declared: ColumnUnit,
  scope: FileScope,
  context: Context,
): number | null {
  if (!column || column.unit === null) return declared.scale;
  const unit = parseUnitText(column.unit, column.span, scope, context);
  if (!unit) return null;
  if (sameDimension(unit.dimension, declared.dimension)) return unit.scale;
  return context.reporter.report(
    'E0617',
    column.span,
    `this column is ${describeDimension(unit.dimension, column.unit)}, and ${describeDimension(declared.dimension, declared.text)} is wanted`,
  );
}
