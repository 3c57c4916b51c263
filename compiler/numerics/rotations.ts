/**
 * Pass `check-rotations`. Looks whether the solver turns unit vectors as fast as the equations do: at places that the run came by, from the rates
 * themselves. An oscillator that stands on a balance of a drive and a weak damping multiplies the growth that a scheme adds by one over
 * the damping, so `euler` is of no use there at any step that one would take, and the step of `heun` and `rk4` follows from the accuracy
 * that the experiment asks for.
 */
import type { DiagnosticSink } from '../../dsl/index.ts';
import { isLeaf, operation, reachable } from '../ops/index.ts';
import type { DirectionRates, StepForm } from '../step/form.ts';
import { report, seconds, shortNumber } from './complain.ts';
import type { Evidence, EvidencePoint } from './evidence.ts';
import { settledOrbit } from './orbit.ts';
import {
  advanced,
  length,
  longestStep,
  type RotationError,
  rotationError,
  type Sample,
  sizeOf,
  type Vector,
} from './rotation-error.ts';

/** Of each part: instances that are looked at, and places of each. */
const most = { instances: 6, places: 16 } as const;
/** Errors below so many times what is asked are not spoken of: they are those of a linear theory. */
const spare = 2;

/** Reports for the worst unit vector of a part; false after an error. `step`: the one that the evidence is of. */
export function checkRotations(step: StepForm, evidence: Evidence, asked: number, sink: DiagnosticSink): boolean {
  const { directions } = step.population.cell;
  if (directions === undefined) return true;
  let worst: {
    readonly samples: readonly Sample[];
    readonly error: RotationError;
    readonly origin: Vectors['origin'];
  } | null = null;
  const dt = step.dt * step.passes;
  const horizon = dt * step.steps;
  for (const vector of directions.vectors)
    for (const points of placesOf(step, evidence)) {
      const samples = points.map((point) => sampleAt(step, directions, vector, point));
      const error = rotationError(samples, step.solver, dt, horizon);
      if (error !== null && sizeOf(error) > sizeOf(worst?.error ?? null))
        worst = { samples, error, origin: vector.origin };
    }
  if (worst === null || sizeOf(worst.error) <= spare * asked) return true;
  const { samples, error, origin } = worst;
  const limits = { least: dt / 1e4, most: 1 / error.turning };
  const settled = settledOrbit(samples, error.turning, horizon);
  const runs = settled === null ? [samples] : [samples, settled];
  const advice = (['heun', 'rk4'] as const).map((solver) => {
    const longest = longestStep(runs, solver, asked, horizon, limits);
    return longest === null ? null : `\`solver = ${solver}\` with dt = ${seconds(longest)}`;
  });
  const named = advice.filter((text) => text !== null).join(', or ');
  const asMuch = `${shortNumber(100 * asked)} %`;
  const euler = step.solver === 'euler' || step.solver === 'exponential';
  report(
    sink,
    euler ? 'E0409' : 'W0404',
    step.experiment.origin,
    euler
      ? `\`solver = ${step.solver}\` cannot follow what turns here, at any step worth its time`
      : `dt = ${seconds(dt)} is too long for ${step.solver} to turn this as fast as the equations do`,
    {
      label: `${textOf(error)}, at ${shortNumber(error.turning * dt)} rad in a step; asked are ${asMuch}`,
      related: [{ span: origin, text: 'this direction' }],
      help:
        named === ''
          ? 'try a shorter dt with `solver = rk4`'
          : `${named} ${advice.length > 1 ? 'turn' : 'turns'} it to ${asMuch}`,
    },
  );
  return !euler;
}
/** What becomes of the length of the unit vectors of a part in a step. */
export interface LengthError {
  /** Largest | |m|^2 - 1 | after the solver. */
  readonly left: number;
  /** Largest | |m| - 1 | after the Newton step that brings it back: 3/8 of the square of the former. */
  readonly kept: number;
}
/** At places that the run came by, by the rates without what is drawn, before anything is rounded; null without unit vectors. */
export function lengthErrors(step: StepForm, { points }: Evidence): LengthError | null {
  const { directions } = step.population.cell;
  if (directions === undefined) return null;
  const places = evenly(points, most.instances * most.places);
  const left = directions.vectors.flatMap((vector) =>
    places.map((point) => {
      const m = advanced(step.solver, sampleAt(step, directions, vector, point), step.dt * step.passes);
      return Math.abs(length(m) ** 2 - 1);
    }),
  );
  const worst = Math.max(0, ...left.filter(Number.isFinite));
  return { left: worst, kept: (3 / 8) * worst ** 2 };
}
type Vectors = DirectionRates['vectors'][number];
function textOf({ frequency, radius }: RotationError): string {
  const percent = (part: number): string => `${Number((100 * part).toPrecision(2))} %`;
  return Math.abs(frequency) >= radius
    ? `the frequency would be ${percent(Math.abs(frequency))} off`
    : `the radius or its damping would be ${percent(radius)} off`;
}
/** Points of the second half of the run, of some instances. */
function placesOf({ steps }: StepForm, { points }: Evidence): EvidencePoint[][] {
  const late = new Map<number, EvidencePoint[]>();
  for (const point of points)
    if (point.step >= steps / 2) late.set(point.instance, [...(late.get(point.instance) ?? []), point]);
  return evenly([...late.values()], most.instances).map((all) => evenly(all, most.places));
}
function evenly<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]!);
}
/** The rates of one vector around a place; everything else stands still, and nothing is drawn. */
function sampleAt(
  step: StepForm,
  { graph, params, inputs }: DirectionRates,
  vector: Vectors,
  point: EvidencePoint,
): Sample {
  const { cell } = step.population;
  const { first, rates } = vector;
  const order = reachable(graph, rates);
  const known = new Map<number, number>();
  const leaf = (op: string, index: number): number => {
    if (op === 'param') {
      const { name, values } = params[index]!;
      const place = cell.params.findIndex((param) => param.name === name);
      return point.params[place] ?? values[values.length > 1 ? point.instance % values.length : 0]!;
    }
    if (op === 'state') return point.states[index] ?? 0;
    if (op === 'input') {
      const wanted = inputs[index]!;
      const place = cell.inputs.findIndex(({ name, at }) => name === wanted.name && at === wanted.at);
      return point.inputs[place] ?? 0;
    }
    return op === 'delayed' ? (point.delayed[index] ?? 0) : 0;
  };
  for (const id of order) {
    const { op, attributes } = graph.get(id);
    if (op === 'constant') known.set(id, attributes.value!);
    else if (isLeaf(op)) known.set(id, leaf(op, attributes.index!));
  }
  const own = order.filter((id) => graph.get(id).op === 'state');
  const work = order.filter((id) => !known.has(id));
  const rate = (m: Vector): Vector => {
    for (const id of own) {
      const component = graph.get(id).attributes.index! - first;
      if (component >= 0 && component < 3) known.set(id, m[component as 0 | 1 | 2]);
    }
    for (const id of work) {
      const { op, args, attributes } = graph.get(id);
      known.set(
        id,
        operation(op).float64(
          args.map((arg) => known.get(arg)!),
          attributes,
        ),
      );
    }
    return [known.get(rates[0]!)!, known.get(rates[1]!)!, known.get(rates[2]!)!];
  };
  return { at: [point.states[first]!, point.states[first + 1]!, point.states[first + 2]!], rate };
}
