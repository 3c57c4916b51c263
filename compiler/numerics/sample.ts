/**
 * Numerics looks at runs, and the run of a million devices takes as long as a million do. Of what is too large a part is taken that
 * runs alike: some points of a sweep, some instances where they do not see each other, a block of a lattice with the edges inside of it.
 * What has no such part (every one sees every other) is run as it is. So is an array whose instances differ, where the beginning of the
 * whole shows states that move much farther than those of the part; and what the part chose is tried on the whole, where that is not too long.
 */
import { type Edges, endLists } from '../model/form.ts';
import type { StepForm, StepNetwork } from '../step/form.ts';
import { beginning } from './beginning.ts';
import type { Evidence, NetworkEvidenceSource, NetworkTrial } from './evidence.ts';
import type { FixedForm } from './form.ts';

/** Steps of devices that a run may have; those of an edge count for a quarter. */
const mostSteps = 1e6;
/** However many steps there are, so many instances of a part are taken. */
const leastInstances = 64;
/** The same of all points of a sweep, which are there to differ: of these fewer are taken only above. */
const mostOfSweep = 8e6;
const edgeShare = 1 / 4;
/** Steps of instances of the whole that are looked at beside the part. */
const mostLooked = 4e6;
/** Steps of devices up to which formats that were found by a part are tried on the whole. */
const mostConfirmed = 8e6;
/** A part whose states move less than the whole's by such a factor is none of its kind. */
const unlike = 2;

/** The numbers that are taken of each part, within the array, and of the points. */
interface Choice {
  readonly points: Uint32Array;
  /** By part; null: all. */
  readonly numbers: readonly (Uint32Array | null)[];
}

export interface SampledRuns {
  readonly source: NetworkEvidenceSource;
  readonly trial: NetworkTrial | null;
  /** Runs all of a network of which `trial` runs a part; null where the part stands for all: instances that are alike, or too many. */
  readonly confirm: NetworkTrial | null;
}
/** Evidence and trial that run a part of a large network; as they are where it is small enough. */
export function sampled(network: StepNetwork, source: NetworkEvidenceSource, trial: NetworkTrial | null): SampledRuns {
  const choice = choose(network);
  if (choice === null) return { source, trial, confirm: null };
  const samples = network.map((step) => new PartSample(step, choice));
  const steps = samples.map((sample, part) => sample.step(network[part]!));
  const ofSample: NetworkEvidenceSource = (parts, wanted) =>
    source(
      parts.map((step, part) => samples[part]!.step(step)),
      wanted,
    ).map((evidence, part) => samples[part]!.evidence(evidence));
  const unequal = network.some(differs);
  let alike = unequal ? null : true;
  return {
    source: (parts, wanted) => {
      const evidence = alike === false ? null : ofSample(parts, wanted);
      if (evidence !== null) {
        alike ??= movesAsFar(parts, evidence, source(beginning(parts, mostLooked), 'states'));
        if (alike) return evidence;
      }
      return source(parts, wanted);
    },
    trial:
      trial &&
      ((forms) => trial(alike === false ? forms : forms.map((form, part) => samples[part]!.fixed(form, steps[part]!)))),
    // known once evidence was asked for
    get confirm() {
      return unequal && alike !== false && work(network) <= mostConfirmed ? trial : null;
    },
  };
}
/** Whether there is anything by which one instance is not like another. */
function differs({ population: { cell } }: StepForm): boolean {
  const lists = [...cell.params.map(({ values }) => values), ...cell.states.map(({ initial }) => initial)];
  return (
    lists.some((values) => values.some((value) => value !== values[0])) ||
    cell.delayLines.some(({ own }) => own !== undefined) ||
    cell.inputs.some(({ perInstance, from }) => perInstance && !from)
  );
}
/** Whether no state of the whole moves much farther than in the part. */
function movesAsFar(network: StepNetwork, part: readonly Evidence[], whole: readonly Evidence[]): boolean {
  return network.every(({ population: { cell } }, p) =>
    cell.next.every((value, i) => {
      const span = ({ low, high }: Evidence): number => Math.max(0, high[value]! - low[value]!);
      const { range } = cell.states[i]!;
      const small = range === null ? 0 : 1e-9 * (range.high - range.low);
      return span(whole[p]!) <= unlike * span(part[p]!) + small;
    }),
  );
}

