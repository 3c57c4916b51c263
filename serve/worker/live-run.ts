/** A run that is advanced for some milliseconds at a time, so that the page can draw and change its mind in between. */
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import { judgeExpects, Measurement, sweepValue } from '../../sim/measure/index.ts';
import { FixedNetworkRun, Float64Network } from '../../sim/network/index.ts';
import type { Frame } from '../../sim/run.ts';
import type { Begun, Judged, Measured, Model } from '../protocol.ts';
import { LiveWatch } from './watch.ts';

/** A run of either model, by its user's steps; false when it cannot go on. */
interface Stepper {
  readonly advance: (count: number) => boolean;
  readonly frames: () => readonly Frame[];
  readonly notes: () => readonly string[];
}
function stepperOf(experiment: CompiledExperiment, model: Model): Stepper {
  if (model === 'float64') {
    const run = new Float64Network(experiment.parts.map(({ step }) => step));
    return {
      advance: (count) => run.advance(count),
      frames: () => run.frames,
      notes: () => {
        const { ranges, asserts, failure } = run.summary(0);
        return [
          ...ranges.map((r) => `${r.state} left its range: ${r.value} at t = ${r.time} s (${r.count} times)`),
          ...asserts.map((a) => `assert "${a.message}" did not hold at t = ${a.time} s (${a.count} times)`),
          ...(failure ? [`the run ended early: ${failure.message}`] : []),
        ];
      },
    };
  }
  const run = new FixedNetworkRun(experiment.parts.flatMap(({ fixed }) => fixed ?? []));
  return {
    advance: (count) => {
      run.advance(count);
      return true;
    },
    frames: () => run.frames,
    notes: () =>
      run
        .summary(0)
        .flags.map(
          (f) =>
            `${f.text} ${f.kind === 'assert' ? 'did not hold' : 'saturated'} at t = ${f.time} s (${f.count} times)`,
        ),
  };
}

export class LiveRun {
  readonly begun: Begun;
  readonly watch: LiveWatch;
  private readonly experiment: CompiledExperiment;
  private readonly model: Model;
  private readonly measurement: Measurement;
  private readonly stepper: Stepper;
  private readonly total: number;
  private made = 0;
  private sound = true;

  constructor(experiment: CompiledExperiment, model: Model, cell: number) {
    const network = experiment.parts.map(({ step }) => step);
    this.experiment = experiment;
    this.model = model;
    this.watch = new LiveWatch(network, cell);
    this.measurement = new Measurement(network);
    this.stepper = stepperOf(experiment, model);
    this.total = network[0]!.steps;
    const seen = this.watch.network[0]!;
    this.begun = {
      experiment: seen.experiment.name,
      circuit: seen.circuit,
      dt: seen.dt,
      steps: seen.steps,
      points: Array.from({ length: this.watch.points }, (_, k) => this.pointText(k)),
      quantities: this.watch.quantities,
      events: this.watch.events,
      plots: seen.experiment.plots.filter(({ kind }) => kind === 'trace').map(({ names }) => names),
    };
  }
  private pointText(point: number): string {
    const { sweeps } = this.experiment.experiment;
    const value = (sweep: (typeof sweeps)[number]): number =>
      sweepValue(this.watch.network[0]!, sweep.name, point) * sweep.unit.scale;
    return sweeps
      .map((sweep) => `${sweep.name} = ${Number(value(sweep).toPrecision(6))} ${sweep.unit.text}`.trim())
      .join(', ');
  }
  get done(): boolean {
    return this.made >= this.total || !this.sound;
  }
  /** Steps made, in those of the experiment. */
  get step(): number {
    return Math.floor((this.made * this.begun.steps) / this.total);
  }
  /** Runs for about `milliseconds`. */
  advance(milliseconds: number): void {
    const end = performance.now() + milliseconds;
    for (let k = 0; !this.done; k++) {
      if ((k & 15) === 15 && performance.now() > end) return;
      this.sound = this.stepper.advance(1);
      this.made++;
      for (const frame of this.stepper.frames()) {
        this.watch.frame(frame);
        this.measurement.frame(frame);
      }
    }
  }
  get notes(): readonly string[] {
    return this.stepper.notes();
  }
  /** Measures and verdicts, at the end. */
  measured(): Measured {
    const { measures, sweeps } = this.experiment.experiment;
    const points = Array.from({ length: this.watch.points }, (_, k) => k);
    const [sweep] = sweeps;
    const step = this.watch.network[0]!;
    return {
      measures: measures.map(({ name, unit, value }) => ({
        name,
        unit,
        values: points.map((k) => this.measurement.value(value, k)),
      })),
      sweep:
        sweep === undefined || points.length < 2
          ? null
          : { name: sweep.name, unit: sweep.unit, values: points.map((k) => sweepValue(step, sweep.name, k)) },
      expects: judgeExpects(step, this.measurement, this.model).flatMap((verdict): Judged[] =>
        verdict === null
          ? []
          : [
              {
                text: verdict.text,
                source: verdict.source,
                value: `${Number((verdict.value * verdict.unit.scale).toPrecision(6))} ${verdict.unit.text}`.trim(),
                pass: verdict.pass,
              },
            ],
      ),
    };
  }
}
