/** Parameters, exact widths and latencies shared by the modules of `rtl/`; the latency rules are those of `qnm_round_saturate.v`. */
import type { Format, Overflow, Rounding } from '../format.ts';
import type { FixedSite, RegisterPlace } from '../operation.ts';
import { carryTime, lutTime, treeTime } from './delays.ts';

/** An exact intermediate value: a signed integer of `width` bits times 2^-fraction. */
export interface ExactFormat {
  readonly width: number;
  readonly fraction: number;
}
export type Parameters = Readonly<Record<string, number>>;

/** Bits of a format seen as a signed number: an unsigned one needs a sign bit more. */
export function signedWidth(format: Format): number {
  return format.signed ? format.width : format.width + 1;
}

/** The format in which all of `formats` are exact: the finest fraction, and the width that holds each. */
export function alignedFormat(formats: readonly Format[]): ExactFormat {
  const fraction = Math.max(...formats.map((f) => f.fraction));
  return { fraction, width: Math.max(...formats.map((f) => signedWidth(f) + fraction - f.fraction)) };
}

export function roundingCode(rounding: Rounding): number {
  return rounding === 'nearestEven' ? 1 : 0;
}

const overflowCodes: Readonly<Record<Overflow, number>> = { saturate: 0, proved: 1, wrap: 2 };

/** `A_SIGNED A_WIDTH A_FRACTION`, then `B_`, `C_`. */
export function operandParameters(formats: readonly Format[]): Parameters {
  const parameters: Record<string, number> = {};
  formats.forEach((format, i) => {
    const prefix = 'ABC'[i]!;
    parameters[`${prefix}_SIGNED`] = format.signed ? 1 : 0;
    parameters[`${prefix}_WIDTH`] = format.width;
    parameters[`${prefix}_FRACTION`] = format.fraction;
  });
  return parameters;
}

export function resultParameters(site: FixedSite): Parameters {
  return {
    Y_SIGNED: site.result.signed ? 1 : 0,
    Y_WIDTH: site.result.width,
    Y_FRACTION: site.result.fraction,
    ROUNDING: roundingCode(site.rounding),
    OVERFLOW: overflowCodes[site.overflow],
  };
}

/** A place that a schedule may leave empty. */
export function place(delay: number, bits: number): RegisterPlace {
  return { delay, bits, always: false };
}

/** Places of `qnm_round_saturate`, from the exact value to the result. */
export function roundingPlaces(exact: ExactFormat, site: FixedSite): RegisterPlace[] {
  const shift = exact.fraction - site.result.fraction;
  const width = roundedWidth(exact, site);
  const places: RegisterPlace[] = [];
  if (site.rounding === 'nearestEven' && shift > 0 && shift < exact.width)
    places.push(place(treeTime(shift) + carryTime(width), width));
  if (saturates(exact, site))
    places.push(place(treeTime(Math.abs(width - site.result.width) + 1) + lutTime, site.result.width + 1));
  return places;
}

/** Whether the rounded value can leave the result's format by its width alone, so that clipping logic is built. */
export function saturates(exact: ExactFormat, site: FixedSite): boolean {
  if (site.overflow !== 'saturate') return false;
  return !site.result.signed || roundedWidth(exact, site) > site.result.width;
}

function roundedWidth(exact: ExactFormat, site: FixedSite): number {
  const shift = exact.fraction - site.result.fraction;
  if (shift <= 0) return exact.width - shift;
  if (shift >= exact.width) return 1;
  return exact.width - shift + (site.rounding === 'nearestEven' ? 1 : 0);
}
