/** Fixed forms written by hand, for tests of the machine, the Verilog and the simulators without the passes before them. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FixedForm, FixedId, FixedState, FixedValue } from '../../compiler/numerics/form.ts';
import type { DrawSite } from '../../compiler/ops/draw/draw.ts';
import { booleanFormat, type Format } from '../../compiler/ops/format.ts';
import { Graph, type ValueId } from '../../compiler/ops/graph.ts';
import type { PolynomialTable } from '../../compiler/ops/operation.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import type { FileAccess, Span } from '../../dsl/index.ts';
import { checkout } from './tools.ts';

/** `s16.8`, `u1.0`, `s8.-2`. */
export function format(text: string): Format {
  const match = /^([su])(\d+)\.(-?\d+)$/.exec(text);
  if (!match) throw new Error(`no format: ${text}`);
  return { signed: match[1] === 's', width: Number(match[2]), fraction: Number(match[3]) };
}

const origin: Span = { file: 'hand.qnm', start: 0, end: 1 };
const unit = { text: '', scale: 1 };
type Choices = Partial<Pick<FixedValue, 'name' | 'rounding' | 'overflow' | 'flagged' | 'table' | 'origin'>>;

/** Files that ship with qnm, straight from the checkout; `hand.qnm` has three empty lines. */
export const packagedFiles: FileAccess = {
  readText: (path) => (path === 'hand.qnm' ? { path, text: '\n\n\n' } : undefined),
  readPackaged: (path) => {
    try {
      return { path, text: readFileSync(resolve(checkout, path), 'utf8') };
    } catch {
      return undefined;
    }
  },
};

export class FixedBuilder {
  readonly values: FixedValue[] = [];
  readonly tables: PolynomialTable[] = [];
  private readonly states: Omit<FixedState, 'next'>[] = [];
  private readonly next: FixedId[] = [];
  private readonly params: FixedForm['params'][number][] = [];
  private readonly inputs: FixedForm['inputs'][number][] = [];
  private readonly delayLines: { name: string; format: Format; steps: number; source: FixedId; initial: bigint[] }[] =
    [];
  private readonly draws: DrawSite[] = [];
  private readonly events: FixedForm['events'][number][] = [];
  private readonly asserts: FixedForm['asserts'][number][] = [];
  private perInstance = false;
  readonly instances: number;

  constructor(instances: number) {
    this.instances = instances;
  }
  private push(op: string, args: readonly FixedId[], valueFormat: Format, more: Partial<FixedValue>): FixedId {
    this.values.push({
      op, args, format: valueFormat, attributes: {}, rounding: 'nearestEven', overflow: 'saturate', flagged: false,
      integer: null, table: null, type: 'real', name: null, origin, step: null, range: { low: 0, high: 0 }, error: 0, ...more,
    }); // biome-ignore format: one literal
    return (this.values.length - 1) as FixedId;
  }
  constant(integer: bigint, f: string): FixedId {
    return this.push('constant', [], format(f), { integer });
  }
  state(name: string, f: string, initial: readonly bigint[]): FixedId {
    const index = this.states.push({
      name,
      format: format(f),
      said: true,
      range: { low: 0, high: 0 },
      initial,
      localError: 0,
    });
    return this.push('state', [], format(f), { attributes: { index: index - 1 }, name });
  }
  param(name: string, f: string, integers: readonly bigint[]): FixedId {
    const index = this.params.push({ name, format: format(f), integers });
    return this.push('param', [], format(f), { attributes: { index: index - 1 }, name });
  }
  input(name: string, f: string, perInstance = false): FixedId {
    this.perInstance ||= perInstance;
    const index = this.inputs.push({ name, format: format(f) });
    return this.push('input', [], format(f), { attributes: { index: index - 1 }, name });
  }
  delayed(name: string, f: string, steps: number, initial: bigint[]): FixedId {
    const index = this.delayLines.push({ name, format: format(f), steps, source: 0 as FixedId, initial });
    return this.push('delayed', [], format(f), { attributes: { index: index - 1 }, name });
  }
  draw(draw: DrawSite): FixedId {
    const index = this.draws.push(draw) - 1;
    return this.push('draw', [], draw.format, { attributes: { index } });
  }
  delaySource(index: number, source: FixedId): void {
    this.delayLines[index]!.source = source;
  }
  op(op: string, args: readonly FixedId[], f: string, choices: Choices = {}): FixedId {
    if (choices.table) this.tables.push(choices.table);
    return this.push(op, args, format(f), choices);
  }
  bool(op: string, args: readonly FixedId[], choices: Choices = {}): FixedId {
    return this.push(op, args, booleanFormat, { type: 'bool', ...choices });
  }
  setNext(...next: readonly FixedId[]): void {
    this.next.push(...next);
  }
  event(name: string, fired: FixedId, fraction: FixedId | null): void {
    this.events.push({ name, fired, fraction });
  }
  assert(message: string, holds: FixedId): void {
    this.asserts.push({ holds, message });
  }
  build(circuit = 'Hand'): FixedForm {
    const graph = new Graph();
    const zero = graph.constant(0);
    const real = (name: string) => ({ name, unit });
    const cell = {
      name: circuit,
      graph,
      states: this.states.map((s) => ({
        ...real(s.name),
        kind: 'continuous',
        angle: false,
        range: null,
        format: null,
        rounding: null,
        initial: new Float64Array(1),
        origin,
      })),
      params: this.params.map((p) => ({ ...real(p.name), values: new Float64Array(this.instances) })),
      inputs: this.inputs.map((p) => ({ ...real(p.name), at: 0, value: zero, perInstance: this.perInstance })),
      delayLines: [],
      draws: [],
      next: this.states.map((): ValueId => zero),
      events: this.events.map((e) => ({
        name: e.name,
        fired: zero,
        fraction: e.fraction === null ? null : zero,
        origin,
      })),
      asserts: this.asserts.map((a) => ({ holds: zero, message: a.message, origin })),
      observations: [],
    };
    const step = {
      file: 'hand.qnm',
      circuit,
      dt: 1e-9,
      steps: 100,
      solver: 'euler',
      stimuli: graph,
      part: 0,
      edges: null,
      experiment: {
        name: 'Try',
        seed: 1,
        target: { board: null, clock: null, lanes: null, minimalRate: null },
        origin,
      },
      population: { name: circuit, shape: [this.instances], instances: this.instances, size: this.instances, cell },
    } as unknown as StepForm; // only what the machine and the simulators read
    return {
      step,
      tolerance: 1e-3,
      values: this.values,
      states: this.states.map((s, i) => ({ ...s, next: this.next[i]! })),
      params: this.params,
      inputs: this.inputs,
      delayLines: this.delayLines,
      draws: this.draws,
      events: this.events,
      asserts: this.asserts,
      tables: this.tables,
    };
  }
}

