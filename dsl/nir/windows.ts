/**
 * Convolutions and poolings as matrices. They are what PyTorch calls them: a convolution is a correlation with zeros around its input; an
 * average counts those zeros. Sizes as in `nir.ir.utils.calculate_conv_output` of the reference implementation.
 */
import type { Matrix } from './matrix.ts';
import type { NirNumbers } from './tree.ts';

/** Nodes that move a window over the last dimensions of their input, and over how many of these. */
export const windowKinds: Readonly<Record<string, { readonly dimensions: 1 | 2; readonly weighted: boolean }>> = {
  Conv1d: { dimensions: 1, weighted: true },
  Conv2d: { dimensions: 2, weighted: true },
  SumPool2d: { dimensions: 2, weighted: false },
  AvgPool2d: { dimensions: 2, weighted: false },
};
/** More weights than this, written out, are refused. */
const MOST_ENTRIES = 2 ** 21;

export interface WindowNode {
  readonly kind: string;
  readonly parameters: ReadonlyMap<string, NirNumbers>;
  /** Parameters that are words: `padding` may be `same` or `valid`. */
  readonly words: ReadonlyMap<string, string>;
}
export interface Windows {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly matrix: Matrix;
  /** Of each output; zeros where there is none. */
  readonly bias: readonly number[];
}

/** What has the node as a matrix, or why there is none: a sentence about the node. */
export function windowsOf(node: WindowNode, shape: readonly number[]): Windows | string {
  const { dimensions, weighted } = windowKinds[node.kind]!;
  if (shape.length < dimensions) return `has ${dimensions} dimensions, and what comes in has ${shape.length}`;
  const size = shape.slice(-dimensions);
  const channels = shape.slice(0, -dimensions).reduce((product, n) => product * n, 1);
  const weight = node.parameters.get('weight');
  if (weighted && weight!.shape.length !== dimensions + 2)
    return `needs \`weight\` with ${dimensions + 2} dimensions, and has ${weight!.shape.length}`;
  const kernel = weighted ? weight!.shape.slice(2) : counts(node, 'kernel_size', dimensions, null);
  const stride = counts(node, 'stride', dimensions, 1);
  const dilation = counts(node, 'dilation', dimensions, 1);
  const groups = counts(node, 'groups', 1, 1)?.[0];
  if (kernel === null || stride === null || dilation === null || groups === undefined)
    return 'has a `kernel_size`, `stride`, `dilation` or `groups` that is no whole number above 0';
  const pad = paddingOf(node, kernel, stride, dilation);
  if (typeof pad === 'string') return pad;
  const across = size.map((n, d) =>
    pad.same ? n : Math.floor((n + 2 * pad.before[d]! - dilation[d]! * (kernel[d]! - 1) - 1) / stride[d]!) + 1,
  );
  if (across.some((n) => n < 1)) return `moves a window of ${kernel.join(' x ')} over ${size.join(' x ')}`;
  const made = weighted ? weight!.shape[0]! : channels;
  const taken = weighted ? weight!.shape[1]! : 1;
  if (weighted && (taken * groups !== channels || made % groups !== 0))
    return `takes ${taken * groups} channels, and ${channels} come in`;
  if (made * product(across) * taken * product(kernel) > MOST_ENTRIES)
    return `is ${(made * product(across) * taken * product(kernel)).toExponential(1)} weights written out, and ${MOST_ENTRIES} are the most`;
  const plan = { size, kernel, stride, dilation, before: pad.before, across, taken, perGroup: made / groups };
  const value = weighted
    ? (i: number): number => weight!.numbers[i]!
    : (): number => (node.kind === 'AvgPool2d' ? 1 / product(kernel) : 1);
  const lines = linesOf(plan, made, weighted, value);
  const given = node.parameters.get('bias')?.numbers;
  const positions = product(across);
  const bias = Array.from({ length: lines.length }, (_, i) => given?.[Math.floor(i / positions)] ?? 0);
  const outputs = [...(weighted ? [made] : shape.slice(0, -dimensions)), ...across];
  return { inputs: shape, outputs, matrix: { rows: lines.length, columns: product(shape), lines }, bias };
}

interface Plan {
  readonly size: readonly number[];
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly before: readonly number[];
  readonly across: readonly number[];
  readonly taken: number;
  readonly perGroup: number;
}
/** A line for each output: channel after channel, position after position. */
function linesOf(plan: Plan, made: number, weighted: boolean, value: (i: number) => number): Map<number, number>[] {
  const { kernel, stride, dilation, before, across, size, taken, perGroup } = plan;
  const [area, window] = [product(size), product(kernel)];
  const lines: Map<number, number>[] = [];
  for (let channel = 0; channel < made; channel++)
    for (const at of positionsOf(across)) {
      const line = new Map<number, number>();
      for (let from = 0; from < taken; from++) {
        const source = weighted ? Math.floor(channel / perGroup) * taken + from : channel;
        for (const [k, offset] of positionsOf(kernel).entries()) {
          const place = at.map((n, d) => n * stride[d]! - before[d]! + offset[d]! * dilation[d]!);
          if (place.some((n, d) => n < 0 || n >= size[d]!)) continue;
          const factor = value((channel * taken + from) * window + k);
          if (factor !== 0) line.set(source * area + place.reduce((index, n, d) => index * size[d]! + n, 0), factor);
        }
      }
      lines.push(line);
    }
  return lines;
}
/** Every position of a box of one or two dimensions, the last one fastest. */
function positionsOf([first, second]: readonly number[]): readonly (readonly number[])[] {
  const rows = Array.from({ length: first! }, (_, i) => i);
  return second === undefined
    ? rows.map((i) => [i])
    : rows.flatMap((i) => Array.from({ length: second }, (_, j) => [i, j]));
}

/** Whole numbers above 0, one for each dimension; a single one stands for all. Null where they are something else. */
function counts(node: WindowNode, key: string, dimensions: number, otherwise: number | null): readonly number[] | null {
  const numbers = Array.from(node.parameters.get(key)?.numbers ?? (otherwise === null ? [] : [otherwise]));
  const all = numbers.length === 1 ? new Array<number>(dimensions).fill(numbers[0]!) : numbers;
  return all.length === dimensions && all.every((n) => Number.isInteger(n) && n > 0) ? all : null;
}
/** Zeros in front of each dimension; `same`: so many on both sides that the size stays. */
function paddingOf(
  node: WindowNode,
  kernel: readonly number[],
  stride: readonly number[],
  dilation: readonly number[],
): { readonly before: readonly number[]; readonly same: boolean } | string {
  const word = node.words.get('padding');
  const none = { before: kernel.map(() => 0), same: false };
  if (word === 'valid') return none;
  if (word === 'same') {
    if (stride.some((n) => n !== 1)) return 'has `padding` "same" with a stride, which PyTorch does not know either';
    return { before: kernel.map((k, d) => Math.floor((dilation[d]! * (k - 1)) / 2)), same: true };
  }
  if (word !== undefined) return `has \`padding\` "${word}"; it is "same", "valid" or numbers`;
  const numbers = Array.from(node.parameters.get('padding')?.numbers ?? [0]);
  const before = numbers.length === 1 ? kernel.map(() => numbers[0]!) : numbers;
  const good = before.length === kernel.length && before.every((n) => Number.isInteger(n) && n >= 0);
  return good ? { before, same: false } : 'has a `padding` that is no whole number';
}
function product(factors: readonly number[]): number {
  return factors.reduce((p, x) => p * x, 1);
}
