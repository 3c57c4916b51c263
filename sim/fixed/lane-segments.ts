/**
 * A long step cut into segments, each run over a block of instances before the next begins: a short body keeps its values in
 * registers, and the processor works on several groups of instances at once. What a later segment needs is kept in scratch
 * columns.
 */
import type { LaneId } from '../lanes/code.ts';
import type { LaneProgram } from './lane-form.ts';
import { LaneUses } from './lane-uses.ts';

export type Flag = LaneProgram['flags'][number];
/** What is done in a segment, in order. */
export type Action =
  | { readonly kind: 'load'; readonly leaf: number }
  /** From the scratch column of a value, or into it. */
  | { readonly kind: 'take' | 'leave'; readonly id: LaneId }
  | { readonly kind: 'write'; readonly id: LaneId }
  /** `before`: what only the branch needs. It stores columns and raises flags that nobody else looks at by itself. */
  | {
      readonly kind: 'branch';
      readonly id: LaneId;
      readonly before: readonly Action[];
      readonly columns: readonly number[];
      readonly flags: readonly Flag[];
    }
  | { readonly kind: 'store'; readonly column: number }
  | { readonly kind: 'flags'; readonly flags: readonly Flag[] }
  /** Writes down the events; `before`: what only they need, where there are any. */
  | { readonly kind: 'events'; readonly before: readonly Action[] };
export interface Segment {
  readonly actions: readonly Action[];
  readonly leavesBehind: readonly LaneId[];
}
/** Instances of a block; its scratch columns stay in the nearest cache. A multiple of every group of vectors. */
export const blockLength = 48;

/** What things cost in instructions. */
export interface SegmentCosts {
  /** A segment: the loop around it. */
  readonly segment: number;
  /** A value that is kept in a scratch column, and one that does not fit in the registers. */
  readonly kept: number;
  readonly spilled: number;
  /** A statement beyond `longest`: what waits for the chain before it keeps later instances out of the processor's window. */
  readonly waiting: number;
  readonly longest: number;
}
/** Of a vector of WebAssembly, where a loop works on several. */
export const vectorCosts: SegmentCosts = { segment: 3, kept: 1, spilled: 0.5, waiting: 4, longest: 12 };
/** Of an instance in JavaScript, where every load and store checks its address. */
export const scalarCosts: SegmentCosts = { segment: 2, kept: 20, spilled: 0.5, waiting: 3, longest: 30 };
/** Registers that hold values and constants. */
const registers = 14;

/** One segment where there are too few instances to gain. */
export function cutSegments(program: LaneProgram, isLong: boolean, costs: SegmentCosts): readonly Segment[] {
  return new Cutter(program, isLong, costs).segments();
}

class Cutter {
  private readonly program: LaneProgram;
  private readonly uses: LaneUses;
  private readonly costs: SegmentCosts;
  private readonly body: readonly LaneId[];
  /** Places at which segments start. */
  private readonly starts: readonly number[];
  /** By column: the segment that stores it. */
  private readonly storedIn: readonly number[];
  private readonly outputs: ReadonlySet<LaneId>;

  constructor(program: LaneProgram, isLong: boolean, costs: SegmentCosts) {
    this.costs = costs;
    this.program = program;
    this.uses = new LaneUses(program);
    this.body = this.uses.body;
    this.starts = isLong ? this.findStarts() : [0];
    this.storedIn = this.storeSegments();
    const { events, sources } = program;
    this.outputs = new Set([...events.map((e) => e.fired), ...sources]);
  }
  private segmentOf(place: number): number {
    return this.starts.findLastIndex((start) => start <= place);
  }
  /** Segment in which a value is made; -1 for leaves, constants and what is done where it is needed. */
  private madeIn(id: LaneId): number {
    const place = this.uses.made.get(id);
    return place === undefined ? -1 : this.segmentOf(place);
  }

