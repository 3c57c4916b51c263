/** The hardware of every fixed operation, by name. Entries of `compiler/ops` take theirs from here. */
import type { Cost, Family, FixedSite, HardwareInstance } from '../operation.ts';
import * as arithmetic from './arithmetic.ts';
import * as cost from './cost.ts';
import { compareHardware, gateHardware, notHardware } from './logic.ts';
import { tableHardware } from './table.ts';

interface Hardware {
  readonly instance: (site: FixedSite) => HardwareInstance;
  readonly cost: (site: FixedSite, family: Family) => Cost;
}

const hardware: ReadonlyMap<string, Hardware> = new Map<string, Hardware>([
  ['add', { instance: arithmetic.addHardware, cost: cost.alignedCost }],
  ['subtract', { instance: arithmetic.subtractHardware, cost: cost.alignedCost }],
  ['multiply', { instance: arithmetic.multiplyHardware, cost: cost.multiplyCost }],
  ['divide', { instance: arithmetic.divideHardware, cost: cost.divideCost }],
  ['minimum', { instance: arithmetic.minimumHardware, cost: cost.alignedCost }],
  ['maximum', { instance: arithmetic.maximumHardware, cost: cost.alignedCost }],
  ['absolute', { instance: arithmetic.absoluteHardware, cost: cost.alignedCost }],
  ['negate', { instance: arithmetic.negateHardware, cost: cost.alignedCost }],
  ['sign', { instance: arithmetic.signHardware, cost: cost.alignedCost }],
  ['floor', { instance: arithmetic.floorHardware, cost: cost.resizeCost }],
  ['resize', { instance: arithmetic.resizeHardware, cost: cost.resizeCost }],
  ['wrap', { instance: arithmetic.wrapHardware, cost: cost.resizeCost }],
  ['select', { instance: arithmetic.selectHardware, cost: cost.alignedCost }],
  ['less', { instance: compareHardware('less'), cost: cost.compareCost }],
  ['lessEqual', { instance: compareHardware('lessEqual'), cost: cost.compareCost }],
  ['equal', { instance: compareHardware('equal'), cost: cost.compareCost }],
  ['and', { instance: gateHardware('and'), cost: cost.gateCost }],
  ['or', { instance: gateHardware('or'), cost: cost.gateCost }],
  ['not', { instance: notHardware, cost: cost.notCost }],
  ['polynomial', { instance: tableHardware, cost: cost.tableCost }],
]);

/** Names of the operations that have hardware. */
export const hardwareOperations: readonly string[] = [...hardware.keys()];

function entry(name: string): Hardware {
  const found = hardware.get(name);
  if (!found) throw new Error(`operation '${name}' has no hardware`);
  return found;
}

/** The module of `rtl/` that computes one fixed value, its parameters, ports and exact latency. */
export function hardwareOf(name: string, site: FixedSite): HardwareInstance {
  return entry(name).instance(site);
}

/** Estimated cost of that module on a device family. */
export function costOf(name: string, site: FixedSite, family: Family): Cost {
  return entry(name).cost(site, family);
}
