/** The generated function that makes steps of a cell for all its instances. */
import type { DataTable, ValueId } from '../../compiler/ops/graph.ts';
import { operations } from '../../compiler/ops/index.ts';
import type { StepCell } from '../../compiler/step/form.ts';
import { type Carry, findCarry, noCarry } from './carry.ts';
import { type AfterValue, Emitter } from './emit.ts';
import { type Lists, sharedLists } from './lists.ts';
import { literal, type NodeId, Program, type Substitute } from './program.ts';
import { type Pull, type PullSource, pullNames, pullTexts } from './pulls.ts';
import { blockSize, type Stage, stagesOf } from './stages.ts';

/** What a decision closer than its bound adds to `KernelArrays.close`; one between equal operands adds 1. */
export const closeCall = 65536;
/** Arrays that a kernel works on. Instance-major: element [instance * count + index]. */
export interface KernelArrays {
  /** States at t_k. */
  readonly from: Float64Array;
  /** States at t_(k+1); may be the same array as `from`. */
  readonly to: Float64Array;
  /** [param][instance] */
  readonly params: readonly Float64Array[];
  /** Samples of stimuli that all instances share, [step in the call][input]; and of the others, [step in the call][instance][input]. */
  readonly shared: Float64Array;
  readonly each: Float64Array;
  readonly carry: Float64Array;
  readonly fired: Uint8Array;
  readonly fractions: Float64Array;
  readonly flags: Uint32Array;
  /** Ring of each delay line, [step modulo length][instance]. */
  readonly delays: readonly Float64Array[];
  /** By delay line: steps of each instance; null: the length of the ring. */
  readonly delaySteps: readonly (Uint32Array | null)[];
  /** Kernel with `closeBounds`: decisions of this call whose operands were closer than their bound, [instance]; `closeCall` each, 1 where they are equal. */
  readonly close: Uint32Array;
}
export interface KernelReport {
  /** A state left its declared range. */
  range(step: number, instance: number, state: number, value: number): void;
  /** A state is not a finite number; the kernel stops after this step. */
  nonFinite(step: number, instance: number): void;
}
export interface KernelOptions {
  /** Keep values from one step to the next (only when a kernel continues its own states). */
  readonly carry?: boolean;
  /** Many instances go through a step in stages (where that pays; see stages.ts). */
  readonly staged?: boolean;
  /** Report states outside their declared ranges. */
  readonly ranges?: boolean;
  /** Bound of the difference of the operands of each decision: counted when closer. */
  readonly closeBounds?: ReadonlyMap<ValueId, number>;
  /** Write down what each step of each instance meets. */
  readonly rows?: Rows;
  /** Network inputs that are taken from the states of other parts; steps are then made one at a time. */
  readonly pulls?: readonly Pull[];
}
/** A row for each step of each instance, in their order; a few at a time, to be looked at and wiped. */
export interface Rows {
  /** [slot * stride + row]: the states at t_k and t_(k+1), the delayed values at t_k, then the values of `slots`. */
  readonly values: Float64Array;
  readonly stride: number;
  /** Rows that are filled before they are looked at; the last of a call may be fewer. */
  readonly size: number;
  /** Place of each value that is wanted; one that a step does not need stays as `look` left it. */
  readonly slots: ReadonlyMap<ValueId, number>;
  look(count: number): void;
}
/** Makes `count` steps, the first being step number `first`; returns the number of steps made (fewer after a non-finite state). */
export type Advance = (arrays: KernelArrays, instances: number, first: number, count: number) => number;
export interface Kernel {
  readonly advance: Advance;
  /** Numbers per instance that `KernelArrays.carry` needs; all 0 at the start and after states were changed from outside. */
  readonly carrySize: number;
  readonly code: KernelCode;
}
/** A kernel as it is handed to another thread. */
export interface KernelCode {
  readonly source: string;
  readonly tables: readonly DataTable[];
}

/** Index of each input among the shared or the per-instance samples; draws stand behind the latter, from `draw` on. */
export function inputLayout(
  cell: StepCell,
  draws: number = cell.draws.length,
): {
  readonly place: readonly number[];
  readonly shared: number;
  readonly each: number;
  readonly draw: number;
} {
  let [shared, each] = [0, 0];
  const place = cell.inputs.map((input) => (input.perInstance ? each++ : shared++));
  return { place, shared, each: each + draws, draw: each };
}

