/** What differs between device families: how yosys is asked, what places and routes, what the cells are called, how a PLL is set. */

import type { Board, FamilyName, PllSettings, Resources } from '../board.ts';
import type { MappingRules } from '../estimate/mapping.ts';
import type { Netlist } from '../netlist-json.ts';
import type { SynthesisRole } from '../tools.ts';

export interface Step {
  readonly role: SynthesisRole;
  readonly args: readonly string[];
}
/** File names below the work folder, fixed for all designs. */
export const workFiles = {
  netlist: 'netlist.json',
  verilog: 'netlist.v',
  statistics: 'statistics.json',
  report: 'route.json',
} as const;

export interface Family {
  readonly name: FamilyName;
  /** Synthesis command of yosys, without `-top`. */
  readonly synthesis: string;
  /** What yosys leaves undone, in place: cells differ, what they compute in each clock does not. */
  readonly finish: ((netlist: Netlist) => void) | null;
  /** What the cells of a netlist need of the device, by type. */
  readonly count: (cells: Readonly<Record<string, number>>) => Resources;
  /** What synthesis makes of products and memories, for the estimate. */
  readonly mapping: MappingRules;
  /** Verilog models of its cells, in the share folder of yosys: what a netlist is simulated with. */
  readonly models: readonly string[];
  /** Modules of `rtl/` of which the family has its own, made of its cells, as packaged files with the same name. */
  readonly modules: readonly string[];
  /** Models of cells of which yosys has only the ports, as packaged files. */
  readonly ownModels: readonly string[];
  /**
   * Settings with which the PLL gives the clock nearest to `asked`, Hz; null: the oscillator is that clock.
   * @throws RangeError with a sentence when the PLL reaches nothing within 2 % of it
   */
  readonly pll: (oscillator: number, asked: number) => PllSettings | null;
  /** Placing and routing, then the bitstream; null where the maker's own tool does it. */
  readonly implement: {
    readonly route: (board: Board, seed: number, clock: number) => Step;
    /** Cell types of the report of nextpnr, by resource. */
    readonly pack: (board: Board) => Step;
    readonly bitstream: string;
  } | null;
}

/** Cells of these types, weighted. */
export function weigh(cells: Readonly<Record<string, number>>, weights: Readonly<Record<string, number>>): number {
  return Object.entries(weights).reduce((sum, [type, weight]) => sum + weight * (cells[type] ?? 0), 0);
}

/** A setting and the clock that it gives. */
interface Candidate {
  readonly clock: number;
  /** Of two that give the same clock, the one with the larger preference is taken. */
  readonly preference: number;
  readonly view: PllSettings['view'];
}
/** Largest relative distance between the clock asked for and the one that is made. */
const nearEnough = 0.02;

/** The candidate nearest to `asked`. */
export function nearestSetting(
  candidates: Iterable<Candidate>,
  oscillator: number,
  asked: number,
  limits: string,
): PllSettings | null {
  if (asked === oscillator) return null;
  let best: Candidate | null = null;
  for (const candidate of candidates) {
    const [distance, least] = [candidate, best].map((c) => (c ? Math.abs(c.clock - asked) : Number.POSITIVE_INFINITY));
    if (distance! < least! || (distance === least && candidate.preference > best!.preference)) best = candidate;
  }
  if (best === null || Math.abs(best.clock - asked) > nearEnough * asked)
    throw new RangeError(
      `the PLL makes no ${asked / 1e6} MHz from ${oscillator / 1e6} MHz (${limits}${best ? `; the nearest is ${(best.clock / 1e6).toPrecision(6)} MHz` : ''})`,
    );
  return { clock: best.clock, view: best.view };
}

export function* integers(from: number, to: number): Generator<number> {
  for (let i = from; i <= to; i++) yield i;
}
