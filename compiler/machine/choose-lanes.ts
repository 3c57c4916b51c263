/** How many lanes, at which clock: what was asked for, else the fewest that reach the rate asked for, else one. */
import type { DiagnosticSink } from '../../dsl/index.ts';
import type { FixedForm } from '../numerics/form.ts';
import { registerTime } from '../ops/hardware/delays.ts';
import type { MachineOptions } from './build-machine.ts';
import { isBuilt, networkInputs, termsOf } from './couplings.ts';
import { gateOf } from './event.ts';
import type { Gate, LaneMachine } from './form.ts';
import { pipelineLane } from './pipeline-lane.ts';
import { endsLatency, type StepPart, scheduleStep, takeLatency, verifyStep } from './step-schedule.ts';
import { mostLanes, mostSmallRows, readLatency, usualDevice } from './timing.ts';
import { rowsAhead, type WindowSlots, windowSlots } from './window.ts';
import { fanOut, longestWalk } from './words.ts';

/** One part in its lanes. */
export interface PlannedPart {
  readonly fixed: FixedForm;
  readonly lane: LaneMachine;
  readonly lanes: number;
  readonly rows: number;
  readonly begin: number;
  readonly lead: number;
  readonly small: boolean;
  /** Of edges in a window. */
  readonly slots: WindowSlots | null;
  /** Of edges that events open. */
  readonly gate: Gate | null;
}
export interface Plan {
  readonly clock: number;
  /** Of the part that has most. */
  readonly lanes: number;
  /** Those that have instances. */
  readonly parts: readonly PlannedPart[];
  /** Of a step in which nothing fires, and what is added when everything does, and in the mean. */
  readonly cycles: number;
  readonly walk: number;
  readonly usualWalk: number;
}
/**
 * Part of the edges that events are taken to open in a step, where engines are compared and no run was looked at: spikes are seldom, and a step in
 * which all fire is as long as with an edge list.
 */
const usualActivity = 1 / 16;

/**
 * The plan with which a step takes the least time; of equals the fewest lanes, then the slowest clock, which needs the
 * fewest registers. Null with E0506 when the rate that the experiment asks for is not reached.
 * @param names  of the lanes, by part
 */
export function choosePlan(
  forms: readonly FixedForm[],
  names: readonly string[],
  options: MachineOptions,
  sink: DiagnosticSink,
): Plan | null {
  const { dt, experiment } = forms[0]!.step;
  const asked = experiment.target.minimalRate;
  const { clocks: usual, slowness, detour } = options.device ?? usualDevice;
  const clocks = options.clock === null ? usual : [options.clock];
  // who asks for a rate asks for it in every step
  const time = ({ clock, cycles, walk, usualWalk }: Plan): number =>
    (cycles + (asked === null ? usualWalk : walk)) / clock;
  const reaches = (plan: Plan): boolean => asked === null || dt / time(plan) >= asked * (1 - 1e-9);
  const none = forms.map(() => null);
  const windows = forms.map((fixed) => windowSlots(fixed, forms));
  const found = forms.map((fixed): Opened | null => {
    const gate = gateOf(fixed, forms);
    return gate && { ...gate, fanOut: fanOut(fixed, forms[gate.population]!), share: usualActivity };
  });
  const gates = options.engine === 'edge list' ? none : withShares(found, options.opened);
  const all = clocks.map((clock) => {
    const pipelines = pipelinesAt(forms, names, (1e9 / clock - detour) / slowness - registerTime);
    const plan = (lanes: number): Plan => {
      const shared = { forms, pipelines, clock };
      let best = planLanes({ ...shared, slots: none, gates: none }, lanes);
      if (options.engine === 'edge list') return best;
      const consider = (slots: Question['slots'], own: Question['gates']): void => {
        if ([...slots, ...own].every((part) => part === null)) return;
        const other = planLanes({ ...shared, slots, gates: own }, lanes);
        if (time(other) < time(best)) best = other;
      };
      consider(windows, none);
      consider(none, gates);
      if (gates.some((gate) => gate !== null))
        consider(
          windows.map((slots, p) => (gates[p] === null ? slots : null)),
          gates,
        );
      return best;
    };
    return asked === null || options.lanes !== null ? plan(options.lanes ?? 1) : fewestLanes(plan, reaches);
  });
  const reached = all.filter(reaches);
  if (reached.length > 0) {
    const fewest = Math.min(...reached.map(({ lanes }) => lanes));
    return reached
      .filter(({ lanes }) => lanes === fewest)
      .reduce((best, other) => (time(other) < 0.98 * time(best) ? other : best));
  }
  const best = all.reduce((one, other) => (time(other) < 0.98 * time(one) ? other : one));
  refuseRate(best, dt, asked!, forms, sink);
  return null;
}