/** Everything that one step of the cell evaluates. */
export function stepRoots(cell: StepCell): ValueId[] {
  return [
    ...cell.next,
    ...cell.events.map((e) => e.fired),
    ...cell.events.flatMap((e) => (e.fraction === null ? [] : [e.fraction])),
    ...cell.asserts.map((a) => a.holds),
    ...cell.delayLines.map((d) => d.source),
  ];
}

export function compileKernel(cell: StepCell, options: KernelOptions, report: KernelReport): Kernel {
  const carry = options.carry ? findCarry(cell, stepRoots(cell)) : noCarry;
  const tables: DataTable[] = [];
  const source = kernelSource(cell, options, carry, tables);
  const bounds = Float64Array.from(options.closeBounds?.values() ?? []);
  const pulled = (options.pulls ?? []).flatMap(({ sources }) => sources);
  const { functions, list } = sharedLists();
  const advance = factoryOf(cell, source)(functions, tables, report, options.rows ?? null, bounds, pulled, list);
  return { advance, carrySize: carry.groups.length + carry.values.length, code: { source, tables } };
}
/** A kernel without rows and bounds, from its code. `pulled`: the sources of all pulls, in their order. */
export function startKernel(
  { source, tables }: KernelCode,
  report: KernelReport,
  pulled: readonly Omit<PullSource, 'part' | 'each'>[],
): Advance {
  const { functions, list } = sharedLists();
  return makeFactory(source)(functions, tables, report, null, new Float64Array(0), pulled, list);
}
type Factory = (
  functions: Lists['functions'],
  tables: readonly DataTable[],
  report: KernelReport,
  rows: Rows | null,
  bounds: Float64Array,
  pulled: readonly Omit<PullSource, 'part' | 'each'>[],
  list: Lists['list'],
) => Advance;
/** Code that a cell has had before is not translated to machine code again. Only a memory of pure results. */
const factories = new WeakMap<StepCell, Map<string, Factory>>();
function factoryOf(cell: StepCell, source: string): Factory {
  const known = factories.get(cell) ?? new Map<string, Factory>();
  factories.set(cell, known);
  const found = known.get(source) ?? makeFactory(source);
  known.set(source, found);
  return found;
}

function makeFactory(source: string): Factory {
  return new Function('functions', 'tables', 'report', 'rows', 'bounds', 'pulled', 'list', source) as Factory;
}

