/** The two functions of the WebAssembly engine: `advance` (steps outside, instances inside) and `publish` (real numbers). */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { type EngineSize, recordLength, stateScales } from './engine.ts';
import type { LeafKind, NodeId } from './node.ts';
import type { Program } from './program.ts';
import { FunctionBody, type WasmFunction } from './wasm-bytes.ts';
import type { WasmLayout } from './wasm-layout.ts';
import { type ValueWriter, writeValues } from './wasm-values.ts';

const recordBytes = 4 * recordLength;

interface StepWriter {
  readonly fixed: FixedForm;
  readonly program: Program;
  readonly size: EngineSize;
  readonly layout: WasmLayout;
  readonly body: FunctionBody;
  readonly locals: Readonly<
    Record<'step' | 'instance' | 'states' | 'params' | 'shared' | 'each' | 'flags' | 'flagged' | 'record', number>
  >;
  /** Byte address of the slot of this instance, one per delay line. */
  readonly slots: readonly number[];
}
const parameters = { first: 0, count: 1 } as const;

/** advance(first, count) -> steps made. Stops before a step whose events might not fit in the records. */
export function advanceFunction(
  fixed: FixedForm,
  program: Program,
  size: EngineSize,
  layout: WasmLayout,
): WasmFunction {
  const body = new FunctionBody(2);
  const names = ['step', 'instance', 'states', 'params', 'shared', 'each', 'flags', 'flagged', 'record'] as const;
  const locals = Object.fromEntries(names.map((name) => [name, body.local('i32')])) as unknown as StepWriter['locals'];
  const w: StepWriter = {
    fixed,
    program,
    size,
    layout,
    body,
    locals,
    slots: fixed.delayLines.map(() => body.local('i32')),
  };
  body.i32(layout.records).set(locals.record);
  body.i32(layout.shared).set(locals.shared);
  body.i32(layout.each).set(locals.each);
  body.open('block').open('loop');
  body.get(locals.step).get(parameters.count).op('i32_ge_s').branch('br_if', 1);
  const last = layout.records + recordBytes * (layout.capacity - size.instances * fixed.events.length);
  body.get(locals.record).i32(last).op('i32_gt_u').branch('br_if', 1);
  writeStep(w);
  body.branch('br', 0).op('end', 'end');
  body.i32(layout.recordCount).get(locals.record).memory('i32_store', 0);
  body.get(locals.step);
  return { name: 'advance', parameters: ['i32', 'i32'], results: ['i32'], body };
}
function advanceBy(body: FunctionBody, local: number, amount: number): void {
  if (amount !== 0) body.get(local).i32(amount).op('i32_add').set(local);
}

function writeStep(w: StepWriter): void {
  const { body, locals, layout, size, fixed } = w;
  const leaves = new Map<NodeId, number>();
  loadInputs(w, leaves, false);
  fixed.delayLines.forEach((line, d) => {
    body.get(parameters.first).get(locals.step).op('i32_add').i32(line.steps).op('i32_rem_u');
    body
      .i32(8 * size.instances)
      .op('i32_mul')
      .i32(layout.delays[d]!)
      .op('i32_add')
      .set(w.slots[d]!);
  });
  body.i32(layout.states).set(locals.states).i32(layout.params).set(locals.params).i32(layout.flags).set(locals.flags);
  body.i32(0).set(locals.instance);
  body.open('loop');
  writeInstance(w, leaves);
  advanceBy(body, locals.states, 8 * fixed.states.length);
  advanceBy(body, locals.params, 8 * fixed.params.length);
  advanceBy(body, locals.each, 8 * size.each);
  advanceBy(body, locals.flags, 4);
  for (const slot of w.slots) advanceBy(body, slot, 8);
  body.get(locals.instance).i32(1).op('i32_add').set(locals.instance);
  body.get(locals.instance).i32(size.instances).op('i32_lt_s').branch('br_if', 0).op('end');
  advanceBy(body, locals.shared, 8 * size.shared);
  advanceBy(body, locals.step, 1);
}

