/** Nodes of a traced step: pure integer operations with proved bounds, from which code for the fast engines is written. */
import type { PolynomialTable } from '../../compiler/ops/index.ts';

export type NodeId = number & { readonly brand: 'IntegerNode' };
export type LeafKind = 'state' | 'param' | 'input' | 'delayed';

/** Every value of the node lies in low..high, whatever the leaves hold. */
export interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}
export type NodeKind =
  | 'constant' // number
  | 'leaf' // leaf, index
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divideFloor' // any integer when the divisor is 0
  | 'divideEven' // to the nearest integer, ties to even; the same
  | 'shiftLeft' // bits
  | 'shiftRight' // bits
  | 'roundEven' // bits: a / 2^bits to the nearest integer, ties to even
  | 'shiftLeftBy' // args[1] in 0..bits
  | 'shiftRightBy' // args[1] in 0..bits
  | 'mask' // a & number, number >= 0
  | 'less'
  | 'equal'
  | 'and'
  | 'or'
  | 'not'
  | 'select'
  | 'clamp' // to limits; flag
  | 'assume' // the same integer, in bounds that somebody else proved
  | 'load' // memory, args[0] = address
  | 'polynomial'; // table, args[0] = code: with workFraction fraction bits

/** Words of a constant memory. */
export type Words = readonly bigint[] | Int32Array<ArrayBuffer>;

export interface Node extends Bounds {
  readonly kind: NodeKind;
  readonly args: readonly NodeId[];
  readonly number: bigint;
  readonly bits: number;
  readonly leaf: LeafKind | null;
  readonly limits: Bounds | null;
  /** Bit of the flags that clipping raises; null: none. */
  readonly flag: number | null;
  readonly memory: Words | null;
  readonly table: PolynomialTable | null;
}

/** Truth values: the engines hold them apart from integers. */
export function isTruth(node: Node): boolean {
  switch (node.kind) {
    case 'less':
    case 'equal':
    case 'and':
    case 'or':
    case 'not':
      return true;
    default:
      return false;
  }
}
export function isConstant(node: Node): boolean {
  return node.kind === 'constant';
}
