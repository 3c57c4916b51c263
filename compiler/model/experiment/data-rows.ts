/** `data rows from "xor.csv" (x1, x2, y)`: the rows that a `repeat` goes through, in order or shuffled. */
import { type Dimension, none, type Syntax } from '../../../dsl/index.ts';
import { DrawSource, drawFormat, mostSeeds } from '../../ops/draw/draw.ts';
import { readCsv } from '../csv.ts';
import { parseUnitText } from '../units.ts';
import type { ExperimentDraft } from './draft.ts';

export interface DataRows {
  readonly columns: readonly {
    readonly name: string;
    readonly dimension: Dimension;
    readonly unit: string | null;
    /** SI, by row. */
    readonly values: Float64Array;
  }[];
  readonly count: number;
}
/** The row of each repeat. */
export interface Order {
  readonly data: DataRows;
  at(repeat: number): number;
}

/** By name. */
export function readData(draft: ExperimentDraft): ReadonlyMap<string, DataRows> {
  const found = new Map<string, DataRows>();
  for (const statement of draft.statements('data')) {
    const rows = readRows(statement, draft);
    if (rows) found.set(statement.name.text, rows);
  }
  return found;
}
function readRows({ file, columns }: Syntax.DataStatement, draft: ExperimentDraft): DataRows | null {
  const { context, scope } = draft;
  const csv = readCsv(file.text, scope.source.path, file.span, columns.length, context);
  if (!csv) return null;
  const made = columns.map(({ text }, i) => {
    const header = csv.header?.[i];
    const unit = header?.unit ? parseUnitText(header.unit, header.span, scope, context) : { dimension: none, scale: 1 };
    if (!unit) return null;
    const values = Float64Array.from(csv.rows, (row) => row[i]!.value * unit.scale);
    return { name: text, dimension: unit.dimension, unit: header?.unit ?? null, values };
  });
  return made.every((column) => column !== null) ? { columns: made, count: csv.rows.length } : null;
}

/** `rows`, `shuffled(rows, 7)`: every row once before one comes again. Null after a message. */
export function rowsOf(
  over: Syntax.Expression,
  data: ReadonlyMap<string, DataRows>,
  draft: ExperimentDraft,
): Order | null {
  const { reporter } = draft.context;
  const name = over.kind === 'call' && over.callee.text === 'shuffled' ? over.args[0]?.value : over;
  const rows = name?.kind === 'name' ? data.get(name.name.text) : undefined;
  if (!rows) {
    const declared = name?.kind === 'name' && draft.statements('data').some((d) => d.name.text === name.name.text);
    return declared
      ? null
      : reporter.report('E0293', over.span, 'a repeat goes over rows of data', {
          help: 'declare them, `data rows from "xor.csv" (x1, x2, y)`, and write `over rows` or `over shuffled(rows, 7)`',
        });
  }
  if (over.kind !== 'call') return { data: rows, at: (repeat) => repeat % rows.count };
  const said = over.args[1]?.value;
  const seed = said === undefined ? 1 : said.kind === 'number' ? said.value : Number.NaN;
  if (!(Number.isInteger(seed) && seed >= 0 && seed < mostSeeds))
    return reporter.report('E0293', over.span, 'a seed is a whole number written here', {
      help: '`shuffled(rows, 7)`',
    });
  const orders = new Map<number, readonly number[]>();
  return {
    data: rows,
    at(repeat) {
      const round = Math.floor(repeat / rows.count);
      const order = orders.get(round) ?? shuffled(rows.count, seed, round);
      orders.set(round, order);
      return order[repeat % rows.count]!;
    },
  };
}
/** Fisher and Yates, with draws of their own seed: the same order everywhere. */
function shuffled(count: number, seed: number, round: number): number[] {
  const source = new DrawSource(seed);
  const site = { kind: 'uniform', site: 0, format: drawFormat('uniform') } as const;
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(source.real(site, i, round) * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
