/** A number for each instance of an array: `[1 V, 2 V]`, `data("x.csv", K)`, `stimulus("digit.csv", 10.5 V .. 12.2 V)`. */
import { type Dimension, inSI, none, type Span, type Syntax } from '../../../dsl/index.ts';
import type { ValueId } from '../../ops/graph.ts';
import { asComplex } from '../complex.ts';
import type { CallExpression, Environment, ListExpression } from '../environment.ts';
import { fileName } from '../environment.ts';
import { evaluate, evaluateReal } from '../expressions.ts';
import type { Instance } from '../instance.ts';
import { scalar, textOfExpression, wantNumber, wantSame } from '../operators.ts';
import { type Quantity, real } from '../quantity.ts';
import { parseUnitText, printUnit } from '../units.ts';
import { type NumberFile, readNumbers } from './number-file.ts';
import { shapeText, sizeOf } from './shapes.ts';

type Env = Environment<ValueId>;

/** Entries of a list that are worked out in different ways: each is told from the others by a word of every instance. */
const mostWorkedOut = 64;

/** A list as long as the array, row by row; rows may be lists themselves. Its entries are numbers, vectors or complex numbers. */
export function listOfNumbers(list: ListExpression, instance: Instance, here: Env): Quantity<ValueId> | null {
  const items = flat(list);
  if (!fitsArray(items.length, list.span, 'this list has', instance)) return null;
  const quantities = items.map((item) => evaluate(item, here));
  if (quantities.some((q, i) => q === null || !wantNumber(here, q, items[i]!))) return null;
  const wide = quantities.some((q) => q?.shape === 'complex');
  const entries = quantities.map((q) => (wide ? asComplex(here, q!) : q!));
  const [first, ...others] = entries.map((quantity, i) => ({ quantity, expression: items[i]! }));
  if (!others.every((operand) => wantSame(here, first!, operand, 'a number beside'))) return null;
  const parts: ValueId[] = [];
  for (const k of first!.quantity.parts.keys()) {
    const each = entries.map((entry) => entry.parts[k]!);
    const part = sharedOut(each, first!.quantity, list.span, instance, here);
    if (part === null) return null;
    parts.push(part);
  }
  return { ...first!.quantity, parts };
}
/** One value that is another one in each instance, as the entries say. */
function sharedOut(
  entries: readonly ValueId[],
  { dimension, unit }: Quantity<ValueId>,
  span: Span,
  instance: Instance,
  here: Env,
): ValueId | null {
  const values = new Float64Array(entries.length);
  /** Entries that a parameter decides, with the places where each stands. */
  const others = new Map<ValueId, number[]>();
  for (const [i, part] of entries.entries()) {
    const value = here.builder.constantOf(part);
    if (value !== undefined) values[i] = value;
    else if (others.has(part)) others.get(part)!.push(i);
    else others.set(part, [i]);
  }
  if (others.size > mostWorkedOut)
    return here.context.reporter.report(
      'E0340',
      span,
      `${others.size} entries of this list are worked out from parameters, each in another way; at most ${mostWorkedOut} may be`,
      { help: 'put what differs into a file, `V0 * data("x.csv")`, or into numbers' },
    );
  let sum = datum('list', values, { dimension, unit, scale: 1 }, span, instance).parts[0]!;
  for (const [part, places] of others) {
    const ones = new Float64Array(values.length);
    for (const i of places) ones[i] = 1;
    const there = datum('list', ones, { dimension: none, unit: null, scale: 1 }, span, instance);
    sum = scalar(here, 'add', sum, scalar(here, 'multiply', part, there.parts[0]!));
  }
  return sum;
}
function flat(list: ListExpression): Syntax.Expression[] {
  return list.items.flatMap((item) => (item.kind === 'list' ? flat(item) : [item]));
}

/** Undefined when the call is none of these. */
export function numbersCall(call: CallExpression, instance: Instance, here: Env): Quantity<ValueId> | null | undefined {
  if (call.callee.text === 'data') return data(call, instance, here);
  if (call.callee.text === 'stimulus') return stimulus(call, instance, here);
  return undefined;
}

/** `data("x.csv", K)`: the numbers of a file in a unit; without one, in that of the header. */
function data(call: CallExpression, instance: Instance, here: Env): Quantity<ValueId> | null {
  const usage = 'data("x.csv", UNIT)';
  const csv = fileOf(call, 1, 2, usage, instance, here);
  if (!csv) return null;
  const said = call.args[1]?.value;
  const column = csv.header?.[0];
  const read = said
    ? unitOf(said, here)
    : column?.unit
      ? withText(column.unit, column.span, here)
      : { dimension: none, scale: 1, unit: null };
  if (!read) return null;
  return datum(
    'data',
    csv.values.map((value) => inSI(value, read.scale)),
    read,
    call.span,
    instance,
  );
}

