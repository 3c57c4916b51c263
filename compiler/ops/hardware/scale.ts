/** Products with a constant: by adders (`qnm_scale`) where these cost less than the multiplier blocks that they save. */
import type { FixedSite, HardwareInstance } from '../operation.ts';
import { blockBits, carryTime, productTimes } from './delays.ts';
import { operandParameters, place, resultParameters, roundingPlaces, saturates, signedWidth } from './rounding.ts';

/** Look-up tables that a multiplier block is worth: the families have 400 to 900 for each, and the rest of a circuit wants some. */
const blockWorth = 120;
/** Digits that `qnm_scale` takes. */
const mostPlaces = 64;
/** Adders may be slower than blocks by about one of them. */
const lateness = 2.5;
/** Places of digits that are summed before the register in the middle. */
const group = 8;

/** Signed digits of a constant, least first, no two neighbours: bits of the places where they are 1 and -1. */
export interface SignedDigits {
  readonly plus: bigint;
  readonly minus: bigint;
  readonly places: number;
}
/** The canonical signed-digit form, which has the fewest digits (G. W. Reitwiesner, Adv. Comput. 1, 231 (1960)). */
export function signedDigitsOf(value: bigint): SignedDigits {
  let rest = value;
  let [plus, minus, places] = [0n, 0n, 0];
  for (let bit = 1n; rest !== 0n; bit <<= 1n, places++, rest >>= 1n) {
    if ((rest & 1n) === 0n) continue;
    // the digit that leaves a multiple of four
    const one = (rest & 3n) === 1n;
    if (one) plus |= bit;
    else minus |= bit;
    rest -= one ? 1n : -1n;
  }
  return { plus, minus, places };
}
const count = (bits: bigint): number => bits.toString(2).replaceAll('0', '').length;
const levels = (terms: number): number => Math.ceil(Math.log2(Math.max(1, terms)));

/** A product with a constant by adders. */
export interface Scale {
  readonly digits: SignedDigits;
  /** Which argument is the constant. */
  readonly constant: number;
  readonly lut: number;
  /** Nanoseconds of the sums of eight places each, and of their sum. */
  readonly times: readonly [groups: number, sum: number];
}
/** Null where the site has no constant, or blocks are better. */
export function scaleOf({ args, constants }: FixedSite): Scale | null {
  const constant = constants.findIndex((c) => c !== null);
  const value = constants[constant];
  if (value === undefined || value === null || value === 0n || args.length !== 2) return null;
  const digits = signedDigitsOf(value);
  const width = signedWidth(args[1 - constant]!);
  // what is as narrow as a sign chooses between constants
  if (digits.places > mostPlaces || width <= 2) return null;
  const bits = digits.plus | digits.minus;
  const groups = Array.from({ length: Math.ceil(digits.places / group) }, (_, g) =>
    count((bits >> BigInt(group * g)) & 255n),
  );
  const lut = Math.max(0, count(bits) - 1) * (width + group);
  const times = [
    levels(Math.max(...groups)) * carryTime(width + group),
    levels(groups.filter((n) => n > 0).length) * carryTime(width + digits.places),
  ] as const;
  const blocks = Math.ceil(width / blockBits) * Math.ceil((value < 0n ? -value : value).toString(2).length / blockBits);
  const [pieces, sum] = productTimes(width, args[constant]!.width);
  return lut <= blockWorth * blocks && times[0] + times[1] <= pieces + sum + lateness
    ? { digits, constant, lut, times }
    : null;
}

export function scaleHardware(site: FixedSite, { digits, constant, times }: Scale): HardwareInstance {
  const operand = site.args[1 - constant]!;
  const width = signedWidth(operand) + digits.places;
  const exact = { width, fraction: operand.fraction + site.args[constant]!.fraction };
  const places = [place(times[0], width), place(times[1], width), ...roundingPlaces(exact, site)];
  return {
    module: 'qnm_scale',
    parameters: {
      K_FRACTION: site.args[constant]!.fraction,
      PLACES: digits.places,
      PLUS: digits.plus,
      MINUS: digits.minus,
      ...operandParameters([operand]),
      ...resultParameters(site),
    },
    ports: site.args.map((_, i) => (i === constant ? null : 'a')),
    latency: places.length,
    places,
    tail: 0,
    flag: saturates(exact, site),
  };
}
