/** Estimates of what a site costs on a device family, in LUT4, flip-flops, multipliers and block RAMs. Upper sides of what yosys reports. */
import type { Cost, Family, FixedSite } from '../operation.ts';
import { divisorWidth, quotientWidth } from './arithmetic.ts';
import { alignedFormat, signedWidth } from './rounding.ts';
import { scaleOf } from './scale.ts';
import { accumulatorWidth, hardwareDegree } from './table.ts';

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

function multipliers(a: number, b: number, family: Family): number {
  const tiles = (x: number, y: number) => Math.ceil(x / family.multiplier.a) * Math.ceil(y / family.multiplier.b);
  return Math.min(tiles(a, b), tiles(b, a));
}
export function multiplyCost(site: FixedSite, family: Family): Cost {
  const [a, b] = [signedWidth(site.args[0]!), signedWidth(site.args[1]!)];
  const registers = { lut: 0, ff: 2 * (a + b), dsp: 0, bram: 0 };
  const scale = scaleOf(site);
  const core = scale ? { ...nothing, lut: scale.lut } : { ...nothing, dsp: multipliers(a, b, family) };
  return plus(plus(registers, core), rounding(site));
}
export function divideCost(site: FixedSite): Cost {
  const quotient = quotientWidth(site);
  const divisor = divisorWidth(site);
  return plus(
    { lut: quotient * (divisor + 2), ff: quotient * (2 * divisor + quotient), dsp: 0, bram: 0 },
    rounding(site),
  );
}
export function tableCost(site: FixedSite, family: Family): Cost {
  const table = site.table!;
  const degree = hardwareDegree(table);
  const bits = table.coefficients.slice(0, degree + 1).map((memory) => memory.width * memory.words.length);
  const work = accumulatorWidth(table);
  const horner = degree * work;
  return plus(
    {
      lut: 2 * table.input.width + horner,
      ff: 3 * table.input.width + 3 * horner,
      dsp: degree * multipliers(work, table.localBits + 1, family),
      bram: bits.reduce((sum, b) => sum + Math.ceil(b / family.blockRamBits), 0),
    },
    rounding(site),
  );
}
