/** Valid random `.qnm` files from a seed: every kind of state, event, block, solver and function, with bounded dynamics. */
import { type Draw, drawFrom } from '../../test/support/random-fixed.ts';
import { type Bounded, Expressions, number } from './bounded.ts';

export interface Program {
  readonly seed: number;
  readonly name: string;
  readonly text: string;
}
/** Measured data that files may name. */
export const dataFile = {
  path: 'fuzz.csv',
  text: 'x,y\n-1,-0.8\n-0.6,-0.1\n-0.25,0.2\n0,0.15\n0.4,0.7\n0.7,0.3\n1,-0.4\n',
};

const draws: readonly Bounded[] = [
  { text: 'uniform(-1, 1)', low: -1, high: 1 },
  { text: 'normal(0, 0.2)', low: -1.3, high: 1.3 },
];

/** A grid of two variables that rises, swings and is not symmetric. */
export const gridFile = {
  path: 'fuzz-grid.csv',
  text: [
    'x,y,z',
    ...[-1, -0.5, 0.1, 0.6, 1].flatMap((x) =>
      [-1, -0.2, 0.5, 1].map((y) => `${x},${y},${number(0.8 * Math.sin(2 * x - y) + 0.3 * x * y)}`),
    ),
  ].join('\n'),
};
/** A device that is being written. */
class Writer {
  readonly draw: Draw;
  readonly lines: string[] = [];
  readonly reals: Bounded[] = [];
  readonly functions: string[] = [];
  readonly tables: string[] = [];
  readonly surfaces: string[] = [];
  readonly events: string[] = [];
  readonly settable: { readonly name: string; readonly bound: number }[] = [];
  /** Nanoseconds. */
  readonly dt: number;
  /** Draws, white noise and stochastic rounding. */
  readonly noisy: boolean;
  private count = 0;

  constructor(draw: Draw, noisy: boolean) {
    this.draw = draw;
    this.noisy = noisy;
    this.dt = draw.pick([1, 2, 5, 10, 12.5]);
  }
  name(prefix: string): string {
    return `${prefix}${this.count++}`;
  }
  /** `drawn`: random numbers may stand there (a crossing cannot watch them). */
  expressions(delays = false, drawn = false): Expressions {
    const { functions, tables, surfaces } = this;
    const reals = drawn && this.noisy ? [...this.reals, ...draws] : this.reals;
    return new Expressions(this.draw, { reals, functions, tables, surfaces, dt: delays ? `${this.dt} ns` : null });
  }
  line(text: string): void {
    this.lines.push(`  ${text}`);
  }
  /** A time of some steps. */
  tau(): string {
    const { draw } = this;
    const steps = draw.whole(0, 5) === 0 ? draw.whole(500, 4000) : draw.whole(10, 80);
    return `${number(steps * this.dt)} ns`;
  }
  chance(percent: number): boolean {
    return this.draw.whole(0, 99) < percent;
  }
  times(most: number, make: () => void): void {
    for (let n = this.draw.whole(0, most); n > 0; n--) make();
  }
}

/** The file of a seed. */
export function generate(seed: number): Program {
  const w = new Writer(drawFrom(seed), seed % 4 === 0);
  const name = `fuzz${seed}`;
  const functions = defineFunctions(w);
  const stimulus = w.chance(50);
  const electrical = w.chance(35);
  const sweep = declareParams(w);
  if (w.chance(20)) {
    w.line(`table data(x: 1) -> 1 from "${dataFile.path}"`);
    w.tables.push('data');
  }
  if (w.chance(12)) {
    w.line(`table grid(x: 1, y: 1) -> 1 from "${gridFile.path}"`);
    w.surfaces.push('grid');
  }
  if (stimulus) w.reals.push({ text: 'u(drive)', low: -1, high: 1 });
  if (electrical) w.reals.push({ text: '(V(p) / 1 V)', low: -1.2, high: 1.2 });
  declareStates(w);
  defineLets(w);
  for (const define of w.lines.length > 0 ? pendingRates(w) : []) define();
  defineEvents(w);
  defineBlocks(w);
  if (electrical) w.line(`I(p) <+ 0.5 mA * tanh(${w.expressions().real(2).text}) - V(p) * 0.1 mS`);
  if (w.chance(30)) w.line(`assert ${w.expressions().condition(1)} "holds${seed}"`);
  const ports = [...(stimulus ? ['drive: number'] : []), ...(electrical ? ['p: electrical'] : [])];
  const device = electrical ? `cell${seed}` : name;
  const text = [
    'use std.disciplines',
    'use std.passive',
    ...functions,
    `device ${device}${ports.length > 0 ? `(${ports.join(', ')})` : ''} {`,
    ...w.lines,
    '}',
    ...(electrical ? circuit(w, name, device, stimulus) : []),
    ...experiment(w, name, stimulus, electrical ? [] : sweep),
    '',
  ];
  return { seed, name, text: text.join('\n') };
}

