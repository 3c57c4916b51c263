/**
 * Integers as float64 numbers `integer * 2^scale`: every node gets a scale, chosen so that shifts cost nothing and sums need no
 * alignment. Whether a program can be computed so: all integers below 2^53, all roundings below 2^51.
 */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { larger } from './bounds.ts';
import { dividesInFloat64 } from './javascript-values.ts';
import { type Bounds, isConstant, type Node, type NodeId } from './node.ts';
import type { Program } from './program.ts';
import { largestAccumulators } from './table-bounds.ts';

/** Exponents stay far from the ends of float64. */
const farthest = 400;

/** Scale of each live node; null for constants, which take any. */
export type Scales = ReadonlyMap<NodeId, number>;

/** null where some node cannot be computed exactly in float64. */
export function findScales(fixed: FixedForm, program: Program): Scales | null {
  const wide = findWide(program);
  const wanted = findWanted(program);
  const scales = new Map<NodeId, number>();
  for (const id of program.live) {
    const node = program.nodes[id]!;
    if (isConstant(node)) continue;
    if (!wide.has(id) && !(fits(node, 53) && isExact(program, node))) return null;
    const scale = scaleOf(fixed, scales, node, wanted.get(id));
    if (Math.abs(scale) > farthest) return null;
    scales.set(id, scale);
  }
  return scales;
}
const fits = ({ low, high }: Bounds, bits: number): boolean =>
  low >= -(1n << BigInt(bits)) && high < 1n << BigInt(bits);
/** Products above 53 bits that are only rounded: they are never made as one number. */
function findWide(program: Program): ReadonlySet<NodeId> {
  const wide = new Set<NodeId>();
  for (const id of program.live) {
    const node = program.nodes[id]!;
    if (node.kind === 'multiply' && !fits(node, 53)) wide.add(id);
  }
  for (const root of program.roots) wide.delete(root);
  for (const id of program.live) {
    const node = program.nodes[id]!;
    for (const arg of node.args) if (node.kind !== 'roundEven' || splitOf(program, node) === null) wide.delete(arg);
  }
  return wide;
}
/** How a product that is too long for float64 is made of two exact ones. */
export interface Split {
  /** The factor of which the lowest `cut` bits are multiplied apart, and the other. */
  readonly parted: NodeId;
  readonly whole: NodeId;
  readonly cut: number;
  /** Whether the product with the higher part is an even number of units of what the product is rounded to. */
  readonly isEven: boolean;
}
/** Where possible only the product with the lower part has to be rounded. null where some number is still too long. */
export function splitOf(program: Program, rounded: Node): Split | null {
  const product = program.nodes[rounded.args[0]!]!;
  if (product.kind !== 'multiply') return null;
  const [a, b] = product.args as readonly [NodeId, NodeId];
  const tries = [rounded.bits + 1, null].flatMap((cut) => [
    { whole: a, parted: b, cut },
    { whole: b, parted: a, cut },
  ]);
  for (const { whole, parted, cut: even } of tries) {
    const [bits, other] = [bitsOf(program.nodes[parted]!), bitsOf(program.nodes[whole]!)];
    const cut = even ?? 51 - other;
    const isShort = cut >= 2 && cut < bits && other + cut <= 51 && other + (bits - cut) + 1 <= 51;
    if (isShort) return { parted, whole, cut, isEven: even !== null };
  }
  return null;
}
/** Bits of the largest size. */
const bitsOf = ({ low, high }: Bounds): number => larger(-low, high).toString(2).length;
const isFullMask = (mask: bigint): boolean => (mask & (mask + 1n)) === 0n;
const within = ({ low, high }: Node, bits: number): boolean =>
  low >= -(1n << BigInt(bits)) && high <= 1n << BigInt(bits);
