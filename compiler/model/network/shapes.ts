/** Shapes of arrays: `[28, 28]`, whole numbers known before the run, the last index fastest. */
import type { Syntax } from '../../../dsl/index.ts';
import { constantValue } from '../constant-value.ts';
import { evaluateReal } from '../expressions.ts';
import type { Instance } from '../instance.ts';
import { wantPlain } from '../operators.ts';

/** Instances of one array at most: their numbers are indices of typed arrays. */
export const mostInstances = 2 ** 26;

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'one' : `[${shape.join(', ')}]`;
}
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i]);
}
/** The number of an instance within its array. */
export function numberOf(indices: readonly number[], shape: readonly number[]): number {
  return indices.reduce((number, index, i) => number * shape[i]! + index, 0);
}
/** The numbers of the instances whose every index is among those of its dimension. */
export function numbersAmong(along: readonly (readonly number[])[], shape: readonly number[]): number[] {
  return along.reduce<number[]>(
    (numbers, indices, d) => numbers.flatMap((n) => indices.map((i) => n * shape[d]! + i)),
    [0],
  );
}
/** low, low + step ... up to high; null where that does not go upwards by whole numbers. */
export function indicesBetween(low: number, high: number, step: number): number[] | null {
  if (!(Number.isInteger(step) && step > 0) || high < low) return null;
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => low + i * step);
}
export const notUpwards = 'indices go upwards, by whole numbers';

/** The numbers of a shape as the circuit's parameters have them; null when something was wrong and reported. */
export function readShape(expressions: readonly Syntax.Expression[], circuit: Instance): number[] | null {
  const { reporter } = circuit.context;
  if (expressions.length > 3)
    return reporter.report(
      'E0339',
      expressions[3]!.span,
      `an array has one to three dimensions, and this has ${expressions.length}`,
    );
  const shape = expressions.map((expression) => extent(expression, circuit));
  if (shape.some((n) => n === null)) return null;
  const size = sizeOf(shape as number[]);
  if (size <= mostInstances) return shape as number[];
  return reporter.report(
    'E0339',
    { ...expressions[0]!.span, end: expressions.at(-1)!.span.end },
    `this array has ${size} instances, and ${mostInstances} is the most`,
  );
}

function extent(expression: Syntax.Expression, circuit: Instance): number | null {
  const { reporter } = circuit.context;
  const q = evaluateReal(expression, circuit);
  if (!q || !wantPlain(circuit, q, expression, 'the size of an array')) return null;
  const value = constantValue(circuit.cell.graph, q.parts[0]!, circuit.cell.params);
  if (value !== undefined && Number.isInteger(value) && value >= 1) return value;
  const entry = expression.kind === 'name' ? circuit.entries.get(expression.name.text) : undefined;
  const said = entry?.kind === 'param' ? entry.override : null;
  const isUnknown = value === undefined;
  return reporter.report(
    'E0339',
    expression.span,
    isUnknown ? 'the size of an array is a number known before the run' : `an array of ${value} instances`,
    {
      label: isUnknown ? undefined : 'a whole number from 1 on is wanted',
      related: said ? [{ span: said.span, text: 'said here' }] : [],
    },
  );
}