function kernelSource(cell: StepCell, options: KernelOptions, carry: Carry, tables: DataTable[]): string {
  const layout = inputLayout(cell);
  const pulls = options.pulls ?? [];
  const pullText = pullTexts(pulls);
  const program = new Program(cell.graph, (op, index) => leafName(op, index), carrySubstitute(carry));
  const roots = programRoots(cell, program, carry);
  const emitter = new Emitter(program, tables, afterValue(program, options));
  const text = (node: NodeId): string => emitter.text(node);
  const staged = options.staged ? stagesOf(emitter, roots.all) : null;
  const stages = staged?.stages ?? [{ body: emitter.statements(roots.all), calls: '' }];
  const end = `${stores(cell, roots, text)}${carryStores(program, cell, carry, text)}${checks(cell, options, roots, text)}`;
  // int32 arithmetic, which needs no test for numbers that are too large
  const open = `const o = Math.imul(i, ${cell.states.length}), c = Math.imul(i, ${carry.groups.length + carry.values.length});
${options.rows ? `const r = q${staged ? ' + b' : ''};\n` : ''}${options.closeBounds ? 'let close = 0;\n' : ''}`;
  const each = stages.map(({ body }, k) => {
    const { rows, closeBounds } = options;
    const [isFirst, isLast] = [k === 0, k === stages.length - 1];
    const before = rows && isFirst ? leafRows(cell, program, rows) : '';
    const count = closeBounds ? `Q[i] = ${isFirst ? '' : 'Q[i] + '}close;\n` : '';
    const after = rows && isLast ? nextRows(cell, rows, roots.next.map(text)) : '';
    const work = `${before}${body}${isLast ? end : ''}${count}${after}`;
    return `${open}${loads(cell, layout, pullText, work)}${work}`;
  });
  const lastRows = options.rows ? 'if (q > 0) rows.look(q);\n' : '';
  return `'use strict';
${options.rows ? 'const X = rows.values;' : ''}
${Array.from({ length: staged?.lists ?? 0 }, (_, i) => `const T${i} = list(${i});\n`).join('')}${cell.events.length > 0 ? 'let last = null;\nconst seen = [];\n' : ''}return function advance(a, n, first, count) {
n = n | 0;
const S = a.from, N = a.to, U = a.shared, W = a.each, C = a.carry, E = a.fired, G = a.fractions, F = a.flags, Q = a.close;
${cell.params.map((_, i) => `const P${i} = a.params[${i}];\n`).join('')}${cell.delayLines.map((line, i) => `const D${i} = a.delays[${i}];\n${line.own ? `const delay${i} = a.delaySteps[${i}];\n` : ''}`).join('')}${options.rows ? 'let q = 0;\n' : ''}${cell.events.length > 0 ? 'if (a !== last) { E.fill(0); G.fill(0); seen.length = 0; last = a; }\n' : ''}${pullNames(pulls)}for (let j = 0; j < count; j++) {
const k = first + j;
let sound = true;
${cell.events.length > 0 ? 'while (seen.length > 0) { const p = seen.pop(); E[p] = 0; G[p] = 0; }\n' : ''}${cell.inputs.map((input, i) => (input.perInstance ? '' : `const u${i} = U[j * ${layout.shared} + ${layout.place[i]!}];\n`)).join('')}${cell.delayLines.map((line, i) => `const r${i} = (k % ${line.steps}) * n;\n`).join('')}${staged ? blockLoop(stages, each, options.rows) : `for (let i = 0; i < n; i++) {\n${each[0]!}${fullRows(options.rows, '1')}}\n`}if (!sound) { ${lastRows}return j + 1; }
}
${lastRows}return count;
};`;
}
/** Each block of instances through all stages; rows that wait to be looked at are never more than there are. */
function blockLoop(stages: readonly Stage[], each: readonly string[], rows: Rows | undefined): string {
  const loops = each.map(
    (code, k) => `for (let b = 0; b < m; b++) {\nconst i = (start + b) | 0;\n${code}}\n${stages[k]!.calls}`,
  );
  return `for (let start = 0, m = 0; start < n; start += m) {
m = Math.min(${rows ? `${rows.size} - q` : blockSize}, n - start);
${loops.join('')}${fullRows(rows, 'm')}}
`;
}
/** Behind so many new rows. */
function fullRows(rows: Rows | undefined, more: string): string {
  return rows ? `q += ${more};\nif (q === ${rows.size}) { rows.look(q); q = 0; }\n` : '';
}

const leafNames: Readonly<Record<string, string>> = { state: 's', param: 'p', input: 'u', delayed: 'd', draw: 'x' };
function leafName(op: string, index: number): string {
  const letter = leafNames[op];
  if (letter === undefined) throw new Error(`a step graph holds the leaf '${op}', which float64 does not know`);
  return `${letter}${index}`;
}
/** The word of a delay line: where each instance has steps of its own, as far before the one that is written. */
function delayedText({ own, steps }: StepCell['delayLines'][number], i: number): string {
  return own ? `D${i}[((k + ${steps} - delay${i}[i]) % ${steps}) * n + i]` : `D${i}[r${i} + i]`;
}
/** The leaves that the code names. */
function loads(
  cell: StepCell,
  layout: ReturnType<typeof inputLayout>,
  pulls: ReadonlyMap<number, string>,
  code: string,
): string {
  const lines = [
    ...cell.states.map((_, i) => `const s${i} = S[(o + ${i}) | 0];`),
    ...cell.params.map((p, i) => `const p${i} = P${i}[${p.values.length > 1 ? 'i' : '0'}];`),
    ...cell.inputs.flatMap(
      (input, i) =>
        pulls.get(i) ??
        (input.perInstance ? [`const u${i} = W[(j * n + i) * ${layout.each} + ${layout.place[i]!}];`] : []),
    ),
    ...cell.delayLines.map((line, i) => `const d${i} = ${delayedText(line, i)};`),
    ...cell.draws.map((_, i) => `const x${i} = W[(j * n + i) * ${layout.each} + ${layout.draw + i}];`),
  ];
  const named = new Set(code.match(/\b[spudx]\d+\b/g));
  return lines.map((line) => (named.has(line.split(' ')[1]!) ? `${line}\n` : '')).join('');
}