function isExact(program: Program, node: Node): boolean {
  const [a, b] = node.args.map((arg) => program.nodes[arg]!) as [Node, Node];
  switch (node.kind) {
    case 'roundEven':
      return within(node, 50);
    case 'divideFloor':
    case 'divideEven':
      return dividesInFloat64(a, b) && within(node, 50);
    case 'mask':
      return isFullMask(node.number);
    case 'shiftLeftBy':
    case 'shiftRightBy':
      return false;
    case 'polynomial':
      return fitsTable(node);
    case 'load':
      return a.low >= 0n && a.high < 1n << 30n;
    default:
      return true;
  }
}
/** Whether every product of the table's rounds is below 2^51, and its input codes below 2^50. */
function fitsTable({ table }: Node): boolean {
  const { lowCode, highCode, localBits, coefficients, fineBits, coarseShift } = table!;
  if (lowCode < -(1n << 50n) || highCode > 1n << 50n || localBits > 50) return false;
  if (fineBits.length === 1 && highCode - lowCode >= 1n << BigInt(coarseShift)) return false;
  // rows are found by cells of the finest segment
  const cells = (highCode - lowCode) >> BigInt(coarseShift - Math.max(...fineBits));
  if (cells >= 1n << 20n || coefficients[0]!.words.length > 1 << 14) return false;
  const [value, ...multiplied] = largestAccumulators(table!);
  return value! < 1n << 50n && multiplied.every((most) => most << BigInt(localBits) < 1n << 51n);
}

/** What users would like, from the ends backwards: the fraction of the value that a node belongs to. */
function findWanted(program: Program): Map<NodeId, number> {
  const wanted = new Map<NodeId, number>([...program.fractions].map(([id, fraction]) => [id, -fraction]));
  const want = (id: NodeId, scale: number): void => {
    if (!wanted.has(id)) wanted.set(id, scale);
  };
  for (const id of [...program.live].reverse()) {
    const { kind, args, bits } = program.nodes[id]!;
    const scale = wanted.get(id);
    if (scale === undefined) continue;
    const [a, b, c] = args as readonly [NodeId, NodeId, NodeId];
    if (kind === 'clamp' || kind === 'assume') want(a, scale);
    else if (kind === 'roundEven' || kind === 'shiftRight') want(a, scale - bits);
    else if (kind === 'shiftLeft') want(a, scale + bits);
    else if (kind === 'add' || kind === 'subtract') [want(a, scale), want(b, scale)];
    else if (kind === 'select') [want(b, scale), want(c, scale)];
  }
  return wanted;
}

function scaleOf(fixed: FixedForm, scales: Scales, node: Node, wanted: number | undefined): number {
  const own = (id: NodeId): number | undefined => scales.get(id);
  const [a, b, c] = node.args as readonly [NodeId, NodeId, NodeId];
  switch (node.kind) {
    case 'leaf':
      return -leafFraction(fixed, node);
    case 'add':
    case 'subtract':
      return agreed(own(a), own(b), wanted);
    case 'select':
      return agreed(own(b), own(c), wanted);
    case 'multiply': {
      const [x, y] = [own(a), own(b)];
      return x !== undefined && y !== undefined ? x + y : (wanted ?? x ?? y ?? 0);
    }
    case 'divideFloor':
    case 'divideEven': {
      const [x, y] = [own(a), own(b)];
      return x !== undefined && y !== undefined ? x - y : (wanted ?? x ?? 0);
    }
    case 'shiftLeft':
      return own(a)! - node.bits;
    case 'roundEven':
    case 'shiftRight':
      return own(a)! + node.bits;
    case 'mask':
    case 'clamp':
    case 'assume':
      return own(a) ?? 0;
    case 'load':
    case 'polynomial':
      return wanted ?? 0;
    default:
      return 0; // truth values
  }
}
function agreed(x: number | undefined, y: number | undefined, wanted: number | undefined): number {
  if (x === undefined || y === undefined) return x ?? y ?? wanted ?? 0;
  return y === wanted ? y : x;
}
/** Fraction bits of a leaf's words. */
export function leafFraction(fixed: FixedForm, { leaf, bits: index }: Node): number {
  switch (leaf!) {
    case 'state':
      return fixed.states[index]!.format.fraction;
    case 'param':
      return fixed.params[index]!.format.fraction;
    case 'input':
      return (fixed.inputs[index] ?? fixed.draws[index - fixed.inputs.length])!.format.fraction;
    case 'delayed':
      return fixed.delayLines[index]!.format.fraction;
  }
}