/** Pipelines by part, for small memories of states and others; made when they are asked for. */
type Pipelines = (part: number, small: boolean) => LaneMachine;
function pipelinesAt(forms: readonly FixedForm[], names: readonly string[], stage: number): Pipelines {
  const made = new Map<string, LaneMachine>();
  return (part, small) => {
    const key = `${part} ${small}`;
    const lane = made.get(key) ?? pipelineLane(forms[part]!, names[part]!, stage, small);
    made.set(key, lane);
    return lane;
  };
}

/** More lanes never take more clocks, apart from the trees that add up their sums: the first number that is enough. */
function fewestLanes(plan: (lanes: number) => Plan, reaches: (plan: Plan) => boolean): Plan {
  let best = plan(1);
  for (let lanes = 2; !reaches(best) && lanes <= mostLanes; lanes++) {
    const next = plan(lanes);
    if (next.lanes < lanes) break;
    if (next.cycles + next.walk < best.cycles + best.walk) best = next;
  }
  return best;
}

/** Edges that events open, by the number of edges of each source. */
interface Opened extends Gate {
  readonly fanOut: Uint32Array;
  /** Part of them that a step opens, in the mean. */
  readonly share: number;
}
/** What a run says of it, where one was made. */
function withShares(gates: readonly (Opened | null)[], opened: MachineOptions['opened']): (Opened | null)[] {
  const openings = gates.flatMap((gate, part) =>
    gate === null ? [] : [{ part, population: gate.population, state: gate.state }],
  );
  const shares = openings.length === 0 ? null : (opened?.(openings) ?? null);
  return gates.map((gate, p) => {
    const share = shares?.[openings.findIndex(({ part }) => part === p)];
    return gate && share !== undefined ? { ...gate, share } : gate;
  });
}
/** What is known before lanes are. */
interface Question {
  readonly forms: readonly FixedForm[];
  readonly pipelines: Pipelines;
  readonly clock: number;
  /** By part: of the edges that are made in a window. */
  readonly slots: readonly (WindowSlots | null)[];
  /** By part: of the edges that events open. */
  readonly gates: readonly (Opened | null)[];
}
function planLanes({ forms, pipelines, clock, slots, gates }: Question, asked: number): Plan {
  // edges that events open are in the lanes of their sources
  const lanesOf = (p: number): number => Math.min(asked, forms[gates[p]?.population ?? p]!.step.population.instances);
  const homeOf = (p: number): number => (slots[p] ? forms[p]!.step.edges!.ends[0] : p);
  const walks = gates.map((gate, p) => (gate === null ? 0 : longestWalk(gate.fanOut, lanesOf(p))));
  const rowsOf = (p: number): number =>
    gates[p] ? walks[p]! : Math.ceil(forms[p]!.step.population.instances / lanesOf(p));
  const small = forms.map((fixed, p) => slots[p] === null && rowsOf(p) <= mostSmallRows && keepsStates(fixed));
  const lanesBuilt = forms.map((_, p) => pipelines(p, small[p]!));
  const latencies = lanesBuilt.map(({ stateLatency }) => stateLatency);
  const leads = forms.map((fixed) => leadOf(fixed, { forms, slots, latencies, lanesOf }));
  const built = forms.flatMap((fixed, p) => (isBuilt(fixed) ? [p] : []));
  const issued = built.filter((p) => slots[p] === null);
  const index = (p: number): number => issued.indexOf(p);
  const parts = issued.map((p): StepPart => {
    const store = leads[p]! + readLatency + latencies[p]!;
    const own = built.filter((q) => slots[q] !== null && forms[q]!.step.edges!.ends[0] === p);
    const ahead = own.length === 0 ? null : Math.max(...own.map((q) => rowsAhead(forms[q]!, forms, lanesOf(p))));
    const gate = gates[p] ?? null;
    // what waits for its step lies in sums
    const loops = gate?.delay ? [] : loopsOf(forms[p]!, leads[p]!, store, small[p]!);
    return {
      rows: gate === null ? rowsOf(p) : 0,
      store,
      loops,
      ahead,
      walks: gate && index(gate.population),
      ...neighbours(forms, p, index),
    };
  });
  const schedule = scheduleStep(parts);
  const wrong = verifyStep(parts, schedule);
  if (wrong.length > 0) throw new Error(wrong.join('; '));
  const planned = built.map((p): PlannedPart => {
    const own = slots[p] ?? null;
    const home = homeOf(p);
    const lanes = lanesOf(home) * (own?.down ?? 1);
    const begin = schedule.begins[index(home)]!;
    return {
      fixed: forms[p]!,
      lane: lanesBuilt[p]!,
      lanes,
      rows: rowsOf(home),
      begin,
      lead: leads[p]!,
      small: small[p]!,
      slots: own,
      gate: gates[p] ?? null,
    };
  });
  const lanes = Math.max(...issued.map(lanesOf));
  const usualWalk = Math.max(0, ...gates.map((gate, p) => (gate?.share ?? 0) * walks[p]!));
  return { clock, lanes, parts: planned, cycles: schedule.cycles, walk: Math.max(0, ...walks), usualWalk };
}
/** When what a population adds up is there, in clocks from its issue, and how many numbers it is. */
export interface Term {
  readonly ready: number;
  readonly count: number;
}
/** Edges look up their ends first; a population adds up what the lanes of edges and the terms give, in a tree. */
function leadOf(
  fixed: FixedForm,
  given: Pick<Question, 'forms' | 'slots'> & {
    readonly latencies: readonly number[];
    readonly lanesOf: (part: number) => number;
  },
): number {
  const { forms, slots, latencies, lanesOf } = given;
  const leads = networkInputs(fixed).map(({ from }) => {
    if (from.kind === 'read') return endsLatency;
    const terms = termsOf(from, forms).map(({ part, end }): Term => {
      const own = slots[part] ?? null;
      if (own === null) return { ready: takeLatency, count: lanesOf(part) };
      return { ready: windowReady(latencies[part]!, end === 0 ? own.down : own.up), count: 1 };
    });
    return terms.length === 0 ? 0 : totalReady(terms) - readLatency;
  });
  return Math.max(0, ...leads);
}
/** Clocks from the issue of an instance to the sum of an output over its slots: ends, copies, the function, a register, a tree. */
export function windowReady(stateLatency: number, slots: number): number {
  return windowLatency + stateLatency + 1 + totalLatency(slots);
}
/** Clocks from the issue of an instance to the inputs of its edges in a window. */
export const windowLatency = endsLatency + readLatency;
/** When the tree of all terms has its sum. */
export function totalReady(terms: readonly Term[]): number {
  return Math.max(...terms.map(({ ready }) => ready)) + totalLatency(terms.reduce((sum, { count }) => sum + count, 0));
}
/** Clocks of `rtl/qnm_total.v` for so many terms; none for none. */
export function totalLatency(terms: number): number {
  return terms === 0 ? 0 : Math.max(1, Math.ceil(Math.log2(terms)));
}
/** Outputs of edges are read by nobody in the next step. */
function keepsStates({ step }: FixedForm): boolean {
  return step.population.cell.states.some(({ kind }) => kind !== 'output');
}
function loopsOf(fixed: FixedForm, lead: number, store: number, small: boolean): StepPart['loops'] {
  const states = { read: lead + (small ? readLatency : 0), store, steps: 1 };
  return [
    ...(keepsStates(fixed) ? [states] : []),
    // of delays of unlike length the shortest
    ...fixed.delayLines.map(({ steps, own }) => ({
      read: lead,
      store,
      steps: own?.reduce((a, b) => Math.min(a, b)) ?? steps,
    })),
  ];
}
/** Indices of the parts that part `p` feeds and reads. */
function neighbours(forms: readonly FixedForm[], p: number, index: (part: number) => number) {
  const reads = networkInputs(forms[p]!).flatMap(({ from }) =>
    from.kind === 'read' ? [index(forms[p]!.step.edges!.ends[from.end]!)] : [],
  );
  const feeds = forms.flatMap((other, q) =>
    networkInputs(other).some(({ from }) => termsOf(from, forms).some(({ part }) => part === p)) ? [index(q)] : [],
  );
  return { reads: [...new Set(reads)], feeds };
}

