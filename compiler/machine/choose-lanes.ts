/** How many lanes, at which clock: what was asked for, else the fewest that reach the rate asked for, else one. */
import type { DiagnosticSink } from '../../dsl/index.ts';
import type { FixedForm } from '../numerics/form.ts';
import { registerTime } from '../ops/hardware/delays.ts';
import type { MachineOptions } from './build-machine.ts';
import type { LaneMachine } from './form.ts';
import { legalName } from './names.ts';
import { pipelineLane } from './pipeline-lane.ts';
import { mostLanes, stepCycles, usualClocks } from './timing.ts';

export interface ClockedLanes {
  readonly clock: number;
  readonly lane: LaneMachine;
  readonly lanes: number;
  readonly rows: number;
  readonly cyclesPerStep: number;
}

/**
 * The lanes at the clock at which a step takes the least time; of equals the fewest lanes, then the slowest clock, which needs the
 * fewest registers. Null with E0506 when the rate that the experiment asks for is not reached.
 */
export function chooseLanes(fixed: FixedForm, options: MachineOptions, sink: DiagnosticSink): ClockedLanes | null {
  const { dt, experiment, population } = fixed.step;
  const asked = experiment.target.minimalRate;
  const clocks = options.clock === null ? usualClocks : [options.clock];
  const all = clocks.map((clock) => {
    const lane = pipelineLane(fixed, legalName(fixed.step.circuit), 1e9 / clock - registerTime);
    const lanes = options.lanes ?? (asked === null ? 1 : lanesFor(population.instances, (dt * clock) / asked));
    return withLanes(clock, lane, population.instances, lanes);
  });
  const time = ({ clock, cyclesPerStep }: ClockedLanes): number => cyclesPerStep / clock;
  const reached = all.filter((one) => asked === null || dt / time(one) >= asked * (1 - 1e-9));
  const fewest = Math.min(...reached.map(({ lanes }) => lanes));
  if (reached.length > 0)
    return reached
      .filter(({ lanes }) => lanes === fewest)
      .reduce((best, other) => (time(other) < 0.98 * time(best) ? other : best));
  const best = all.reduce((one, other) => (time(other) < 0.98 * time(one) ? other : one));
  refuseRate(best, dt, asked!, fixed, sink);
  return null;
}

function withLanes(clock: number, lane: LaneMachine, instances: number, asked: number): ClockedLanes {
  const lanes = Math.min(asked, instances);
  const rows = Math.ceil(instances / lanes);
  return { clock, lane, lanes, rows, cyclesPerStep: stepCycles(rows, lane.stateLatency) };
}
/** The fewest lanes that issue all instances in `clocks`; as many as there may be when none is enough. */
function lanesFor(instances: number, clocks: number): number {
  const rows = Math.floor(clocks * (1 + 1e-9));
  return rows < 1 ? mostLanes : Math.min(mostLanes, Math.ceil(instances / rows));
}

/** Says what the rate fails at: the loop of one instance, the lanes that there are, and from which dt on it is met. */
function refuseRate(best: ClockedLanes, dt: number, asked: number, fixed: FixedForm, sink: DiagnosticSink): void {
  const { clock, cyclesPerStep, lanes, rows } = best;
  const time = cyclesPerStep / clock;
  const text = (seconds: number): string => `${Number((seconds * 1e9).toPrecision(4))} ns`;
  const why =
    cyclesPerStep > rows
      ? `one instance alone needs ${cyclesPerStep} clocks from its states to its next ones`
      : `${lanes} lane${lanes === 1 ? '' : 's'} issue ${fixed.step.population.instances} instances in ${rows} clocks`;
  sink.report({
    code: 'E0506',
    severity: 'error',
    message: `a rate of ${asked} is asked for; at ${clock / 1e6} MHz a step of ${text(dt)} takes ${text(time)}, a rate of ${(dt / time).toPrecision(3)}: ${why}`,
    span: fixed.step.experiment.origin,
    help: `it is met from dt = ${text(asked * time)} on${cyclesPerStep > rows ? '' : ', or with more lanes'}`,
  });
}
