/** The float64 run of a network by several threads over shared arrays: the same bits as by one. */
import type { StepForm, StepNetwork } from '../../compiler/step/form.ts';
import { compileKernel, type KernelArrays, type KernelCode } from '../float64/kernel.ts';
import type { Pull } from '../float64/pulls.ts';
import { type Mutable, RunReports } from '../float64/reports.ts';
import { fillInitial, makeArrays, manyInstances } from '../float64/run.ts';
import { compileStimuli, type Stimuli } from '../float64/stimuli.ts';
import type { Frame, RunObserver } from '../run.ts';
import { type Float64Job, Float64Member, type Float64Said, type Float64Share } from './float64-member.ts';
import { type NetworkOptions, type NetworkRun, type NetworkSummary, networkSummary } from './float64-network.ts';
import { rangeOf } from './pieces.ts';
import { pullsOf } from './pulls.ts';
import { give, type Meeting, makeMeeting, meet, orders, shares, type Team } from './team.ts';
import { orderOf } from './wiring.ts';

/** What is there of a part once, for all members. */
interface Shared {
  readonly step: StepForm;
  readonly frame: Mutable<Frame>;
  readonly code: KernelCode;
  readonly carrySize: number;
  readonly pulls: readonly Pull[];
  readonly reports: RunReports;
}

/** A run that is advanced by its user. It must be ended, so that the threads are free again. */
export class Float64Threads implements NetworkRun {
  readonly frames: readonly Frame[];
  private readonly parts: readonly Shared[];
  /** Numbers of the parts, in the order in which they make a step. */
  private readonly order: readonly number[];
  private readonly me: Float64Member;
  private readonly meeting: Meeting;
  private readonly team: Team;
  /** What fills the samples of each share; by share, those of all members. */
  private readonly stimuli: readonly { readonly fill: Stimuli['fill']; readonly arrays: KernelArrays }[];
  private readonly watchful: boolean;
  private ended = false;
  private made = 0;

