/** Integer meanings against rational numbers, exhaustively: "the exact result, rounded once, then overflow". */
import { describe, expect, it } from 'vitest';
import {
  evaluateIntegerFlagged,
  type Format,
  type Overflow,
  plainSite,
  type Rounding,
} from '../../compiler/ops/index.ts';
import { format } from '../support/fixed-builder.ts';

/** n/d, d > 0. */
interface Rational {
  readonly n: bigint;
  readonly d: bigint;
}
const rational = (n: bigint, d: bigint): Rational => (d < 0n ? { n: -n, d: -d } : { n, d });
const numberOf = (integer: bigint, f: Format): Rational =>
  f.fraction >= 0 ? rational(integer, 1n << BigInt(f.fraction)) : rational(integer << BigInt(-f.fraction), 1n);
const plus = (a: Rational, b: Rational): Rational => rational(a.n * b.d + b.n * a.d, a.d * b.d);
const times = (a: Rational, b: Rational): Rational => rational(a.n * b.n, a.d * b.d);
const over = (a: Rational, b: Rational): Rational => rational(a.n * b.d, a.d * b.n);
const minus = (a: Rational): Rational => rational(-a.n, a.d);
const isLess = (a: Rational, b: Rational): boolean => a.n * b.d < b.n * a.d;
const whole = (n: bigint): Rational => ({ n, d: 1n });
const floorOf = (a: Rational): bigint => (a.n - (((a.n % a.d) + a.d) % a.d)) / a.d;

/** All integers of a format, by counting. */
function* integersOf(f: Format): Generator<bigint> {
  const count = 2n ** BigInt(f.width);
  const first = f.signed ? -count / 2n : 0n;
  for (let k = 0n; k < count; k++) yield first + k;
}
/** What the contract asks of a result, found by looking at the neighbours rather than by shifts. */
function expected(
  exact: Rational,
  f: Format,
  rounding: Rounding,
  overflow: Overflow,
): { value: bigint; flag: boolean } {
  const scaled = times(
    exact,
    f.fraction >= 0 ? whole(2n ** BigInt(f.fraction)) : rational(1n, 2n ** BigInt(-f.fraction)),
  );
  const below = floorOf(scaled);
  const rest = plus(scaled, whole(-below));
  const half = rational(1n, 2n);
  const up = rounding === 'nearestEven' && (isLess(half, rest) || (!isLess(rest, half) && below % 2n !== 0n));
  const rounded = up ? below + 1n : below;
  const count = 2n ** BigInt(f.width);
  const first = f.signed ? -count / 2n : 0n;
  const last = first + count - 1n;
  if (rounded >= first && rounded <= last) return { value: rounded, flag: false };
  if (overflow === 'saturate') return { value: rounded < first ? first : last, flag: true };
  const wrapped = (((rounded - first) % count) + count) % count;
  return { value: first + wrapped, flag: false };
}

type Meaning = (args: readonly Rational[], result: Format) => Rational;
const meanings: Readonly<Record<string, Meaning>> = {
  add: ([a, b]) => plus(a!, b!),
  subtract: ([a, b]) => plus(a!, minus(b!)),
  multiply: ([a, b]) => times(a!, b!),
  minimum: ([a, b]) => (isLess(a!, b!) ? a! : b!),
  maximum: ([a, b]) => (isLess(a!, b!) ? b! : a!),
  negate: ([a]) => minus(a!),
  absolute: ([a]) => (a!.n < 0n ? minus(a!) : a!),
  sign: ([a]) => whole(a!.n > 0n ? 1n : a!.n < 0n ? -1n : 0n),
  floor: ([a]) => whole(floorOf(a!)),
  resize: ([a]) => a!,
  wrap: ([a]) => plus(a!, whole(-floorOf(plus(a!, rational(1n, 2n))))),
};
const decisions: Readonly<Record<string, (a: Rational, b: Rational) => boolean>> = {
  less: isLess,
  lessEqual: (a, b) => !isLess(b, a),
  equal: (a, b) => !isLess(a, b) && !isLess(b, a),
};
const pairs: readonly (readonly [string, string])[] = [
  ['s5.3', 's5.3'],
  ['s4.0', 'u5.6'],
  ['u4.-2', 's5.2'],
  ['s3.5', 's6.1'],
  ['u5.5', 'u5.2'],
];
const results = ['s4.2', 'u4.1', 's6.-1', 's9.7', 'u3.5'];
const roundings: readonly Rounding[] = ['nearestEven', 'floor'];
const overflows: readonly Overflow[] = ['saturate', 'wrap'];

