/**
 * What depends only on states that seldom change is worked out when they do, and kept in columns: the hysteresis of a switch
 * turns once in hundreds of steps, and the reciprocal of its width need not be divided anew in each.
 */
import { isMask, LaneCode, type LaneId, type LaneNode } from '../lanes/code.ts';
import { LaneScript } from '../lanes/script.ts';
import { type LaneProgram, outputsOf } from './lane-form.ts';

/** The same program; where one of its branches alone changes some states, with columns for what is worked out of them. */
export function keepDerived(program: LaneProgram): LaneProgram {
  const change = findChange(program);
  return change ? new Keeper(program, change).run() : program;
}
/** A branch at the top of the code, and the states (by column) that it may change and nobody else. */
interface Change {
  readonly branch: LaneId;
  readonly inside: ReadonlyMap<number, LaneId>;
}
/** The branch that changes most states alone. */
function findChange({ code, columns, leaves }: LaneProgram): Change | null {
  const changes = code.body.flatMap((branch) => {
    const { op, args } = code.get(branch);
    if (op !== 'branch') return [];
    const inside = new Map<number, LaneId>();
    columns.forEach(({ next }, k) => {
      if (next === null || !args.slice(1).includes(next)) return;
      const [, value, kept] = code.get(next).args as readonly [LaneId, LaneId, LaneId];
      const old = code.get(kept);
      const leaf = old.op === 'input' ? leaves[old.value]! : null;
      if (leaf?.kind === 'state' && leaf.index === k) inside.set(k, value);
    });
    return inside.size > 0 ? [{ branch, inside }] : [];
  });
  return changes.sort((a, b) => b.inside.size - a.inside.size)[0] ?? null;
}

class Keeper {
  private readonly program: LaneProgram;
  private readonly code: LaneCode;
  private readonly change: Change;
  private readonly out = new LaneCode();
  private readonly made = new Map<LaneId, LaneId>();
  /** Depends on nothing but the states of the change and parameters. */
  private readonly slow: ReadonlySet<LaneId>;
  /** Slow values that others use, in columns from now on. */
  private readonly kept: readonly LaneId[];
  private derived: readonly LaneId[] = [];

  constructor(program: LaneProgram, change: Change) {
    this.program = program;
    this.code = program.code;
    this.change = change;
    const inBranch = new Set<LaneId>();
    this.collect(change.branch, inBranch);
    this.slow = this.findSlow(inBranch);
    this.kept = this.findKept(inBranch);
  }
  private collect(branch: LaneId, ids: Set<LaneId>): void {
    for (const id of this.code.get(branch).body) {
      ids.add(id);
      this.collect(id, ids);
    }
  }
  private findSlow(inBranch: ReadonlySet<LaneId>): Set<LaneId> {
    const slow = new Set<LaneId>();
    this.code.nodes.forEach(({ op, args, value }, index) => {
      const id = index as LaneId;
      const leaf = op === 'input' ? this.program.leaves[value]! : null;
      if (leaf?.kind === 'param' || (leaf?.kind === 'state' && this.change.inside.has(leaf.index))) slow.add(id);
      if (leaf || op === 'joined' || op === 'branch' || inBranch.has(id)) return;
      const others = args.filter((arg) => this.code.get(arg).op !== 'constant');
      if (others.length > 0 && others.every((arg) => slow.has(arg))) slow.add(id);
    });
    return slow;
  }
  private findKept(inBranch: ReadonlySet<LaneId>): LaneId[] {
    const wanted = new Set<LaneId>(outputsOf(this.program));
    const live = this.liveIds();
    for (const id of live) {
      const { op, args } = this.code.get(id);
      if (op === 'branch' || inBranch.has(id) || this.slow.has(id)) continue;
      for (const arg of args) wanted.add(arg);
    }
    const isPlain = (id: LaneId): boolean => !['input', 'row', 'rowOf'].includes(this.code.get(id).op);
    const late = this.usedLate();
    return [...live]
      .filter((id) => wanted.has(id) && this.slow.has(id) && isPlain(id) && !late.has(id))
      .sort((a, b) => a - b);
  }
  /** What is used behind the branch, or leaves the step: there the column has its new value already. */
  private usedLate(): Set<LaneId> {
    const late = new Set<LaneId>(outputsOf(this.program));
    const visit = (body: readonly LaneId[]): void => {
      for (const id of body) {
        const { args, body: inner } = this.code.get(id);
        for (const arg of args) late.add(arg);
        visit(inner);
      }
    };
    visit(this.code.body.slice(this.code.body.indexOf(this.change.branch) + 1));
    return late;
  }
  /** Statements of all bodies, and what is joined after them. */
  private liveIds(): Set<LaneId> {
    const live = new Set<LaneId>();
    const visit = (body: readonly LaneId[]): void => {
      for (const id of body) {
        const node = this.code.get(id);
        live.add(id);
        if (node.op === 'branch') for (const joined of node.args.slice(1)) live.add(joined);
        visit(node.body);
      }
    };
    visit(this.code.body);
    return live;
  }

