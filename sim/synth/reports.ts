/** What yosys and nextpnr say about a design, read from their JSON. */
/** Cells of a flattened netlist by type. */
export type CellCounts = Readonly<Record<string, number>>;

/** `stat -json` of yosys: cells of the top. */
export function readStatistics(text: string): CellCounts {
  const parsed: { readonly design?: { readonly num_cells_by_type?: CellCounts } } = JSON.parse(text);
  const cells = parsed.design?.num_cells_by_type;
  if (cells === undefined) throw new Error('yosys wrote statistics without cells');
  return cells;
}

/** One piece of a path: logic of a cell, or the way along a net. */
export interface PathStep {
  readonly kind: 'logic' | 'routing' | 'start' | 'setup';
  /** Nanoseconds. */
  readonly delay: number;
  /** Name of the cell at the end of the piece, as flattened by yosys. */
  readonly cell: string;
  /** Net that leads to it; null: inside a cell. */
  readonly net: string | null;
}
export interface Timing {
  /** Clocks that the place-and-route program reached and was asked for, Hz. */
  readonly reached: number;
  readonly asked: number;
  /** Seconds left in a period; negative: the clock is missed. */
  readonly slack: number;
  readonly path: readonly PathStep[];
}

interface RouteReport {
  readonly fmax?: Readonly<Record<string, { readonly achieved: number; readonly constraint: number }>>;
  readonly utilization?: Readonly<Record<string, { readonly used: number; readonly available: number }>>;
  readonly critical_paths?: readonly {
    readonly from: string;
    readonly to: string;
    readonly path: readonly {
      readonly type: string;
      readonly delay: number;
      readonly net?: string;
      readonly to: { readonly cell: string; readonly port?: string };
    }[];
  }[];
}
const kinds: Readonly<Record<string, PathStep['kind']>> = {
  'clk-to-q': 'start',
  source: 'start',
  logic: 'logic',
  routing: 'routing',
  setup: 'setup',
};

/**
 * `--report` of nextpnr: the clock of the design and its longest path.
 * @returns null when the design has no clock inside (everything was removed)
 */
export function readTiming(text: string): Timing | null {
  const { fmax, critical_paths: paths }: RouteReport = JSON.parse(text);
  // Of several clocks, the one that is nearest to its limit: a board has one that counts.
  const clocks = Object.entries(fmax ?? {}).sort(
    ([, a], [, b]) => a.achieved / a.constraint - b.achieved / b.constraint,
  );
  const [slowest] = clocks;
  if (slowest === undefined) return null;
  const [name, { achieved, constraint }] = slowest;
  const own = (end: string): boolean => end.includes(name);
  const within = (paths ?? []).find(({ from, to }) => own(from) && own(to))?.path ?? [];
  const known = Object.keys(fmax ?? {});
  const clocked = (end: string): boolean => end === '<async>' || known.some((clock) => end.includes(clock));
  // nextpnr ends paths at a multiplier without registers as if it had some, on a clock that is none: the signal goes on in the same
  // period. What multiplies inside is not in its data, so that the sum is a lower bound.
  const through = (paths ?? [])
    .filter(({ from, to }) => own(from) && !clocked(to))
    .flatMap((one) => (paths ?? []).filter(({ from, to }) => from === one.to && own(to)).map((two) => [one, two]))
    .map(([one, two]) => [...one!.path, ...two!.path])
    .find((path) => delayOf(path) * achieved > 1e3);
  const period = through === undefined ? 1e-6 / achieved : 1e-9 * delayOf(through);
  return {
    reached: 1 / period,
    asked: constraint * 1e6,
    slack: 1e-6 / constraint - period,
    path: (through ?? within).map((step) => ({
      kind: kinds[step.type] ?? 'logic',
      delay: step.delay,
      cell: step.to.cell,
      net: step.net ?? null,
    })),
  };
}
const delayOf = (path: readonly { readonly delay: number }[]): number =>
  path.reduce((sum, { delay }) => sum + delay, 0);

/** Cells that place and route packed the design into, where there are more than the device has. */
export interface Overflow {
  readonly type: string;
  readonly used: number;
  readonly available: number;
}
/** From the log of nextpnr: `Info:  ICESTORM_LC:  5897/ 5280  111%`. */
export function readOverflows(log: string): Overflow[] {
  const all = [...log.matchAll(/^Info:\s+(\w+):\s+(\d+)\/\s*(\d+)\s+\d+%/gm)].map(([, type, used, available]) => ({
    type: type!,
    used: Number(used),
    available: Number(available),
  }));
  return all.filter(({ used, available }) => used > available);
}
