/** Inputs that an engine on lane code takes from the columns of other parts, which lie in the same memory. */
import type { PullSource } from '../float64/index.ts';
import { lanes } from '../lanes/wasm.ts';
import type { EngineSize } from './engine.ts';
import type { FunctionBody } from './wasm-bytes.ts';

/** Where the lists of a source lie. Numbers are 4 bytes long and addresses of numbers. */
export interface PulledLists {
  /** Address of each number that is taken, by instance; one without `starts` goes on to the padding. */
  readonly places: number;
  /** Address in `places` of the first of each instance, padding included, and of the end; null: all have `each`. */
  readonly starts: number | null;
  readonly each: number;
}
/** By input. */
export type PullLayout = ReadonlyMap<number, readonly PulledLists[]>;

/** More terms of one instance are added in a loop. */
const mostWritten = 8;

export function layoutPulls({ pulls }: EngineSize, padded: number, reserve: (bytes: number) => number): PullLayout {
  const lists = ({ places, starts, each }: PullSource): PulledLists => {
    if (starts === null && each <= mostWritten) return { places: reserve(4 * each * padded), starts: null, each };
    return { places: reserve(4 * places.length), starts: reserve(4 * (padded + 1)), each: 0 };
  };
  return new Map(pulls.map(({ input, sources }) => [input, sources.map(lists)]));
}

/** Fills the lists. `columnAt`: the address of a number of an instance of a part; `states`: numbers of an instance. */
export function fillPulls(
  { pulls, instances }: EngineSize,
  layout: PullLayout,
  padded: number,
  columnAt: (part: number, state: number, instance: number) => number,
  states: (part: number) => number,
  buffer: ArrayBuffer,
): void {
  for (const { input, sources } of pulls)
    for (const [s, source] of sources.entries()) {
      const lists = layout.get(input)![s]!;
      const { places, starts, each, part } = source;
      const count = states(part);
      const words = new Int32Array(buffer, lists.places, lists.starts ? places.length : lists.each * padded);
      for (const [q, place] of places.entries()) {
        const state = place % count;
        words[q] = columnAt(part, state, (place - state) / count);
      }
      if (lists.starts === null) {
        for (let i = instances; i < padded; i++) words.copyWithin(i * each, (instances - 1) * each, instances * each);
        continue;
      }
      const first = new Int32Array(buffer, lists.starts, padded + 1);
      for (let i = 0; i <= padded; i++)
        first[i] = lists.places + 4 * (starts ? starts[Math.min(i, instances)]! : each * Math.min(i, instances));
    }
}

/** Pushes the sum for the instances of a vector: v128. `at`: the local with 8 bytes an instance of the first of the group. */
export function pushPulled(body: FunctionBody, at: number, sources: readonly PulledLists[], vector: number): void {
  let isFirst = true;
  const add = (): void => {
    if (!isFirst) body.vector('f64x2_add');
    isFirst = false;
  };
  for (const { places, starts, each } of sources) {
    if (starts === null) {
      const row = body.local('i32');
      body.get(at).i32(1).op('i32_shr_u').i32(each).op('i32_mul').set(row); // biome-ignore format: 4 bytes each
      for (let k = 0; k < each; k++) {
        const place = (lane: number): number => places + 4 * (each * (lanes * vector + lane) + k);
        body.get(row).memory('i32_load', place(1)).get(row).memory('i32_load', place(0));
        body.vectorMemory('v128_load64_zero', 0).vectorMemory('v128_load64_lane', 0, 1);
        add();
      }
      continue;
    }
    const sums = [0, 1].map((lane) => loopSum(body, at, starts + 4 * (lanes * vector + lane)));
    body.get(sums[0]!).vector('f64x2_splat').get(sums[1]!).lane('f64x2_replace_lane', 1); // biome-ignore format: both lanes
    add();
  }
  if (isFirst) body.f64x2(0);
}
/** The sum of one instance, in a local. */
function loopSum(body: FunctionBody, at: number, starts: number): number {
  const [sum, place, end] = [body.local('f64'), body.local('i32'), body.local('i32')];
  body.f64(0).set(sum);
  body.get(at).i32(1).op('i32_shr_u').set(end).get(end).memory('i32_load', starts).set(place); // biome-ignore format: 4 bytes each
  body
    .get(end)
    .memory('i32_load', starts + 4)
    .set(end);
  body.open('block').open('loop').get(place).get(end).op('i32_ge_s').branch('br_if', 1); // biome-ignore format: head of a loop
  body.get(sum).get(place).memory('i32_load', 0).memory('f64_load', 0).op('f64_add').set(sum); // biome-ignore format: one term
  body.get(place).i32(4).op('i32_add').set(place).branch('br', 0).op('end', 'end'); // biome-ignore format: next term
  return sum;
}

/** Statements of asm.js that give a variable the sum; `place` and `end` are variables of theirs. */
export function pulledText(name: string, sources: readonly PulledLists[], at: string): string {
  const isWritten = (source: PulledLists): boolean => source.starts === null;
  const terms = sources.filter(isWritten).flatMap(({ places, each }) => {
    const row = each === 1 ? `(${at} >> 1)` : `(((${at} >> 1) * ${each})|0)`;
    return Array.from({ length: each }, (_, k) => `+F[I[(${row} + ${places + 4 * k})>>2]>>3]`);
  });
  const loops = sources
    .filter((source) => !isWritten(source))
    .map(({ starts }) => {
      const word = (more: number): string => `I[((${at} >> 1) + ${starts! + more})>>2]|0`;
      return `place = ${word(0)};
stop = ${word(4)};
while ((place|0) < (stop|0)) {
${name} = ${name} + +F[I[place>>2]>>3];
place = (place + 4)|0;
}
`;
    });
  return `${name} = ${terms.length > 0 ? terms.join(' + ') : '0.0'};\n${loops.join('')}`;
}
