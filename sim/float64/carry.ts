/**
 * Values that one step leaves for the next. Events are judged on values after the step, and the next step begins with the same
 * values: `R(T)` at the end of step k is `R(T)` at the start of step k+1 unless a block changed what it depends on. This finds
 * pairs (value at the start, the same expression at the end), so that generated code evaluates it once. The values carried
 * are those that would be computed, bit for bit: same operations on the same numbers.
 */
import type { Graph, Value, ValueId } from '../../compiler/ops/graph.ts';
import { operations, reachable } from '../../compiler/ops/index.ts';
import type { StepCell } from '../../compiler/step/form.ts';

export interface CarriedValue {
  /** Value at the start of a step ... */
  readonly start: ValueId;
  /** ... and the value at the end of the step before that equals it while the states of the group are as they were expected. */
  readonly end: ValueId;
  readonly group: number;
}
export interface CarryGroup {
  /** State, and the value that its next value must equal for the group to hold. */
  readonly expected: readonly { readonly state: number; readonly value: ValueId }[];
}
export interface Carry {
  readonly values: readonly CarriedValue[];
  readonly groups: readonly CarryGroup[];
}
export const noCarry: Carry = { values: [], groups: [] };

interface Image {
  readonly end: ValueId;
  /** Indices of the states that it depends on, sorted. */
  readonly support: readonly number[];
  /** How dear the whole expression is, roughly in nanoseconds. */
  readonly weight: number;
}

/** What is worth carrying: the largest expressions that exist at both ends of a step. `roots`: everything a step evaluates. */
export function findCarry(cell: StepCell, roots: readonly ValueId[]): Carry {
  const order = reachable(cell.graph, roots);
  const images = findImages(cell, order);
  const frontier = frontierOf(cell.graph, order, roots, images);
  const groups: CarryGroup[] = [];
  const known = new Map<string, number>();
  const values = frontier.map(({ start, image }) => {
    // a state that no block changes always comes out as expected
    const support = image.support.filter((state) => cell.next[state] !== advanced(cell, state));
    const key = support.join();
    let group = known.get(key);
    if (group === undefined) {
      group = groups.push({ expected: support.map((state) => ({ state, value: advanced(cell, state) })) }) - 1;
      known.set(key, group);
    }
    return { start, end: image.end, group };
  });
  return { values, groups };
}

function keyOf(value: Value, args: readonly ValueId[]): string {
  const { table, ...plain } = value.attributes;
  return `${value.op}(${args.join()})${JSON.stringify(plain)}${table ? table.name : ''}`;
}
/**
 * The value that a state most likely has after the solver and before any block: its own old value where a choice offers it (a
 * memory that keeps its value), else the last alternative. Only a guess: the group holds when the state did come out so.
 */
function advanced(cell: StepCell, state: number): ValueId {
  let id = cell.next[state]!;
  for (;;) {
    const value = cell.graph.get(id);
    if (!operations.get(value.op)?.chooses) return id;
    const kept = value.args
      .slice(1)
      .find((arg) => cell.graph.get(arg).op === 'state' && cell.graph.get(arg).attributes.index === state);
    if (kept !== undefined) return kept;
    id = value.args[2]!;
  }
}

function findImages(cell: StepCell, order: readonly ValueId[]): Map<ValueId, Image> {
  const graph = cell.graph;
  const existing = new Map(order.map((id) => [keyOf(graph.get(id), graph.get(id).args), id]));
  const images = new Map<ValueId, Image>();
  for (const id of order) {
    const value = graph.get(id);
    if (operations.get(value.op) === undefined) {
      const image = leafImage(cell, id, value, order);
      if (image) images.set(id, image);
      continue;
    }
    const args = value.args.map((arg) => images.get(arg));
    if (!args.every((arg): arg is Image => arg !== undefined)) continue;
    const ends = args.map((arg) => arg.end);
    const end = existing.get(keyOf(value, ends)) ?? existing.get(keyOf(value, [...ends].reverse()));
    if (end === undefined || (graph.get(end).args.join() !== ends.join() && !commutes(value.op))) continue;
    const support = [...new Set(args.flatMap((arg) => arg.support))].sort((a, b) => a - b);
    images.set(id, { end, support, weight: weightOf(value) + args.reduce((sum, arg) => sum + arg.weight, 0) });
  }
  return images;
}
/** Whether exchanging two arguments leaves the float64 value as it is, seen on numbers where it would show. */
function commutes(op: string): boolean {
  const entry = operations.get(op)!;
  return (
    entry.arity === 2 &&
    [
      [0.3, 7.1],
      [-2.5, 0.1],
      [1e9, -3],
    ].every(([a, b]) => entry.float64([a!, b!], {}) === entry.float64([b!, a!], {}))
  );
}
function leafImage(cell: StepCell, id: ValueId, value: Value, order: readonly ValueId[]): Image | null {
  const index = value.attributes.index ?? 0;
  if (value.op === 'constant' || value.op === 'param') return { end: id, support: [], weight: 0 };
  if (value.op === 'state') return { end: advanced(cell, index), support: [index], weight: 0 };
  if (value.op !== 'input') return null;
  const input = cell.inputs[index]!;
  const later = cell.inputs.findIndex(
    (other) =>
      input.at === 0 && other.at === 1 && other.value === input.value && other.perInstance === input.perInstance,
  );
  const end = order.find(
    (other) => cell.graph.get(other).op === 'input' && cell.graph.get(other).attributes.index === later,
  );
  return end === undefined ? null : { end, support: [], weight: 0 };
}
function weightOf(value: Value): number {
  const text = operations.get(value.op)!.javascript(['a', 'b', 'c', 'd'], value.attributes, 't');
  return /\w\(/.test(text) ? 15 : text.includes('/') ? 4 : 1;
}

/** Values with an image that somebody without an image uses, dear enough to be kept (a load and a test cost about 3). */
function frontierOf(
  graph: Graph,
  order: readonly ValueId[],
  roots: readonly ValueId[],
  images: ReadonlyMap<ValueId, Image>,
): { start: ValueId; image: Image }[] {
  const wanted = new Set<ValueId>(roots);
  for (const id of order) if (!images.has(id)) for (const arg of graph.get(id).args) wanted.add(arg);
  return order.flatMap((start) => {
    const image = images.get(start);
    const moves = image !== undefined && image.end !== start;
    return moves && wanted.has(start) && image.weight >= 8 ? [{ start, image }] : [];
  });
}