interface ProgramRoots {
  readonly all: readonly NodeId[];
  readonly next: readonly NodeId[];
  readonly fired: readonly NodeId[];
  readonly fractions: readonly (NodeId | null)[];
  readonly asserts: readonly NodeId[];
  readonly sources: readonly NodeId[];
}
function programRoots(cell: StepCell, program: Program, carry: Carry): ProgramRoots {
  const lowered = program.lower([
    ...stepRoots(cell),
    ...carry.values.map((v) => v.end),
    ...carry.groups.flatMap((g) => g.expected.map((e) => e.value)),
  ]);
  const node = (id: ValueId): NodeId => program.node(id);
  const zero = program.leaf('0');
  // a fraction is worth evaluating only when its event has occurred
  const fractions = cell.events.map((e) => {
    if (e.fraction === null) return null;
    const { op, args } = cell.graph.get(e.fraction);
    if (operations.get(op)?.chooses && args[0] === e.fired) return node(e.fraction);
    return program.add({
      kind: 'choice',
      value: null,
      condition: node(e.fired),
      whenTrue: node(e.fraction),
      whenFalse: zero,
    });
  });
  const always = [
    ...cell.next,
    ...cell.events.map((e) => e.fired),
    ...cell.asserts.map((a) => a.holds),
    ...cell.delayLines.map((d) => d.source),
  ];
  return {
    all: [...always.map(node), ...fractions.filter((f) => f !== null), ...lowered.slice(stepRoots(cell).length)],
    next: cell.next.map(node),
    fired: cell.events.map((e) => node(e.fired)),
    fractions,
    asserts: cell.asserts.map((a) => node(a.holds)),
    sources: cell.delayLines.map((d) => node(d.source)),
  };
}

function carrySubstitute(carry: Carry): Substitute | null {
  if (carry.values.length === 0) return null;
  const groups = carry.groups.length;
  const slot = new Map(carry.values.map((v, i) => [v.start, { index: groups + i, group: v.group }]));
  const valid: NodeId[] = [];
  return (program, id, node) => {
    const found = slot.get(id);
    if (!found) return node;
    valid[found.group] ??= program.add({ kind: 'text', text: `C[c + ${found.group}]` });
    const kept = program.add({ kind: 'text', text: `C[c + ${found.index}]` });
    return program.add({
      kind: 'choice',
      value: null,
      condition: valid[found.group]!,
      whenTrue: kept,
      whenFalse: node,
    });
  };
}
function carryStores(program: Program, cell: StepCell, carry: Carry, text: (node: NodeId) => string): string {
  const lines = carry.values.map((v, i) => `C[c + ${carry.groups.length + i}] = ${text(program.node(v.end))};\n`);
  carry.groups.forEach((group, g) => {
    const tests = group.expected.flatMap(({ state, value }) => {
      const [next, expected] = [text(program.node(cell.next[state]!)), text(program.node(value))];
      return next === expected ? [] : [`${next} === ${expected} && (${next} !== 0 || 1 / ${next} === 1 / ${expected})`];
    });
    lines.push(`C[c + ${g}] = ${tests.length === 0 ? '1' : `${tests.join(' && ')} ? 1 : 0`};\n`);
  });
  return lines.join('');
}

