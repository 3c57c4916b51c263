/** Hardware of the arithmetic operations: which module of `rtl/`, with which parameters, where it may hold registers and how long its logic takes. */
import type { FixedSite, HardwareInstance, RegisterPlace } from '../operation.ts';
import { carryTime, isPiecewise, lutTime, productTimes, treeTime } from './delays.ts';
import {
  alignedFormat,
  type ExactFormat,
  operandParameters,
  type Parameters,
  place,
  resultParameters,
  roundingPlaces,
  saturates,
  signedWidth,
} from './rounding.ts';
import { scaleHardware, scaleOf } from './scale.ts';

const portNames = ['a', 'b', 'c'];

/** An instance whose exact value leaves its own places `own` and is then rounded. */
function rounded(
  module: string,
  site: FixedSite,
  exact: ExactFormat,
  own: readonly RegisterPlace[],
  extra: Parameters = {},
): HardwareInstance {
  const places = [...own, ...roundingPlaces(exact, site)];
  return {
    module,
    parameters: { ...extra, ...operandParameters(site.args), ...resultParameters(site) },
    ports: portNames.slice(0, site.args.length),
    latency: places.length,
    places,
    tail: 0,
    flag: saturates(exact, site),
  };
}

function sum(subtract: 0 | 1) {
  return (site: FixedSite): HardwareInstance => {
    const aligned = alignedFormat(site.args);
    const width = aligned.width + 1;
    const exact = { width, fraction: aligned.fraction };
    return rounded('qnm_add', site, exact, [place(carryTime(width), width)], { SUBTRACT: subtract });
  };
}
export const addHardware = sum(0);
export const subtractHardware = sum(1);

export function multiplyHardware(site: FixedSite): HardwareInstance {
  const scale = scaleOf(site);
  if (scale) return scaleHardware(site, scale);
  const widths = site.args.map(signedWidth);
  const width = widths[0]! + widths[1]!;
  const fraction = site.args.reduce((total, format) => total + format.fraction, 0);
  const narrow = Math.min(...widths) <= 2;
  const [pieces, sum] = productTimes(widths[0]!, widths[1]!);
  // Where one block or one adder does all, the second place has nothing to do but to hold.
  const places =
    !narrow && isPiecewise(widths[0]!, widths[1]!)
      ? [place(pieces, width), place(sum, width)]
      : [place(narrow ? lutTime + carryTime(width) : pieces + sum, width), place(0, width)];
  return rounded('qnm_multiply', site, { width, fraction }, places, { BLOCKS: narrow ? 0 : 1 });
}

/** Bits of the quotient that the divider works out: those of the result, or all of them where it wraps. */
export function quotientWidth(site: FixedSite): number {
  const [a, b] = [site.args[0]!, site.args[1]!];
  const numerator = a.width + Math.max(0, site.result.fraction + b.fraction - a.fraction);
  return site.overflow === 'wrap' ? numerator : Math.min(site.result.width, numerator);
}

/** Bits of divisor and remainder. */
export function divisorWidth(site: FixedSite): number {
  const [a, b] = [site.args[0]!, site.args[1]!];
  return b.width + Math.max(0, a.fraction - b.fraction - site.result.fraction);
}

export function divideHardware(site: FixedSite): HardwareInstance {
  const quotient = quotientWidth(site);
  const [a, b] = [site.args[0]!, site.args[1]!];
  const divisor = divisorWidth(site);
  // Room for the quotient, and for the forced value of a division by zero, beyond every result.
  const width = Math.max(quotient, site.result.width) + 2;
  const step = place(carryTime(divisor + 1) + lutTime, 2 * divisor + quotient + 2);
  const own = [
    place(carryTime(Math.max(a.width, b.width)), a.width + b.width + 1),
    place(carryTime(divisor), step.bits),
    ...Array.from({ length: quotient }, () => step),
    place(2 * carryTime(divisor), quotient + 3),
    place(carryTime(width), width),
  ];
  return rounded('qnm_divide', site, { width, fraction: site.result.fraction }, own);
}

function extremum(maximum: 0 | 1) {
  return (site: FixedSite): HardwareInstance => {
    const exact = alignedFormat(site.args);
    const own = [place(carryTime(exact.width) + lutTime, exact.width)];
    return rounded('qnm_extremum', site, exact, own, { MAXIMUM: maximum });
  };
}
export const minimumHardware = extremum(0);
export const maximumHardware = extremum(1);

function oneWider(site: FixedSite): ExactFormat {
  return { width: signedWidth(site.args[0]!) + 1, fraction: site.args[0]!.fraction };
}
function signChange(site: FixedSite): RegisterPlace[] {
  const { width } = oneWider(site);
  return [place(carryTime(width), width)];
}
export function absoluteHardware(site: FixedSite): HardwareInstance {
  return rounded('qnm_absolute', site, oneWider(site), signChange(site));
}
export function negateHardware(site: FixedSite): HardwareInstance {
  return rounded('qnm_negate', site, oneWider(site), signChange(site));
}
export function signHardware(site: FixedSite): HardwareInstance {
  return rounded('qnm_sign', site, { width: 2, fraction: 0 }, [place(treeTime(site.args[0]!.width), 2)]);
}

export function floorHardware(site: FixedSite): HardwareInstance {
  const a = site.args[0]!;
  const exact =
    a.fraction <= 0
      ? { width: signedWidth(a), fraction: a.fraction }
      : { width: Math.max(1, signedWidth(a) - a.fraction), fraction: 0 };
  return rounded('qnm_floor', site, exact, []);
}

export function resizeHardware(site: FixedSite): HardwareInstance {
  const a = site.args[0]!;
  return rounded('qnm_resize', site, { width: signedWidth(a), fraction: a.fraction }, []);
}

export function wrapHardware(site: FixedSite): HardwareInstance {
  const bits = Math.max(1, site.args[0]!.fraction);
  const exact = { width: bits, fraction: site.args[0]!.fraction <= 0 ? 0 : bits };
  return rounded('qnm_wrap', site, exact, []);
}

export function selectHardware(site: FixedSite): HardwareInstance {
  const [, whenTrue, whenFalse] = site.args;
  const chosen = [whenTrue!, whenFalse!];
  const exact = alignedFormat(chosen);
  const places = [place(lutTime, exact.width), ...roundingPlaces(exact, site)];
  return {
    module: 'qnm_select',
    parameters: { ...operandParameters(chosen), ...resultParameters(site) },
    ports: ['choose_a', 'a', 'b'],
    latency: places.length,
    places,
    tail: 0,
    flag: saturates(exact, site),
  };
}
