/** What the instances of a part take from other parts of a network, as places in the states of those parts. */

/** What an instance adds up from the states of one other part. */
export interface PullSource {
  readonly part: number;
  /** States of the other part, as they are when they are asked for. */
  readonly states: () => Float64Array;
  /** Places in `states`: those of instance 0, of instance 1, ... */
  readonly places: Int32Array;
  /** First place of each instance and, behind them, the end; null: all have `each`. */
  readonly starts: Int32Array | null;
  readonly each: number;
}
/** A network input: what it adds up, in this order. A read is a sum of one place. */
export interface Pull {
  readonly input: number;
  readonly isSum: boolean;
  readonly sources: readonly PullSource[];
}
/** Terms that are written out one by one. */
const mostWritten = 8;

/** Statements that make `u<input>` of instance `i`, for each pull; `sources` are numbered through all pulls. */
export function pullTexts(pulls: readonly Pull[]): ReadonlyMap<number, string> {
  let next = 0;
  return new Map(
    pulls.map(({ input, isSum, sources }) => {
      const first = next;
      next += sources.length;
      return [input, isSum ? sumText(input, sources, first) : `const u${input} = Q${first}[L${first}[i]];`];
    }),
  );
}
function sumText(input: number, sources: readonly PullSource[], first: number): string {
  const isShort = sources.every(({ starts, each }) => starts === null && each <= mostWritten);
  if (isShort) {
    // 0 first: as a sum begins that is made term by term
    const terms = sources.flatMap(({ each }, s) =>
      Array.from({ length: each }, (_, k) => ` + Q${first + s}[L${first + s}[(Math.imul(i, ${each}) + ${k}) | 0]]`),
    );
    return `const u${input} = 0${terms.join('')};`;
  }
  const loops = sources.map(({ starts, each }, s) => {
    const l = first + s;
    const [from, to] = starts ? [`B${l}[i]`, `B${l}[(i + 1) | 0]`] : [`Math.imul(i, ${each})`, `q + ${each}`];
    return `for (let q = ${from}, end = ${to}; q < end; q++) u${input} += Q${l}[L${l}[q]];`;
  });
  return `let u${input} = 0; ${loops.join(' ')}`;
}
/** Declarations of what the statements name. */
export function pullNames(pulls: readonly Pull[]): string {
  return pulls
    .flatMap(({ sources }) => sources)
    .map(
      ({ starts }, l) =>
        `const Q${l} = pulled[${l}].states(), L${l} = pulled[${l}].places${starts ? `, B${l} = pulled[${l}].starts` : ''};\n`,
    )
    .join('');
}
/** What an instance takes at this moment. */
export function pulledValue({ sources }: Pull, instance: number): number {
  let sum = 0;
  for (const { states, places, starts, each } of sources) {
    const values = states();
    const [from, to] = starts ? [starts[instance]!, starts[instance + 1]!] : [instance * each, (instance + 1) * each];
    for (let q = from; q < to; q++) sum += values[places[q]!]!;
  }
  return sum;
}