/** The text of an expression such as `mW/K`, read as a unit. */
function unitOf(expression: Syntax.Expression, here: Env) {
  return withText(textOfExpression(here, expression).replace(/\s+/g, ''), expression.span, here);
}
function withText(text: string, span: Span, here: Env) {
  const unit = parseUnitText(text, span, here.file, here.context);
  return unit && { ...unit, unit: text };
}

/**
 * `stimulus("digit.csv", low .. high)`: 0 is `low`; `high` is 1 when no number is larger, 255 when all are whole numbers up to it,
 * else the largest.
 */
function stimulus(call: CallExpression, instance: Instance, here: Env): Quantity<ValueId> | null {
  const usage = 'stimulus("x.csv", low .. high)';
  const range = call.args[1]?.value;
  const csv = fileOf(call, 2, 2, usage, instance, here);
  if (!csv) return null;
  if (range?.kind !== 'range' || range.step)
    return here.context.reporter.report('E0231', (range ?? call).span, '`stimulus` wants a range `low .. high`', {
      help: 'for example `stimulus("x.csv", 10.5 V .. 12.2 V)`',
    });
  const [low, high] = [evaluateReal(range.low, here), evaluateReal(range.high, here)];
  if (!low || !high) return null;
  const ends = [
    { quantity: low, expression: range.low },
    { quantity: high, expression: range.high },
  ] as const;
  if (!wantSame(here, ends[0], ends[1], 'the other end beside')) return null;
  const negative = csv.values.findIndex((value) => value < 0);
  if (negative >= 0)
    return here.context.reporter.report(
      'E0615',
      csv.spanOf(Math.floor(negative / csv.columns), negative % csv.columns),
      'levels of a stimulus are not negative',
      { related: [{ span: call.span, text: 'asked for here' }] },
    );
  const full = fullLevel(csv.values);
  const levels = csv.values.map((value) => value / full);
  const level = datum('stimulus', levels, { dimension: none, unit: null, scale: 1 }, call.span, instance);
  const width = scalar(here, 'subtract', high.parts[0]!, low.parts[0]!);
  return {
    ...low,
    parts: [scalar(here, 'add', low.parts[0]!, scalar(here, 'multiply', width, level.parts[0]!))],
  };
}
function fullLevel(values: Float64Array): number {
  let largest = 0;
  let whole = true;
  for (const value of values) {
    largest = Math.max(largest, value);
    whole &&= Number.isInteger(value);
  }
  return largest <= 1 ? 1 : whole && largest <= 255 ? 255 : largest;
}

function fileOf(
  call: CallExpression,
  least: number,
  most: number,
  usage: string,
  instance: Instance,
  here: Env,
): NumberFile | null {
  const { reporter } = here.context;
  const [first] = call.args;
  if (first?.value.kind !== 'string' || call.args.length < least || call.args.length > most)
    return reporter.report('E0212', call.span, `\`${call.callee.text}\` wants the name of a file in quotes`, {
      help: `write \`${usage}\``,
    });
  const csv = readNumbers(first.value.value, here.file.source.path, first.span, here.context);
  if (!csv) return null;
  const what = `${fileName(csv.source.path)} (${csv.rows} row${csv.rows === 1 ? '' : 's'} of ${csv.columns}) has`;
  return fitsArray(csv.values.length, first.span, what, instance) ? csv : null;
}

function fitsArray(count: number, span: Span, what: string, instance: Instance): boolean {
  const { shape } = instance.cell;
  if (shape.some((_, outer) => count === sizeOf(shape.slice(outer)))) return true;
  instance.context.reporter.report(
    'E0340',
    span,
    shape.length === 0
      ? 'there is one instance here, so there is nothing to share numbers out to'
      : `${what} ${count} number${count === 1 ? '' : 's'}, and the instances are ${sizeOf(shape)}`,
    { label: shape.length > 1 ? shapeText(shape) : undefined },
  );
  return false;
}

/** Numbers for the last dimensions alone are the same in every copy of those. */
function repeated(values: Float64Array, size: number): Float64Array {
  return values.length === size ? values : Float64Array.from({ length: size }, (_, i) => values[i % values.length]!);
}

function datum(
  name: string,
  values: Float64Array,
  { dimension, unit, scale }: { readonly dimension: Dimension; readonly unit: string | null; readonly scale: number },
  origin: Span,
  instance: Instance,
): Quantity<ValueId> {
  const full = `${instance.prefix}${name}${instance.cell.data.length}`;
  const print = unit !== null && scale !== 1 ? printUnit(unit, dimension, scale) : printUnit(null, dimension);
  const all = repeated(values, sizeOf(instance.cell.shape));
  return real(instance.cell.datum({ name: full, unit: print, values: all, origin }), dimension, unit);
}