  run(): LaneProgram {
    const { program, kept, out } = this;
    if (kept.length === 0) return program;
    this.copy(this.code.body);
    const to = (id: LaneId): LaneId => this.made.get(id)!;
    const leaves = kept.map((_, d) => ({ kind: 'state' as const, index: program.columns.length + d, fraction: 0 }));
    const columns = [
      ...program.columns.map((column) => ({ ...column, next: column.next === null ? null : to(column.next) })),
      ...kept.map((id, d) => ({ next: this.derived[d]!, raisedBy: 0, isMask: isMask(this.code.get(id)) })),
    ];
    const moved: LaneProgram = {
      code: out,
      leaves: [...program.leaves, ...leaves],
      columns,
      events: program.events.map(({ fired, fraction }) => ({
        fired: to(fired),
        fraction: fraction === null ? null : to(fraction),
      })),
      sources: program.sources.map(to),
      flags: program.flags.map(({ raised, bit }) => ({ raised: to(raised), bit })),
      deriveInitial: this.initialFunction(),
    };
    out.prune(outputsOf(moved));
    return moved;
  }
  private copy(body: readonly LaneId[]): void {
    for (const id of body) {
      const node = this.code.get(id);
      const column = this.kept.indexOf(id);
      if (column >= 0) this.made.set(id, this.out.input(this.program.leaves.length + column));
      else if (node.op === 'branch') this.copyBranch(id, node);
      else this.made.set(id, this.out.repeat(node, node.args.map((arg) => this.made.get(arg)!))); // biome-ignore format: one copy
    }
  }
  private copyBranch(id: LaneId, { args, body }: LaneNode): void {
    const joined = args.slice(1);
    const moved = this.out.branch(this.made.get(args[0]!)!, () => {
      this.copy(body);
      const pairs = joined.map((j) => {
        const [, inside, outside] = this.code.get(j).args as readonly [LaneId, LaneId, LaneId];
        return [this.made.get(inside)!, this.made.get(outside)!] as const;
      });
      return id === this.change.branch ? [...pairs, ...this.renewed()] : pairs;
    });
    joined.forEach((j, k) => {
      this.made.set(j, moved[k]!);
    });
    if (id === this.change.branch) this.derived = moved.slice(joined.length);
  }
  /** Inside of the branch: what is kept, from the states as they are after it. */
  private renewed(): (readonly [LaneId, LaneId])[] {
    const again = new Map<LaneId, LaneId>();
    const renew = (id: LaneId): LaneId => {
      const found = again.get(id);
      if (found !== undefined) return found;
      const node = this.code.get(id);
      const leaf = node.op === 'input' ? this.program.leaves[node.value]! : null;
      const made =
        leaf?.kind === 'state'
          ? this.made.get(this.change.inside.get(leaf.index)!)!
          : this.out.repeat(node, node.args.map(renew));
      again.set(id, made);
      return made;
    };
    return this.kept.map((id, d) => [renew(id), this.out.input(this.program.leaves.length + d)] as const);
  }
  /** What is kept, from the leaves as they are before the first step. */
  private initialFunction(): (leaves: readonly number[]) => readonly number[] {
    const { code, program, kept } = this;
    const script = new LaneScript(
      code,
      program.leaves.map((_, k) => `leaves[${k}]`),
    );
    const statements = script.write([...this.slow].sort((a, b) => a - b));
    const results = kept.map((id) => (isMask(code.get(id)) ? `(${script.text(id)} ? 1 : 0)` : script.text(id)));
    const source = `'use strict';\nreturn function derive(leaves) {\n${statements}return [${results.join(', ')}];\n};`;
    const make = new Function('M', 'I', source) as (
      rows: Float64Array,
      places: Int32Array,
    ) => (leaves: readonly number[]) => readonly number[];
    return make(script.rows, script.places);
  }
}
