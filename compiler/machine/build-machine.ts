/**
 * turns form 4 (fixed) into form 5 (machine): one lane, its schedule, its memories, its buses, the clocks of a step
 * needs a fixed form whose every operation has hardware
 * keeps the meaning of every value; nothing is rounded or approximated here
 */
import type { DiagnosticSink } from '../../dsl/index.ts';
import type { FixedForm } from '../numerics/form.ts';
import { booleanFormat, type Format } from '../ops/format.ts';
import { registerTime } from '../ops/hardware/delays.ts';
import type { BusField, LaneMachine, MachineForm } from './form.ts';
import { legalName } from './names.ts';
import { fractionFormat, pipelineLane } from './pipeline-lane.ts';

export interface MachineOptions {
  /** Copies of the lane; null: as many as are needed. */
  readonly lanes: number | null;
  /** Hertz; null: that of `usualClocks` at which the experiment runs fastest. */
  readonly clock: number | null;
}
/**
 * A population that fills the lane is the faster the higher the clock; one that waits for its own results is the faster the
 * fuller the stages. The slow grades of small devices reach the highest of these.
 */
export const usualClocks: readonly number[] = [25e6, 50e6, 100e6];
/** Clocks from issue to the lane's inputs (memory, then the choice of initial or stored state). */
export const readLatency = 2;
/** Clocks from a next state that leaves the lane to the first read that sees it. */
export const writeLatency = 1;
/** Limits of the event beat: 24 bits of instance, 16 bits of source. */
export const mostInstances = 2 ** 24;
export const mostEvents = 2 ** 16;

/** Clocks of one step of `instances` uncoupled cells in one lane: issue each once, but no instance before its last result is stored. */
export function stepCycles(instances: number, stateLatency: number): number {
  return Math.max(instances, readLatency + stateLatency + writeLatency);
}

/** Form 5 of a fixed form, or null with a diagnostic in `sink`. */
export function buildMachine(fixed: FixedForm, options: MachineOptions, sink: DiagnosticSink): MachineForm | null {
  const { population, dt } = fixed.step;
  if (!withinLimits(fixed, options, sink)) return null;
  const { clock, lane, cyclesPerStep } = fastestLane(fixed, options.clock === null ? usualClocks : [options.clock]);
  const inFlight = lane.latency + readLatency + 2;
  return {
    fixed,
    lane,
    lanes: 1,
    instances: population.instances,
    initiationInterval: 1,
    cyclesPerStep,
    clock,
    rate: (dt * clock) / cyclesPerStep,
    stateWord: layOut(fixed.states),
    paramWord: layOut(fixed.params),
    inputWord: layOut(fixed.inputs),
    retireWord: layOutRetire(
      fixed,
      lane.results.filter((r) => r.role === 'flag').map((r) => r.name),
    ),
    inputsPerInstance: population.cell.inputs.some((input) => input.perInstance),
    eventDepth: powerOfTwo(2 * inFlight),
    stateDepth: powerOfTwo(inFlight),
  };
  function powerOfTwo(least: number): number {
    return 2 ** Math.ceil(Math.log2(least));
  }
}

interface ClockedLane {
  readonly clock: number;
  readonly lane: LaneMachine;
  readonly cyclesPerStep: number;
}
/** The lane whose step takes the least time; of equals the one with the slowest clock, which needs the fewest registers. */
function fastestLane(fixed: FixedForm, clocks: readonly number[]): ClockedLane {
  const lanes = clocks.map((clock): ClockedLane => {
    const lane = pipelineLane(fixed, legalName(fixed.step.circuit), 1e9 / clock - registerTime);
    return { clock, lane, cyclesPerStep: stepCycles(fixed.step.population.instances, lane.stateLatency) };
  });
  const time = ({ clock, cyclesPerStep }: ClockedLane): number => cyclesPerStep / clock;
  return lanes.reduce((best, other) => (time(other) < 0.98 * time(best) ? other : best));
}

function withinLimits(fixed: FixedForm, options: MachineOptions, sink: DiagnosticSink): boolean {
  const { experiment, population } = fixed.step;
  const refuse = (code: string, message: string, help: string): boolean => {
    sink.report({ code, severity: 'error', message, span: experiment.origin, help });
    return false;
  };
  if (options.lanes !== null && options.lanes !== 1)
    return refuse(
      'E0501',
      `${options.lanes} lanes were asked for; this version builds one`,
      'leave out lanes, or write lanes = 1',
    );
  if (options.clock !== null && !(options.clock > 0 && Number.isFinite(options.clock)))
    return refuse(
      'E0502',
      `a clock of ${options.clock} Hz cannot be built`,
      'give a positive frequency, such as clock = 50 MHz',
    );
  if (population.instances > mostInstances)
    return refuse(
      'E0503',
      `${population.instances} instances are more than the ${mostInstances} that an event can name`,
      'split the sweep into several experiments',
    );
  if (fixed.events.length > mostEvents)
    return refuse(
      'E0504',
      `${fixed.events.length} events are more than the ${mostEvents} that an event beat can name`,
      'leave out events that nobody records',
    );
  if (fixed.states.length === 0)
    return refuse(
      'E0505',
      `\`${fixed.step.circuit}\` has no state and no memory, so there is nothing for hardware to step`,
      'everything in it follows from the stimuli of the same moment, which `qnmc simulate` shows; hardware is for what remembers',
    );
  return true;
}

/** Fields side by side, the first at the low end. */
export function layOut(fields: readonly { readonly name: string; readonly format: Format }[]): BusField[] {
  let offset = 0;
  return fields.map(({ name, format }) => {
    const field = { name, offset, width: format.width, format };
    offset += format.width;
    return field;
  });
}
function layOutRetire(fixed: FixedForm, flags: readonly string[]): BusField[] {
  const fields: { name: string; format: Format }[] = fixed.states.map(({ name, format }) => ({ name, format }));
  for (const { name, fraction } of fixed.events) {
    fields.push({ name: `${name} fired`, format: booleanFormat });
    if (fraction !== null) fields.push({ name: `${name} fraction`, format: fractionFormat });
  }
  for (const i of fixed.asserts.keys()) fields.push({ name: `assert ${i} fails`, format: booleanFormat });
  for (const name of flags) fields.push({ name, format: booleanFormat });
  return layOut(fields);
}
