/**
 * What half of dt gives: the error of the step itself, which float64, fixed point and hardware share and no word length mends. Of a
 * scheme of first order the distance to the run with dt / 2 is about half of the distance to the equations, of higher orders nearly all of it.
 */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { Measurement } from '../measure/index.ts';
import { Float64Network } from '../network/index.ts';
import type { Frame } from '../run.ts';
import { NetworkTrajectory } from './trajectory.ts';

export interface HalfStepReport {
  /** Half of the dt of the experiment, s. */
  readonly dt: number;
  /** How far the two float64 runs drift apart, in the part where it is most. */
  readonly trajectory: { readonly measure: string; readonly value: number; readonly part: string };
  /** By measure, the point of the sweeps where it moves most; SI, null: not a number. */
  readonly measures: readonly {
    readonly name: string;
    readonly point: number;
    readonly value: number | null;
    readonly halved: number | null;
    /** Part of the largest value of all points. */
    readonly apart: number;
  }[];
}

/** Whether `dt / 2` tells anything: something moves with time, and nothing is drawn anew in each step. */
export function isHalvable(network: StepNetwork): boolean {
  const cells = network.map(({ population }) => population.cell);
  return (
    cells.some(({ states }) => states.some(({ kind }) => kind === 'continuous')) &&
    cells.every(({ draws }) => draws.length === 0)
  );
}

/** The run with half of dt, two steps of it beside each step of the run that it is compared with. */
export class HalfStep {
  private readonly run: Float64Network;
  private readonly measured: Measurement;
  private readonly trajectory: NetworkTrajectory;
  /** Two steps as one. */
  private readonly both: readonly Frame[];
  private sound = true;

  constructor(halved: StepNetwork, fixed: readonly FixedForm[]) {
    this.run = new Float64Network(halved);
    this.measured = new Measurement(halved);
    this.trajectory = new NetworkTrajectory(fixed);
    this.both = this.run.frames.map((frame) => {
      const fired = new Uint8Array(frame.fired.length);
      return { ...frame, fired, fractions: new Float64Array(fired.length) };
    });
  }
  /** `frames`: after one step of the run with the whole of dt. */
  step(frames: readonly Frame[]): void {
    for (const half of [0, 1]) {
      this.sound &&= this.run.advance();
      if (!this.sound) return;
      this.run.show(this.measured);
      for (const [part, frame] of this.run.frames.entries()) addTo(this.both[part]!, frame, half);
    }
    const { step } = frames[0]!;
    this.trajectory.frames(
      frames,
      this.both.map((frame, part) => ({ ...frame, step, states: this.run.frames[part]!.states })),
    );
  }
  /** Beside the measures of the run with the whole of dt; null where half of it left the numbers. */
  result(measured: Measurement): HalfStepReport | null {
    if (!this.sound) return null;
    const { part, measure, value } = this.trajectory.worst();
    const { experiment, population } = this.run.network[part]!;
    const points = Array.from({ length: measured.points }, (_, point) => point);
    const measures = experiment.measures.map((one, number) => {
      const along = (run: Measurement) =>
        points.map((point) => run.value(run.part.experiment.measures[number]!.value, point));
      const [values, halved] = [along(measured), along(this.measured)];
      const most = Math.max(...[...values, ...halved].map(Math.abs).filter(Number.isFinite), 0);
      const apart = points.map((point) => apartOf(values[point]!, halved[point]!, most));
      const point = apart.indexOf(Math.max(...apart));
      return {
        name: one.name,
        point,
        value: finite(values[point]!),
        halved: finite(halved[point]!),
        apart: apart[point]!,
      };
    });
    return { dt: experiment.dt, trajectory: { part: population.name, measure, value }, measures };
  }
}
function addTo(both: Frame, { fired, fractions }: Frame, half: number): void {
  for (let at = 0; at < fired.length; at++) {
    if (half === 0) both.fired[at] = 0;
    if (!fired[at] || both.fired[at]) continue;
    both.fired[at] = 1;
    both.fractions[at] = (half + fractions[at]!) / 2;
  }
}
/** What is a number in one run only is as far apart as can be. */
function apartOf(value: number, halved: number, most: number): number {
  if (!Number.isFinite(value) || !Number.isFinite(halved))
    return Number.isFinite(value) === Number.isFinite(halved) ? 0 : 1;
  return most === 0 ? 0 : Math.abs(value - halved) / most;
}
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