function pointsOf(network: StepNetwork): number {
  const { population } = network[0]!;
  return population.size === 0 ? 1 : population.instances / population.size;
}
/** Steps of devices of one point, of so many instances of each part. */
function workOfPoint(network: StepNetwork, numbers: Choice['numbers']): number {
  const devices = network.reduce((sum, { edges, population: { size } }, part) => {
    const taken = numbers[part]?.length ?? size;
    return sum + taken * (edges === null ? 1 : edgeShare);
  }, 0);
  return devices * network[0]!.steps;
}
/** Of the whole. */
function work(network: StepNetwork): number {
  return (
    workOfPoint(
      network,
      network.map(() => null),
    ) * pointsOf(network)
  );
}
function choose(network: StepNetwork): Choice | null {
  const points = pointsOf(network);
  const share = mostSteps / work(network);
  if (share >= 1) return null;
  const numbers = chooseNumbers(network, share);
  const kept = Math.max(1, Math.min(points, Math.floor(mostOfSweep / workOfPoint(network, numbers))));
  const extreme = network.flatMap((step) => extremes(step).map((i) => Math.floor(i / step.population.size)));
  return { points: kept === points ? evenly(points, points) : joined(evenly(points, kept), extreme), numbers };
}
/** So many of the first `count` numbers, evenly spread, with the first and the last; one: the middle. */
function evenly(count: number, wanted: number): Uint32Array {
  const at = (i: number): number => (wanted === 1 ? count / 2 : (i * (count - 1)) / (wanted - 1));
  return Uint32Array.from({ length: wanted }, (_, i) => Math.floor(at(i)));
}
/** Instances whose parameter or initial state is the smallest or the largest of all. */
function extremes({ population: { cell } }: StepForm): number[] {
  const lists = [...cell.params.map(({ values }) => values), ...cell.states.map(({ initial }) => initial)];
  return lists.flatMap((values) => {
    if (values.length <= 1) return [];
    let [low, high] = [0, 0];
    for (let i = 1; i < values.length; i++) {
      if (values[i]! < values[low]!) low = i;
      if (values[i]! > values[high]!) high = i;
    }
    return [low, high];
  });
}
function joined(numbers: Uint32Array, more: readonly number[]): Uint32Array {
  return Uint32Array.from(new Set([...numbers, ...more])).sort();
}
/** `share`: the part of the instances that may be taken. */
function chooseNumbers(network: StepNetwork, share: number): (Uint32Array | null)[] {
  const edges = network.flatMap((part) => part.edges ?? []);
  const numbers = network.map((part, number) => {
    const { size } = part.population;
    const wanted = Math.min(size, Math.max(leastInstances, Math.floor(share * size)));
    const own = edges.filter(({ ends }) => ends.includes(number));
    if (part.edges !== null || wanted === size) return null;
    if (own.length === 0)
      return joined(
        evenly(size, wanted),
        extremes(part).map((i) => i % size),
      );
    const shape = own[0]!.regular?.shape;
    return shape && own.every(isLattice) ? blockOf(shape, wanted) : null;
  });
  return network.map((part, number) => (part.edges === null ? numbers[number]! : edgesInside(part.edges, numbers)));
}
const isLattice = ({ regular, ends }: Edges): boolean => regular !== null && ends[0] === ends[1];
/** A block in the middle of a lattice with about so many sites. */
function blockOf(shape: readonly number[], wanted: number): Uint32Array {
  const total = shape.reduce((product, extent) => product * extent, 1);
  const shrink = (wanted / total) ** (1 / shape.length);
  const extents = shape.map((extent) => Math.min(extent, Math.max(1, Math.ceil(shrink * extent))));
  const starts = shape.map((extent, d) => Math.floor((extent - extents[d]!) / 2));
  const count = extents.reduce((product, extent) => product * extent, 1);
  return Uint32Array.from({ length: count }, (_, i) => {
    let [rest, number, stride] = [i, 0, 1];
    for (let d = shape.length - 1; d >= 0; d--) {
      number += (starts[d]! + (rest % extents[d]!)) * stride;
      rest = Math.floor(rest / extents[d]!);
      stride *= shape[d]!;
    }
    return number;
  });
}
/** Numbers of the edges all of whose ends are taken. */
function edgesInside(edges: Edges, numbers: readonly (Uint32Array | null)[]): Uint32Array | null {
  const taken = edges.ends.map((part) => numbers[part] && new Set(numbers[part]));
  if (taken.every((set) => !set)) return null;
  const lists = endLists(edges);
  const inside: number[] = [];
  for (let e = 0; e < edges.from.length; e++)
    if (taken.every((set, end) => !set || set.has(lists[end]![e]!))) inside.push(e);
  return Uint32Array.from(inside);
}

