/**
 * turns form 4 (fixed) of every part into form 5 (machine): lanes, their schedule, their memories, their buses, what passes between
 * the parts, the clocks of a step
 * needs a fixed form whose every operation has hardware
 * keeps the meaning of every value; nothing is rounded or approximated here
 */
import type { DiagnosticSink } from '../../dsl/index.ts';
import type { Opening } from '../numerics/evidence.ts';
import type { FixedForm } from '../numerics/form.ts';
import { booleanFormat, type Format } from '../ops/format.ts';
import { choosePlan, type Plan, type PlannedPart, windowLatency } from './choose-lanes.ts';
import { couplingMachine } from './couplings.ts';
import type { BusField, InputField, MachineForm, NetworkMachine } from './form.ts';
import { legalName, NameSpace } from './names.ts';
import { fractionFormat } from './pipeline-lane.ts';
import { type DeviceTiming, mostEvents, mostInstances, mostLanes, mostParts, readLatency } from './timing.ts';
import { wordWidth } from './words.ts';

export interface MachineOptions {
  /** Copies of the lane, at most one for each instance; null: the fewest with which the rate that the experiment asks for is met. */
  readonly lanes: number | null;
  /** Hertz; null: that of the device's clocks at which the experiment runs fastest. */
  readonly clock: number | null;
  /** The device that it is made for: its clocks, Hz, and times of its logic as multiples of those in `ops/hardware/delays.ts`. */
  readonly device?: DeviceTiming;
  /** Which part of the edges of each of these couplings a step opens, in the mean; null, or none: nobody knows. */
  readonly opened?: (openings: readonly Opening[]) => readonly number[] | null;
  /** Only this engine of couplings; else whichever gives the shortest step. */
  readonly engine?: 'edge list';
}

/** Form 5 of a fixed form that stands alone, or null with a diagnostic in `sink`. */
export function buildMachine(fixed: FixedForm, options: MachineOptions, sink: DiagnosticSink): MachineForm | null {
  return buildNetworkMachine([fixed], options, sink)?.parts[0] ?? null;
}
/** Form 5 of all parts of an experiment, by number; or null with a diagnostic in `sink`. */
export function buildNetworkMachine(
  forms: readonly FixedForm[],
  options: MachineOptions,
  sink: DiagnosticSink,
): NetworkMachine | null {
  if (!withinLimits(forms, options, sink)) return null;
  const { circuit, dt } = forms[0]!.step;
  const name = legalName(circuit);
  const plan = choosePlan(forms, laneNames(name, forms), options, sink);
  if (plan === null) return null;
  const parts: MachineForm[] = [];
  let firstSource = 0;
  for (const planned of plan.parts) {
    parts.push(partMachine(planned, plan, firstSource));
    firstSource += planned.fixed.events.length;
  }
  return {
    name,
    forms,
    parts,
    couplings: parts
      .filter(({ fixed }) => isCoupling(fixed))
      .map((edges) =>
        couplingMachine(forms, edges, (part) => parts.find((one) => one.part === part), options.engine !== 'edge list'),
      ),
    cyclesPerStep: plan.cycles,
    longestWalk: plan.walk,
    clock: plan.clock,
    rate: (dt * plan.clock) / (plan.cycles + plan.walk),
  };
}
function isCoupling({ step }: FixedForm): boolean {
  return (step.edges ?? null) !== null;
}
/** Names of the parts' modules: the circuit's, and where there are several parts, theirs behind it. */
function laneNames(circuit: string, forms: readonly FixedForm[]): string[] {
  if (forms.length === 1) return [circuit];
  const names = new NameSpace();
  return forms.map(({ step }) => names.takeLegal(`${circuit}_${legalName(step.population.name)}`));
}

