/** The fixed form of a step, traced to nodes: what the JavaScript and WebAssembly engines write code for. */

import type { FixedForm, FixedId, FixedValue } from '../../compiler/numerics/form.ts';
import { type Format, integerRange, operation, siteOf } from '../../compiler/ops/index.ts';
import { cut, ends, hullOf } from './bounds.ts';
import { traceDirect } from './direct-tables.ts';
import type { Bounds, LeafKind, Node, NodeId } from './node.ts';
import { Trace } from './trace.ts';

export interface Program {
  readonly nodes: readonly Node[];
  /** Fraction bits of the values that nodes stand for, where a value of the form ends in them. */
  readonly fractions: ReadonlyMap<NodeId, number>;
  /** Parallel to the states. */
  readonly next: readonly NodeId[];
  readonly events: readonly { readonly fired: NodeId; readonly fraction: NodeId | null }[];
  /** `holds` and its flag bit. */
  readonly asserts: readonly { readonly holds: NodeId; readonly flag: number }[];
  /** Parallel to the delay lines. */
  readonly sources: readonly NodeId[];
  /** Clamps that raise a flag: they have an effect besides their value. */
  readonly flagged: readonly NodeId[];
  /** The same where flags are held apart from the clamps: what raises them. */
  readonly raises: readonly Raise[];
  /** Everything that leaves the step or has an effect. */
  readonly roots: readonly NodeId[];
  /** Nodes that something needs, in order. */
  readonly live: readonly NodeId[];
  /** How many live nodes use a node; roots count once more. */
  readonly uses: Uint32Array;
}
/** A flag that is raised where a condition holds. */
export interface Raise {
  readonly when: NodeId;
  readonly flag: number;
}
/** Whether parameters that are the same in all instances are constants, or all parameters are leaves. */
export type ParamUse = 'folded' | 'leaves';

/** The leaves of a fixed form. */
export const fixedLeaves: ReadonlySet<string> = new Set(['state', 'param', 'input', 'delayed', 'draw']);

/** Flag bit of each value that has one: asserts come first, and everything from bit 31 on shares it. */
export function flagBits(fixed: FixedForm): ReadonlyMap<FixedId, number> {
  let next = fixed.asserts.length;
  const bits = new Map<FixedId, number>();
  fixed.values.forEach((value, id) => {
    if (value.flagged && value.overflow === 'saturate') bits.set(id as FixedId, Math.min(31, next++));
  });
  return bits;
}
/** Integer of a parameter for an instance. */
export function paramInteger(fixed: FixedForm, param: number, instance: number): bigint {
  const { integers } = fixed.params[param]!;
  return integers[integers.length === 1 ? 0 : instance]!;
}

export interface TraceOptions {
  readonly params: ParamUse;
  /**
   * `expanded`: evaluated by plain operations. `direct`: written out, one word per input code, which costs time before the run
   * and saves it in every step. `whole`: nodes of their own (only the shortest are written out).
   */
  readonly tables: 'expanded' | 'direct' | 'whole';
}
/** What the words of states and delay lines stay between. */
export interface StoredBounds {
  readonly states: readonly Bounds[];
  readonly delayed: readonly Bounds[];
  /** Narrower bounds of inputs than those of their formats, by input. */
  readonly inputs?: ReadonlyMap<number, Bounds>;
}
export interface Invariant {
  readonly program: Program;
  readonly stored: StoredBounds;
}
/**
 * The program with words that stay between what they begin with and what a step can make of them: by induction, since all formats
 * hold what they hold, and narrower bounds of one step give narrower ones of the next.
 */
export function traceInvariant(fixed: FixedForm, options: TraceOptions): Invariant {
  let stored = boundsOfFormats(fixed);
  let program = traceProgram(fixed, options, stored);
  for (let round = 0; round < 3; round++) {
    const next = boundsAfterStep(fixed, program, stored);
    const same = (a: readonly Bounds[], b: readonly Bounds[]): boolean =>
      a.every(({ low, high }, k) => low === b[k]!.low && high === b[k]!.high);
    if (same(next.states, stored.states) && same(next.delayed, stored.delayed)) break;
    stored = next;
    program = traceProgram(fixed, options, stored);
  }
  return { program, stored };
}
function boundsOfFormats(fixed: FixedForm): StoredBounds {
  return {
    states: fixed.states.map(({ format }) => boundsOf(format)),
    delayed: fixed.delayLines.map(({ format }) => boundsOf(format)),
  };
}
function boundsAfterStep(fixed: FixedForm, program: Program, before: StoredBounds): StoredBounds {
  const after = (initial: readonly bigint[], id: NodeId, old: Bounds): Bounds => {
    const hull = hullOf(ends(initial), program.nodes[id]!);
    return cut(hull, old.low, old.high);
  };
  return {
    states: fixed.states.map(({ initial }, s) => after(initial, program.next[s]!, before.states[s]!)),
    delayed: fixed.delayLines.map(({ initial }, d) => after(initial, program.sources[d]!, before.delayed[d]!)),
  };
}

