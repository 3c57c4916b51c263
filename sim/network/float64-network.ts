/** The float64 run of a network: every step, couplings first, then populations (docs/arrays.md). */
import type { StepNetwork } from '../../compiler/step/form.ts';
import {
  type AssertReport,
  type Float64Options,
  Float64Run,
  type Float64Summary,
  type NonFiniteState,
  type RangeReport,
} from '../float64/index.ts';
import type { Frame, RunObserver } from '../run.ts';
import { pullsOf } from './pulls.ts';
import type { Team } from './team.ts';
import { isWired, orderOf } from './wiring.ts';

/** A report, and the part that it is about. */
export type OfPart<Report> = Report & { readonly part: number };
export interface NetworkSummary extends Omit<Float64Summary, 'ranges' | 'asserts' | 'failure'> {
  readonly ranges: readonly OfPart<RangeReport>[];
  readonly asserts: readonly OfPart<AssertReport>[];
  readonly failure: OfPart<NonFiniteState> | null;
}
export interface NetworkOptions extends Omit<Float64Options, 'pulls'> {
  /** Threads that make the steps together; the results are the same bits. */
  readonly team?: Team | null;
}
/** All parts, advanced by a user, by one thread or by several. */
export interface NetworkRun {
  /** By part: the same objects in every step. */
  readonly frames: readonly Frame[];
  /** Steps made so far. */
  readonly done: number;
  /** Makes `count` steps; false when a state stopped being a finite number. */
  advance(count?: number): boolean;
  show(observer: RunObserver): void;
  summary(seconds: number): NetworkSummary;
}

/** A run of all parts that is advanced by its user. */
export class Float64Network implements NetworkRun {
  readonly network: StepNetwork;
  /** By number of the part; their frames hold the values at the end of the last step. */
  readonly parts: readonly Float64Run[];
  /** By part: the same objects in every step. */
  readonly frames: readonly Frame[];
  private readonly order: readonly Float64Run[];
  private readonly wired: boolean;

  constructor(network: StepNetwork, options: NetworkOptions = {}) {
    this.network = network;
    this.wired = isWired(network);
    const parts: Float64Run[] = [];
    const pulls = pullsOf(network, (part) => parts[part]!.arrays.from);
    for (const [part, step] of network.entries()) parts.push(new Float64Run(step, { ...options, pulls: pulls[part]! }));
    this.parts = parts;
    this.frames = parts.map(({ frame }) => frame);
    this.order = orderOf(network).map((part) => parts[part]!);
  }
  /** Steps made so far. */
  get done(): number {
    return this.parts[0]!.done;
  }
  /** Makes `count` steps; false when a state stopped being a finite number. */
  advance(count = 1): boolean {
    const { order } = this;
    const stride = this.wired ? 1 : count;
    for (let made = 0; made < count; made += stride)
      for (let part = 0; part < order.length; part++) if (!order[part]!.advance(stride)) return false;
    return true;
  }
  /** The part, if any, of which a state stopped being a number. */
  get failure(): OfPart<NonFiniteState> | null {
    const part = this.parts.findIndex(({ failure }) => failure !== null);
    return part < 0 ? null : { ...this.parts[part]!.failure!, part };
  }
  show(observer: RunObserver): void {
    for (const { frame } of this.parts) observer.frame(frame);
  }
  summary(seconds: number): NetworkSummary {
    return networkSummary(
      this.network,
      this.parts.map((part) => part.summary(seconds)),
      seconds,
    );
  }
}
/** Steps of devices are those of populations: edges are their coupling. */
export function networkSummary(
  network: StepNetwork,
  parts: readonly Float64Summary[],
  seconds: number,
): NetworkSummary {
  const failed = parts.findIndex(({ failure }) => failure !== null);
  return {
    steps: parts[0]!.steps,
    deviceSteps: parts.reduce((sum, { deviceSteps }, p) => sum + (network[p]!.edges === null ? deviceSteps : 0), 0),
    seconds,
    ranges: parts.flatMap(({ ranges }, part) => ranges.map((report) => ({ ...report, part }))),
    asserts: parts.flatMap(({ asserts }, part) => asserts.map((report) => ({ ...report, part }))),
    failure: failed < 0 ? null : { ...parts[failed]!.failure!, part: failed },
  };
}
