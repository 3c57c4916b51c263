/**
 * The JavaScript engine: the same float64 numbers as the vector engine, one instance after the other. Its code is asm.js, a
 * typed subset of JavaScript that says the same to every JavaScript engine.
 */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { AsmScript, type Clips, clampSteps, doubleText } from '../lanes/asm.ts';
import type { LaneId } from '../lanes/code.ts';
import { type Engine, type EngineSize, recordLength } from './engine.ts';
import { type LaneProgram, outputsOf } from './lane-form.ts';
import { type Guard, GuardedSteps, type Way } from './lane-guard.ts';
import { fillDerived, fillMemory, fillOwn, type LaneLayout } from './lane-layout.ts';
import { pulledText } from './lane-pulls.ts';
import type { Action, Flag, Segment } from './lane-segments.ts';
import { type LanePlan, type LaneTask, type PlacedProgram, type PlacedPrograms, placePrograms } from './lane-wasm.ts';

/** Sizes of a heap of asm.js: powers of two, then multiples of 16 MB. */
export function heapBytes(bytes: number): number {
  const large = 2 ** 24;
  return bytes > large ? Math.ceil(bytes / large) * large : 2 ** Math.max(16, Math.ceil(Math.log2(bytes)));
}
const mostBytes = 2 ** 30;
/** Place of the 8 bytes through which the bits of numbers are seen; nothing else lies below 64. */
const bits = 8;

/** null where some integer may not be exact in float64, or there are too many instances. */
export function laneAsmEngine(task: LaneTask): Engine | null {
  return planLaneAsm(task)?.build(null, []) ?? null;
}
/** The same, with its place in a heap that others may share. */
export function planLaneAsm(task: LaneTask): LanePlan<ArrayBuffer> | null {
  const placed = placePrograms(task, { plain: task.size.plain, guardEvents: true }, 1);
  if (!placed) return null;
  const end = (placed.careful ?? placed.quick).layout.bytes;
  if (end > mostBytes) return null;
  return {
    size: task.size,
    layout: placed.quick.layout,
    end,
    build: (heap, doubts) => buildEngine(task, placed, heap ?? new ArrayBuffer(heapBytes(end)), doubts),
  };
}
function buildEngine(
  { fixed, size }: LaneTask,
  { quick, careful, guards }: PlacedPrograms,
  heap: ArrayBuffer,
  doubts: readonly number[],
): Engine {
  const { program: lowered, layout } = quick;
  fillMemory(fixed, size, lowered, layout, heap);
  const wayOf = ({ program, layout: own }: PlacedProgram, guarded: readonly Guard[]): Way => {
    const make = new Function(`return ${new AsmStep(fixed, size, program, own, guarded).source()}`)() as (
      library: object,
      foreign: null,
      heap: ArrayBuffer,
    ) => { advance(first: number, count: number): number };
    const { advance } = make({ Math, Float64Array, Int32Array }, null, heap);
    return { advance, resume: () => fillDerived(fixed, size, program, own, heap) };
  };
  const way = wayOf(quick, guards);
  const makeCareful = (): Way => {
    fillOwn(careful!.program, careful!.layout, heap);
    return wayOf(careful!, []);
  };
  const steps = careful ? new GuardedSteps(way, makeCareful, guards, layout, heap, doubts) : way;
  const { instances } = size;
  const count = fixed.states.length;
  const columns = fixed.states.map((_, s) => new Float64Array(heap, layout.columns[s]!, instances));
  const integers = new BigInt64Array(instances * count);
  const reals = new Float64Array(instances * count);
  const end = new Int32Array(heap, layout.recordCount, 1);
  return {
    kind: 'javascript',
    shared: new Float64Array(heap, layout.shared, size.chunk * size.shared),
    each: new Float64Array(heap, layout.each, size.chunk * instances * size.each),
    records: new Int32Array(heap, layout.records, layout.capacity * recordLength),
    flags: new Uint32Array(heap, layout.flags, instances),
    raised: new Int32Array(heap, layout.raised, 1),
    advance(first, wanted) {
      const made = steps.advance(first, wanted);
      return { steps: made, events: (end[0]! - layout.records) / (4 * recordLength) };
    },
    integers() {
      fixed.states.forEach(({ format }, s) => {
        const [column, scale, by] = [columns[s]!, 2 ** format.fraction, lowered.columns[s]!.raisedBy];
        for (let i = 0; i < instances; i++) integers[i * count + s] = BigInt((column[i]! - by) * scale);
      });
      return integers;
    },
    reals() {
      columns.forEach((column, s) => {
        const by = lowered.columns[s]!.raisedBy;
        // + 0: a product may have left a negative zero
        for (let i = 0; i < instances; i++) reals[i * count + s] = column[i]! - by + 0;
      });
      return reals;
    },
    ...(size.plain && { column: (state: number) => columns[state]! }),
  };
}

