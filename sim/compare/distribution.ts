/**
 * Runs in which draws decide what memories are. A draw that falls between the two values of one threshold is decided apart once, and from
 * then on the instance is another sample of the same law: its waveform says nothing, its distribution does.
 */
import type { Cell } from '../../compiler/model/form.ts';
import { operations } from '../../compiler/ops/index.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { errorsLike } from './student.ts';

/** Spans of time whose means are samples of their own. */
const batches = 8;
/** Standard errors within which two means count as the same. Of few spans of time the standard error is not well known: more of them, as Student says. */
const sigmas = 4;
const sigmasOfBatches = errorsLike(sigmas, batches);

/** Whether a part holds memories alone, in an experiment where a number that is drawn in every step is compared with something. */
export function drawsDecide({ experiment, population }: StepForm): boolean {
  const { states } = population.cell;
  return !states.some(({ kind }) => kind === 'continuous') && experiment.parts.some(({ cell }) => decides(cell));
}
/** Draws that only add to what is remembered are no decisions: they are the same numbers in every model. */
function decides({ graph, draws }: Cell): boolean {
  if (!draws.some(({ once, white }) => !once && !white)) return false;
  const drawn: boolean[] = [];
  for (const { op, args, attributes } of graph.values) {
    const isDraw = op === 'draw' && !draws[attributes.index!]!.once && !draws[attributes.index!]!.white;
    const depends = isDraw || args.some((arg) => drawn[arg]);
    if (depends && operations.get(op)?.jumps) return true;
    drawn.push(depends);
  }
  return false;
}

/**
 * Whether noise drives what is continuous here. Two such runs with the same draws stay together as a rule; where the circuit amplifies differences
 * (a moment that heat turns over) they part, and are then two samples of one law.
 */
export function drawsDrive(step: StepForm): boolean {
  if (drawsDecide(step)) return false;
  const { parts } = step.experiment;
  // a part alone is asked itself: at 0 K nothing is left of its noise
  if (parts.length === 1) return step.population.cell.draws.length > 0;
  return parts.some(({ cell }) => cell.draws.some(({ once }) => !once));
}

/** Means of each state, and of its square, of two runs that are given the same draws. */
export class Distributions {
  private readonly size: number;
  private readonly instances: number;
  private readonly steps: number;
  private readonly width: number;
  private readonly compared: readonly number[];
  private readonly ranges: readonly number[];
  /** [batch][moment][instance * states + state]: sums of differences of the two runs. */
  private readonly sums: readonly (readonly [Float64Array, Float64Array])[];
  private readonly counts = new Float64Array(batches);

  /** `ranges`: full range of each state, SI; `compared`: the states that are looked at. */
  constructor(step: StepForm, ranges: readonly number[], compared: readonly number[]) {
    const { instances, size, cell } = step.population;
    this.instances = instances;
    this.size = size;
    this.steps = step.steps;
    this.width = cell.states.length;
    this.compared = compared;
    this.ranges = ranges;
    const all = instances * cell.states.length;
    this.sums = Array.from({ length: batches }, () => [new Float64Array(all), new Float64Array(all)] as const);
  }
  /** States after a step of both runs. */
  add(step: number, wanted: Float64Array, got: Float64Array): void {
    const batch = Math.min(batches - 1, Math.floor((step * batches) / this.steps));
    const [first, second] = this.sums[batch]!;
    this.counts[batch]!++;
    for (let at = 0; at < first.length; at++) {
      const [x, y] = [wanted[at]!, got[at]!];
      if (x === y) continue;
      first[at]! += y - x;
      second[at]! += y * y - x * x;
    }
  }
  /**
   * Difference of the mean of a state over instances and time, or of the mean of its square, beyond what chance makes of the paired
   * differences, in parts of full range; the worst state, of the worst point of a sweep.
   */
  result(): { readonly value: number; readonly instance: number } {
    let worst = { value: 0, instance: 0 };
    for (let begin = 0; begin < this.instances; begin += this.size)
      for (const state of this.compared) {
        const range = this.ranges[state]!;
        for (const moment of [0, 1] as const) {
          const difference = this.beyond(begin, state, moment);
          const value =
            difference === 0 ? 0 : range > 0 ? difference / range ** (moment + 1) : Number.POSITIVE_INFINITY;
          if (value > worst.value) worst = { value, instance: begin };
        }
      }
    return worst;
  }
  /** Instances of an array may be correlated with each other, and spans of time too: what leaves more to chance counts. */
  private beyond(begin: number, state: number, moment: 0 | 1): number {
    const [each, together] = [new Samples(), new Samples()];
    for (let batch = 0; batch < batches; batch++) {
      const count = this.counts[batch]!;
      if (count === 0) continue;
      const sums = this.sums[batch]![moment];
      const all = new Samples();
      for (let i = begin; i < begin + this.size; i++) all.add(sums[i * this.width + state]! / count);
      each.join(all);
      together.add(all.mean);
    }
    const chance = Math.max(sigmas * each.error, sigmasOfBatches * together.error);
    return each.count === 0 ? 0 : Math.max(0, Math.abs(each.mean) - chance);
  }
}

/** Mean of numbers, and its standard error if they know nothing of each other. */
class Samples {
  count = 0;
  private sum = 0;
  private squares = 0;

  add(x: number): void {
    this.count++;
    this.sum += x;
    this.squares += x * x;
  }
  join(other: Samples): void {
    this.count += other.count;
    this.sum += other.sum;
    this.squares += other.squares;
  }
  get mean(): number {
    return this.sum / Math.max(1, this.count);
  }
  get error(): number {
    const variance = Math.max(0, this.squares / Math.max(1, this.count) - this.mean ** 2);
    return Math.sqrt(variance / Math.max(1, this.count - 1));
  }
}
