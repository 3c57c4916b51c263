/**
 * turns a fixed form into a lane: module instances at clocks, delay lines between them
 * needs every operation to have hardware that says where it may hold registers and how long its logic takes
 * keeps every value; next states leave together, and so do events and flags
 * cost linear in values and uses
 */
import type { FixedForm, FixedId, FixedValue } from '../numerics/form.ts';
import { siteOf } from '../ops/evaluate-integer.ts';
import { booleanFormat, type Format } from '../ops/format.ts';
import { lutTime } from '../ops/hardware/delays.ts';
import { operation } from '../ops/index.ts';
import type { HardwareInstance } from '../ops/operation.ts';
import type { DelayTap, LaneMachine, LaneResult, PipelinedOperation, Signal } from './form.ts';
import { legalName, NameSpace } from './names.ts';
import {
  checkProblem,
  longestStage,
  type Operator,
  type Placement,
  solveSchedule,
  verifySchedule,
} from './schedule.ts';

const leaves: ReadonlySet<string> = new Set(['constant', 'state', 'param', 'input', 'delayed', 'draw']);
export function isLeaf(value: FixedValue): boolean {
  return leaves.has(value.op);
}

/** The module of `rtl/` that makes a value. */
export function instanceOf(fixed: FixedForm, value: FixedValue): HardwareInstance {
  const side = operation(value.op).fixed;
  if (!side) throw new Error(`operation '${value.op}' in a fixed form has no hardware`);
  return side.hardware(
    siteOf(
      value,
      value.args.map((arg) => fixed.values[arg]!),
    ),
  );
}

/** The format of the time inside a step: u8.8. */
export const fractionFormat: Format = { signed: false, width: 8, fraction: 8 };

/** Leaves come out of a register through the choice of initial or stored state; states of few rows out of a small memory. */
const leafTime = lutTime;
const smallStateTime = 2 * lutTime;

function operatorsOf(fixed: FixedForm, instances: readonly (HardwareInstance | null)[], small: boolean): Operator[] {
  const arrival = (value: FixedValue): number => {
    if (!isLeaf(value) || value.op === 'constant') return 0;
    return small && value.op === 'state' ? smallStateTime : leafTime;
  };
  return fixed.values.map((value, i) => ({
    operands: value.args.map((arg) => (fixed.values[arg]!.op === 'constant' ? null : arg)),
    places: instances[i]?.places ?? [],
    tail: instances[i]?.tail ?? 0,
    arrival: arrival(value),
  }));
}
/** Bit k: place k holds a register. */
function maskOf({ registers }: Placement): bigint {
  return registers.reduce((mask, present, k) => (present ? mask | (1n << BigInt(k)) : mask), 0n);
}

/**
 * @param stage  nanoseconds of logic between two registers
 * @param small  whether states come out of a small memory in the clock in which they are needed
 */
export function pipelineLane(fixed: FixedForm, name: string, stage: number, small: boolean): LaneMachine {
  const instances = fixed.values.map((value) => (isLeaf(value) ? null : instanceOf(fixed, value)));
  const operators = operatorsOf(fixed, instances, small);
  mustHold(checkProblem(operators));
  const schedule = solveSchedule(operators, stage);
  mustHold(verifySchedule(operators, schedule, stage));
  const ready = (id: FixedId): number => schedule[id]!.ready;

  const flagged = fixed.values.flatMap((v, i) =>
    v.flagged && v.overflow === 'saturate' && instances[i] ? [i as FixedId] : [],
  );
  const names = nameLane(fixed);
  const roots = collectResults(fixed, flagged, names.namespace, names.states);
  const used = reachable(fixed, roots);
  const stored = roots.filter(isStored);
  const stateLatency = Math.max(1, ...stored.map((root) => ready(root.signal.value)));
  const latency = Math.max(stateLatency, ...roots.map((root) => ready(root.signal.value)));
  const leaves = (root: Pick<LaneResult, 'role'>): number => (isStored(root) ? stateLatency : latency);
  const results = roots.map((root) => ({
    ...root,
    delay: isConstant(fixed, root) ? 0 : leaves(root) - ready(root.signal.value),
  }));
  const operations: PipelinedOperation[] = [];
  fixed.values.forEach((value, i) => {
    const instance = instances[i];
    if (!instance || !used.has(i as FixedId)) return;
    const placement = schedule[i]!;
    const { start, time } = placement;
    const argumentDelays = value.args.map((arg) => (fixed.values[arg]!.op === 'constant' ? 0 : start - ready(arg)));
    const registers = maskOf(placement);
    operations.push({ value: i as FixedId, instance, start, registers, ready: placement.ready, time, argumentDelays });
  });
  const { valueNames, states, params, inputs, delayed, draws } = names;
  const ports = { states, params, inputs, delayed, draws };
  return {
    name,
    operations,
    stateLatency,
    latency,
    stage,
    longestStage: longestStage(operators, schedule),
    delays: collectDelays(fixed, operations, results),
    results,
    valueNames,
    ports,
    flagged,
  };
}

