/**
 * Linear networks solved the textbook way, apart from the compiler: modified nodal analysis by the implicit Euler rule. Units: V, mA, kΩ, mS, nF, mH, us.
 * Node 0 is the ground, node 1 is held at 1 V.
 */
export interface Element {
  readonly kind: 'R' | 'C' | 'L' | 'G' | 'I' | 'V';
  readonly a: number;
  readonly b: number;
  readonly value: number;
  /** Of a controlled source G: the nodes between which it reads. */
  readonly reads?: readonly [number, number];
}
export interface Network {
  readonly nodes: number;
  readonly elements: readonly Element[];
}

/** Potentials after 1 us from all states 0, extrapolated from two steps; null: they are not determined, or grow without bound. */
export function potentialsAtEnd(network: Network): number[] | null {
  const [coarse, fine] = [run(network, 1000), run(network, 2000)];
  return coarse === null || fine === null ? null : fine.map((v, i) => 2 * v - coarse[i]!);
}

function run({ nodes, elements }: Network, steps: number): number[] | null {
  const branches = elements.filter(({ kind }) => kind === 'V' || kind === 'L');
  const unknowns = nodes - 2 + branches.length;
  const start = held(nodes, elements);
  if (start === null) return null;
  let v = start;
  let flows = branches.map(() => 0);
  const perStep = steps; // 1 / us
  for (let step = 0; step < steps; step++) {
    const rows = Array.from({ length: unknowns }, () => new Array<number>(unknowns + 1).fill(0));
    /** Adds g V(node) to the left of an equation; what is held goes to the right. */
    const add = (row: number, node: number, g: number): void => {
      if (node >= 2) rows[row]![node - 2]! += g;
      else rows[row]![unknowns]! -= g * node;
    };
    /** Of the balances of a and b: a current g (V(c) - V(d)) + known from a to b. */
    const flow = ({ a, b }: Element, g: number, [c, d]: readonly [number, number], known: number): void => {
      for (const [node, sign] of [
        [a, 1],
        [b, -1],
      ] as const) {
        if (node < 2) continue;
        add(node - 2, c, sign * g);
        add(node - 2, d, -sign * g);
        rows[node - 2]![unknowns]! -= sign * known;
      }
    };
    for (const element of elements) {
      const { kind, a, b, value, reads = [a, b] } = element;
      if (kind === 'R') flow(element, 1 / value, [a, b], 0);
      else if (kind === 'G') flow(element, value, reads, 0);
      else if (kind === 'I') flow(element, 0, [a, b], value);
      else if (kind === 'C') flow(element, value * perStep, [a, b], -value * perStep * (v[a]! - v[b]!));
    }
    for (const [k, { kind, a, b, value }] of branches.entries()) {
      const own = nodes - 2 + k;
      if (a >= 2) rows[a - 2]![own]! += 1;
      if (b >= 2) rows[b - 2]![own]! -= 1;
      add(own, a, 1);
      add(own, b, -1);
      if (kind === 'V') rows[own]![unknowns]! += value;
      else {
        rows[own]![own]! -= value * perStep;
        rows[own]![unknowns]! -= value * perStep * flows[k]!;
      }
    }
    const solved = eliminated(rows);
    if (solved === null || solved.some((x) => Math.abs(x) > 1e6)) return null;
    v = [0, 1, ...solved.slice(0, nodes - 2)];
    flows = solved.slice(nodes - 2);
  }
  return v.slice(2);
}
/** What ideal sources hold from the beginning, all else 0; null: sources that hang on no given node. */
function held(nodes: number, elements: readonly Element[]): number[] | null {
  const known: (number | null)[] = Array.from({ length: nodes }, (_, i) => (i < 2 ? i : null));
  const sources = elements.filter(({ kind }) => kind === 'V');
  for (let round = 0; round < sources.length; round++)
    for (const { a, b, value } of sources) {
      if (known[a] != null) known[b] ??= known[a] - value;
      else if (known[b] != null) known[a] = known[b] + value;
    }
  return sources.some(({ a }) => known[a] === null) ? null : known.map((x) => x ?? 0);
}
/** Gauss and Jordan with pivots; the last column is the right-hand side. */
function eliminated(rows: number[][]): number[] | null {
  const n = rows.length;
  for (let i = 0; i < n; i++) {
    const pivot = rows
      .slice(i)
      .reduce((best, row, k) => (Math.abs(row[i]!) > Math.abs(rows[best]![i]!) ? i + k : best), i);
    if (Math.abs(rows[pivot]![i]!) < 1e-9) return null;
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    for (const [r, row] of rows.entries()) {
      const factor = row[i]! / rows[i]![i]!;
      if (r !== i && factor !== 0) for (let c = i; c <= n; c++) row[c]! -= factor * rows[i]![c]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}
