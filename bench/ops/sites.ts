/** Which sites of each operation are tried: small widths in every mode on every input, working widths on corners and seeded inputs. */
import { booleanFormat, type Format, type Overflow, type Rounding } from '../../compiler/ops/format.ts';
import type { FixedSite } from '../../compiler/ops/operation.ts';
import { type SweepSite, tableSites } from '../../test/rtl/sweep-sites.ts';
import { everyInput, type Inputs, sampledInputs } from './inputs.ts';

export interface TriedSite extends Pick<SweepSite, 'op' | 'site'> {
  readonly inputs: Inputs;
  /** Row of the table that it belongs to. */
  readonly row: string;
}
interface Shape {
  readonly booleans: number;
  readonly reals: number;
  readonly truth: boolean;
}
const shape = (reals: number, booleans = 0, truth = false): Shape => ({ booleans, reals, truth });
export const shapes: Readonly<Record<string, Shape>> = {
  add: shape(2), subtract: shape(2), multiply: shape(2), divide: shape(2), minimum: shape(2), maximum: shape(2),
  absolute: shape(1), negate: shape(1), sign: shape(1), floor: shape(1), resize: shape(1), wrap: shape(1),
  select: shape(2, 1), less: shape(2, 0, true), lessEqual: shape(2, 0, true), equal: shape(2, 0, true),
  and: shape(0, 2, true), or: shape(0, 2, true), not: shape(0, 1, true),
}; // biome-ignore format: families

const roundings: readonly Rounding[] = ['nearestEven', 'floor'];
const overflows: readonly Overflow[] = ['saturate', 'wrap', 'proved'];
export const workingWidths: readonly number[] = [18, 24, 27, 32, 48];

const format = (signed: boolean, width: number, fraction: number): Format => ({ signed, width, fraction });
/** Places of the point and signs: the same, apart, beyond the word, unsigned, mixed. */
function argumentFormats(width: number, reals: number): Format[][] {
  const kinds: readonly (readonly [boolean, number])[][] = [
    [[true, width >> 1], [true, width >> 1]],
    [[true, width - 2], [true, width >> 2]],
    [[false, width >> 1], [true, width + 3]],
    [[false, width], [false, -2]],
  ]; // biome-ignore format: pairs
  return kinds.map((pair) => pair.slice(0, reals).map(([signed, fraction]) => format(signed, width, fraction)));
}
/** Results with fewer, as many and more bits behind the point, narrow and wide. */
function resultFormat(args: readonly Format[], k: number): Format {
  const fractions = args.map((f) => f.fraction);
  const [least, most, width] = [Math.min(...fractions), Math.max(...fractions), args[0]?.width ?? 1];
  const choices = [
    format(true, width, least - 2),
    format(true, Math.max(2, width - 3), most - 1),
    format(false, width + 1, most + 2),
    format(true, Math.min(62, 2 * width), most + least),
  ];
  return choices[k % choices.length]!;
}

function siteOf(args: readonly Format[], result: Format, rounding: Rounding, overflow: Overflow): FixedSite {
  return { args, result, rounding, overflow, attributes: {}, table: null, constants: args.map(() => null) };
}
/** All sites of an operation. */
export function sitesOf(op: string, sampled: number): TriedSite[] {
  if (op === 'polynomial') return polynomials();
  const { booleans, reals, truth } = shapes[op]!;
  const conditions = Array.from({ length: booleans }, () => booleanFormat);
  if (reals === 0) {
    const site = siteOf(conditions, booleanFormat, 'nearestEven', 'proved');
    return [{ op, site, inputs: everyInput(conditions), row: '1' }];
  }
  const modes = truth
    ? [{ rounding: 'nearestEven' as const, overflow: 'proved' as const }]
    : roundings.flatMap((rounding) =>
        overflows.filter((o) => op !== 'divide' || o !== 'wrap').map((overflow) => ({ rounding, overflow })),
      );
  const make = (args: Format[], k: number, mode: (typeof modes)[number]): FixedSite =>
    siteOf([...conditions, ...args], truth ? booleanFormat : resultFormat(args, k), mode.rounding, mode.overflow);
  const narrow = reals === 1 ? [6, 16] : [5, 8];
  const small = narrow.flatMap((width) =>
    argumentFormats(width, reals).flatMap((args, k) =>
      modes.map((mode, m) => {
        const site = make(args, k + m, mode);
        return { op, site, inputs: everyInput(site.args), row: `${width}` };
      }),
    ),
  );
  const large = workingWidths.flatMap((width) =>
    argumentFormats(width, reals).map((args, k) => {
      const site = make(args, k, modes[(k + width) % modes.length]!);
      return { op, site, inputs: sampledInputs(site.args, sampled, 77 * width + k), row: `${width}` };
    }),
  );
  const unequal = (reals === 2 ? unequalFormats() : []).map((args, k) => {
    const site = make(args, k + 1, modes[k % modes.length]!);
    return { op, site, inputs: everyInput(site.args), row: 'few' };
  });
  const cut = (reals === 2 ? cutFormats() : []).map((args, k) => {
    const site = make(args, k + 3, modes[k % modes.length]!);
    return { op, site, inputs: sampledInputs(site.args, sampled, 7907 + k), row: 'cut' };
  });
  return [...small, ...unequal, ...large, ...cut, ...(op === 'multiply' ? constants(modes, sampled) : [])];
}
/** Factors that are constant: a digit, several, close together and far apart, of either sign. */
const factors: readonly bigint[] = [1n, -1n, 6n, -13n, 85n, 403n, -1503n, 17613n, 347505n, -0x55aa55aan, 0x12345678abn];
function constants(modes: readonly Pick<FixedSite, 'rounding' | 'overflow'>[], sampled: number): TriedSite[] {
  return [8, 19, 40].flatMap((width) =>
    factors.map((value, k) => {
      const args = [format(true, 42, 12), format(k % 3 !== 0, width, width >> 1)];
      const { rounding, overflow } = modes[k % modes.length]!;
      const site = { ...siteOf(args, resultFormat(args, k), rounding, overflow), constants: [value, null] };
      const others = args.slice(1);
      const inputs = width === 8 ? everyInput(others) : sampledInputs(others, sampled, 31 * width + k);
      return { op: 'multiply', site, inputs: besideConstant(value, inputs), row: 'constant' };
    }),
  );
}
function besideConstant(value: bigint, inputs: Inputs): Inputs {
  return {
    ...inputs,
    fill(index, into, at) {
      into[at] = value;
      inputs.fill(index, into, at + 1);
    },
  };
}
/** A narrow operand beside a wide one, as signs and bits are, first and second. */
function unequalFormats(): Format[][] {
  const wide = format(true, 13, 9);
  const few = [format(true, 2, 0), format(false, 1, 0), format(true, 1, 0), format(true, 3, 1), format(false, 2, 1)];
  return few.flatMap((narrow) => [
    [narrow, wide],
    [wide, narrow],
  ]);
}
/** Widths of which one bit or two are left when a multiplier block has taken its part. */
function cutFormats(): Format[][] {
  return [
    [format(true, 19, 9), format(true, 36, 30)],
    [format(true, 36, 30), format(false, 18, 4)],
    [format(true, 19, 9), format(true, 7, 3)],
  ];
}
/** Tables of every degree, uniform and stepped, on every code. */
function polynomials(): TriedSite[] {
  return tableSites(4711, 48).map(({ op, site }) => ({
    op,
    site,
    inputs: everyInput(site.args),
    row: `degree ${site.table!.degree}`,
  }));
}
