/**
 * turns form 4 (fixed) into form 5 (machine): lanes, their schedule, their memories, their buses, the clocks of a step
 * needs a fixed form whose every operation has hardware
 * keeps the meaning of every value; nothing is rounded or approximated here
 */
import type { DiagnosticSink } from '../../dsl/index.ts';
import type { FixedForm } from '../numerics/form.ts';
import { booleanFormat, type Format } from '../ops/format.ts';
import { chooseLanes } from './choose-lanes.ts';
import type { BusField, MachineForm } from './form.ts';
import { fractionFormat } from './pipeline-lane.ts';
import { mostEvents, mostInstances, mostLanes, readLatency } from './timing.ts';

export interface MachineOptions {
  /** Copies of the lane, at most one for each instance; null: the fewest with which the rate that the experiment asks for is met. */
  readonly lanes: number | null;
  /** Hertz; null: that of `usualClocks` at which the experiment runs fastest. */
  readonly clock: number | null;
}
/** Form 5 of a fixed form, or null with a diagnostic in `sink`. */
export function buildMachine(fixed: FixedForm, options: MachineOptions, sink: DiagnosticSink): MachineForm | null {
  const { population, dt } = fixed.step;
  if (!withinLimits(fixed, options, sink)) return null;
  const clocked = chooseLanes(fixed, options, sink);
  if (clocked === null) return null;
  const { clock, lane, lanes, rows, cyclesPerStep } = clocked;
  const inFlight = lane.latency + readLatency + 2;
  return {
    fixed,
    lane,
    lanes,
    instances: population.instances,
    rows,
    begin: 0,
    storeClocks: readLatency + lane.stateLatency,
    retireClocks: readLatency + lane.latency,
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

function withinLimits(fixed: FixedForm, options: MachineOptions, sink: DiagnosticSink): boolean {
  const { experiment, population } = fixed.step;
  const refuse = (code: string, message: string, help: string): boolean => {
    sink.report({ code, severity: 'error', message, span: experiment.origin, help });
    return false;
  };
  if (options.lanes !== null && options.lanes > mostLanes)
    return refuse(
      'E0501',
      `${options.lanes} lanes were asked for; a row of more than ${mostLanes} instances is not built`,
      `write lanes = ${mostLanes}`,
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