/** A leaky integrator that fires and is reset: x' = drive - x / 8, spike when x rises through the threshold, then x = 0. `start`: of all instances. */
export function leakyIntegrator(
  instances: number,
  options: { input?: boolean; perInstance?: boolean; start?: bigint } = {},
): FixedForm {
  const b = new FixedBuilder(instances);
  const x = b.state(
    'cell.x',
    's20.14',
    options.start === undefined
      ? Array.from({ length: instances }, (_, i) => BigInt((i * 37) % 5000))
      : [options.start],
  );
  const count = b.state('cell.count', 'u12.0', [0n]);
  const drive = b.param(
    'cell.drive',
    's16.12',
    Array.from({ length: instances }, (_, i) => BigInt(800 + ((i * 71) % 4000))),
  );
  const stimulus = options.input ? [b.input('cell.stimulus', 's14.12', options.perInstance ?? false)] : [];
  const leak = b.op('multiply', [x, b.constant(-37n, 's10.8')], 's18.14', { name: 'cell.leak' });
  const rate = b.op('add', [leak, drive], 's20.15');
  const driven = stimulus.length ? b.op('add', [rate, stimulus[0]!], 's20.15') : rate;
  const moved = b.op('add', [x, b.op('multiply', [driven, b.constant(51n, 's8.9')], 's22.17')], 's20.14', {
    flagged: true,
  });
  const threshold = b.constant(9000n, 's20.13');
  const before = b.bool('less', [x, threshold]);
  const after = b.bool('lessEqual', [threshold, moved]);
  const fired = b.bool('and', [before, after], { name: 'cell.spike' });
  const rise = b.op('subtract', [moved, x], 's21.14');
  const fraction = b.op('divide', [b.op('subtract', [threshold, x], 's21.14'), rise], 'u8.8', { rounding: 'floor' });
  const time = b.op('select', [fired, fraction, b.constant(0n, 'u8.8')], 'u8.8');
  const late = b.delayed('cell.late', 'u12.0', 3, [7n]);
  const counted = b.op(
    'add',
    [count, b.op('select', [fired, b.constant(1n, 'u2.0'), b.constant(0n, 'u2.0')], 'u2.0')],
    'u12.0',
  );
  const next = b.op('select', [fired, b.constant(0n, 's20.14'), moved], 's20.14', { name: 'cell.reset' });
  b.delaySource(0, counted);
  b.event('cell.spike', fired, time);
  b.event('cell.late', b.bool('less', [late, count]), null);
  b.assert('x stays below 2.5', b.bool('less', [moved, b.constant(5n, 's8.1')]));
  b.setNext(next, counted);
  return b.build('Leaky');
}

/** A walk in which every step is drawn, with one event. */
export function randomWalk(instances: number): FixedForm {
  const b = new FixedBuilder(instances);
  const x = b.state('x', 's20.14', [0n]);
  const bits = b.draw({ kind: 'uniform', site: 3, format: { signed: false, width: 32, fraction: 32 } });
  const normal = b.draw({ kind: 'normal', site: 4, format: { signed: true, width: 18, fraction: 14 } });
  const moved = b.op('add', [x, b.op('multiply', [normal, b.constant(5n, 's8.6')], 's20.14')], 's20.14', {
    flagged: true,
  });
  b.event('high', b.bool('less', [b.constant(1n, 'u2.1'), bits]), null);
  b.setNext(moved);
  return b.build('Walk');
}
