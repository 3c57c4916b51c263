/**
 * turns  a graph of units into classes of which no two members are joined
 * keeps  determinism: the same graph gives the same colours; a graph without odd circles gets two
 * cost   linear in units and edges
 */

/** Who is joined with whom: the neighbours of unit i are `to[start[i]] .. to[start[i + 1] - 1]`. */
export interface Adjacency {
  readonly start: Uint32Array;
  readonly to: Uint32Array;
}

/** Both directions of every pair; a unit that is joined with itself stays out. */
export function adjacency(units: number, from: Uint32Array, to: Uint32Array): Adjacency {
  const start = new Uint32Array(units + 1);
  const each = (see: (a: number, b: number) => void): void => {
    for (let e = 0; e < from.length; e++) {
      if (from[e] === to[e]) continue;
      see(from[e]!, to[e]!);
      see(to[e]!, from[e]!);
    }
  };
  each((a) => start[a + 1]!++);
  for (let i = 0; i < units; i++) start[i + 1]! += start[i]!;
  const place = start.slice();
  const list = new Uint32Array(start[units]!);
  each((a, b) => {
    list[place[a]!++] = b;
  });
  return { start, to: list };
}

/** The colour of each unit, from 0. */
export function colour(units: number, graph: Adjacency): Uint32Array {
  return inTwo(units, graph) ?? smallestLast(units, graph);
}

/** A number for each unit that is the same for all that are joined, directly or through others. */
export function pieces(units: number, { start, to }: Adjacency): Uint32Array {
  const none = units;
  const piece = new Uint32Array(units).fill(none);
  const open: number[] = [];
  for (let first = 0; first < units; first++) {
    if (piece[first] !== none) continue;
    piece[first] = first;
    open.push(first);
    for (let at = open.pop(); at !== undefined; at = open.pop())
      for (let e = start[at]!; e < start[at + 1]!; e++) {
        if (piece[to[e]!] !== none) continue;
        piece[to[e]!] = first;
        open.push(to[e]!);
      }
  }
  return piece;
}

/** Colours 0 and 1 by distance from the first unit of each piece; null where a circle is odd. */
function inTwo(units: number, { start, to }: Adjacency): Uint32Array | null {
  const none = 2;
  const colours = new Uint32Array(units).fill(none);
  const queue = new Uint32Array(units);
  for (let first = 0; first < units; first++) {
    if (colours[first] !== none) continue;
    let [read, written] = [0, 0];
    colours[first] = 0;
    queue[written++] = first;
    while (read < written) {
      const at = queue[read++]!;
      for (let e = start[at]!; e < start[at + 1]!; e++) {
        const other = to[e]!;
        if (colours[other] === colours[at]) return null;
        if (colours[other] !== none) continue;
        colours[other] = 1 - colours[at]!;
        queue[written++] = other;
      }
    }
  }
  return colours;
}

/**
 * Units with few neighbours are taken away first and coloured last, each with the lowest colour that is free: never more colours than
 * one more than the largest degree that every part of the graph has somewhere (D. W. Matula, L. L. Beck, J. ACM 30, 417 (1983)).
 */
function smallestLast(units: number, graph: Adjacency): Uint32Array {
  const { start, to } = graph;
  const order = degeneracyOrder(units, graph);
  const none = units;
  const colours = new Uint32Array(units).fill(none);
  // by colour: the last unit that found it taken
  const taken = new Uint32Array(units + 1).fill(none);
  for (let i = units - 1; i >= 0; i--) {
    const at = order[i]!;
    for (let e = start[at]!; e < start[at + 1]!; e++) if (colours[to[e]!] !== none) taken[colours[to[e]!]!] = at;
    let free = 0;
    while (taken[free] === at) free++;
    colours[at] = free;
  }
  return colours;
}

/** Again and again the unit with the fewest neighbours among those that are left, by buckets of equal degree. */
function degeneracyOrder(units: number, { start, to }: Adjacency): Uint32Array {
  const degree = Uint32Array.from({ length: units }, (_, i) => start[i + 1]! - start[i]!);
  const most = degree.reduce((a, b) => Math.max(a, b), 0);
  const begin = new Uint32Array(most + 2);
  for (const d of degree) begin[d + 1]!++;
  for (let d = 0; d <= most; d++) begin[d + 1]! += begin[d]!;
  const order = new Uint32Array(units);
  const place = new Uint32Array(units);
  const next = begin.slice();
  for (let i = 0; i < units; i++) {
    place[i] = next[degree[i]!]!++;
    order[place[i]!] = i;
  }
  for (let i = 0; i < units; i++) {
    const at = order[i]!;
    for (let e = start[at]!; e < start[at + 1]!; e++) {
      const other = to[e]!;
      if (degree[other]! <= degree[at]!) continue;
      // to the front of its bucket, whose border then moves over it
      const border = begin[degree[other]!]!;
      const first = order[border]!;
      order[place[other]!] = first;
      order[border] = other;
      place[first] = place[other]!;
      place[other] = border;
      begin[degree[other]!]!++;
      degree[other]!--;
    }
  }
  return order;
}
