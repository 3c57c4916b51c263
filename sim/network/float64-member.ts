/** A thread's share of a float64 run: kernels over ranges of instances, started from their code in whatever thread. */
import { type Advance, type KernelArrays, type KernelCode, startKernel } from '../float64/kernel.ts';
import { complain, meet, order, orders, type TeamJob, wasQuiet } from './team.ts';

/** A range of instances of a part. */
export interface Float64Share {
  readonly part: number;
  /** Number in the part of its first instance. */
  readonly first: number;
  readonly instances: number;
  readonly code: KernelCode;
  readonly arrays: KernelArrays;
  /** Of all pulls, in their order; states are those of whole parts. */
  readonly pulled: readonly {
    readonly states: Float64Array;
    readonly places: Int32Array;
    readonly starts: Int32Array | null;
  }[];
}
export interface Float64Job extends TeamJob {
  readonly kind: 'float64';
  /** In the order in which parts make a step. */
  readonly shares: readonly Float64Share[];
}
/** What a member has seen since it was last asked. */
export interface Float64Said {
  readonly ranges: readonly SaidRange[];
  /** Its first instance of whose states one is no finite number any more. */
  readonly nonFinite: { readonly part: number; readonly step: number; readonly instance: number } | null;
}
export interface SaidRange {
  readonly part: number;
  readonly state: number;
  readonly step: number;
  readonly instance: number;
  readonly value: number;
  count: number;
}

export class Float64Member {
  private readonly job: Float64Job;
  private readonly kernels: readonly { readonly share: Float64Share; readonly advance: Advance }[];
  private readonly ranges = new Map<string, SaidRange>();
  private nonFinite: Float64Said['nonFinite'] = null;

  constructor(job: Float64Job) {
    this.job = job;
    this.kernels = job.shares.map((share) => {
      const { part, first } = share;
      const report = {
        range: (step: number, i: number, state: number, value: number): void => {
          const key = `${part} ${state}`;
          const found = this.ranges.get(key);
          if (found) found.count++;
          else this.ranges.set(key, { part, state, step, instance: first + i, value, count: 1 });
        },
        nonFinite: (step: number, i: number): void => {
          this.nonFinite ??= { part, step, instance: first + i };
        },
      };
      const pulled = share.pulled.map(({ states, ...lists }) => ({ ...lists, states: () => states }));
      return { share, advance: startKernel(share.code, report, pulled) };
    });
  }
  /**
   * Makes steps with the others; all stop behind the part in which something went wrong. Returns the whole steps that were made, and
   * how many parts made one more.
   */
  steps(first: number, count: number): { readonly whole: number; readonly parts: number } {
    const { meeting, member } = this.job;
    for (let k = first; k < first + count; k++) {
      for (const [done, { share, advance }] of this.kernels.entries()) {
        advance(share.arrays, share.instances, k, 1);
        if (this.nonFinite) complain(meeting, member);
        if (!wasQuiet(meeting, meet(meeting))) return { whole: k - first, parts: done + 1 };
      }
    }
    return { whole: count, parts: 0 };
  }
  /** What was seen since the last time. */
  say(): Float64Said {
    const said = { ranges: [...this.ranges.values()], nonFinite: this.nonFinite };
    this.ranges.clear();
    return said;
  }
}
/** A member beside the first: it does what is ordered at every meeting, until it is told to end. */
export function followFloat64(job: Float64Job, say: (what: unknown) => void): void {
  const member = new Float64Member(job);
  for (;;) {
    meet(job.meeting);
    const { order: what, first, count } = order(job.meeting);
    if (what === orders.end) return;
    if (what === orders.steps) member.steps(first, count);
    if (what !== orders.report) continue;
    say(member.say());
    meet(job.meeting);
  }
}