function defineFunctions(w: Writer): string[] {
  const lines: string[] = [];
  w.times(2, () => {
    const name = w.name('f');
    const reals = ['a', 'b'].map((text) => ({ text, low: -12, high: 12 }));
    const body = new Expressions(w.draw, { reals, functions: [], tables: [], surfaces: [], dt: null }).real(2);
    lines.push(`function ${name}(a, b) = tanh(${body.text})`);
    w.functions.push(name);
  });
  return lines;
}
function declareParams(w: Writer): string[] {
  const sweeps: string[] = [];
  w.times(3, () => {
    const name = w.name('p');
    const values = Array.from({ length: w.draw.whole(2, 4) }, () => w.draw.whole(-30, 30) / 20);
    w.line(`param ${name} = ${number(values[0]!)}`);
    const swept = sweeps.length === 0 && w.chance(50);
    if (swept) sweeps.push(`sweep ${name} = (${values.map(number).join(', ')})`);
    const seen = swept ? values : values.slice(0, 1);
    w.reals.push({ text: name, low: Math.min(...seen), high: Math.max(...seen) });
  });
  return sweeps;
}

const rates = new WeakMap<Writer, (() => void)[]>();
function pendingRates(w: Writer): readonly (() => void)[] {
  return rates.get(w) ?? [];
}
function declareStates(w: Writer): void {
  const later: (() => void)[] = [];
  rates.set(w, later);
  const { draw } = w;
  for (let n = draw.whole(1, 3); n > 0; n--) later.push(declareState(w, draw.pick(stateKinds)));
  w.times(2, () => {
    const name = w.name('k');
    w.line(`memory ${name} = ${number(draw.whole(-8, 8) / 10)} in -1 .. 1`);
    w.reals.push({ text: name, low: -1, high: 1 });
    w.settable.push({ name, bound: 1 });
  });
}
type StateKind = (w: Writer, name: string) => () => void;
function declareState(w: Writer, kind: StateKind): () => void {
  return kind(w, w.name('x'));
}
/** Leaks towards a bounded drive. */
const leaky: StateKind = (w, name) => {
  const { draw } = w;
  const bound = draw.pick([0.25, 1, 1, 2, 6]);
  const range = w.chance(70) ? ` in ${number(-1.25 * bound)} .. ${number(1.25 * bound)}` : '';
  const said = w.chance(12) ? ` format s${draw.whole(22, 28)}.${draw.whole(15, 18)}` : '';
  const usual = w.chance(12) ? ` round ${draw.pick(['nearest', 'floor'])}` : '';
  const round = w.noisy && w.chance(30) ? ' round stochastic' : usual;
  w.line(`state ${name} = ${number((draw.whole(-9, 9) / 10) * bound)}${range}${said}${round}`);
  w.reals.push({ text: name, low: -1.25 * bound, high: 1.25 * bound });
  w.settable.push({ name, bound });
  return () => {
    const drive = w.expressions(w.chance(20), true).within(3, bound);
    const tau = w.tau();
    const noise = w.noisy && w.chance(50) ? ` + ${number(0.03 * bound)} / sqrt(${tau}) * noise` : '';
    // implicit: the same equation, solved for the rate by the compiler
    const implicit = w.chance(8) ? ` - ${number(draw.whole(1, 9) / 10)} * ${name}'` : '';
    w.line(`${name}' = (${drive} - ${name}) / ${tau}${noise}${implicit}`);
  };
};
/** Second order, damped. */
const swinging: StateKind = (w, name) => {
  w.line(`state ${name} = ${number(w.draw.whole(-9, 9) / 10)} in -3 .. 3`);
  w.reals.push({ text: name, low: -2, high: 2 });
  return () => {
    const tau = w.tau();
    w.line(`${name}'' = (${w.expressions().within(2, 1)} - ${name}) / (${tau})^2 - 2 * ${name}' / ${tau}`);
  };
};
const turning: StateKind = (w, name) => {
  w.line(`state ${name}: angle = ${number(w.draw.whole(-30, 30) / 10)}`);
  w.reals.push({ text: `sin(${name})`, low: -1, high: 1 }, { text: `cos(${name})`, low: -1, high: 1 });
  return () =>
    w.line(`${name}' = (${number(w.draw.whole(-20, 20) / 10)} + ${w.expressions().within(2, 1)}) / ${w.tau()}`);
};
const pendulum: StateKind = (w, name) => {
  w.line(`state ${name}: angle = ${number(w.draw.whole(-30, 30) / 10)}`);
  w.reals.push({ text: `sin(${name})`, low: -1, high: 1 });
  return () => {
    const tau = w.tau();
    w.line(`${name}'' = (${w.expressions().within(2, 1)} - sin(${name})) / (${tau})^2 - ${name}' / ${tau}`);
  };
};
/** A unit vector that precesses and relaxes. */
const direction: StateKind = (w, name) => {
  const part = (): string => number(w.draw.whole(-9, 9) / 10);
  w.line(`state ${name}: direction = (${part()}, ${part()}, ${number(w.draw.whole(2, 9) / 10)})`);
  for (const axis of ['x', 'y', 'z']) w.reals.push({ text: `${name}.${axis}`, low: -1, high: 1 });
  return () => {
    const e = w.expressions();
    const field = `(${e.within(2, 1)}, ${e.within(1, 1)}, ${e.within(1, 1)})`;
    w.line(`let ${name}h = ${field}`);
    const damped = w.chance(25)
      ? `-cross(${name}, ${name}h) / ${w.tau()} + 0.2 * cross(${name}, ${name}')`
      : `-(cross(${name}, ${name}h) + 0.2 * cross(${name}, cross(${name}, ${name}h))) / ${w.tau()}`;
    w.line(`${name}' = ${damped}`);
  };
};
const stateKinds: readonly StateKind[] = [leaky, leaky, leaky, swinging, turning, pendulum, direction];