/** Results that the next step reads. */
function isStored({ role }: Pick<LaneResult, 'role'>): boolean {
  return role === 'next' || role === 'delaySource';
}
function isConstant(fixed: FixedForm, result: Omit<LaneResult, 'delay'>): boolean {
  return fixed.values[result.signal.value]!.op === 'constant';
}
function mustHold(reasons: readonly string[]): void {
  if (reasons.length > 0) throw new Error(reasons.join('; '));
}

/** Verilog names: ports of the leaves first, so that they keep their own; then values; then results. */
function nameLane(fixed: FixedForm) {
  const namespace = new NameSpace();
  const states = fixed.states.map((s) => namespace.take(s.name));
  const params = fixed.params.map((p) => namespace.take(p.name));
  const inputs = fixed.inputs.map((p) => namespace.take(p.name));
  const delayed = fixed.delayLines.map((d) => namespace.take(d.name));
  const draws = fixed.draws.map((d) => namespace.take(`draw_${d.site}`));
  const leafPorts: Readonly<Record<string, readonly string[]>> = {
    state: states,
    param: params,
    input: inputs,
    delayed,
    draw: draws,
  };
  const valueNames = fixed.values.map((value, i) => {
    const port = leafPorts[value.op]?.[value.attributes.index ?? 0];
    if (port !== undefined) return port;
    if (value.op === 'constant')
      return namespace.takeLegal(value.name === null ? `k${i}` : `k${i}__${legalName(value.name)}`);
    return namespace.take(value.name === null ? `v${i}` : value.name);
  });
  return { namespace, states, params, inputs, delayed, draws, valueNames };
}

function collectResults(
  fixed: FixedForm,
  flagged: readonly FixedId[],
  namespace: NameSpace,
  states: readonly string[],
): Omit<LaneResult, 'delay'>[] {
  const results: Omit<LaneResult, 'delay'>[] = [];
  const add = (role: LaneResult['role'], index: number, wish: string, signal: Signal, format: Format): void => {
    results.push({ name: namespace.takeLegal(wish), role, index, signal, format });
  };
  const value = (id: FixedId): Signal => ({ value: id, of: 'value' });
  for (const [i, s] of fixed.states.entries()) add('next', i, `${states[i]}__next`, value(s.next), s.format);
  fixed.events.forEach((e, i) => {
    add('fired', i, `${legalName(e.name)}__fired`, value(e.fired), booleanFormat);
    if (e.fraction !== null) add('fraction', i, `${legalName(e.name)}__fraction`, value(e.fraction), fractionFormat);
  });
  for (const [i, a] of fixed.asserts.entries()) add('holds', i, `assert_${i}__holds`, value(a.holds), booleanFormat);
  flagged.forEach((id, i) => {
    const name = fixed.values[id]!.name;
    add(
      'flag',
      i,
      `${name === null ? `v${id}` : legalName(name)}__saturated`,
      { value: id, of: 'flag' },
      booleanFormat,
    );
  });
  for (const [i, d] of fixed.delayLines.entries())
    add('delaySource', i, `${legalName(d.name)}__source`, value(d.source), d.format);
  return results;
}

function reachable(fixed: FixedForm, roots: readonly Omit<LaneResult, 'delay'>[]): Set<FixedId> {
  const used = new Set<FixedId>();
  const stack = roots.map((root) => root.signal.value);
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (used.has(id)) continue;
    used.add(id);
    stack.push(...fixed.values[id]!.args);
  }
  return used;
}

/** One chain of taps for each signal, through every delay at which it is needed. */
function collectDelays(
  fixed: FixedForm,
  operations: readonly PipelinedOperation[],
  results: readonly LaneResult[],
): DelayTap[] {
  const needed = new Map<string, { readonly signal: Signal; readonly after: Set<number> }>();
  const need = (signal: Signal, after: number): void => {
    if (after === 0) return;
    const key = `${signal.of}${signal.value}`;
    const entry = needed.get(key) ?? { signal, after: new Set<number>() };
    entry.after.add(after);
    needed.set(key, entry);
  };
  for (const { value, argumentDelays } of operations)
    fixed.values[value]!.args.forEach((arg, i) => {
      need({ value: arg, of: 'value' }, argumentDelays[i]!);
    });
  for (const { signal, delay } of results) need(signal, delay);
  const taps: DelayTap[] = [];
  for (const { signal, after } of needed.values()) {
    let previous = 0;
    for (const clocks of [...after].sort((a, b) => a - b)) {
      taps.push({ signal, after: clocks, previous });
      previous = clocks;
    }
  }
  return taps.sort((a, b) => a.signal.value - b.signal.value || a.after - b.after);
}
