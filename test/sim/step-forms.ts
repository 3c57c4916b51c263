/** Step forms written by hand for the tests of the simulators: what the compiler would make of small circuits. */
import type { Cell, Experiment, PrintUnit } from '../../compiler/model/form.ts';
import { apply, Graph, type ValueId } from '../../compiler/ops/index.ts';
import type { StepCell, StepEvent, StepForm, StepState } from '../../compiler/step/form.ts';
import type { Span } from '../../dsl/index.ts';

export const nowhere: Span = { file: 'test.qnm', start: 0, end: 0 };
export const plain: PrintUnit = { text: '1', scale: 1 };

/** Short words for expressions. */
export function words(graph: Graph) {
  const value = (op: string, ...args: ValueId[]): ValueId => apply(graph, op, args);
  const leaf = (op: string, index: number): ValueId => graph.add(op, [], 'real', { index });
  return {
    c: (x: number): ValueId => graph.constant(x),
    state: (i: number): ValueId => leaf('state', i),
    param: (i: number): ValueId => leaf('param', i),
    input: (i: number): ValueId => leaf('input', i),
    delayed: (i: number): ValueId => leaf('delayed', i),
    add: (a: ValueId, ...rest: ValueId[]): ValueId => rest.reduce((sum, b) => value('add', sum, b), a),
    sub: (a: ValueId, b: ValueId): ValueId => value('subtract', a, b),
    mul: (a: ValueId, ...rest: ValueId[]): ValueId => rest.reduce((product, b) => value('multiply', product, b), a),
    div: (a: ValueId, b: ValueId): ValueId => value('divide', a, b),
    f: (op: string, ...args: ValueId[]): ValueId => value(op, ...args),
  };
}

export const state = (name: string, initial: number | readonly number[], more: Partial<StepState> = {}): StepState => ({
  name,
  unit: plain,
  kind: 'continuous',
  angle: false,
  range: null,
  format: null,
  rounding: null,
  initial: Float64Array.from(typeof initial === 'number' ? [initial] : initial),
  origin: nowhere,
  ...more,
});

export interface Sketch {
  readonly graph: Graph;
  readonly states: readonly StepState[];
  readonly next: readonly ValueId[];
  readonly events?: readonly StepEvent[];
  readonly params?: StepCell['params'];
  readonly inputs?: StepCell['inputs'];
  readonly delayLines?: StepCell['delayLines'];
  readonly asserts?: StepCell['asserts'];
  readonly draws?: StepCell['draws'];
  readonly observations?: StepCell['observations'];
  readonly stimuli?: Graph;
  readonly dt: number;
  readonly steps: number;
  readonly instances?: number;
  readonly experiment?: Partial<Experiment>;
}
/** The step form of a sketch, with an experiment around it that measures nothing unless told. */
export function stepForm(sketch: Sketch): StepForm {
  const instances = sketch.instances ?? 1;
  const stimuli = sketch.stimuli ?? new Graph();
  const events = sketch.events ?? [];
  const cell: StepCell = {
    name: 'cell',
    graph: sketch.graph,
    states: sketch.states,
    next: sketch.next,
    events,
    params: sketch.params ?? [],
    inputs: sketch.inputs ?? [],
    delayLines: sketch.delayLines ?? [],
    asserts: sketch.asserts ?? [],
    draws: sketch.draws ?? [],
    observations: sketch.observations ?? [],
  };
  const modelCell: Cell = {
    name: 'cell', graph: new Graph(), params: [], nodes: [], branches: [], states: [], inputs: [], blocks: [], delays: [], asserts: [], draws: [], data: [], gathers: [], remotes: [], outputs: [],
    events: events.map((e) => ({ name: e.name, origin: nowhere, kind: 'condition', condition: 0 as ValueId })),
  }; // biome-ignore format: mostly empty lists
  const experiment: Experiment = {
    name: 'test', circuit: 'cell', parts: [{ name: 'cell', shape: [], cell: modelCell, edges: null, origin: nowhere }], dt: sketch.dt, stop: sketch.dt * sketch.steps, solver: 'euler',
    tolerance: 1e-3, seed: 1, settle: 0,
    stimuliGraph: stimuli, settings: [], sweeps: [], records: [], measures: [], expects: [], plots: [],
    target: { board: null, clock: null, lanes: null, minimalRate: null }, origin: nowhere, ...sketch.experiment,
  }; // biome-ignore format: mostly empty lists
  return {
    file: 'test.qnm',
    experiment,
    circuit: 'cell',
    dt: sketch.dt,
    steps: sketch.steps,
    solver: 'euler',
    passes: 1,
    stimuli,
    population: { name: 'cell', shape: instances > 1 ? [instances] : [], instances, size: 1, cell },
    part: 0,
    edges: null,
  };
}