function partMachine(planned: PlannedPart, plan: Plan, firstSource: number): MachineForm {
  const { fixed, lane, lanes, rows, begin, slots, gate } = planned;
  const { population, dt, part, edges } = fixed.step;
  const { states, inputs } = population.cell;
  const kept = (i: number): boolean => states[i]!.kind !== 'output';
  const stateWord = layOutStates(fixed.states, kept);
  const isStimulus = (input: number): boolean => inputs[input]!.from === undefined;
  const entry = slots === null ? planned.lead + readLatency : windowLatency;
  const inFlight = entry + lane.latency + 2;
  return {
    fixed,
    lane,
    part: part ?? 0,
    lanes,
    instances: population.instances,
    rows,
    begin,
    lead: planned.lead,
    storeClocks: entry + lane.stateLatency,
    retireClocks: entry + lane.latency,
    initiationInterval: 1,
    cyclesPerStep: plan.cycles,
    clock: plan.clock,
    rate: (dt * plan.clock) / (plan.cycles + plan.walk),
    stateWord,
    small: planned.small,
    storedWidth: wordWidth(stateWord.filter((_, i) => kept(i))),
    paramWord: layOut(fixed.params),
    inputWord: layOutInputs(fixed, isStimulus),
    networkWord: layOutInputs(fixed, (input) => !isStimulus(input)),
    retireWord: layOutRetire(
      fixed,
      stateWord,
      lane.results.filter((r) => r.role === 'flag').map((r) => r.name),
    ),
    inputsPerInstance: inputs.some((input) => input.perInstance && input.from === undefined),
    firstSource,
    copies: slots === null ? lanes : (lanes / slots.down) * (slots.down + slots.up),
    window: slots && { population: edges!.ends[0], down: slots.down, up: slots.up },
    walk: gate,
    eventDepth: powerOfTwo(2 * inFlight),
    stateDepth: powerOfTwo(inFlight),
  };
}
function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(least));
}

function withinLimits(forms: readonly FixedForm[], options: MachineOptions, sink: DiagnosticSink): boolean {
  const { experiment } = forms[0]!.step;
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
  const large = forms.find(({ step }) => step.population.instances > mostInstances);
  if (large !== undefined)
    return refuse(
      'E0503',
      `${large.step.population.instances} instances are more than the ${mostInstances} that an event can name`,
      large.step.population.size < large.step.population.instances
        ? 'split the sweep into several experiments'
        : 'make the array smaller, or split it into several circuits',
    );
  const events = forms.reduce((sum, form) => sum + form.events.length, 0);
  if (events > mostEvents)
    return refuse(
      'E0504',
      `${events} events are more than the ${mostEvents} that an event beat can name`,
      'leave out events that nobody records',
    );
  if (forms.every(({ states }) => states.length === 0))
    return refuse(
      'E0505',
      `\`${forms[0]!.step.circuit}\` has no state and no memory, so there is nothing for hardware to step`,
      'everything in it follows from the stimuli of the same moment, which `qnmc simulate` shows; hardware is for what remembers',
    );
  if (forms.length > mostParts)
    return refuse(
      'E0507',
      `${forms.length} populations and couplings are more than the ${mostParts} that a state beat can name`,
      'make arrays of what is alike',
    );
  return true;
}

interface Named {
  readonly name: string;
  readonly format: Format;
}
/** Fields side by side, the first at the low end. */
export function layOut(fields: readonly Named[]): BusField[] {
  let offset = 0;
  return fields.map(({ name, format }) => {
    const field = { name, offset, width: format.width, format };
    offset += format.width;
    return field;
  });
}
/** States that are kept at the low end, the others above; the list stays in the order of the states. */
function layOutStates(states: readonly Named[], kept: (index: number) => boolean): BusField[] {
  const order = [...states.keys()].sort((a, b) => Number(kept(b)) - Number(kept(a)) || a - b);
  const fields = layOut(order.map((i) => states[i]!));
  return states.map((_, i) => fields[order.indexOf(i)]!);
}
function layOutInputs(fixed: FixedForm, wanted: (input: number) => boolean): InputField[] {
  const inputs = [...fixed.inputs.keys()].filter(wanted);
  return layOut(inputs.map((input) => fixed.inputs[input]!)).map((field, i) => ({ ...field, input: inputs[i]! }));
}
function layOutRetire(fixed: FixedForm, stateWord: readonly BusField[], flags: readonly string[]): BusField[] {
  const fields: Named[] = [];
  for (const { name, fraction } of fixed.events) {
    fields.push({ name: `${name} fired`, format: booleanFormat });
    if (fraction !== null) fields.push({ name: `${name} fraction`, format: fractionFormat });
  }
  for (const i of fixed.asserts.keys()) fields.push({ name: `assert ${i} fails`, format: booleanFormat });
  for (const name of flags) fields.push({ name, format: booleanFormat });
  const above = wordWidth(stateWord);
  return [...stateWord, ...layOut(fields).map((field) => ({ ...field, offset: field.offset + above }))];
}