/** What is taken of one part. */
class PartSample {
  /** Numbers of the instances. */
  private readonly instances: Uint32Array;
  private readonly size: number;
  private readonly whole: number;
  private readonly edges: Edges | null;

  constructor({ part, population, edges }: StepForm, { points, numbers }: Choice) {
    const own = numbers[part] ?? Uint32Array.from({ length: population.size }, (_, i) => i);
    this.size = own.length;
    this.whole = population.instances;
    this.instances = Uint32Array.from(
      { length: points.length * own.length },
      (_, i) => points[Math.floor(i / own.length)]! * population.size + own[i % own.length]!,
    );
    this.edges = edges && { ...edges, ...movedEnds(edges, own, numbers), regular: null };
  }
  private ownSteps({ own }: { readonly own?: Uint32Array }): { readonly own?: Uint32Array } {
    return own === undefined ? {} : { own: Uint32Array.from(this.instances, (i) => own[i]!) };
  }
  step(step: StepForm): StepForm {
    const { cell } = step.population;
    const pick = (values: Float64Array): Float64Array =>
      values.length > 1 ? Float64Array.from(this.instances, (i) => values[i]!) : values;
    return {
      ...step,
      edges: this.edges,
      population: {
        ...step.population,
        shape: [this.size],
        size: this.size,
        instances: this.instances.length,
        cell: {
          ...cell,
          params: cell.params.map((param) => ({ ...param, values: pick(param.values) })),
          states: cell.states.map((state) => ({ ...state, initial: pick(state.initial) })),
          delayLines: cell.delayLines.map((line) => ({
            ...line,
            initial: pick(line.initial),
            ...this.ownSteps(line),
          })),
        },
      },
    };
  }
  /** `step`: of the form, as sampled. */
  fixed(form: FixedForm, step: StepForm): FixedForm {
    const pick = (words: readonly bigint[]): readonly bigint[] =>
      words.length > 1 ? Array.from(this.instances, (i) => words[i]!) : words;
    return {
      ...form,
      step,
      params: form.params.map((param) => ({ ...param, integers: pick(param.integers) })),
      states: form.states.map((state) => ({ ...state, initial: pick(state.initial) })),
      delayLines: form.delayLines.map((line) => ({ ...line, initial: pick(line.initial), ...this.ownSteps(line) })),
    };
  }
  /** As if of the whole: points with the numbers that their instances have there. */
  evidence(evidence: Evidence): Evidence {
    const points = evidence.points.map((point) => ({ ...point, instance: this.instances[point.instance]! }));
    const deviceSteps = (evidence.deviceSteps / Math.max(1, this.instances.length)) * this.whole;
    return { ...evidence, points, deviceSteps };
  }
}
function movedEnds(
  edges: Edges,
  own: Uint32Array,
  numbers: readonly (Uint32Array | null)[],
): Pick<Edges, 'from' | 'to' | 'more'> {
  const moved = endLists(edges).map((list, end) => {
    const taken = numbers[edges.ends[end]!];
    const places = taken && new Map(Array.from(taken, (number, i) => [number, i]));
    return Uint32Array.from(own, (e) => (places ? places.get(list[e]!)! : list[e]!));
  });
  return { from: moved[0]!, to: moved[1]!, more: moved.slice(2) };
}
