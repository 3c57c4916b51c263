/**
 * `couple p by hyperedges("cubic.csv") as w { product3(a.s, b.s, c.s) { J = w } }`: edges of as many ends as their block names, `a` to `h`. The
 * file has a column for each end, numbers of instances from 0; further columns are the weight and parameters of the devices by name.
 */
import type { Span, Syntax } from '../../../dsl/index.ts';
import { endNames } from '../form.ts';
import type { Instance } from '../instance.ts';
import { didYouMean } from '../reporter.ts';
import { type EdgeColumn, indices, joinedAgain, numbersOf } from './edge-files.ts';
import { mentionsOf } from './mentions.ts';
import { type NumberFile, readNumbers } from './number-file.ts';
import { sizeOf } from './shapes.ts';
import type { Lists } from './topology.ts';
import type { Ends } from './topology-call.ts';

type TextExpression = Extract<Syntax.Expression, { kind: 'string' }>;
type Found = (Lists & { readonly columns: readonly EdgeColumn[]; readonly place: (edge: number) => Span }) | null;

/** Ends of the edges of a coupling: two, or of hyperedges as many as the last of the letters that the block names, or as many as a `pair` has numbers. */
export function endsOfBlock(statement: Syntax.CoupleStatement): number {
  const { topology } = statement;
  if (topology.kind === 'call' && topology.callee.text === 'pair')
    return Math.min(endNames.length, Math.max(2, topology.args.length));
  if (!isHyper(statement)) return 2;
  const named = mentionsOf(statement).map(({ text }) => (text.length === 1 ? endNames.indexOf(text) : -1));
  return named.reduce((most, end) => Math.max(most, end + 1), 2);
}
function isHyper({ topology }: Syntax.CoupleStatement): boolean {
  const word = topology.kind === 'call' ? topology.callee : topology.kind === 'name' ? topology.name : null;
  return word?.text === 'hyperedges';
}

/** One edge a row. Null when something was wrong and reported. */
export function hyperedgesFromList(
  file: TextExpression,
  statement: Syntax.CoupleStatement,
  ends: Ends,
  env: Instance,
): Found {
  const csv = readNumbers(file.value, env.file.source.path, file.span, env.context);
  if (!csv) return null;
  const names = csv.header?.map((column) => column.name) ?? [];
  const letters = [...endNames].slice(0, ends.parts.length);
  const places = letters.map((letter) => names.indexOf(letter));
  const missing = letters.filter((_, end) => places[end]! < 0);
  if (missing.length > 0) return noColumn(csv, { letters, missing, names }, file, env);
  const lists = places.map((column) => indices(csv, column, ends.shapes[0], statement.from, env));
  const columns = csv.header!.map((_, k) => (places.includes(k) ? undefined : numbersOf(csv, k, env)));
  if (lists.some((list) => list === null) || columns.some((column) => column === null)) return null;
  const full = lists as Uint32Array[];
  if (meetsItself(csv, full, places, env)) return null;
  sayAgain(csv, full, ends, places[0]!, env);
  const given = columns.filter((column) => column !== undefined && column !== null);
  const named = nameWeight(csv, given, statement, env);
  const [from, to, ...more] = full as [Uint32Array, Uint32Array];
  return named && { from, to, more, regular: null, columns: named, place: (e) => csv.spanOf(e, places[0]!) };
}

interface Header {
  readonly letters: readonly string[];
  readonly missing: readonly string[];
  readonly names: readonly string[];
}
function noColumn(csv: NumberFile, { letters, missing, names }: Header, file: TextExpression, env: Instance): null {
  const text = (list: readonly string[]): string => list.map((letter) => `\`${letter}\``).join(', ');
  const one = letters.join(',');
  return env.context.reporter.report(
    'E0617',
    csv.spanOf(csv.header ? -1 : 0, 0),
    `a list of hyperedges has a column for each end that the block names, and ${text(missing)} ${missing.length === 1 ? 'is' : 'are'} missing`,
    {
      related: [{ span: file.span, text: 'asked for here' }],
      help: names.includes('from')
        ? `its columns are \`${one}\`; \`from\` and \`to\` are those of \`edges\``
        : `the first line names the columns: \`${one}\`, a weight, and parameters of the device with their unit: \`J[1]\``,
    },
  );
}
/** Whether an edge has one instance at two of its ends, which is reported. */
function meetsItself(
  csv: NumberFile,
  lists: readonly Uint32Array[],
  places: readonly number[],
  { context }: Instance,
): boolean {
  for (let e = 0; e < csv.rows; e++)
    for (let end = 1; end < lists.length; end++)
      for (let before = 0; before < end; before++) {
        if (lists[end]![e] !== lists[before]![e]) continue;
        const text = `\`${endNames[before]}\` and \`${endNames[end]}\` of this edge are both instance ${lists[end]![e]}`;
        context.reporter.report('E0341', csv.spanOf(e, places[end]!), text, {
          label: 'the same instance again',
          related: [{ span: csv.spanOf(e, places[before]!), text: 'here already' }],
          help: 'what joins fewer instances stands in a list of its own, with a device of fewer ports',
        });
        return true;
      }
  return false;
}
/** Edges with the same instances at the same ends are kept, and what they do adds. */
function sayAgain(
  csv: NumberFile,
  lists: readonly Uint32Array[],
  ends: Ends,
  column: number,
  { context }: Instance,
): void {
  const found = joinedAgain(lists, sizeOf(ends.shapes[0]));
  if (found === null) return;
  context.reporter.report(
    'W0332',
    csv.spanOf(found.row, column),
    `${found.again} edge${found.again === 1 ? ' joins instances that are' : 's join instances that are'} joined already: all are kept, and what they do adds`,
    { label: 'the first of them', related: [{ span: csv.spanOf(found.first, column), text: 'joined here' }] },
  );
}
/** `as w` is the column `w`, or the only one that there is. Its place is that of the name in the text. */
function nameWeight(
  csv: NumberFile,
  columns: readonly EdgeColumn[],
  { as }: Syntax.CoupleStatement,
  { context }: Instance,
): readonly EdgeColumn[] | null {
  if (!as) return columns;
  const names = columns.map(({ name }) => name);
  const weight = columns.find(({ name }) => name === as.text) ?? (columns.length === 1 ? columns[0] : undefined);
  if (!weight)
    return context.reporter.report('E0617', csv.spanOf(-1, 0), `no column is called \`${as.text}\``, {
      related: [{ span: as.span, text: 'asked for here' }],
      help:
        didYouMean(as.text, names) ??
        'the weight is a column with the name behind `as`, or the only one besides the ends',
    });
  return columns.map((column) => (column === weight ? { ...weight, name: as.text, origin: as.span } : column));
}
