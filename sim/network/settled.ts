/**
 * How far nodes that are found by relaxation (`solve net by relaxation`) are from where they would settle: at some moments of the float64 run everything
 * else is held and the sweeps go on until nothing moves any more, which is the solution of Kirchhoff's laws at that moment.
 */
import type { Unsettled } from '../../compiler/numerics/evidence.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { LocalStep } from '../float64/index.ts';
import { Float64Network } from './float64-network.ts';
import { transfersOf } from './transfer.ts';
import { orderOf } from './wiring.ts';

/** Moments that are looked at, evenly in the second half of the run and after `settle`: what it begins with is no error of the sweeps. */
const moments = 8;
/** Steps of instances that the sweeps of one moment may take. */
const mostWork = 2 ** 23;
/** A sweep that moves nothing by more than this part of the largest potential is the last. */
const still = 1e-12;

/**
 * The worst moment; null where nothing is relaxed, or the run stops early.
 * @param most steps of instances that the run may take; a longer one is looked at as far as that goes
 */
export function settledApart(network: StepNetwork, most = Number.POSITIVE_INFINITY): Unsettled | null {
  const relaxed = network.map(({ population }) =>
    population.cell.states.flatMap((state, j) => (state.relaxed ? [j] : [])),
  );
  if (relaxed.every(({ length }) => length === 0) || network[0]!.passes > 1) return null;
  const work = network.reduce((sum, { population }) => sum + population.instances, 0);
  const steps = Math.min(network[0]!.steps, Math.max(1, Math.floor(most / work)));
  const { experiment, dt } = network[0]!;
  const first = Math.min(steps - 1, Math.max(steps / 2, experiment.settle / dt));
  const looked = Array.from({ length: moments }, (_, i) => Math.floor(first + ((steps - first) * (i + 1)) / moments));
  const run = new Float64Network(network);
  const held = new HeldNetwork(network, relaxed);
  for (const step of new Set(looked)) {
    if (step <= run.done || !run.advance(step - run.done)) continue;
    held.settle(
      run.frames.map(({ states }) => states),
      step,
      Math.max(64, Math.floor(mostWork / work)),
    );
  }
  return held.worst();
}

/** All parts, single steps of which are made from states that are given. */
class HeldNetwork {
  private readonly network: StepNetwork;
  private readonly relaxed: readonly (readonly number[])[];
  private readonly parts: LocalStep[] = [];
  /** Of each part: its largest potential at any moment, since a drive that passes zero is no reason to ask for more of the sweeps there. */
  private readonly largest: number[];
  /** The worst node of each part at each moment; how far it is in its own unit. */
  private readonly found: Unsettled[] = [];
  constructor(network: StepNetwork, relaxed: readonly (readonly number[])[]) {
    this.network = network;
    this.relaxed = relaxed;
    this.largest = network.map(() => 0);
    const from = (part: number): Float64Array =>
      network[part]!.edges === null ? this.parts[part]!.states : this.parts[part]!.next;
    const fills = transfersOf(network, from);
    for (const [part, step] of network.entries()) this.parts.push(new LocalStep(step, new Map(), fills[part]!));
  }
  /** Sweeps from the states at the end of `step` steps until nothing moves, everything else held. */
  settle(states: readonly Float64Array[], step: number, most: number): void {
    const { parts, relaxed, network } = this;
    for (const [part, local] of parts.entries()) local.states.set(states[part]!);
    const order = orderOf(network);
    for (let sweep = 0, moved = Infinity; sweep < most && moved > still; sweep++) {
      for (const part of order) parts[part]!.advance(step);
      let [change, size] = [0, 0];
      for (const [part, own] of relaxed.entries())
        this.each(part, own, (at) => {
          const { states: now, next } = parts[part]!;
          change = Math.max(change, Math.abs(next[at]! - now[at]!));
          size = Math.max(size, Math.abs(next[at]!));
          now[at] = next[at]!;
        });
      for (const part of network.keys()) this.follow(part);
      moved = size === 0 ? 0 : change / size;
    }
    this.compare(states, step);
  }
  /** What is worked out of the potentials and kept for the next step moves with them. */
  private follow(part: number): void {
    const { cell } = this.network[part]!.population;
    const hidden = cell.states.flatMap(({ kind }, j) => (kind === 'hidden' ? [j] : []));
    this.each(part, hidden, (at) => {
      this.parts[part]!.states[at] = this.parts[part]!.next[at]!;
    });
  }
  private compare(states: readonly Float64Array[], step: number): void {
    const time = step * this.network[0]!.dt;
    for (const [part, own] of this.relaxed.entries()) {
      if (own.length === 0) continue;
      const count = this.network[part]!.population.cell.states.length;
      const settled = this.parts[part]!.states;
      let [most, place] = [0, own[0]!];
      this.each(part, own, (at) => {
        const apart = Math.abs(settled[at]! - states[part]![at]!);
        this.largest[part] = Math.max(this.largest[part]!, Math.abs(settled[at]!), Math.abs(states[part]![at]!));
        if (apart > most) [most, place] = [apart, at];
      });
      this.found.push({ part, state: place % count, instance: Math.floor(place / count), time, apart: most });
    }
  }
  /** Of all moments so far, in parts of the largest potential; null before the first. */
  worst(): Unsettled | null {
    const parts = this.found.map((each) => {
      const size = this.largest[each.part]!;
      return { ...each, apart: size === 0 ? 0 : each.apart / size };
    });
    return parts.reduce<Unsettled | null>(
      (most, each) => (most === null || each.apart > most.apart ? each : most),
      null,
    );
  }
  private each(part: number, own: readonly number[], visit: (at: number) => void): void {
    const { cell, instances } = this.network[part]!.population;
    if (own.length === 0) return;
    for (let i = 0; i < instances; i++) for (const j of own) visit(i * cell.states.length + j);
  }
}
