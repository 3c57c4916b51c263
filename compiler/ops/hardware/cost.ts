/** Estimates of what a site costs on a device family, in LUT4, flip-flops, multipliers and block RAMs. Upper sides of what yosys reports. */
import type { Cost, Family, FixedSite, IntegerMemory } from '../operation.ts';
import { divisorWidth, quotientWidth } from './arithmetic.ts';
import { mostLogicBits } from './delays.ts';
import { factorBits, isNarrow, multiplierBlocks } from './multipliers.ts';
import { alignedFormat, signedWidth } from './rounding.ts';
import { scaleOf } from './scale.ts';
import { accumulatorWidths, coarseMemory, hardwareDegree } from './table.ts';

const nothing: Cost = { lut: 0, ff: 0, dsp: 0, bram: 0 };

/** Rounding and clipping behind every operation. */
function rounding(site: FixedSite): Cost {
  const width = site.result.width;
  const adds = site.rounding === 'nearestEven' ? 1 : 0;
  const clips = site.overflow === 'saturate' ? 1 : 0;
  return { lut: width * (adds + clips), ff: width * (adds + clips), dsp: 0, bram: 0 };
}
function plus(a: Cost, b: Cost): Cost {
  return { lut: a.lut + b.lut, ff: a.ff + b.ff, dsp: a.dsp + b.dsp, bram: a.bram + b.bram };
}

/** One carry chain or multiplexer over the aligned operands, then rounding. */
export function alignedCost(site: FixedSite): Cost {
  const { width } = alignedFormat(site.args);
  return plus({ lut: width + 1, ff: width + 1, dsp: 0, bram: 0 }, rounding(site));
}
export function compareCost(site: FixedSite): Cost {
  return { lut: alignedFormat(site.args).width, ff: 1, dsp: 0, bram: 0 };
}
export function gateCost(): Cost {
  return { ...nothing, lut: 1 };
}
export function notCost(): Cost {
  return nothing;
}
export function resizeCost(site: FixedSite): Cost {
  return rounding(site);
}

export function multiplyCost(site: FixedSite, family: Family): Cost {
  const [a, b] = site.args.map(signedWidth) as [number, number];
  const registers = { lut: 0, ff: 2 * (a + b), dsp: 0, bram: 0 };
  const scale = scaleOf(site);
  const core = scale ? { ...nothing, lut: scale.lut } : productCost(a, b, site.constants, family);
  return plus(plus(registers, core), rounding(site));
}
/** What is as narrow as a sign chooses between the other operand, its negative and twice that. */
function productCost(a: number, b: number, constants: FixedSite['constants'], family: Family): Cost {
  if (isNarrow(a, b)) return { ...nothing, lut: a + b };
  const [x, y] = [a, b].map((width, k) => (constants[k] == null ? width : factorBits(constants[k]))) as [
    number,
    number,
  ];
  return { ...nothing, dsp: multiplierBlocks(family.multipliers, x, y) };
}
export function divideCost(site: FixedSite): Cost {
  const quotient = quotientWidth(site);
  const divisor = divisorWidth(site);
  return plus(
    { lut: quotient * (divisor + 2), ff: quotient * (2 * divisor + quotient), dsp: 0, bram: 0 },
    rounding(site),
  );
}
/** Blocks of a constant memory; small ones become look-up tables. */
function constantBlocks({ words, width }: IntegerMemory, family: Family): number {
  const bits = words.length * width;
  return bits <= mostLogicBits ? 0 : Math.ceil(bits / family.blockRamBits);
}
export function tableCost(site: FixedSite, family: Family): Cost {
  const table = site.table!;
  const degree = hardwareDegree(table);
  const memories = [
    ...table.coefficients.slice(0, degree + 1),
    ...(table.fineBits.length > 1 ? [coarseMemory(table)] : []),
  ];
  const [work, ...factors] = accumulatorWidths(table) as [number, ...number[]];
  const local = table.localBits + 1;
  const horner = degree * work;
  const products = factors.map((width) => productCost(width, local, [], family));
  return plus(
    {
      lut: 2 * table.input.width + horner,
      ff: 3 * table.input.width + 3 * horner,
      dsp: products.reduce((sum, { dsp }) => sum + dsp, 0),
      bram: memories.reduce((sum, memory) => sum + constantBlocks(memory, family), 0),
    },
    rounding(site),
  );
}
