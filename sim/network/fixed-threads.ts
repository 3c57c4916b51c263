/**
 * Bit-exact engines whose steps several threads make: each part has an engine for each thread's share of its instances, all in one memory.
 * Sums of integers are exact, so it is the same whoever adds them up.
 */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { type Engine, type EngineSize, emptyEngine, engineSize, recordLength } from '../fixed/engine.ts';
import { firstByte, type LaneLayout } from '../fixed/lane-layout.ts';
import { traceParts } from '../fixed/lane-network.ts';
import { fillPulls } from '../fixed/lane-pulls.ts';
import { type LanePlan, planLaneWasm } from '../fixed/lane-wasm.ts';
import type { MadeEngine } from '../fixed/run.ts';
import { InputSamples } from '../fixed/samples.ts';
import { makeThreadMemory, mostBytes, type ThreadMemory, type WasmMemory } from '../fixed/wasm-host.ts';
import type { Pull } from '../float64/index.ts';
import type { FixedJob } from './fixed-member.ts';
import { fixedRangeOf } from './pieces.ts';
import { pullsOf } from './pulls.ts';
import { give, type Meeting, makeMeeting, meet, orders, shares, type Team } from './team.ts';

/** Engines of all parts, for `FixedRun`s; `end` lets the threads go. */
export interface FixedTeam {
  /** By part. */
  readonly made: readonly MadeEngine[];
  end(): void;
}
/** A share of the instances of a part. */
interface Share {
  readonly first: number;
  readonly count: number;
  readonly form: FixedForm;
  readonly size: EngineSize;
  /** null: no instances. */
  readonly plan: LanePlan<WasmMemory> | null;
}
/** A share with its engine. */
interface Built extends Omit<Share, 'plan'> {
  readonly layout: LaneLayout | null;
  readonly engine: Engine;
  readonly module: object | null;
  readonly samples: InputSamples;
}

/**
 * null where numbers are too long for the vector engine, memory is above 2 GB, or the machine has no vectors or no shared memory.
 * @param assume  see `networkEngines`
 */
export function fixedTeam(fixed: readonly FixedForm[], team: Team, assume: boolean): FixedTeam | null {
  const pulls = pullsOf(fixed.map(({ step }) => step));
  const traced = traceParts(fixed, pulls, assume);
  let end = firstByte;
  const planned: Share[][] = [];
  for (const [part, whole] of fixed.entries()) {
    const own: Share[] = [];
    for (const range of shares(whole.step.population.instances, team.size)) {
      const form = fixedRangeOf(whole, range);
      const size = engineSize(form, { pulls: pullsOfRange(pulls[part] ?? [], range), wide: false });
      const plan = range.count === 0 ? null : planLaneWasm({ fixed: form, size, ...traced[part]!, base: end });
      if (range.count > 0 && plan === null) return null;
      end = plan?.end ?? end;
      own.push({ ...range, form, size, plan });
    }
    planned.push(own);
  }
  const memory = end > mostBytes ? null : makeThreadMemory(end);
  if (!memory) return null;
  const doubtsOf = (part: number): number[] => planned[part]!.flatMap(({ plan }) => plan?.layout.doubt ?? []);
  const built = planned.map((own, part) => {
    const others = (traced[part]!.assumed?.others ?? []).flatMap(doubtsOf);
    return own.map((share) => build(share, memory, others));
  });
  if (built.flat().some((share) => share === null)) return null;
  const parts = built as Built[][];
  const columnAt = (part: number, state: number, instance: number): number => {
    const share = parts[part]!.find(({ first, count }) => instance < first + count)!;
    return share.layout!.columns[state]! + 8 * (instance - share.first);
  };
  for (const { layout, size } of parts.flat())
    if (layout) fillPulls(size, layout.pulls, layout.padded, columnAt, (p) => fixed[p]!.states.length, memory.buffer);
  const meeting = makeMeeting(team.size);
  const jobs = Array.from({ length: team.size }, (_, member): FixedJob => {
    const modules = parts.map((own) => own[member]!.module);
    return { kind: 'fixed', meeting, member, memory, modules };
  });
  team.begin(jobs.slice(1));
  const crew = new Crew(meeting);
  const made = fixed.map((form, part): MadeEngine => {
    const others = (traced[part]!.assumed?.others ?? []).flatMap(doubtsOf);
    const doubts = [...doubtsOf(part), ...others].map((address) => new Int32Array(memory.buffer, address, 1));
    const size = engineSize(form, { pulls: [], wide: false });
    // the samples of each share are filled in here, not by the run
    return { engine: new TeamEngine(part, form, parts[part]!, crew, doubts), size: { ...size, places: [] } };
  });
  return { made, end: () => crew.end() };
}
function build({ plan, ...share }: Share, memory: ThreadMemory, others: readonly number[]): Built | null {
  if (plan === null) {
    const engine = emptyEngine();
    return { ...share, layout: null, engine, module: null, samples: new InputSamples(share.form, share.size, engine) };
  }
  const before = memory.loaded.length;
  const engine = plan.build(memory, others);
  if (!engine) return null;
  // the first that an engine loads makes its steps
  const module = memory.loaded[before]!;
  return { ...share, layout: plan.layout, engine, module, samples: new InputSamples(share.form, share.size, engine) };
}
/** What the instances of a range take. */
function pullsOfRange(
  pulls: readonly Pull[],
  { first, count }: { readonly first: number; readonly count: number },
): Pull[] {
  return pulls.map((pull) => ({
    ...pull,
    sources: pull.sources.map((source) => {
      const { starts, each, places } = source;
      const end = first + count;
      const [low, high] = starts ? [starts[first]!, starts[end]!] : [first * each, end * each];
      return {
        ...source,
        places: places.subarray(low, high),
        starts: starts?.slice(first, end + 1).map((at) => at - low) ?? null,
      };
    }),
  }));
}