  constructor(network: StepNetwork, team: Team, options: Pick<NetworkOptions, 'disturb'> = {}) {
    this.team = team;
    this.meeting = makeMeeting(team.size);
    this.order = orderOf(network);
    const frames: Mutable<Frame>[] = [];
    const pulls = pullsOf(network, (part) => frames[part]!.states);
    this.parts = network.map((step, part) => {
      const { cell, instances } = step.population;
      const own = pulls[part] ?? [];
      const staged = instances >= manyInstances;
      const { code, carrySize } = compileKernel(cell, { carry: true, staged, ranges: true, pulls: own }, silent);
      const frame = sharedFrame(step);
      fillInitial(step, frame.states, options.disturb ?? 0);
      frames.push(frame);
      return { step, frame, code, carrySize, pulls: own, reports: new RunReports(step) };
    });
    this.frames = frames;
    const divided = this.order.map((part) => this.divide(this.parts[part]!));
    this.stimuli = divided
      .flat()
      .flatMap(({ stimuli, share }) =>
        stimuli.sharedCount + stimuli.eachCount === 0 ? [] : [{ fill: stimuli.fill, arrays: share.arrays }],
      );
    const jobs = Array.from({ length: team.size }, (_, member): Float64Job => {
      const mine = divided.map((of) => of[member]!.share);
      return { kind: 'float64', meeting: this.meeting, member, shares: mine };
    });
    this.watchful = this.stimuli.length > 0 || network.some(({ population }) => population.cell.asserts.length > 0);
    this.me = new Float64Member(jobs[0]!);
    team.begin(jobs.slice(1));
  }
  private divide({ step, frame, code, carrySize, pulls }: Shared) {
    const { cell, instances } = step.population;
    const [states, events] = [cell.states.length, cell.events.length];
    return shares(instances, this.team.size).map((range) => {
      const form = rangeOf(step, range);
      const stimuli = compileStimuli(form);
      const [first, end] = [range.first, range.first + range.count];
      const from = frame.states.subarray(first * states, end * states);
      const arrays: KernelArrays = {
        ...makeArrays(form, carrySize, { sharedCount: 0, eachCount: 0 }, 1),
        from,
        to: from,
        shared: sharedNumbers(stimuli.sharedCount),
        // what is pulled stands nowhere else
        each: sharedNumbers(pulls.length === stimuli.eachCount ? 0 : range.count * stimuli.eachCount),
        fired: frame.fired.subarray(first * events, end * events),
        fractions: frame.fractions.subarray(first * events, end * events),
        flags: frame.flags.subarray(first, end),
      };
      const pulled = pulls.flatMap(({ sources }) =>
        sources.map(({ states: of, places, starts, each }) => {
          const [low, high] = starts ? [starts[first]!, starts[end]!] : [first * each, end * each];
          const own = starts?.slice(first, end + 1).map((at) => at - low) ?? null;
          return { states: of(), places: places.slice(low, high), starts: own };
        }),
      );
      const share: Float64Share = { part: step.part, first, instances: range.count, code, arrays, pulled };
      const isPulled = pulls.length === stimuli.eachCount && stimuli.sharedCount === 0;
      return { share, stimuli: isPulled ? none : stimuli };
    });
  }
  get done(): number {
    return this.made;
  }
  get failure() {
    const part = this.parts.findIndex(({ reports }) => reports.failure !== null);
    return part < 0 ? null : { ...this.parts[part]!.reports.failure!, part };
  }
  advance(count = 1): boolean {
    const stride = this.watchful ? 1 : count;
    for (let left = count; left > 0 && this.failure === null; left -= stride) {
      const now = Math.min(left, stride);
      for (const { fill, arrays } of this.stimuli) fill(this.made, 1, arrays.shared, arrays.each);
      const before = this.frames.map(({ step }) => step);
      this.tell(orders.steps, this.made, now);
      const { whole, parts } = this.me.steps(this.made, now);
      for (const [k, part] of this.order.entries())
        this.parts[part]!.frame.step = this.made + whole - 1 + (k < parts ? 1 : 0);
      this.made = this.frames[0]!.step + 1;
      if (parts > 0) this.ask();
      for (const [part, { step, frame, reports }] of this.parts.entries())
        if (step.population.cell.asserts.length > 0 && frame.step > before[part]!)
          reports.takeAsserts(frame.flags, frame.step + 1);
    }
    return this.failure === null;
  }
  show(observer: RunObserver): void {
    for (const frame of this.frames) observer.frame(frame);
  }
  summary(seconds: number): NetworkSummary {
    this.ask();
    return networkSummary(
      this.parts.map(({ step }) => step),
      this.parts.map(({ frame, reports, step }) => ({
        steps: frame.step + 1,
        deviceSteps: (frame.step + 1) * step.population.instances,
        seconds,
        ranges: reports.ranges,
        asserts: reports.asserts,
        failure: reports.failure,
      })),
      seconds,
    );
  }
  /** What all members have seen since they were asked before, as one thread would have seen it. */
  private ask(): void {
    if (this.ended) return;
    this.tell(orders.report);
    const all = [this.me.say()];
    meet(this.meeting);
    for (let member = 1; member < this.team.size; member++) all.push(this.team.receive(member) as Float64Said);
    const ranges = all.flatMap((said) => said.ranges);
    // a thread meets the instances of a step one by one, and in each the states
    ranges.sort((a, b) => a.step - b.step || a.instance - b.instance || a.state - b.state);
    for (const { part, step, instance, state, value, count } of ranges)
      this.parts[part]!.reports.range(step, instance, state, value, count);
    const wrong = all.flatMap(({ nonFinite }) => nonFinite ?? []).sort((a, b) => a.instance - b.instance);
    for (const { part, step, instance } of wrong)
      this.parts[part]!.reports.nonFinite(step, instance, this.frames[part]!.states);
  }
  /** Lets the threads go. */
  end(): void {
    if (this.ended) return;
    this.tell(orders.end);
    this.ended = true;
  }
  private tell(order: number, first = 0, count = 0): void {
    give(this.meeting, order, first, count);
    try {
      meet(this.meeting);
    } catch (error) {
      this.ended = true; // somebody is gone: the others are waited for no more
      throw error;
    }
  }
}
const silent = { range: (): void => {}, nonFinite: (): void => {} };
const none: Stimuli = { sharedCount: 0, eachCount: 0, fill: () => {} };

function sharedNumbers(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}
function sharedFrame({ part, population: { cell, instances } }: StepForm): Mutable<Frame> {
  const [states, events] = [instances * cell.states.length, instances * cell.events.length];
  return {
    part,
    step: -1,
    states: sharedNumbers(states),
    integers: null,
    fired: new Uint8Array(new SharedArrayBuffer(events)),
    fractions: sharedNumbers(events),
    flags: new Uint32Array(new SharedArrayBuffer(4 * instances)),
  };
}
