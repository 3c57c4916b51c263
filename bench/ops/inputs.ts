/** Operands of a site without lists: every combination at small widths; else corners, then seeded numbers of all sizes. */
import { type Format, integerRange } from '../../compiler/ops/format.ts';

/** Writes the operands of one vector into `into` from `at` on. */
export interface Inputs {
  readonly count: number;
  readonly exhaustive: boolean;
  fill(index: number, into: BigInt64Array, at: number): void;
}

/** Most combinations that are gone through one by one. */
export const mostCombinations = 2 ** 20;

export function everyInput(formats: readonly Format[]): Inputs {
  const lows = formats.map((f) => integerRange(f).low);
  const count = formats.reduce((product, f) => product * 2 ** f.width, 1);
  if (count > mostCombinations) throw new Error(`${count} combinations are too many`);
  return {
    count,
    exhaustive: true,
    fill(index, into, at) {
      let rest = index;
      formats.forEach((f, k) => {
        into[at + k] = lows[k]! + BigInt(rest % 2 ** f.width);
        rest = Math.floor(rest / 2 ** f.width);
      });
    },
  };
}

/** Ends, powers of two, small numbers, and the neighbours of each. */
function cornersOf(format: Format): bigint[] {
  const { low, high } = integerRange(format);
  const powers = Array.from({ length: format.width }, (_, k) => 1n << BigInt(k));
  const centres = [low, high, 0n, ...powers, ...powers.map((p) => -p)];
  const near = centres.flatMap((c) => [c - 1n, c, c + 1n]);
  return [...new Set(near)].filter((x) => x >= low && x <= high);
}
/** A number of 32 bits that depends on its place only: the finaliser of MurmurHash3 (A. Appleby, public domain). */
function scrambled(place: number, seed: number): number {
  let h = Math.imul(place, 0x9e3779b1) ^ seed;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Pairs of corners first (as many as half of `count`), then numbers of every magnitude. */
export function sampledInputs(formats: readonly Format[], count: number, seed: number): Inputs {
  const corners = formats.map(cornersOf);
  const pairs = Math.min(
    Math.floor(count / 2),
    corners.reduce((product, c) => product * c.length, 1),
  );
  const words = new Uint32Array(2);
  const whole = new BigInt64Array(words.buffer);
  const draw = (f: Format, place: number): bigint => {
    words[0] = scrambled(place, seed);
    words[1] = scrambled(place, ~seed);
    const bits = f.width - (scrambled(place, seed ^ 0x5bf03635) % f.width);
    return f.signed ? BigInt.asIntN(bits, whole[0]!) : BigInt.asUintN(bits, whole[0]!);
  };
  return {
    count,
    exhaustive: false,
    fill(index, into, at) {
      if (index >= pairs) {
        formats.forEach((f, k) => {
          into[at + k] = draw(f, 4 * index + k);
        });
        return;
      }
      let rest = index;
      corners.forEach((list, k) => {
        into[at + k] = list[rest % list.length]!;
        rest = Math.floor(rest / list.length);
      });
    },
  };
}
