/** Hardware of the arithmetic operations: which module of `rtl/`, with which parameters, and how many clocks it takes. */
import type { FixedSite, HardwareInstance } from '../operation.ts';
import {
  alignedFormat,
  type ExactFormat,
  operandParameters,
  type Parameters,
  resultParameters,
  roundingLatency,
  saturates,
  signedWidth,
} from './rounding.ts';

const portNames = ['a', 'b', 'c'];

/** An instance whose exact value leaves its own stages after `stages` clocks and is then rounded. */
function rounded(
  module: string,
  site: FixedSite,
  exact: ExactFormat,
  stages: number,
  extra: Parameters = {},
): HardwareInstance {
  return {
    module,
    parameters: { ...extra, ...operandParameters(site.args), ...resultParameters(site) },
    ports: portNames.slice(0, site.args.length),
    latency: stages + roundingLatency(exact, site),
    flag: saturates(exact, site),
  };
}

function sum(subtract: 0 | 1) {
  return (site: FixedSite): HardwareInstance => {
    const { width, fraction } = alignedFormat(site.args);
    return rounded('qnm_add', site, { width: width + 1, fraction }, 1, { SUBTRACT: subtract });
  };
}
export const addHardware = sum(0);
export const subtractHardware = sum(1);

export function multiplyHardware(site: FixedSite): HardwareInstance {
  const width = site.args.reduce((total, format) => total + signedWidth(format), 0);
  const fraction = site.args.reduce((total, format) => total + format.fraction, 0);
  return rounded('qnm_multiply', site, { width, fraction }, 2);
}

/** Bits of the quotient that the divider works out: those of the result, or all of them where it wraps. */
export function quotientWidth(site: FixedSite): number {
  const [a, b] = [site.args[0]!, site.args[1]!];
  const numerator = a.width + Math.max(0, site.result.fraction + b.fraction - a.fraction);
  return site.overflow === 'wrap' ? numerator : Math.min(site.result.width, numerator);
}

export function divideHardware(site: FixedSite): HardwareInstance {
  const quotient = quotientWidth(site);
  // Room for the quotient, and for the forced value of a division by zero, beyond every result.
  const exact = { width: Math.max(quotient, site.result.width) + 2, fraction: site.result.fraction };
  return rounded('qnm_divide', site, exact, quotient + 4);
}

function extremum(maximum: 0 | 1) {
  return (site: FixedSite): HardwareInstance =>
    rounded('qnm_extremum', site, alignedFormat(site.args), 1, { MAXIMUM: maximum });
}
export const minimumHardware = extremum(0);
export const maximumHardware = extremum(1);

function oneWider(site: FixedSite): ExactFormat {
  return { width: signedWidth(site.args[0]!) + 1, fraction: site.args[0]!.fraction };
}
export function absoluteHardware(site: FixedSite): HardwareInstance {
  return rounded('qnm_absolute', site, oneWider(site), 1);
}
export function negateHardware(site: FixedSite): HardwareInstance {
  return rounded('qnm_negate', site, oneWider(site), 1);
}
export function signHardware(site: FixedSite): HardwareInstance {
  return rounded('qnm_sign', site, { width: 2, fraction: 0 }, 1);
}

export function floorHardware(site: FixedSite): HardwareInstance {
  const a = site.args[0]!;
  const exact =
    a.fraction <= 0
      ? { width: signedWidth(a), fraction: a.fraction }
      : { width: Math.max(1, signedWidth(a) - a.fraction), fraction: 0 };
  return rounded('qnm_floor', site, exact, 0);
}

export function resizeHardware(site: FixedSite): HardwareInstance {
  const a = site.args[0]!;
  return rounded('qnm_resize', site, { width: signedWidth(a), fraction: a.fraction }, 0);
}

export function wrapHardware(site: FixedSite): HardwareInstance {
  const bits = Math.max(1, site.args[0]!.fraction);
  const exact = { width: bits, fraction: site.args[0]!.fraction <= 0 ? 0 : bits };
  return rounded('qnm_wrap', site, exact, 0);
}

export function selectHardware(site: FixedSite): HardwareInstance {
  const [, whenTrue, whenFalse] = site.args;
  const chosen = [whenTrue!, whenFalse!];
  return {
    module: 'qnm_select',
    parameters: { ...operandParameters(chosen), ...resultParameters(site) },
    ports: ['choose_a', 'a', 'b'],
    latency: 1 + roundingLatency(alignedFormat(chosen), site),
    flag: saturates(alignedFormat(chosen), site),
  };
}
