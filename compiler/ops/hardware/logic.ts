/** Hardware of comparisons (one place, exact on aligned operands) and of logic on booleans (wires and gates, no register). */
import type { FixedSite, HardwareInstance } from '../operation.ts';
import { carryTime, lutTime } from './delays.ts';
import { alignedFormat, operandParameters, place } from './rounding.ts';

const relationCodes = { less: 0, lessEqual: 1, equal: 2 } as const;

export function compareHardware(relation: keyof typeof relationCodes) {
  return (site: FixedSite): HardwareInstance => ({
    module: 'qnm_compare',
    parameters: { RELATION: relationCodes[relation], ...operandParameters(site.args) },
    ports: ['a', 'b'],
    latency: 1,
    places: [place(carryTime(alignedFormat(site.args).width), 1)],
    tail: 0,
    flag: false,
  });
}

const gateCodes = { and: 0, or: 1 } as const;

export function gateHardware(gate: keyof typeof gateCodes) {
  return (): HardwareInstance => ({
    module: 'qnm_logic',
    parameters: { FUNCTION: gateCodes[gate] },
    ports: ['a', 'b'],
    latency: 0,
    places: [],
    tail: lutTime,
    flag: false,
  });
}

export function notHardware(): HardwareInstance {
  return { module: 'qnm_not', parameters: {}, ports: ['a'], latency: 0, places: [], tail: 0, flag: false };
}