  /** The cheapest cuts: best[end] of all ways to cut what is before `end`. */
  private findStarts(): number[] {
    const { costs } = this;
    const count = this.body.length;
    const crossing = Array.from({ length: count + 1 }, (_, place) => this.uses.liveAt(place));
    const best: { readonly cost: number; readonly start: number }[] = [{ cost: 0, start: 0 }];
    for (let end = 1; end <= count; end++) {
      let [cost, from] = [Number.POSITIVE_INFINITY, 0];
      const pressure = this.uses.pressureBefore(end);
      for (let start = end - 1; start >= 0; start--) {
        // what is so long is cheaper in parts, wherever it may be cut
        if (end - start > 3 * costs.longest && Number.isFinite(cost)) break;
        const own = pressure(start);
        const live = crossing[start]!;
        if (live === null) continue;
        const total =
          best[start]!.cost +
          costs.segment +
          costs.kept * live +
          costs.spilled * Math.max(0, own - registers) +
          costs.waiting * Math.max(0, end - start - costs.longest);
        if (total < cost) [cost, from] = [total, start];
      }
      best.push({ cost, start: from });
    }
    const starts: number[] = [];
    for (let end = count; end > 0; end = best[end]!.start) starts.unshift(best[end]!.start);
    return starts.length > 0 ? starts : [0];
  }
  /** A column is stored when its value is there and nobody loads the old one any more. */
  private storeSegments(): number[] {
    const last = this.starts.length - 1;
    return this.program.columns.map(({ next }, column) => {
      if (next === null || this.uses.isInput(next)) return last;
      return Math.max(0, this.madeIn(next), this.segmentOf(this.uses.lastLoad(column)));
    });
  }

  segments(): Segment[] {
    const needs = this.starts.map((_, k) => this.needsOf(k));
    const kept = new Set(
      needs.flatMap((ids, k) => [...ids].filter((id) => this.uses.made.has(id) && this.madeIn(id) < k)),
    );
    return this.starts.map((_, k) => ({
      actions: new SegmentWriter(
        this.program,
        this.uses,
        this.placesOf(k),
        kept,
        this.columnsOf(k),
        this.endOf(k),
      ).write(),
      leavesBehind: [...kept].filter((id) => this.madeIn(id) === k),
    }));
  }
  private placesOf(segment: number): { readonly start: number; readonly end: number } {
    return { start: this.starts[segment]!, end: this.starts[segment + 1] ?? this.body.length };
  }
  /** Columns that a segment stores, those of its branches aside. */
  private columnsOf(segment: number): number[] {
    return this.program.columns.flatMap(({ next }, k) =>
      next !== null && this.storedIn[k] === segment && !this.uses.direct.has(next) ? [k] : [],
    );
  }
  /** Flags and outputs that a segment needs at its end. */
  private endOf(segment: number): { readonly flags: readonly Flag[]; readonly outputs: readonly LaneId[] } {
    const isHere = (id: LaneId): boolean => Math.max(0, this.madeIn(id)) === segment && !this.uses.direct.has(id);
    return {
      flags: this.program.flags.filter(({ raised }) => isHere(raised)),
      outputs: segment === this.starts.length - 1 ? [...this.outputs] : [],
    };
  }
  private needsOf(segment: number): Set<LaneId> {
    const { start, end } = this.placesOf(segment);
    const needs = new Set<LaneId>();
    for (let place = start; place < end; place++) for (const id of this.uses.of[place]!) needs.add(id);
    for (const column of this.columnsOf(segment)) needs.add(this.program.columns[column]!.next!);
    for (const id of this.endOf(segment).outputs) needs.add(id);
    if (segment === this.starts.length - 1) for (const id of this.uses.forEvents()) needs.add(id);
    return needs;
  }
}

/** Puts the actions of a segment in order: loads right before the first use, stores right after the value. */
class SegmentWriter {
  private readonly program: LaneProgram;
  private readonly uses: LaneUses;
  private readonly places: { readonly start: number; readonly end: number };
  private readonly kept: ReadonlySet<LaneId>;
  private readonly columns: readonly number[];
  private readonly end: { readonly flags: readonly Flag[]; readonly outputs: readonly LaneId[] };
  private readonly ready = new Set<LaneId>();

