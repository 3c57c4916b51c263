/** Units of the columns of a CSV file: what the file says, and what the place that reads it declares. */
import { type Dimension, describeDimension, sameDimension } from '../../dsl/index.ts';
import type { CsvColumn } from './csv.ts';
import type { Context } from './environment.ts';
import type { FileScope } from './scopes.ts';
import { parseUnitText } from './units.ts';

export interface ColumnUnit {
  readonly dimension: Dimension;
  readonly scale: number;
  readonly text: string | null;
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
