/** Edges that events open: how many clocks they add, worked out from the states that opened them, and where their words belong. */
import type { MachineForm, NetworkMachine } from '../../compiler/machine/form.ts';
import { fanOut, walkOrder } from '../../compiler/machine/words.ts';
import type { Frame, RunObserver } from '../run.ts';

interface Walk {
  readonly source: number;
  readonly state: number;
  readonly states: number;
  readonly lanes: number;
  readonly counts: Uint32Array;
  readonly sums: Float64Array;
}
function sourceOf(network: NetworkMachine, { walk }: MachineForm): MachineForm {
  return network.parts.find(({ part }) => part === walk!.population)!;
}

/** Watches a run: `clocks` are those that its steps had more than one in which nothing fires. */
export class WalkClocks implements RunObserver {
  /** Of the steps whose states were shown, all but what the last of them opens. */
  clocks = 0;
  private readonly walks: readonly Walk[];
  private pending = 0;
  private step = -1;
  private readonly next: RunObserver;

  /** @param next  who is shown the frames */
  constructor(network: NetworkMachine, next: RunObserver) {
    this.next = next;
    this.walks = network.parts.flatMap((edges): Walk[] => {
      if (edges.walk === null) return [];
      const source = sourceOf(network, edges);
      const { population, state } = edges.walk;
      const counts = fanOut(edges.fixed, source.fixed);
      const states = source.fixed.states.length;
      return [{ source: population, state, states, lanes: edges.lanes, counts, sums: new Float64Array(edges.lanes) }];
    });
  }
  frame(frame: Frame): void {
    if (frame.step !== this.step) {
      this.clocks += this.pending;
      this.pending = 0;
      this.step = frame.step;
    }
    for (const walk of this.walks)
      if (walk.source === frame.part) this.pending = Math.max(this.pending, opened(walk, frame));
    this.next.frame(frame);
  }
}
/** Edges of the lane that has most to do in the next step. */
function opened({ state, states, lanes, counts, sums }: Walk, { states: values }: Frame): number {
  sums.fill(0);
  for (let instance = 0; instance < counts.length; instance++)
    if (values[instance * states + state] !== 0) sums[instance % lanes]! += counts[instance]!;
  return sums.reduce((a, b) => Math.max(a, b), 0);
}

/** By place times lanes and lane: the edge there, -1 for none. */
export function edgesByPlace(network: NetworkMachine, edges: MachineForm): Int32Array {
  return walkOrder(edges.fixed, sourceOf(network, edges).fixed, edges.lanes).edges;
}