  constructor(
    program: LaneProgram,
    uses: LaneUses,
    places: { readonly start: number; readonly end: number },
    kept: ReadonlySet<LaneId>,
    columns: readonly number[],
    end: { readonly flags: readonly Flag[]; readonly outputs: readonly LaneId[] },
  ) {
    this.program = program;
    this.uses = uses;
    this.places = places;
    this.kept = kept;
    this.columns = columns;
    this.end = end;
  }
  write(): Action[] {
    const { uses, program } = this;
    const actions: Action[] = [];
    const late: number[] = [];
    for (let place = this.places.start; place < this.places.end; place++) {
      this.statement(place, actions);
      for (const id of uses.valuesOf(uses.body[place]!)) {
        this.ready.add(id);
        if (this.kept.has(id)) actions.push({ kind: 'leave', id });
        for (const column of this.columns.filter((k) => program.columns[k]!.next === id)) {
          if (uses.lastLoad(column) <= place) actions.push({ kind: 'store', column });
          else late.push(column);
        }
      }
    }
    if (this.end.flags.length > 0) {
      for (const { raised } of this.end.flags) this.prepare(raised, actions, this.ready);
      actions.push({ kind: 'flags', flags: this.end.flags });
    }
    for (const id of this.end.outputs) this.prepare(id, actions, this.ready);
    if (this.places.end === uses.body.length && program.events.length > 0) actions.push(this.events());
    const stored = new Set(actions.flatMap((action) => (action.kind === 'store' ? [action.column] : [])));
    const rest = [...new Set([...late, ...this.columns])].filter((column) => !stored.has(column));
    for (const column of rest) this.prepare(program.columns[column]!.next!, actions, this.ready);
    return [...actions, ...rest.map((column) => ({ kind: 'store', column }) as const)];
  }
  private statement(place: number, actions: Action[]): void {
    const { uses, program } = this;
    const id = uses.body[place]!;
    const { op, args } = program.code.get(id);
    if (op !== 'branch') {
      for (const used of uses.of[place]!) this.prepare(used, actions, this.ready);
      actions.push({ kind: 'write', id });
      return;
    }
    const before: Action[] = [];
    const inside = new Set(this.ready);
    for (const used of uses.of[place]!)
      if (used === args[0] || this.isUsedElsewhere(used, place)) {
        this.prepare(used, actions, this.ready);
        inside.add(used);
      }
    for (const used of this.ready) inside.add(used);
    for (const used of uses.of[place]!) this.prepare(used, before, inside);
    const direct = args.slice(1).filter((joined) => uses.direct.has(joined));
    const isDirect = (joined: LaneId | null): boolean => joined !== null && direct.includes(joined);
    const columns = program.columns.flatMap(({ next }, k) => (isDirect(next) ? [k] : []));
    actions.push({ kind: 'branch', id, before, columns, flags: program.flags.filter((f) => isDirect(f.raised)) });
  }
  private events(): Action {
    const { uses, program } = this;
    const before: Action[] = [];
    const ready = new Set(this.ready);
    for (const id of uses.rare) {
      for (const used of uses.usesOf(id)) this.prepare(used, before, ready);
      const isBranch = program.code.get(id).op === 'branch';
      before.push(isBranch ? { kind: 'branch', id, before: [], columns: [], flags: [] } : { kind: 'write', id });
      for (const value of uses.valuesOf(id)) ready.add(value);
    }
    for (const { fraction } of program.events) if (fraction !== null) this.prepare(fraction, before, ready);
    return { kind: 'events', before };
  }
  /** Whether anything else of the segment uses a value, or the values that the branch joins are chosen from it. */
  private isUsedElsewhere(id: LaneId, branch: number): boolean {
    const { uses, program } = this;
    for (let place = this.places.start; place < this.places.end; place++)
      if (place !== branch && uses.of[place]!.has(id)) return true;
    const { args } = program.code.get(uses.body[branch]!);
    if (args.slice(1).some((joined) => !uses.direct.has(joined) && program.code.get(joined).args[2] === id))
      return true;
    const ends = [...this.end.outputs, ...this.end.flags.map((f) => f.raised)];
    return ends.includes(id) || this.columns.some((k) => program.columns[k]!.next === id);
  }
  /** Whatever must be done before a value can be used. */
  private prepare(id: LaneId, actions: Action[], ready: Set<LaneId>): void {
    if (ready.has(id)) return;
    const { op, args, value } = this.program.code.get(id);
    if (op === 'constant') return;
    ready.add(id);
    if (op === 'input') actions.push({ kind: 'load', leaf: value });
    else if (this.uses.light.has(id)) {
      for (const arg of args) this.prepare(arg, actions, ready);
      actions.push({ kind: 'write', id });
    } else actions.push({ kind: 'take', id });
  }
}