export function traceProgram(
  fixed: FixedForm,
  options: TraceOptions,
  stored: StoredBounds = boundsOfFormats(fixed),
): Program {
  const trace = new Trace(options.tables === 'whole');
  const bits = flagBits(fixed);
  const made: NodeId[] = [];
  fixed.values.forEach((value, id) => {
    trace.flag = bits.get(id as FixedId) ?? null;
    made.push(traceValue(trace, fixed, value, made, options, stored));
  });
  const node = (id: FixedId): NodeId => made[id]!;
  const roots = {
    next: fixed.states.map((state) => node(state.next)),
    events: fixed.events.map((e) => ({
      fired: node(e.fired),
      fraction: e.fraction === null ? null : node(e.fraction),
    })),
    asserts: fixed.asserts.map((a, i) => ({ holds: node(a.holds), flag: Math.min(31, i) })),
    sources: fixed.delayLines.map((line) => node(line.source)),
    flagged: trace.nodes.flatMap((n, i) => (n.flag === null ? [] : [i as NodeId])),
    raises: [],
  };
  const list = rootList(roots);
  const fractions = new Map(fixed.values.map((value, id) => [made[id]!, value.format.fraction]));
  return { nodes: trace.nodes, fractions, ...roots, roots: list, ...findLive(trace.nodes, list) };
}
type Roots = Pick<Program, 'next' | 'events' | 'asserts' | 'sources' | 'flagged' | 'raises'>;
export function rootList(roots: Roots): NodeId[] {
  return [
    ...roots.next,
    ...roots.events.flatMap((e) => (e.fraction === null ? [e.fired] : [e.fired, e.fraction])),
    ...roots.asserts.map((a) => a.holds),
    ...roots.sources,
    ...roots.flagged,
    ...roots.raises.map((r) => r.when),
  ];
}

function traceValue(
  trace: Trace,
  fixed: FixedForm,
  value: FixedValue,
  made: readonly NodeId[],
  options: TraceOptions,
  stored: StoredBounds,
): NodeId {
  const range = boundsOf(value.format);
  if (value.integer !== null) return trace.constant(value.integer);
  if (fixedLeaves.has(value.op)) return traceLeaf(trace, fixed, value, options.params, stored);
  const { fixed: meaning } = operation(value.op);
  if (!meaning) throw new Error(`operation '${value.op}' has no fixed meaning`);
  const site = siteOf(
    value,
    value.args.map((arg) => fixed.values[arg]!),
  );
  const args = value.args.map((arg) => made[arg]!);
  const direct = site.table ? traceDirect(trace, site, args[0]!, mostCodes[options.tables]) : null;
  const result = direct ?? meaning.integer(trace, site, args);
  return trace.assume(result, range);
}
/** Most codes of a table that is written out: where tables are whole, as many as stay in the nearest cache. */
const mostCodes = { expanded: 0n, direct: 1n << 19n, whole: 1n << 10n } as const;
function traceLeaf(trace: Trace, fixed: FixedForm, value: FixedValue, params: ParamUse, stored: StoredBounds): NodeId {
  const index = value.attributes.index!;
  // draws come as samples of each instance, behind the inputs
  if (value.op === 'draw') return trace.leaf('input', fixed.inputs.length + index, boundsOf(value.format));
  const leaf = value.op as LeafKind;
  if (leaf === 'state') return trace.leaf(leaf, index, stored.states[index]!);
  if (leaf === 'delayed') return trace.leaf(leaf, index, stored.delayed[index]!);
  const input = leaf === 'input' ? stored.inputs?.get(index) : undefined;
  if (input) return trace.leaf(leaf, index, input);
  if (leaf !== 'param' || params === 'leaves') return trace.leaf(leaf, index, boundsOf(value.format));
  return trace.leaf(leaf, index, ends(fixed.params[index]!.integers));
}
function boundsOf(format: Format): Bounds {
  return integerRange(format);
}

export function findLive(nodes: readonly Node[], roots: readonly NodeId[]): Pick<Program, 'live' | 'uses'> {
  const uses = new Uint32Array(nodes.length);
  for (const root of roots) uses[root]!++;
  for (let id = nodes.length - 1; id >= 0; id--) if (uses[id]! > 0) for (const arg of nodes[id]!.args) uses[arg]!++;
  return { live: nodes.flatMap((_, id) => (uses[id]! > 0 ? [id as NodeId] : [])), uses };
}

/** Whether every live node stays in -2^bits .. 2^bits - 1. */
export function fitsBits(program: Program, bits: number): boolean {
  const limit = 1n << BigInt(bits);
  return program.live.every((id) => {
    const { low, high } = program.nodes[id]!;
    return low >= -limit && high < limit;
  });
}
