/** WebAssembly code for products of more than 64 bits, which are never made as one number: they are rounded, or cut, to what fits. */
import { larger } from './bounds.ts';
import { type Bounds, isTruth, type Node } from './node.ts';
import type { Program } from './program.ts';
import type { FunctionBody } from './wasm-bytes.ts';

export const fits64 = ({ low, high }: Bounds): boolean => low >= -(1n << 63n) && high < 1n << 63n;
export const isWide = (node: Node): boolean => !isTruth(node) && !fits64(node);
const bitsOf = ({ low, high }: Bounds): number => larger(-low, high).toString(2).length;

/** Whether every value has 64 bits, or is a product of such that is only rounded or cut. */
export function fitsWords(program: Program): boolean {
  const wide = new Set(program.live.filter((id) => isWide(program.nodes[id]!)));
  if (wide.size === 0) return true;
  if (program.roots.some((root) => wide.has(root))) return false;
  const made = [...wide].every((id) => {
    const { kind, args } = program.nodes[id]!;
    return kind === 'multiply' && !args.some((arg) => wide.has(arg));
  });
  if (!made) return false;
  return program.live.every((id) => {
    const { kind, args, bits } = program.nodes[id]!;
    const product = args.find((arg) => wide.has(arg));
    if (product === undefined) return true;
    if (kind === 'shiftRight') return true; // and what it gives fits
    return kind === 'roundEven' && halvesFit(program.nodes[product]!, bits);
  });
}
/** A rounding is made of the halves of its unit. */
function halvesFit({ low, high }: Bounds, bits: number): boolean {
  const cut = BigInt(bits - 1);
  return fits64({ low: low >> cut, high: high >> cut });
}
/** Where the first factor of a rounded product is cut so that nothing has more than 62 bits; null: nowhere. */
export function wideCut(program: Program, { args, bits }: Node): number | null {
  const product = program.nodes[args[0]!]!;
  const [a, b] = product.args.map((arg) => bitsOf(program.nodes[arg]!)) as [number, number];
  const cut = Math.max(1, a + b + 1 - 61);
  return cut < bits && cut + b <= 62 ? cut : null;
}

/** (x + (half - 1) + (x >> bits & 1)) >> bits. */
export function roundEvenOf(body: FunctionBody, x: number, bits: number): void {
  body
    .get(x)
    .i64((1n << BigInt(bits - 1)) - 1n)
    .op('i64_add');
  body.get(x).i64(BigInt(bits)).op('i64_shr_s').i64(1n).op('i64_and', 'i64_add');
  body.i64(BigInt(bits)).op('i64_shr_s');
}

/** The factors of a product, in locals. */
type Factors = readonly [a: number, b: number];

/** Pushes a product divided by 2^bits, to the nearest integer, ties to even. `cut`: see `wideCut`. */
export function writeWideRound(body: FunctionBody, factors: Factors, bits: number, cut: number | null): void {
  if (cut === null) roundWhole(body, factors, bits);
  else roundInParts(body, factors, bits, cut);
}
/** Pushes the floor of a product divided by 2^bits. */
export function writeWideFloor(body: FunctionBody, factors: Factors, bits: number): void {
  pushShifted(body, writeProduct(body, factors), bits);
}
/**
 * With a = h 2^cut + l the product is q 2^cut + r for q = h b + (l b >> cut) and a rest 0 <= r < 2^cut. Of the rest only whether it is 0
 * matters, which one bit below q says.
 */
function roundInParts(body: FunctionBody, [a, b]: Factors, bits: number, cut: number): void {
  const [low, x, mask] = [body.local('i64'), body.local('i64'), (1n << BigInt(cut)) - 1n];
  body.get(a).i64(mask).op('i64_and').get(b).op('i64_mul').set(low); // biome-ignore format: the lower part
  body.get(a).i64(BigInt(cut)).op('i64_shr_s').get(b).op('i64_mul'); // biome-ignore format: the higher part
  body.get(low).i64(BigInt(cut)).op('i64_shr_s', 'i64_add').i64(1n).op('i64_shl'); // biome-ignore format: 2 q
  body.get(low).i64(mask).op('i64_and', 'i64_eqz', 'i32_eqz', 'i64_extend_i32_u', 'i64_or').set(x); // biome-ignore format: 2 q and the rest
  roundEvenOf(body, x, bits - cut + 1);
}
/** From the product in halves of the unit: up where the last half is 1 and below it, or in the integer's last bit, there is another 1. */
function roundWhole(body: FunctionBody, factors: Factors, bits: number): void {
  const product = writeProduct(body, factors);
  const halves = body.local('i64');
  pushShifted(body, product, bits - 1);
  body.set(halves);
  body.get(halves).i64(1n).op('i64_shr_s');
  pushRest(body, product, bits - 1);
  body.get(halves).i64(1n).op('i64_shr_s', 'i64_or').get(halves).op('i64_and').i64(1n).op('i64_and', 'i64_add');
}

/** The upper and the lower 64 bits of a product, in locals. */
interface Product {
  readonly high: number;
  readonly low: number;
}
const half = 32n;
const halfMask = (1n << half) - 1n;
/**
 * Source: H. S. Warren, Hacker's Delight, 2nd edition (2013), 8-2 (mulhs): from products of 32 bits, none of whose sums leaves 64.
 */
function writeProduct(body: FunctionBody, [a, b]: Factors): Product {
  const [high, low, middle] = [body.local('i64'), body.local('i64'), body.local('i64')];
  const lower = (of: number): FunctionBody => body.get(of).i64(halfMask).op('i64_and');
  const upper = (of: number): FunctionBody => body.get(of).i64(half).op('i64_shr_s');
  upper(a);
  lower(b).op('i64_mul');
  lower(a);
  lower(b).op('i64_mul').i64(half).op('i64_shr_u', 'i64_add').set(middle);
  lower(a);
  upper(b).op('i64_mul');
  lower(middle).op('i64_add').i64(half).op('i64_shr_s');
  upper(middle).op('i64_add');
  upper(a);
  upper(b).op('i64_mul', 'i64_add').set(high);
  body.get(a).get(b).op('i64_mul').set(low);
  return { high, low };
}
/** Pushes floor(product / 2^by), which fits. */
function pushShifted(body: FunctionBody, { high, low }: Product, by: number): void {
  if (by === 0) body.get(low);
  else if (by >= 64)
    body
      .get(high)
      .i64(BigInt(Math.min(63, by - 64)))
      .op('i64_shr_s');
  else {
    body
      .get(high)
      .i64(BigInt(64 - by))
      .op('i64_shl');
    body.get(low).i64(BigInt(by)).op('i64_shr_u', 'i64_or');
  }
}
/** Pushes 1 where one of the lowest `by` bits of the product is, else 0. */
function pushRest(body: FunctionBody, { high, low }: Product, by: number): void {
  if (by === 0) body.i64(0n);
  else if (by <= 64)
    body
      .get(low)
      .i64(BigInt(64 - by))
      .op('i64_shl');
  else
    body
      .get(high)
      .i64(BigInt(128 - by))
      .op('i64_shl')
      .get(low)
      .op('i64_or');
  body.op('i64_eqz', 'i32_eqz', 'i64_extend_i32_u');
}
