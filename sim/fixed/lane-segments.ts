/**
 * A long step cut into segments, each run over a block of instances before the next begins: a short body keeps its values in
 * registers, and the processor works on several groups of instances at once. What a later segment needs is kept in scratch
 * columns.
 */
import type { LaneCode, LaneId } from '../lanes/code.ts';
import type { LaneProgram } from './lane-form.ts';

export interface Segment {
  readonly body: readonly LaneId[];
  /** Leaves (indices of the program) that it loads. */
  readonly leaves: readonly number[];
  /** Values that it takes from scratch columns, and leaves there. */
  readonly takes: readonly LaneId[];
  readonly leavesBehind: readonly LaneId[];
  /** Columns whose new value it stores. */
  readonly columns: readonly number[];
  readonly flags: readonly LaneProgram['flags'][number][];
}
/** Instances of a block; its scratch columns stay in the nearest cache. A multiple of every group of vectors. */
export const blockLength = 48;
/** Operations of a segment, about. */
const wantedLength = 14;

/** One segment where there are too few instances to gain. */
export function cutSegments(program: LaneProgram, isLong: boolean): readonly Segment[] {
  return new Cutter(program, isLong).segments();
}

class Cutter {
  private readonly program: LaneProgram;
  private readonly code: LaneCode;
  private readonly body: readonly LaneId[];
  /** Place in the body where a value is made; -1 for leaves and constants. */
  private readonly made = new Map<LaneId, number>();
  /** Last place in the body that uses a value; the length of the body for what leaves the step. */
  private readonly lastUse = new Map<LaneId, number>();
  private readonly uses: readonly ReadonlySet<LaneId>[];
  private readonly cuts: readonly number[];

  constructor(program: LaneProgram, isLong: boolean) {
    this.program = program;
    this.code = program.code;
    this.body = program.code.body;
    this.uses = this.body.map((id) => this.usesOf(id));
    this.body.forEach((id, place) => {
      for (const value of this.valuesOf(id)) this.made.set(value, place);
      for (const used of this.uses[place]!) this.lastUse.set(used, place);
    });
    for (const id of [...program.columns.map((c) => c.next), ...this.outputs()])
      if (id !== null) this.lastUse.set(id, this.body.length);
    this.cuts = isLong ? this.findCuts() : [];
  }
  /** Values that a statement makes. */
  private valuesOf(id: LaneId): readonly LaneId[] {
    const { op, args } = this.code.get(id);
    if (op === 'branch') return args.slice(1);
    return op === 'input' || op === 'constant' ? [] : [id];
  }
  /** Everything that a statement uses, inside of branches too. */
  private usesOf(id: LaneId, used = new Set<LaneId>()): Set<LaneId> {
    const { op, args, body } = this.code.get(id);
    for (const arg of op === 'branch' ? args.slice(0, 1) : args) used.add(arg);
    if (op === 'branch') for (const joined of args.slice(1)) this.usesOf(joined, used);
    for (const inner of body) this.usesOf(inner, used);
    return used;
  }
  private isRow(id: LaneId): boolean {
    const { op } = this.code.get(id);
    return op === 'row' || op === 'rowOf';
  }
  /** Values that live across a cut before a place; null where a row does, for which there is no column. */
  private liveAt(place: number): number | null {
    let live = 0;
    for (const [id, made] of this.made) {
      if (made >= place || (this.lastUse.get(id) ?? -1) < place) continue;
      if (this.isRow(id)) return null;
      live++;
    }
    return live;
  }
  /** Near equal parts, at the places where the fewest values live. */
  private findCuts(): number[] {
    const weights = this.body.map((id) => (['input', 'constant'].includes(this.code.get(id).op) ? 0 : 1));
    const total = weights.reduce<number>((sum, w) => sum + w, 0);
    const parts = Math.round(total / wantedLength);
    const cuts: number[] = [];
    for (let part = 1; part < parts; part++) {
      let [best, fewest, at] = [-1, Number.POSITIVE_INFINITY, 0];
      this.body.forEach((_, place) => {
        at += weights[place]!;
        const away = Math.abs(at - (total * part) / parts) / (total / parts);
        if (away > 0.3 || place + 1 <= (cuts.at(-1) ?? 0)) return;
        const live = this.liveAt(place + 1);
        if (live === null || live + 4 * away >= fewest) return;
        [best, fewest] = [place + 1, live + 4 * away];
      });
      if (best >= 0) cuts.push(best);
    }
    return cuts;
  }

  segments(): Segment[] {
    const { program, body } = this;
    const starts = [0, ...this.cuts];
    const last = starts.length - 1;
    const segmentOf = (place: number): number => starts.findLastIndex((start) => start <= place);
    const madeIn = (id: LaneId): number => {
      const place = this.made.get(id);
      return place === undefined ? -1 : segmentOf(place);
    };
    const stores = this.storeSegments(segmentOf, madeIn, last);
    const needs = starts.map(() => new Set<LaneId>());
    this.uses.forEach((used, place) => {
      for (const id of used) needs[segmentOf(place)]!.add(id);
    });
    program.columns.forEach(({ next: id }, s) => {
      if (id !== null) needs[stores[s]!]!.add(id);
    });
    for (const id of this.outputs()) needs[last]!.add(id);
    const isValue = (id: LaneId): boolean => this.made.has(id);
    const kept = new Set(needs.flatMap((ids, k) => [...ids].filter((id) => isValue(id) && madeIn(id) < k)));
    return starts.map((start, k) => ({
      body: body.slice(start, starts[k + 1] ?? body.length),
      leaves: [...new Set([...needs[k]!].flatMap((id) => this.leafOf(id)))],
      takes: [...needs[k]!].filter((id) => isValue(id) && madeIn(id) < k),
      leavesBehind: [...kept].filter((id) => madeIn(id) === k),
      columns: stores.flatMap((segment, s) => (segment === k && program.columns[s]!.next !== null ? [s] : [])),
      flags: program.flags.filter(({ raised }) => Math.max(0, madeIn(raised)) === k),
    }));
  }
  private outputs(): LaneId[] {
    const { events, sources } = this.program;
    return [...events.flatMap((e) => (e.fraction === null ? [e.fired] : [e.fired, e.fraction])), ...sources];
  }
  private leafOf(id: LaneId): number[] {
    const { op, value } = this.code.get(id);
    return op === 'input' ? [value] : [];
  }
  /** A state is stored when its value is there and nobody loads the old one any more. */
  private storeSegments(segmentOf: (place: number) => number, madeIn: (id: LaneId) => number, last: number): number[] {
    const { program, code } = this;
    const oldValues = new Map<number, number>();
    for (const [id, place] of this.lastUse) {
      const [leaf] = this.leafOf(id).map((k) => program.leaves[k]!);
      if (leaf?.kind === 'state') oldValues.set(leaf.index, segmentOf(place));
    }
    return program.columns.map(({ next: id }, s) => {
      if (id === null) return last;
      return code.get(id).op === 'input' ? last : Math.max(0, madeIn(id), oldValues.get(s) ?? 0);
    });
  }
}
