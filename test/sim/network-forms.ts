/** Networks of step forms written by hand: what the compiler would make of small coupled circuits. */
import type { Edges } from '../../compiler/model/form.ts';
import { Graph } from '../../compiler/ops/index.ts';
import type { NetworkInput, StepForm, StepInput, StepNetwork } from '../../compiler/step/form.ts';
import { nowhere, plain, type Sketch, state, stepForm, words } from './step-forms.ts';

/** A number of another part. */
export const from = (name: string, source: NetworkInput): StepInput => ({
  name,
  unit: plain,
  at: 0,
  value: 0 as StepInput['value'],
  perInstance: true,
  from: source,
});
/** One population and what couples it with itself, for so many points of a sweep. */
export interface Pair {
  readonly cell: Sketch;
  readonly edge: Sketch;
  readonly ends: readonly (readonly [from: number, to: number])[];
  readonly points?: number;
}
export function networkOf({ cell, edge, ends, points = 1 }: Pair): StepNetwork {
  const edges: Edges = {
    text: 'edges',
    ends: [0, 0],
    from: Uint32Array.from(ends, ([a]) => a),
    to: Uint32Array.from(ends, ([, b]) => b),
    more: [],
    regular: null,
    origin: nowhere,
  };
  const steps = [
    { sketch: cell, size: (cell.instances ?? 1) / points, edges: null },
    { sketch: edge, size: ends.length, edges },
  ];
  const made = steps.map(({ sketch, size, edges: own }, part): StepForm => {
    // a stimulus graph holds the constant 0, the value of what comes from other parts
    const stimuli = sketch.stimuli ?? new Graph();
    const zero = stimuli.constant(0);
    const inputs = sketch.inputs?.map((input) => (input.from ? { ...input, value: zero } : input)) ?? [];
    const form = stepForm({ ...sketch, stimuli, inputs, instances: size * points });
    return {
      ...form,
      part,
      edges: own,
      population: { ...form.population, name: own ? 'edges' : 'cell', shape: [size], size },
    };
  });
  const experiment = {
    ...made[0]!.experiment,
    parts: made.map((form) => ({ ...form.experiment.parts[0]!, name: form.population.name, edges: form.edges })),
  };
  return made.map((form) => ({ ...form, experiment }));
}
const output = (name: string) => state(name, 0, { kind: 'output' });
const most = (ends: Pair['ends']): number => {
  const counts = new Map<number, number>();
  for (const [a, b] of ends) for (const end of [a, b]) counts.set(end, (counts.get(end) ?? 0) + 1);
  return Math.max(1, ...counts.values());
};
/** The sum of what flows in at both ends of the edges: outputs 0 and 1 of part 1. */
const bothEnds = (ends: Pair['ends']): NetworkInput => ({
  kind: 'sum',
  terms: [{ part: 1, state: 0, end: 0 }, { part: 1, state: 1, end: 1 }],
  most: most(ends),
}); // biome-ignore format: a list

export const ring = (n: number): [number, number][] => Array.from({ length: n }, (_, i) => [i, (i + 1) % n]);
export const chain = (n: number): [number, number][] => ring(n).slice(0, -1);

/** RC nodes driven by u through 1, coupled by conductors g: v' = u - v + sum of g (v_other - v). Time in units of RC. */
export function conductors(ends: Pair['ends'], nodes: number, steps: number, points = 1): StepNetwork {
  const dt = 0.01;
  const [inside, between] = [new Graph(), new Graph()];
  const a = words(inside);
  const b = words(between);
  const g = 0.7;
  const instances = nodes * points;
  const flow = b.mul(b.c(g), b.sub(b.input(1), b.input(0)));
  return networkOf({
    ends,
    points,
    cell: {
      graph: inside,
      dt,
      steps,
      instances,
      states: [
        state(
          'v',
          Array.from({ length: instances }, (_, i) => Math.sin(1 + i)),
        ),
      ],
      next: [a.add(a.state(0), a.mul(a.c(dt), a.add(a.sub(a.param(0), a.state(0)), a.input(0))))],
      inputs: [from('coupling', bothEnds(ends))],
      params: [{ name: 'u', unit: plain, values: Float64Array.from({ length: instances }, (_, i) => Math.cos(3 * i)) }],
    },
    edge: {
      graph: between,
      dt,
      steps,
      states: [output('into_a'), output('into_b')],
      next: [flow, b.f('negate', flow)],
      inputs: [from('va', { kind: 'read', end: 0, state: 0 }), from('vb', { kind: 'read', end: 1, state: 0 })],
    },
  });
}
/** Phases in turns, all to all: turns' = w + k/n sum sin(other - own); above the threshold they lock. */
export function kuramoto(n: number, steps: number, k = 2): StepNetwork {
  const dt = 0.02;
  const [inside, between] = [new Graph(), new Graph()];
  const a = words(inside);
  const b = words(between);
  const ends = Array.from({ length: n }, (_, i) => i).flatMap((i) =>
    Array.from({ length: n - 1 - i }, (_, j): [number, number] => [i, i + 1 + j]),
  );
  const phase = inside.add('state', [], 'real', { index: 0 });
  const pull = b.mul(b.c(k / n / (2 * Math.PI)), b.f('sin', b.mul(b.c(2 * Math.PI), b.sub(b.input(1), b.input(0)))));
  return networkOf({
    ends,
    cell: {
      graph: inside,
      dt,
      steps,
      instances: n,
      states: [
        state(
          'phase',
          Array.from({ length: n }, (_, i) => ((i * 0.618) % 1) - 0.5),
          { angle: true },
        ),
      ],
      next: [a.f('wrap', a.add(phase, a.mul(a.c(dt), a.add(a.param(0), a.input(0)))))],
      inputs: [from('pull', bothEnds(ends))],
      params: [{ name: 'w', unit: plain, values: Float64Array.from({ length: n }, (_, i) => 0.1 * Math.sin(7 * i)) }],
    },
    edge: {
      graph: between,
      dt,
      steps,
      states: [output('into_a'), output('into_b')],
      next: [pull, b.f('negate', pull)],
      inputs: [from('a', { kind: 'read', end: 0, state: 0 }), from('b', { kind: 'read', end: 1, state: 0 })],
    },
  });
}