function defineLets(w: Writer): void {
  w.times(2, () => {
    const name = w.name('l');
    const e = w.expressions(w.chance(25)).real(3);
    const said = w.chance(5) ? ' table degree 2 segments 64' : '';
    w.line(`let ${name} = ${e.text}${said}`);
    w.reals.push({ text: name, low: e.low, high: e.high });
  });
}
function defineEvents(w: Writer): void {
  w.times(2, () => {
    const name = w.name('e');
    const e = w.expressions();
    const kind = w.draw.whole(0, 3);
    const when =
      kind === 3
        ? e.condition(1)
        : `${['rising', 'falling', 'crossing'][kind]}(${e.real(2).text}, ${w.chance(75) ? number(w.draw.whole(-8, 8) / 10) : e.within(1, 1)})`;
    w.line(`event ${name} when ${when}`);
    w.events.push(name);
  });
}
function defineBlocks(w: Writer): void {
  const free = [...w.settable];
  w.times(2, () => {
    const assigned = free.splice(0, w.draw.whole(1, 2));
    if (assigned.length === 0) return;
    const body = assigned.map(({ name, bound }) => `${name} = ${w.expressions(false, true).within(2, bound)}`);
    w.line(`${blockHead(w)} { ${body.join('  ')} }`);
  });
}
function blockHead(w: Writer): string {
  if (w.chance(30)) return `every ${number(w.draw.whole(1, 12) * w.dt)} ns`;
  if (w.events.length > 0 && w.chance(60)) return `on ${w.draw.pick(w.events)}`;
  return `on ${w.expressions().condition(1)}`;
}

/** The device on a node with a capacitor, behind a divider whose middle node has none. */
function circuit(w: Writer, name: string, device: string, stimulus: boolean): string[] {
  return [
    `circuit ${name}${stimulus ? '(drive: number)' : ''} {`,
    `  node a: electrical = ${number(w.draw.whole(-8, 8) / 10)} V`,
    ...(w.chance(50)
      ? ['  node b: electrical', '  R1: resistor(a, b) { R = 3 kΩ }', '  R2: resistor(b, gnd) { R = 2 kΩ }']
      : ['  R1: resistor(a, gnd) { R = 2 kΩ }']),
    `  C1: capacitor(a, gnd) { C = ${number(w.draw.whole(8, 60) * w.dt)} pF }`,
    `  D: ${device}(${stimulus ? 'drive, ' : ''}a)`,
    '}',
  ];
}
function experiment(w: Writer, name: string, stimulus: boolean, sweep: readonly string[]): string[] {
  const { draw, dt } = w;
  const steps = draw.whole(120, 400);
  const period = number(draw.whole(20, 90) * dt);
  const waves = [
    `sine(0.1, 0.8, ${number(1000 / (draw.whole(20, 90) * dt))} MHz)`,
    `pulse(-0.5, 0.9, delay: ${number(7 * dt)} ns, width: ${number(11 * dt)} ns, period: ${period} ns)`,
    `ramp(-0.7, 0.8, ${number(100 * dt)} ns)`,
    `0.6 * sin(time / ${period} ns) - 0.2`,
    '0.4',
    `min(0.8, 0.4 * poisson(${draw.whole(2, 60)} MHz, ${draw.whole(0, 99)})) - 0.3`,
  ];
  return [
    `experiment Try${w.draw.whole(0, 9)} of ${name} {`,
    ...sweep.map((line) => `  ${line}`),
    ...(stimulus ? [`  drive = ${draw.pick(waves)}`] : []),
    `  stop = ${number(steps * dt)} ns   dt = ${number(dt)} ns`,
    `  solver = ${draw.pick(['euler', 'heun', 'rk4', 'exponential'])}`,
    `  tolerance = ${draw.pick(['1 %', '1 %', '0.3 %', '0.1 %'])}`,
    '}',
  ];
}