/** Live leaves of a kind, with their index. */
function leavesOf(program: Program, kind: LeafKind): { readonly id: NodeId; readonly index: number }[] {
  return program.live.flatMap((id) => {
    const node = program.nodes[id]!;
    return node.kind === 'leaf' && node.leaf === kind ? [{ id, index: node.bits }] : [];
  });
}
function loadInputs(w: StepWriter, leaves: Map<NodeId, number>, perInstance: boolean): void {
  for (const { id, index } of leavesOf(w.program, 'input')) {
    const place = w.size.places[index]!;
    if (place.perInstance !== perInstance) continue;
    w.body
      .get(perInstance ? w.locals.each : w.locals.shared)
      .memory('f64_load', 8 * place.place)
      .op('i64_trunc_f64_s');
    keep(w, leaves, id);
  }
}
function keep(w: StepWriter, leaves: Map<NodeId, number>, id: NodeId): void {
  const local = w.body.local('i64');
  w.body.set(local);
  leaves.set(id, local);
}

function writeInstance(w: StepWriter, shared: ReadonlyMap<NodeId, number>): void {
  const { body, program, locals } = w;
  const leaves = new Map(shared);
  loadInputs(w, leaves, true);
  for (const [kind, base] of [
    ['state', locals.states],
    ['param', locals.params],
  ] as const)
    for (const { id, index } of leavesOf(program, kind)) {
      body.get(base).memory('i64_load', 8 * index);
      keep(w, leaves, id);
    }
  for (const { id, index } of leavesOf(program, 'delayed')) {
    body.get(w.slots[index]!).memory('i64_load', 0);
    keep(w, leaves, id);
  }
  const flags = locals.flagged;
  body.i32(0).set(flags);
  const write = writeValues({ program, body, leaves, memories: w.layout.memories, flags });
  writeChecks(w, write);
  program.next.forEach((id, s) => {
    const { leaf, bits } = program.nodes[id]!;
    if (leaf === 'state' && bits === s) return; // keeps its value
    body.get(locals.states);
    write.integer(id);
    body.memory('i64_store', 8 * s);
  });
  program.sources.forEach((id, d) => {
    body.get(w.slots[d]!);
    write.integer(id);
    body.memory('i64_store', 0);
  });
}
function writeChecks(w: StepWriter, write: ValueWriter): void {
  const { body, program, locals } = w;
  for (const { holds, flag } of program.asserts) {
    write.truth(holds);
    body
      .op('i32_eqz')
      .open('if')
      .get(locals.flagged)
      .i32(1 << flag)
      .op('i32_or')
      .set(locals.flagged)
      .op('end');
  }
  if (program.asserts.length + program.flagged.length > 0) {
    body.get(locals.flagged).open('if');
    body
      .get(locals.flags)
      .get(locals.flags)
      .memory('i32_load', 0)
      .get(locals.flagged)
      .op('i32_or')
      .memory('i32_store', 0)
      .op('end');
  }
  program.events.forEach(({ fired, fraction }, e) => {
    write.truth(fired);
    body.open('if');
    const fields = [
      () => body.get(locals.step),
      () => body.get(locals.instance),
      () => body.i32(e),
      () => {
        if (fraction === null) body.i32(0);
        else write.integer(fraction);
        if (fraction !== null) body.op('i32_wrap_i64');
      },
    ];
    fields.forEach((push, k) => {
      body.get(locals.record);
      push();
      body.memory('i32_store', 4 * k);
    });
    advanceBy(body, locals.record, recordBytes);
    body.op('end');
  });
}

/** publish(): real numbers of all states. */
export function publishFunction(fixed: FixedForm, size: EngineSize, layout: WasmLayout): WasmFunction {
  const body = new FunctionBody(0);
  const [offset, states] = [body.local('i32'), fixed.states.length];
  body.open('loop');
  stateScales(fixed).forEach((scale, s) => {
    body
      .get(offset)
      .get(offset)
      .memory('i64_load', layout.states + 8 * s)
      .op('f64_convert_i64_s')
      .f64(scale)
      .op('f64_mul');
    body.memory('f64_store', layout.reals + 8 * s);
  });
  advanceBy(body, offset, 8 * states);
  body
    .get(offset)
    .i32(8 * states * size.instances)
    .op('i32_lt_s')
    .branch('br_if', 0)
    .op('end');
  return { name: 'publish', parameters: [], results: [], body };
}