/** All threads, seen from the first. */
class Crew {
  private readonly meeting: Meeting;
  private gone = false;
  constructor(meeting: Meeting) {
    this.meeting = meeting;
  }
  /** One step of one part by all: `mine` is the first thread's share. */
  step(part: number, step: number, mine: () => void): void {
    this.meet(orders.steps, step, part);
    mine();
    this.meet();
  }
  end(): void {
    if (!this.gone) this.meet(orders.end);
    this.gone = true;
  }
  private meet(order?: number, first = 0, part = 0): void {
    if (order !== undefined) give(this.meeting, order, first, part);
    try {
      meet(this.meeting);
    } catch (error) {
      this.gone = true; // somebody is gone: the others are waited for no more
      throw error;
    }
  }
}

/** The engine of a part, made of those of its shares. One step at a time. */
class TeamEngine implements Engine {
  readonly kind = 'vector';
  readonly shared = new Float64Array(0);
  readonly each = new Float64Array(0);
  readonly records: Int32Array;
  readonly flags: Uint32Array;
  readonly raised = new Int32Array(1);
  private readonly part: number;
  private readonly states: number;
  private readonly shares: readonly Built[];
  private readonly crew: Crew;
  /** Of this part and of those whose states it takes: where one is not 0, the first thread makes the step, carefully. */
  private readonly doubts: readonly Int32Array[];
  private words: BigInt64Array | null = null;
  private numbers: Float64Array | null = null;
  private careful = false;

  constructor(part: number, fixed: FixedForm, own: readonly Built[], crew: Crew, doubts: readonly Int32Array[]) {
    const { instances } = fixed.step.population;
    this.part = part;
    this.states = fixed.states.length;
    this.shares = own.filter(({ count }) => count > 0);
    this.crew = crew;
    this.doubts = doubts;
    this.records = new Int32Array(this.shares.reduce((sum, { engine }) => sum + engine.records.length, 0));
    this.flags = new Uint32Array(instances);
  }
  advance(first: number): { readonly steps: number; readonly events: number } {
    const { shares: all } = this;
    for (const { engine, samples } of all) {
      if (engine.raised![0] !== 0) {
        engine.flags.fill(0);
        engine.raised![0] = 0;
      }
      samples.fill(first, 1);
    }
    const doubtful = this.doubts.some((doubt) => doubt[0] !== 0);
    const events: number[] = [];
    // behind the last careful step an engine works out what it keeps
    if (doubtful || this.careful) for (const { engine } of all) events.push(engine.advance(first, 1).events);
    else {
      const [mine] = all;
      const isMine = mine?.first === 0;
      this.crew.step(this.part, first, () => isMine && mine.engine.advance(first, 1));
      for (const { layout, engine } of all) events.push(eventsIn(layout!, engine));
    }
    this.careful = doubtful;
    return { steps: 1, events: this.gather(events) };
  }
  /** Records and flags of all shares, as those of one engine. */
  private gather(events: readonly number[]): number {
    let to = 0;
    for (const [k, { engine, first, count }] of this.shares.entries()) {
      const words = events[k]! * recordLength;
      this.records.set(engine.records.subarray(0, words), to);
      for (let at = to + 1; at < to + words; at += recordLength) this.records[at]! += first;
      to += words;
      if (engine.raised![0] === 0) continue;
      this.raised[0] = 1;
      this.flags.set(engine.flags.subarray(0, count), first);
    }
    return to / recordLength;
  }
  integers(): BigInt64Array {
    const words = this.words ?? new BigInt64Array(this.flags.length * this.states);
    this.words = words;
    for (const { engine, first } of this.shares) words.set(engine.integers(), first * this.states);
    return words;
  }
  reals(): Float64Array {
    const numbers = this.numbers ?? new Float64Array(this.flags.length * this.states);
    this.numbers = numbers;
    for (const { engine, first } of this.shares) numbers.set(engine.reals(), first * this.states);
    return numbers;
  }
}
function eventsIn(layout: LaneLayout, { records }: Engine): number {
  const [end] = new Int32Array(records.buffer, layout.recordCount, 1);
  return (end! - layout.records) / (4 * recordLength);
}
