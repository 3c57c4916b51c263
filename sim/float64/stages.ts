/**
 * A program cut into stages for many instances. Functions that have a form for whole lists (`Operation.many`) stand between two
 * stages: a stage leaves their arguments for a block of instances, the function goes through the list, the next stage reads the
 * results. A processor overlaps the entries of a list, but hardly the long chains of one instance with those of the next.
 */
import { operations } from '../../compiler/ops/index.ts';
import type { Emitter } from './emit.ts';
import { argumentsOf, type NodeId, type Program } from './program.ts';
import type { Unit } from './regions.ts';

/** Instances that pass the stages together: their intermediate values stay in the fastest cache. */
export const blockSize = 256;

export interface Stage {
  /** Statements for the instance `i`, entry `b` of the block. */
  readonly body: string;
  /** Calls for the `m` instances of the block, after all bodies. */
  readonly calls: string;
}
export interface StagedCode {
  readonly stages: readonly Stage[];
  /** Number of lists `T0`, `T1`, ... of `blockSize` numbers. */
  readonly lists: number;
}

/** null: not worth it, because nothing has a form for lists, or too many values would have to be kept from stage to stage. */
export function stagesOf(emitter: Emitter, roots: readonly NodeId[]): StagedCode | null {
  const { program } = emitter;
  const units = emitter.arrange(roots).units;
  const uses = new Map(units.map((unit) => [unit, usesOf(program, unit)]));
  const last = countStages(program, units, uses);
  if (last === 0) return null;
  const stage = chooseStages(program, units, uses, roots, last);
  const listed = units.filter((unit) => listCall(program, unit) !== null).map((unit) => unit.members[0]!);
  // what is looked at is looked at in the end
  const seen = listed.filter((id) => emitter.afterwards(id) !== '');
  const kept = keptValues(program, units, uses, [...roots, ...seen], stage, last);
  // a kept value costs a store and a load, a list saves about five times as much
  if (kept.size - listed.length > 5 * listed.length) return null;
  const lists = new Map([...kept.keys()].map((id, i) => [id, `T${i}`]));
  const texts = Array.from({ length: last + 1 }, (_, s) => stageText(emitter, units, stage, s, kept, lists));
  const looks = seen.map((id) => emitter.afterwards(id)).join('');
  const stages = texts.map(({ body, calls }, s) => ({ body: s === last ? body + looks : body, calls }));
  return { stages, lists: lists.size };
}

/** The function for lists of a unit that is one operation which has such a form. */
function listCall(program: Program, unit: Unit): string | null {
  const node = program.nodes[unit.members[0]!]!;
  if (unit.condition !== null || node.kind !== 'operation') return null;
  return operations.get(program.graph.get(node.value).op)!.many ?? null;
}
/** Nodes from outside that a unit needs, in its branches too. */
function usesOf(program: Program, unit: Unit): NodeId[] {
  const inner = [...unit.whenTrue.units, ...unit.whenFalse.units];
  const own = new Set([...unit.members, ...inner.flatMap((u) => u.members)]);
  const all = [
    ...unit.members.flatMap((member) => argumentsOf(program.nodes[member]!)),
    ...inner.flatMap((u) => usesOf(program, u)),
  ];
  return [...new Set(all)].filter((id) => !own.has(id) && program.nodes[id]!.kind !== 'leaf');
}
/** The last stage: as many lists as follow from each other. */
function countStages(program: Program, units: readonly Unit[], uses: ReadonlyMap<Unit, NodeId[]>): number {
  const ready = new Map<NodeId, number>();
  let last = 0;
  for (const unit of units) {
    const start = Math.max(0, ...uses.get(unit)!.map((id) => ready.get(id)!));
    const end = listCall(program, unit) === null ? start : start + 1;
    for (const member of unit.members) ready.set(member, end);
    last = Math.max(last, end);
  }
  return last;
}
/** Each unit as late as its users allow, so that few values are kept. The stage of a list is that which leaves its arguments. */
function chooseStages(
  program: Program,
  units: readonly Unit[],
  uses: ReadonlyMap<Unit, NodeId[]>,
  roots: readonly NodeId[],
  last: number,
): ReadonlyMap<Unit, number> {
  const latest = new Map<NodeId, number>(roots.map((root) => [root, last]));
  const stage = new Map<Unit, number>();
  for (const unit of [...units].reverse()) {
    const wanted = Math.min(...unit.members.map((member) => latest.get(member) ?? last));
    const chosen = listCall(program, unit) === null ? wanted : wanted - 1;
    stage.set(unit, chosen);
    for (const id of uses.get(unit)!) latest.set(id, Math.min(latest.get(id) ?? last, chosen));
  }
  return stage;
}
/** Values that a later stage than their own uses, with the stages that do. */
function keptValues(
  program: Program,
  units: readonly Unit[],
  uses: ReadonlyMap<Unit, NodeId[]>,
  roots: readonly NodeId[],
  stage: ReadonlyMap<Unit, number>,
  last: number,
): Map<NodeId, Set<number>> {
  const home = new Map<NodeId, number>();
  for (const unit of units)
    for (const member of unit.members) home.set(member, listCall(program, unit) === null ? stage.get(unit)! : -1);
  const kept = new Map<NodeId, Set<number>>();
  const use = (id: NodeId, at: number): void => {
    if (!home.has(id) || home.get(id) === at) return;
    kept.set(id, (kept.get(id) ?? new Set<number>()).add(at));
  };
  for (const unit of units) for (const id of uses.get(unit)!) use(id, stage.get(unit)!);
  for (const root of roots) use(root, last);
  return kept;
}
function stageText(
  emitter: Emitter,
  units: readonly Unit[],
  stage: ReadonlyMap<Unit, number>,
  now: number,
  kept: ReadonlyMap<NodeId, Set<number>>,
  lists: ReadonlyMap<NodeId, string>,
): Stage {
  const { program } = emitter;
  let [body, calls] = ['', ''];
  for (const [id, users] of kept) if (users.has(now)) body += `const v${id} = ${lists.get(id)}[b];\n`;
  for (const unit of units.filter((u) => stage.get(u) === now)) {
    const call = listCall(program, unit);
    const list = lists.get(unit.members[0]!);
    if (call !== null) {
      body += `${list}[b] = ${emitter.text(argumentsOf(program.nodes[unit.members[0]!]!)[0]!)};\n`;
      calls += `${call}(${list}, m);\n`;
      continue;
    }
    body += emitter.unit(unit);
    for (const member of unit.members) if (kept.has(member)) body += `${lists.get(member)}[b] = v${member};\n`;
  }
  return { body, calls };
}
