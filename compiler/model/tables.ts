/** Tables of measured data: `table R_T(T: K) -> Ω from "vo2.csv"`, read once and turned to SI. */
import { type Dimension, inSI, none, type Syntax } from '../../dsl/index.ts';
import type { DataTable } from '../ops/graph.ts';
import { type ColumnUnit, columnScale } from './columns.ts';
import { type CsvFile, readCsv } from './csv.ts';
import { type Context, fileName } from './environment.ts';
import type { FileScope } from './scopes.ts';
import { monotoneSlopes } from './slopes.ts';
import { readSurface, type Term } from './surfaces.ts';
import { resolveUnit } from './units.ts';

export interface ReadTable {
  /** The value is the sum of these; each is the product of one table for each variable. */
  readonly terms: readonly Term[];
  readonly dimension: Dimension;
  readonly unit: string | null;
}

/** The table of a statement; read at its first use and kept for the build. */
export function readTable(statement: Syntax.TableStatement, scope: FileScope, context: Context): ReadTable | null {
  return context.memo.of(statement, () => read(statement, scope, context));
}

function read(statement: Syntax.TableStatement, scope: FileScope, context: Context): ReadTable | null {
  const { params, name, file } = statement;
  if (params.length < 1 || params.length > 3)
    return context.reporter.report('E0299', name.span, `a table of ${params.length} variables has no hardware form`, {
      help: 'give the table one to three arguments',
    });
  const inputs = params.map((param) => declaredUnit(param.type, scope, context));
  const output = declaredUnit(statement.result, scope, context);
  const known = inputs.filter((input) => input !== null);
  const [x] = known;
  if (!x || known.length < inputs.length || !output) return null;
  const made = { dimension: output.dimension, unit: output.text };
  if (known.length > 1) {
    const terms = readSurface(statement, [...known, output], scope, context);
    return terms && { terms, ...made };
  }
  const csv = readCsv(file.text, scope.source.path, file.span, 2, context);
  const table = csv && dataTable(name.text, csv, x, output, scope, context);
  return table && { terms: [{ tables: [{ ...table, slope: monotoneSlopes(table.x, table.y) }] }], ...made };
}

function declaredUnit(type: Syntax.TypeSyntax | null, scope: FileScope, context: Context): ColumnUnit | null {
  if (!type) return { dimension: none, scale: 1, text: null };
  if (type.shape !== 'scalar' && type.shape !== 'angle')
    return context.reporter.report('E0210', type.span, 'a table holds single numbers, not vectors');
  if (!type.unit) return { dimension: none, scale: 1, text: null };
  const unit = resolveUnit(type.unit, scope, context);
  return unit && { ...unit, text: type.unit.text };
}

/** Two columns in SI as straight lines, the first strictly increasing; the header's unit wins over the declared one when both fit. */
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
