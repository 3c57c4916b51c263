/**
 * Random draws. A draw has an address: (seed, site) is the key and (instance, step) the counter of Threefry, so its value is the
 * same whatever the lanes, the order of work or the simulator. A draw is an exact integer of a fixed format: float64, the
 * bit-exact engines and the RTL take the same bits.
 *
 * Words of the address: key 0 = seed; key 1 = site + 2^16 * (step div 2^32), or 2^31 + site for what is drawn once before the
 * run; counter 0 = instance; counter 1 = step mod 2^32. `docs/noise.md` says how sites are numbered.
 */
import type { Format } from '../format.ts';
import { gaussianFraction, gaussianInteger } from './gaussian.ts';
import { threefry } from './threefry.ts';

/** uniform: [0, 1), the first word. normal: mean 0, variance 1. bits: the first `format.width` bits of the first word. */
export type DrawKind = 'uniform' | 'normal' | 'bits';
export interface DrawSite {
  readonly kind: DrawKind;
  readonly site: number;
  readonly format: Format;
  /** Of a piece of a population: the number in the whole of its instance 0 (default 0). */
  readonly firstInstance?: number;
}
export const uniformFormat: Format = { signed: false, width: 32, fraction: 32 };
export const normalFormat: Format = { signed: true, width: 18, fraction: gaussianFraction };
export const drawFormat = (kind: 'uniform' | 'normal'): Format => (kind === 'uniform' ? uniformFormat : normalFormat);
/** All that a draw can be: exact. */
export const drawRange: Readonly<Record<'uniform' | 'normal', { readonly low: number; readonly high: number }>> = {
  uniform: { low: 0, high: 1 - 2 ** -32 },
  normal: { low: -103841 * 2 ** -gaussianFraction, high: 103841 * 2 ** -gaussianFraction },
};
/** Sites of the draws of one cell are below this; the rounding of state i draws at site `roundingSites + i`. */
export const mostSites = 2 ** 15;
export const roundingSites = 2 ** 15;
/** Seeds are below this. */
export const mostSeeds = 2 ** 32;
const word = 2 ** 32;

export class DrawSource {
  private readonly seed: number;
  private readonly words = new Uint32Array(2);

  constructor(seed: number) {
    this.seed = seed;
  }
  /** The integer of a draw, in its format. `step` null: what is drawn once before the run. */
  integer({ kind, site, format, firstInstance = 0 }: DrawSite, instance: number, step: number | null): number {
    const high = step === null ? 2 ** 31 : Math.floor(step / word) * 2 ** 16;
    threefry(this.seed, site + high, firstInstance + instance, step ?? 0, this.words);
    const first = this.words[0]!;
    if (kind === 'normal') return gaussianInteger(first, this.words[1]!);
    return kind === 'uniform' ? first : first >>> (32 - format.width);
  }
  /** The same as a real number, exact. */
  real(draw: DrawSite, instance: number, step: number | null): number {
    return this.integer(draw, instance, step) * 2 ** -draw.format.fraction;
  }
}
