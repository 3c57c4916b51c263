/** The float64 run of a network: every step, couplings first, then populations (docs/arrays.md). */
import type { StepNetwork } from '../../compiler/step/form.ts';
import {
  type AssertReport,
  type Float64Options,
  Float64Run,
  type Float64Summary,
  type NonFiniteState,
  type RangeReport,
  runFloat64,
} from '../float64/index.ts';
import type { Frame, RunObserver } from '../run.ts';
import { pullsOf } from './pulls.ts';
import { isWired, orderOf } from './wiring.ts';

/** A report, and the part that it is about. */
export type OfPart<Report> = Report & { readonly part: number };
export interface NetworkSummary extends Omit<Float64Summary, 'ranges' | 'asserts' | 'failure'> {
  readonly ranges: readonly OfPart<RangeReport>[];
  readonly asserts: readonly OfPart<AssertReport>[];
  readonly failure: OfPart<NonFiniteState> | null;
}
export type NetworkOptions = Omit<Float64Options, 'pulls'>;

/** A run of all parts that is advanced by its user. */
export class Float64Network {
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
    const all = this.parts.map((part, number) => ({ part: number, ...part.summary(seconds) }));
    return {
      steps: this.done,
      deviceSteps: all
        .filter(({ part }) => this.network[part]!.edges === null)
        .reduce((sum, { deviceSteps }) => sum + deviceSteps, 0),
      seconds,
      ranges: all.flatMap(({ part, ranges }) => ranges.map((report) => ({ ...report, part }))),
      asserts: all.flatMap(({ part, asserts }) => asserts.map((report) => ({ ...report, part }))),
      failure: this.failure,
    };
  }
}

/** Runs the whole experiment in float64; after each step the observer sees the frames of all parts, in order. */
export function runFloat64Network(
  network: StepNetwork,
  observer: RunObserver | null,
  options: NetworkOptions = {},
): NetworkSummary {
  const [only, ...others] = network;
  if (others.length === 0) return ofOnePart(runFloat64(only!, observer, options));
  const began = performance.now();
  const run = new Float64Network(network, options);
  const steps = only!.steps;
  const watched = observer !== null || network.some(({ population }) => population.cell.asserts.length > 0);
  for (let k = 0; k < steps; k = run.done) {
    const sound = run.advance(watched ? 1 : Math.min(unwatched, steps - k));
    if (observer) run.show(observer);
    if (!sound) break;
    if (options.progress && (k & 63) === 0 && !options.progress(run.done, steps)) break;
  }
  return run.summary((performance.now() - began) / 1000);
}
/** Steps at a time when nobody looks at them one by one. */
const unwatched = 64;

function ofOnePart(summary: Float64Summary): NetworkSummary {
  const part = 0;
  return {
    ...summary,
    ranges: summary.ranges.map((report) => ({ ...report, part })),
    asserts: summary.asserts.map((report) => ({ ...report, part })),
    failure: summary.failure && { ...summary.failure, part },
  };
}