function stores(cell: StepCell, roots: ProgramRoots, text: (node: NodeId) => string): string {
  const events = cell.events.length;
  const lines = [
    ...roots.next.map((node, i) =>
      text(node) === `s${i}` ? `if (S !== N) N[(o + ${i}) | 0] = s${i};` : `N[(o + ${i}) | 0] = ${text(node)};`,
    ),
    ...roots.fired.map((node, i) => {
      const fraction = roots.fractions[i];
      const set = `E[p] = 1; G[p] = ${fraction === null || fraction === undefined ? '1' : text(fraction)};`;
      // taken back before the next step
      return `if (${text(node)}) { const p = (Math.imul(i, ${events}) + ${i}) | 0; ${set} seen.push(p); }`;
    }),
    ...roots.sources.map((node, i) => `D${i}[r${i} + i] = ${text(node)};`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
function checks(cell: StepCell, options: KernelOptions, roots: ProgramRoots, text: (node: NodeId) => string): string {
  const bits = roots.asserts.map((node, i) => `(${text(node)} ? 0 : ${2 ** Math.min(i, 31)})`);
  // without asserts flags stay as they begin: 0
  const lines = bits.length === 0 ? [] : [`F[i] = ${bits.join(' | ')};\n`];
  if (options.ranges)
    cell.states.forEach((state, i) => {
      if (!state.range) return;
      const slack = 1e-12 * (state.range.high - state.range.low); // rounding at the very edge is not a violation
      const value = text(roots.next[i]!);
      lines.push(
        `if (${value} < ${literal(state.range.low - slack)} || ${value} > ${literal(state.range.high + slack)}) report.range(k, i, ${i}, ${value});\n`,
      );
    });
  const sum = roots.next.map(text).join(' + ');
  // x - x is 0 for finite numbers only; one sum for all states, judged in detail by the report
  if (cell.states.length > 0)
    lines.push(`const all = ${sum};\nif (all - all !== 0) { report.nonFinite(k, i); sound = false; }\n`);
  return lines.join('');
}

function afterValue(program: Program, options: KernelOptions): AfterValue {
  const places = new Map([...(options.closeBounds?.keys() ?? [])].map((id, i) => [id, i]));
  return (id, text) => {
    const node = program.nodes[id]!;
    if (node.kind !== 'operation' && node.kind !== 'choice') return '';
    if (node.value === null) return '';
    let code = '';
    if (options.rows) code += follow(options.rows, node.value, text);
    const bound = options.closeBounds?.get(node.value) ?? 0;
    if (bound > 0 && node.kind === 'operation')
      code += closeTest(program, node.value, node.args, `bounds[${places.get(node.value)!}]`);
    return code;
  };
}
function follow({ slots, stride }: Rows, id: ValueId, text: string): string {
  const slot = slots.get(id);
  return slot === undefined ? '' : `X[${slot * stride} + r] = ${text};\n`;
}
/** What a step begins with. */
function leafRows(cell: StepCell, program: Program, rows: Rows): string {
  const { stride } = rows;
  const count = cell.states.length;
  return [
    ...cell.states.map((_, i) => `X[${i * stride} + r] = S[o + ${i}];\n`),
    ...cell.delayLines.map((line, i) => `X[${(2 * count + i) * stride} + r] = ${delayedText(line, i)};\n`),
    ...program.nodes.map((node) =>
      node.kind === 'leaf' && node.value !== null ? follow(rows, node.value, node.text) : '',
    ),
  ].join('');
}
/** What it ends with. */
function nextRows(cell: StepCell, { stride }: Rows, next: readonly string[]): string {
  return next.map((text, i) => `X[${(cell.states.length + i) * stride} + r] = ${text};\n`).join('');
}
/**
 * Counts a decision that a change of its operands by the bound would turn. Operands that are exactly equal are counted apart: a sum of nothing
 * that is compared with 0 in every step is no narrow escape.
 */
function closeTest(program: Program, id: ValueId, args: readonly NodeId[], bound: string): string {
  const value = program.graph.get(id);
  const entry = operations.get(value.op)!;
  const names = args.map((arg) => {
    const node = program.nodes[arg]!;
    return node.kind === 'leaf' ? node.text : `v${arg}`;
  });
  if (args.length === 2)
    return `if (Math.abs(${names[0]} - ${names[1]}) <= ${bound}) close += ${names[0]} === ${names[1]} ? 1 : ${closeCall};\n`;
  const at = (sign: string): string =>
    entry.javascript([`(${names[0]} ${sign} ${bound})`, ...names.slice(1)], value.attributes, '');
  return `if (Math.abs(${at('-')} - ${at('+')}) > 4 * ${bound}) close += ${closeCall};\n`;
}