/** Text of the module: `advance` makes steps and stops before one whose events might not fit in the records. */
class AsmStep {
  private readonly fixed: FixedForm;
  private readonly size: EngineSize;
  private readonly program: LaneProgram;
  private readonly layout: LaneLayout;
  private readonly script: AsmScript;
  private readonly guards: readonly Guard[];
  /** In the segment that is written about now. */
  private raisedByClamps: Set<LaneId> = new Set();

  constructor(fixed: FixedForm, size: EngineSize, program: LaneProgram, layout: LaneLayout, guards: readonly Guard[]) {
    this.guards = guards;
    this.fixed = fixed;
    this.size = size;
    this.program = program;
    this.layout = layout;
    const masks = program.leaves.flatMap(({ kind, index }, k) =>
      kind === 'state' && program.columns[index]!.isMask ? [k] : [],
    );
    this.script = new AsmScript(program.code, { ...layout, bits }, new Set(masks));
  }
  source(): string {
    const { layout, size, fixed, program } = this;
    const recordBytes = 4 * recordLength;
    const last = layout.records + recordBytes * (layout.capacity - size.instances * fixed.events.length);
    const slots = fixed.delayLines.map((line, d) => {
      const slot = `((((first + step)|0)>>>0) % (${line.steps}>>>0))|0`;
      return `q${d} = ((${slot}) * ${8 * layout.padded})|0;\n`;
    });
    const shared = program.leaves.map(({ kind, index, fraction }, k) => {
      if (kind !== 'input' || size.places[index]!.perInstance) return '';
      return `${this.input(k)} = +F[(shared + ${8 * size.places[index]!.place})>>3] * ${doubleText(2 ** -fraction)};\n`;
    });
    const body = `${slots.join('')}${shared.join('')}start = 0;
do {
end = (start + ${8 * layout.block})|0;
if ((end|0) > ${8 * layout.padded}) end = ${8 * layout.padded};
${layout.segments.map((segment) => this.segment(segment)).join('')}start = end;
} while ((start|0) < ${8 * layout.padded});
each = (each + ${8 * size.each * size.instances})|0;
shared = (shared + ${8 * size.shared})|0;
step = (step + 1)|0;
${this.guards.length > 0 ? `I[${layout.doubt}>>2] = doubt;\nif (doubt) break;\n` : ''}`;
    const slotNames = fixed.delayLines.map((_, d) => `var q${d} = 0;\n`).join('');
    return `function module(stdlib, foreign, heap) {
'use asm';
var F = new stdlib.Float64Array(heap), I = new stdlib.Int32Array(heap);
var sqrt = stdlib.Math.sqrt, abs = stdlib.Math.abs, floor = stdlib.Math.floor;
function advance(first, count) {
first = first|0;
count = count|0;
var doubt = 0, place = 0, stop = 0, step = 0, at = 0, scratch = 0, start = 0, end = 0, shared = ${layout.shared}, each = ${layout.each}, record = ${layout.records};
${slotNames}${this.script.declarations()}${this.script.setConstants()}while ((step|0) < (count|0)) {
if ((record|0) > ${last}) break;
${body}}
I[${layout.recordCount}>>2] = record;
return step|0;
}
return { advance: advance };
}`;
  }
  private input(leaf: number): string {
    return this.script.text(this.inputId(leaf));
  }
  private inputId(leaf: number): LaneId {
    const { nodes } = this.program.code;
    const id = nodes.findIndex(({ op, value }) => op === 'input' && value === leaf);
    return id as LaneId;
  }
  private segment(segment: Segment): string {
    const isLast = segment === this.layout.segments.at(-1);
    this.script.clips = this.clipsOf(segment.actions);
    const body = segment.actions.map((action) => this.act(action)).join('') + (isLast ? this.finish() : '');
    const one = `${body}at = (at + 8)|0;
scratch = (scratch + 8)|0;
`;
    return `at = start;
scratch = 0;
do {
${one.repeat(this.layout.vectors)}} while ((at|0) < (end|0));
`;
  }
  /** Flags that only say that a clamp of these actions clips: the clamp raises them itself. */
  private clipsOf(actions: readonly Action[]): Clips {
    const { code } = this.program;
    const written = new Set(actions.flatMap((action) => (action.kind === 'write' ? [action.id] : [])));
    const clips = new Map<LaneId, string>();
    this.raisedByClamps = new Set();
    for (const action of actions) {
      if (action.kind !== 'flags') continue;
      for (const flag of action.flags) {
        const steps = clampSteps(code, flag.raised);
        if (!steps?.every((id) => written.has(id) && !clips.has(id)) || this.usesOf(flag.raised) !== 1) continue;
        this.raisedByClamps.add(flag.raised);
        for (const id of steps) clips.set(id, this.raiseOne(flag.bit));
      }
    }
    return clips;
  }
  private usesOf(id: LaneId): number {
    const { program } = this;
    const inside = program.code.nodes.reduce((sum, { args }) => sum + args.filter((arg) => arg === id).length, 0);
    return inside + outputsOf(program).filter((output) => output === id).length;
  }
  private act(action: Action): string {
    const { layout, program, script } = this;
    switch (action.kind) {
      case 'load':
        return this.load(action.leaf);
      case 'take':
        return `${script.text(action.id)} = ${this.get('scratch', layout.scratch.get(action.id)!, script.isMask(action.id))};\n`;
      case 'write':
        return this.raisedByClamps.has(action.id) ? '' : script.write([action.id]);
      case 'branch':
        return script.branch(action.id, {
          before: () => action.before.map((inner) => this.act(inner)).join(''),
          after: () =>
            action.columns.map((k) => this.store(k, program.code.get(program.columns[k]!.next!).args[1]!)).join('') +
            this.raise(action.flags, true),
          skipped: new Set([
            ...action.columns.map((k) => program.columns[k]!.next!),
            ...action.flags.map((f) => f.raised),
          ]),
        });
      case 'leave':
        return this.put('scratch', layout.scratch.get(action.id)!, action.id);
      case 'store':
        return this.store(action.column, program.columns[action.column]!.next!);
      case 'flags':
        return this.raise(action.flags, false);
      case 'events':
        return this.events(action.before.map((inner) => this.act(inner)).join(''));
      default:
        return action satisfies never;
    }
  }
  private get(base: string, place: number, isMask: boolean): string {
    return isMask ? `I[(${base} + ${place})>>2]|0` : `+F[(${base} + ${place})>>3]`;
  }
  private put(base: string, place: number, id: LaneId): string {
    const text = this.script.text(id);
    return this.script.isMask(id)
      ? `I[(${base} + ${place})>>2] = ${text};\n`
      : `F[(${base} + ${place})>>3] = ${text};\n`;
  }
  private load(k: number): string {
    const { layout, size, program } = this;
    const { kind, index, fraction } = program.leaves[k]!;
    const name = this.input(k);
    if (kind === 'state')
      return `${name} = ${this.get('at', layout.columns[index]!, program.columns[index]!.isMask)};\n`;
    if (kind === 'param') return `${name} = ${this.get('at', layout.params[index]!, false)};\n`;
    if (kind === 'delayed') return `${name} = +F[(q${index} + at + ${layout.delays[index]!})>>3];\n`;
    const pulled = layout.pulls.get(index);
    if (pulled) return pulledText(name, pulled, 'at');
    const { perInstance, place } = size.places[index]!;
    if (!perInstance) return '';
    return `${name} = +F[(((at * ${size.each})|0) + each + ${8 * place})>>3] * ${doubleText(2 ** -fraction)};\n`;
  }
  private raise(flags: readonly Flag[], inside: boolean): string {
    return flags
      .filter(({ raised }) => !this.raisedByClamps.has(raised))
      .map(({ raised, bit }) => {
        const id = inside ? this.program.code.get(raised).args[1]! : raised;
        return `if (${this.script.text(id)}) { ${this.raiseOne(bit)} }\n`;
      })
      .join('');
  }
  private raiseOne(bit: number): string {
    const word = `I[(${this.layout.flags} + (at >> 1))>>2]`;
    return `${word} = ${word} | ${1 << bit}; I[${this.layout.raised}>>2] = 1;`;
  }
  /** A column, and whether it is as assumed. */
  private store(column: number, id: LaneId): string {
    const value = this.script.text(id);
    const test = (limit: number | null, sign: string): string =>
      limit === null ? '' : `if (${value} ${sign} ${this.script.number(limit)}) doubt = 1;\n`;
    const tests = this.guards.filter((guard) => guard.column === column);
    return (
      this.put('at', this.layout.columns[column]!, id) +
      tests.map(({ low, high }) => test(low, '<') + test(high, '>')).join('')
    );
  }
  /** Writes down the events, after what only they need. */
  private events(before: string): string {
    const { program, script } = this;
    const events = program.events.map(({ fired, fraction }, e) => {
      const record = ['step', 'at >> 3', String(e), fraction === null ? '0' : `~~${script.text(fraction)}`];
      const fields = record.map((field, k) => `I[(record + ${4 * k})>>2] = ${field};\n`).join('');
      return `if (${script.text(fired)}) {\n${fields}record = (record + ${4 * recordLength})|0;\n}\n`;
    });
    const any = program.events.map(({ fired }) => script.text(fired)).join(' | ');
    return before === '' ? events.join('') : `if (${any}) {\n${before}${events.join('')}}\n`;
  }
  /** What leaves the step besides columns and events. */
  private finish(): string {
    const { program, layout, script } = this;
    return program.sources.map((id, d) => `F[(q${d} + at + ${layout.delays[d]!})>>3] = ${script.text(id)};\n`).join('');
  }
}
