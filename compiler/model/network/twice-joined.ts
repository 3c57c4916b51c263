/**
 * Pairs that a coupling joins both ways, (i, j) and (j, i), by a device that acts on both: each pair then feels it twice. Full symmetric matrices
 * of bonds are the way to get there. A device that acts on its second end only wants both. Likewise hyperedges of the same instances in another order.
 */
import type { Span } from '../../../dsl/index.ts';
import type { Reporter } from '../reporter.ts';
import { ranksOf } from './edge-files.ts';
import type { EdgeEnds } from './ends.ts';

export interface Coupled {
  /** Instances at each end, by edge. */
  readonly lists: readonly Uint32Array[];
  /** The coupling in the text. */
  readonly topology: Span;
  /** Where an edge stands in its file; null: it follows a rule. */
  readonly place: ((edge: number) => Span) | null;
  /** Instances of the array at both ends. */
  readonly size: number;
}

interface Mirrored {
  readonly edges: readonly [number, number];
  readonly count: number;
}

/** Warns (W0333) when edges within one array join pairs from both sides; `acted`: nodes of the edge that its devices act on. */
export function sayTwiceJoined(coupled: Coupled, ends: EdgeEnds, acted: ReadonlySet<number>, reporter: Reporter): void {
  const nodes = [...ends.nodes].filter(([id]) => acted.has(id)).map(([, { end, node }]) => ({ end: end.end, node }));
  const all = nodes.some((x) => coupled.lists.every((_, end) => nodes.some((y) => y.end === end && y.node === x.node)));
  if (!all) return;
  if (coupled.lists.length > 2) {
    sayOtherOrder(coupled, reporter);
    return;
  }
  const found = mirrored(coupled);
  if (!found) return;
  const { topology, place } = coupled;
  const [first, second] = found.edges;
  const [from, to] = coupled.lists;
  const pair = `${from![first]} and ${to![first]}`;
  const others =
    found.count === 1 ? '' : `, and so ${found.count === 2 ? 'is 1 other' : `are ${found.count - 1} others`}`;
  reporter.report('W0333', place?.(second) ?? topology, `the pair of ${pair} is joined both ways${others}`, {
    label: 'each end feels the device twice',
    related: place ? [{ span: place(first), text: 'joined here already' }] : [],
    help: place
      ? 'its device acts on both ends: give each pair once, in a matrix above the diagonal with zeros below; or take a device that acts on its second end only'
      : 'its device acts on both ends: `couple A by ...` joins each pair once, `couple A to A by ...` both ways',
  });
}

/** Hyperedges of the same instances in different orders, whose device does the same to all of them. */
function sayOtherOrder({ lists, place, topology }: Coupled, reporter: Reporter): void {
  const sorted = lists.map((list) => new Uint32Array(list.length));
  for (let e = 0; e < lists[0]!.length; e++) {
    const instances = lists.map((list) => list[e]!).sort((a, b) => a - b);
    for (const [end, instance] of instances.entries()) sorted[end]![e] = instance;
  }
  // the same instances in the same order are said already (W0332)
  const [exact, sets] = [ranksOf(lists), ranksOf(sorted)];
  const first = new Map<number, number>();
  const row = sets.findIndex((rank, e) => {
    const before = first.get(rank) ?? e;
    first.set(rank, before);
    return exact[before] !== exact[e];
  });
  if (row < 0) return;
  const names = sorted.map((list) => list[row]!);
  const text = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  reporter.report('W0333', place?.(row) ?? topology, `the instances ${text} are joined again, in another order`, {
    label: 'each end feels the device twice',
    related: place ? [{ span: place(first.get(sets[row]!)!), text: 'joined here already' }] : [],
    help: 'its device acts on all ends: give each set of instances once; or take a device that acts on one end only',
  });
}

/** The pair that is there both ways first, its two edges, and how many pairs are; null when none is. */
function mirrored({ lists, size }: Coupled): Mirrored | null {
  const [from, to] = lists as [Uint32Array, Uint32Array];
  const keys = (up: boolean): Float64Array => {
    const list: Float64Array = new Float64Array(from.length);
    let count = 0;
    for (let e = 0; e < from.length; e++) {
      const [i, j] = [from[e]!, to[e]!];
      if (up ? i < j : i > j) list[count++] = up ? i * size + j : j * size + i;
    }
    return list.subarray(0, count).sort();
  };
  const [above, below] = [keys(true), keys(false)];
  let count = 0;
  let pair = -1;
  for (let a = 0, b = 0; a < above.length && b < below.length; )
    if (above[a]! < below[b]!) a++;
    else if (above[a]! > below[b]!) b++;
    else {
      if (count++ === 0) pair = above[a]!;
      a++;
      b++;
    }
  if (count === 0) return null;
  const low = Math.floor(pair / size);
  const high = pair - low * size;
  const edgeOf = (i: number, j: number): number => from.findIndex((x, e) => x === i && to[e] === j);
  const edges = [edgeOf(low, high), edgeOf(high, low)].sort((x, y) => x - y) as [number, number];
  return { edges, count };
}