/** Says what the rate fails at: the loop of one instance, the lanes that there are, and from which dt on it is met. */
function refuseRate(best: Plan, dt: number, asked: number, forms: readonly FixedForm[], sink: DiagnosticSink): void {
  const { clock, lanes, parts } = best;
  const cycles = best.cycles + best.walk;
  const time = cycles / clock;
  const text = (seconds: number): string => `${Number((seconds * 1e9).toPrecision(4))} ns`;
  const { instances } = forms[0]!.step.population;
  const [only] = parts;
  const loop = parts.length === 1 && cycles > only!.rows;
  const why = loop
    ? `one instance alone needs ${cycles} clocks from its states to its next ones`
    : parts.length === 1
      ? `${lanes} lane${lanes === 1 ? '' : 's'} issue ${instances} instances in ${cycles} clocks`
      : `with ${lanes} lane${lanes === 1 ? '' : 's'} the couplings and populations need ${cycles} clocks one after the other`;
  sink.report({
    code: 'E0506',
    severity: 'error',
    message: `a rate of ${asked} is asked for; at ${clock / 1e6} MHz a step of ${text(dt)} takes ${text(time)}, a rate of ${(dt / time).toPrecision(3)}: ${why}`,
    span: forms[0]!.step.experiment.origin,
    help: `it is met from dt = ${text(asked * time)} on${loop ? '' : ', or with more lanes'}`,
  });
}