function sweep(name: string, argFormats: readonly Format[], meaning: Meaning): void {
  const tuples =
    argFormats.length === 1
      ? [...integersOf(argFormats[0]!)].map((a) => [a])
      : [...integersOf(argFormats[0]!)].flatMap((a) => [...integersOf(argFormats[1]!)].map((b) => [a, b]));
  for (const text of results)
    for (const rounding of roundings)
      for (const overflow of overflows) {
        const result = format(text);
        const site = plainSite(argFormats, result, { rounding, overflow });
        for (const args of tuples) {
          const want = expected(
            meaning(
              args.map((x, i) => numberOf(x, argFormats[i]!)),
              result,
            ),
            result,
            rounding,
            overflow,
          );
          const got = evaluateIntegerFlagged(name, site, args);
          if (got.value !== want.value || got.flag !== want.flag)
            expect({ name, args, text, rounding, overflow, ...got }).toEqual(want);
        }
      }
}

describe('the exact integer meaning', () => {
  it.each(['add', 'subtract', 'multiply', 'minimum', 'maximum'])(
    'of %s is right for every input of ten bits',
    (name) => {
      for (const [a, b] of pairs) sweep(name, [format(a), format(b)], meanings[name]!);
    },
  );
  it.each(['negate', 'absolute', 'sign', 'floor', 'resize', 'wrap'])(
    'of %s is right for every input of nine bits',
    (name) => {
      for (const text of ['s9.4', 'u9.7', 's8.-3', 's7.9', 'u8.0']) sweep(name, [format(text)], meanings[name]!);
    },
  );
  it.each(Object.keys(decisions))('of %s compares numbers, whatever their formats', (name) => {
    for (const [a, b] of pairs)
      for (const x of integersOf(format(a)))
        for (const y of integersOf(format(b))) {
          const want = decisions[name]!(numberOf(x, format(a)), numberOf(y, format(b))) ? 1n : 0n;
          const got = evaluateIntegerFlagged(name, plainSite([format(a), format(b)]), [x, y]).value;
          if (got !== want) expect({ name, a, b, x, y, got }).toEqual({ want });
        }
  });
  it('of divide is the exact quotient rounded once, and beyond the range by the sign of the numerator for a divisor of 0', () => {
    for (const [a, b] of pairs)
      for (const text of results)
        for (const rounding of roundings) {
          const [f, g, result] = [format(a), format(b), format(text)];
          const site = plainSite([f, g], result, { rounding });
          for (const x of integersOf(f))
            for (const y of integersOf(g)) {
              const far = whole(x >= 0n ? 1n << 40n : -(1n << 40n));
              const exact = y === 0n ? far : over(numberOf(x, f), numberOf(y, g));
              const want = expected(exact, result, rounding, 'saturate');
              const got = evaluateIntegerFlagged('divide', site, [x, y]);
              if (got.value !== want.value || got.flag !== want.flag)
                expect({ a, b, text, rounding, x, y, ...got }).toEqual(want);
            }
        }
  });
  it('of select rounds the chosen number only', () => {
    const [f, g, result] = [format('s5.4'), format('u4.-1'), format('s4.2')];
    const site = plainSite([format('u1.0'), f, g], result);
    for (const x of integersOf(f))
      for (const y of integersOf(g)) {
        expect(evaluateIntegerFlagged('select', site, [1n, x, y])).toEqual(
          expected(numberOf(x, f), result, 'nearestEven', 'saturate'),
        );
        expect(evaluateIntegerFlagged('select', site, [0n, x, y])).toEqual(
          expected(numberOf(y, g), result, 'nearestEven', 'saturate'),
        );
      }
  });
  it('of and, or, not is that of logic', () => {
    const site = plainSite([format('u1.0'), format('u1.0')]);
    const table = [0n, 1n].flatMap((a) =>
      [0n, 1n].map((b) => [
        a,
        b,
        evaluateIntegerFlagged('and', site, [a, b]).value,
        evaluateIntegerFlagged('or', site, [a, b]).value,
      ]),
    );
    expect(table).toEqual([
      [0n, 0n, 0n, 0n],
      [0n, 1n, 0n, 1n],
      [1n, 0n, 0n, 1n],
      [1n, 1n, 1n, 1n],
    ]);
    expect([0n, 1n].map((a) => evaluateIntegerFlagged('not', site, [a]).value)).toEqual([1n, 0n]);
  });
});