/** Constants of the thermal neuristor: Zhang et al., Nat. Commun. 15, 6986 (2024). */
export const neuristorConstants = {
  r0: 5.35882879e-3, ea: 5220.47417, rm: 1286.3165, tc: 332.805839, w: 7.19357064, beta: 0.252796285, gamma: 0.956269682,
  c: 145.34619293e-12, ch: 49.62776831e-12, g: 0.20558726e-3, rl: 12e3, t0: 325,
} as const; // biome-ignore format: a table

/** The neuristor with minor loops at several drive voltages: Euler, spike where V/R rises through 1.5 mA. */
export function neuristor(volts: readonly number[], steps: number, more: Partial<Sketch> = {}): StepForm {
  const k = neuristorConstants;
  const dt = 10e-9;
  const graph = new Graph();
  const { c, state: s, param, add, sub, mul, div, f } = words(graph);
  const [sign, tr, tpr, tlast] = [s(2), s(3), s(4), s(5)];
  const proximity = (tk: ValueId): ValueId => {
    const x = f('select', f('equal', tpr, c(0)), c(1e3), div(sub(tk, tr), tpr));
    return mul(
      tpr,
      c(0.5),
      sub(c(1), f('sin', mul(c(k.gamma), x))),
      add(c(1), f('tanh', sub(c(Math.PI ** 2), mul(c(2 * Math.PI), x)))),
    );
  };
  const clamp = (t: ValueId): ValueId => f('minimum', f('maximum', t, c(305)), c(370));
  const resistance = (t: ValueId): ValueId => {
    const tk = clamp(t);
    const half = mul(
      c(0.5),
      f('tanh', mul(c(k.beta), sub(sub(add(mul(sign, c(k.w / 2)), c(k.tc)), tk), proximity(tk)))),
    );
    return add(mul(c(k.r0), f('exp', div(c(k.ea), tk)), add(c(0.5), half)), c(k.rm));
  };
  const [v, t] = [s(0), s(1)];
  const r = resistance(t);
  const current = div(v, r);
  const v1 = add(v, mul(c(dt), div(sub(div(sub(param(0), v), c(k.rl)), current), c(k.c))));
  const t1 = add(t, mul(c(dt), div(sub(div(mul(v, v), r), mul(c(k.g), sub(t, c(k.t0)))), c(k.ch))));
  const later = div(v1, resistance(t1));
  const threshold = c(1.5e-3);
  const fired = f('and', f('less', current, threshold), f('lessEqual', threshold, later));
  const tk = clamp(t1);
  const moved = f('less', c(0.01), f('absolute', sub(tk, tlast)));
  const way = f('sign', sub(tk, tlast));
  const turned = f('not', f('equal', way, sign));
  const onMove = (value: ValueId, old: ValueId): ValueId => f('select', moved, value, old);
  return stepForm({
    graph,
    states: [
      state('V', 0, { range: { low: -1, high: 16 } }),
      state('T', 325, { range: { low: 300, high: 420 } }),
      state('sign', 1, { kind: 'memory', range: { low: -1, high: 1 } }),
      state('Tr', 324.9, { kind: 'memory' }),
      state('Tpr', 0, { kind: 'memory' }),
      state('Tlast', 324.9, { kind: 'memory' }),
    ],
    next: [
      v1,
      t1,
      onMove(way, sign),
      onMove(f('select', turned, tk, tr), tr),
      onMove(f('select', turned, add(mul(way, c(k.w)), proximity(tk)), tpr), tpr),
      onMove(tk, tlast),
    ],
    events: [{ name: 'spike', fired, fraction: div(sub(threshold, current), sub(later, current)), origin: nowhere }],
    params: [{ name: 'in', unit: plain, values: Float64Array.from(volts) }],
    observations: [{ name: 'I', unit: plain, value: current, model: 7 as ValueId }],
    dt,
    steps,
    instances: volts.length,
    ...more,
  });
}
