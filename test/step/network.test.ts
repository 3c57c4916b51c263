import { describe, expect, it } from 'vitest';
import { electrical, ModelBuilder, optical, thermal } from './model-builder.ts';
import { walk } from './walk-step.ts';

const last = (values: number[] | undefined): number => values!.at(-1)!;

describe('networks with storage', () => {
  it('charges a capacitor through a resistor as 1 - (1 - dt/RC)^n with Euler', () => {
    const b = new ModelBuilder();
    const source = b.port('in', electrical, b.stimulus(5));
    const out = b.node('out', electrical);
    b.resistor('R1', source, out, 1e3);
    b.capacitor('C1', out, b.ground, 1e-9);
    const { form, sink } = b.build({ dt: 1e-8, stop: 2e-6 });
    expect(sink.all).toEqual([]);
    const { states } = walk(form!);
    expect(Object.keys(states)).toEqual(['out']);
    expect(last(states['out'])).toBeCloseTo(5 * (1 - 0.99 ** 200), 12);
  });
  it('keeps the charge of two nodes joined by a capacitor: the 2x2 capacitance matrix is inverted', () => {
    const b = new ModelBuilder();
    const [p, q] = [b.node('p', electrical, { initial: 1 }), b.node('q', electrical)];
    b.capacitor('Cp', p, b.ground, 2);
    b.capacitor('Cq', q, b.ground, 3);
    b.capacitor('Cc', p, q, 1);
    b.resistor('R', p, b.ground, 1);
    const { form } = b.build({ dt: 1e-3, stop: 1e-3 });
    const { states } = walk(form!, 1);
    // C v' = (-1, 0) with C = ((3, -1), (-1, 4)): v' = -(4, 1)/11
    expect(states['p']![1]).toBeCloseTo(1 - (1e-3 * 4) / 11, 14);
    expect(states['q']![1]).toBeCloseTo((-1e-3 * 1) / 11, 14);
  });
  it('takes the voltage across a floating capacitor as the state', () => {
    // in - R1 - a - C - b - R2 - gnd: one time constant C (R1 + R2)
    const b = new ModelBuilder();
    const source = b.port('in', electrical, b.stimulus(3));
    const [p, q] = [b.node('a', electrical), b.node('b', electrical)];
    b.resistor('R1', source, p, 1e3);
    b.capacitor('C1', p, q, 1e-9);
    b.resistor('R2', q, b.ground, 2e3);
    b.record('Vb', b.v(q));
    const { form, sink } = b.build({ dt: 1e-8, stop: 3e-6, solver: 'rk4' });
    expect(sink.all).toEqual([]);
    const { states, observed } = walk(form!);
    expect(Object.keys(states)).toEqual(['V_a_b']);
    expect(last(states['V_a_b'])).toBeCloseTo(3 * (1 - Math.exp(-1)), 9);
    expect(observed['Vb']![0]).toBeCloseTo(2, 12);
    expect(last(observed['Vb'])).toBeCloseTo(2 * Math.exp(-1), 9);
  });
  it('gives an inductor a current, and an RLC its damped ringing', () => {
    const b = new ModelBuilder();
    const source = b.port('in', electrical, b.stimulus(1));
    const [mid, out] = [b.node('mid', electrical), b.node('out', electrical)];
    b.resistor('R', source, mid, 100);
    const l = b.branch('L', 'potential', mid, out, b.mul(b.c(1e-3), b.ddt(b.leaf('branchFlow', 1))));
    expect(l).toBe(1);
    b.capacitor('C', out, b.ground, 1e-9);
    const dt = 1e-8;
    const { form, sink } = b.build({ dt, stop: 5e-6, solver: 'rk4' });
    expect(sink.all).toEqual([]);
    const { states } = walk(form!);
    const a = 100 / 2e-3;
    const w = Math.sqrt(1 / (1e-3 * 1e-9) - a * a);
    const t = 5e-6;
    expect(last(states['out'])).toBeCloseTo(1 - Math.exp(-a * t) * (Math.cos(w * t) + (a / w) * Math.sin(w * t)), 8);
    expect(Object.keys(states).sort()).toEqual(['L.I', 'out']);
  });
  it('passes the charge of a jump of the input through a coupling capacitor', () => {
    const b = new ModelBuilder();
    const time = b.stimuli.add('time', [], 'real');
    const jump = b.stimuli.add(
      'select',
      [b.stimuli.add('less', [time, b.stimuli.constant(2.5e-9)], 'bool'), b.stimuli.constant(0), b.stimuli.constant(1)],
      'real',
    );
    const source = b.port('in', electrical, jump);
    const out = b.node('out', electrical);
    b.capacitor('Cc', source, out, 1e-12);
    b.capacitor('Cg', out, b.ground, 3e-12);
    b.resistor('R', out, b.ground, 1e12);
    const { form } = b.build({ dt: 1e-9, stop: 1e-8, solver: 'rk4' });
    expect(last(walk(form!).states['out'])).toBeCloseTo(0.25, 6);
  });
  it('reads heat and charge as the same law', () => {
    const b = new ModelBuilder();
    const bath = b.port('bath', thermal, b.stimulus(325));
    const hot = b.node('hot', thermal, { initial: 325 });
    b.branch('Ch', 'flow', hot, null, b.mul(b.c(50e-12), b.ddt(b.v(hot))));
    b.branch('Gh', 'flow', hot, bath, b.mul(b.c(2e-4), b.sub(b.v(hot), b.v(bath))));
    b.branch('P', 'flow', b.node('ambient', thermal, { role: 'fixed', value: 325 }), hot, b.c(1e-3));
    const { form } = b.build({ dt: 1e-9, stop: 5e-6, solver: 'exponential' });
    const tau = 50e-12 / 2e-4;
    const { states } = walk(form!);
    expect(states['hot']![100]).toBeCloseTo(325 + 5 * (1 - Math.exp(-100e-9 / tau)), 10);
  });
});

describe('storage that a source rules', () => {
  it("an inductor in series with a current source has the voltage of the current's slope", () => {
    const b = new ModelBuilder();
    const time = b.stimuli.add('time', [], 'real');
    const ramp = b.stimuli.add('multiply', [b.stimuli.constant(3), time], 'real');
    const current = b.port('i', optical, ramp);
    const p = b.node('p', electrical);
    b.branch('I1', 'flow', b.ground, p, b.leaf('potential', current));
    b.branch('L', 'potential', p, b.ground, b.mul(b.c(2), b.ddt(b.leaf('branchFlow', 1))));
    b.record('V', b.v(p));
    const { form, sink } = b.build({ dt: 0.5, stop: 2 });
    expect(sink.all).toEqual([]);
    expect(walk(form!).observed['V']).toEqual([6, 6, 6, 6, 6]);
  });
});

describe('nodes without storage', () => {
  it('divides a voltage', () => {
    const b = new ModelBuilder();
    const source = b.port('in', electrical, b.sweep('in', [9, 12]));
    const out = b.node('out', electrical);
    b.resistor('R1', source, out, 1e3);
    b.resistor('R2', out, b.ground, 2e3);
    b.record('out', b.v(out));
    b.record('I', b.leaf('branchFlow', 0));
    const { form } = b.build({ dt: 1, stop: 1 });
    expect(last(walk(form!, 0, 0).observed['out'])).toBeCloseTo(6, 12);
    expect(last(walk(form!, 0, 1).observed['out'])).toBeCloseTo(8, 12);
    expect(last(walk(form!, 0, 1).observed['I'])).toBeCloseTo(4e-3, 12);
  });
  it('solves a Wheatstone bridge with a source and its current', () => {
    const b = new ModelBuilder();
    const [top, l, r] = [b.node('top', electrical), b.node('l', electrical), b.node('r', electrical)];
    b.source('E', top, b.ground, 10);
    b.resistor('R1', top, l, 1);
    b.resistor('R2', l, b.ground, 2);
    b.resistor('R3', top, r, 3);
    b.resistor('R4', r, b.ground, 4);
    b.resistor('R5', l, r, 5);
    b.record('bridge', b.leaf('branchFlow', 5));
    b.record('E', b.leaf('branchFlow', 0));
    const { form, sink } = b.build({ dt: 1, stop: 1 });
    expect(sink.all).toEqual([]);
    // 2x2 nodal equations by Cramer: (1 + 1/2 + 1/5) l - r/5 = 10, -l/5 + (1/3 + 1/4 + 1/5) r = 10/3
    const [a, d, m] = [1.7, 1 / 3 + 1 / 4 + 1 / 5, -0.2];
    const det = a * d - m * m;
    const vl = (10 * d - m * (10 / 3)) / det;
    const vr = (a * (10 / 3) - m * 10) / det;
    const { observed } = walk(form!, 0);
    expect(observed['bridge']![0]).toBeCloseTo((vl - vr) / 5, 12);
    expect(observed['E']![0]).toBeCloseTo(-(10 - vl + (10 - vr) / 3), 12);
  });
  it('keeps the flow through a source with series resistance as part of its law', () => {
    const b = new ModelBuilder();
    const out = b.node('out', electrical);
    b.branch('E', 'potential', out, b.ground, b.add(b.c(9), b.mul(b.c(10), b.leaf('branchFlow', 0))));
    b.resistor('R', out, b.ground, 35);
    b.record('out', b.v(out));
    const { form, sink } = b.build({ dt: 1, stop: 1 });
    expect(sink.all).toEqual([]);
    // the current that enters the source is -V/35, so V = 9 - 10 V/35
    expect(walk(form!, 0).observed['out']![0]).toBeCloseTo(7, 12);
  });
  it('drives a floating source and a controlled source', () => {
    const b = new ModelBuilder();
    const source = b.port('in', electrical, b.stimulus(2));
    const [p, q, out] = [b.node('p', electrical), b.node('q', electrical), b.node('out', electrical)];
    b.resistor('R1', source, p, 1e3);
    b.source('E', q, p, 1.5);
    b.resistor('R2', q, b.ground, 1e3);
    b.branch('A', 'potential', out, b.ground, b.mul(b.c(-4), b.v(q)));
    b.capacitor('C', out, b.ground, 1e-9);
    b.record('q', b.v(q));
    b.record('out', b.v(out));
    const { form, sink } = b.build({ dt: 1, stop: 1 });
    expect(sink.all).toEqual([]);
    const { observed } = walk(form!, 0);
    expect(observed['q']![0]).toBeCloseTo(1.75, 12);
    expect(observed['out']![0]).toBeCloseTo(-7, 12);
  });
  it('lets a coefficient depend on a state', () => {
    const b = new ModelBuilder();
    const source = b.port('in', electrical, b.stimulus(2));
    const mid = b.node('mid', electrical);
    const x = b.state('x', 0.5);
    b.rate(x, b.v(mid));
    b.resistor('R1', source, mid, 1);
    b.resistance('M', mid, b.ground, b.add(b.c(1), x.leaf));
    b.record('mid', b.v(mid));
    const { form, sink } = b.build({ dt: 0.1, stop: 1 });
    expect(sink.all).toEqual([]);
    expect(walk(form!, 1).states['x']![1]).toBeCloseTo(0.5 + 0.1 * ((2 * 1.5) / 2.5), 14);
  });
});

describe('implicit rates', () => {
  it('solves two rates that contain each other', () => {
    const b = new ModelBuilder();
    const [x, y] = [b.state('x', 1), b.state('y', 2)];
    b.rate(x, b.add(y.leaf, b.mul(b.c(0.5), b.ddt(y.leaf))));
    b.rate(y, b.sub(x.leaf, b.ddt(x.leaf)));
    const { form, sink } = b.build({ dt: 1, stop: 1 });
    expect(sink.all).toEqual([]);
    // x' = 2 + y'/2, y' = 1 - x': x' = 2.5/1.5
    const { states } = walk(form!, 1);
    expect(states['x']![1]).toBeCloseTo(1 + 2.5 / 1.5, 14);
    expect(states['y']![1]).toBeCloseTo(2 + 1 - 2.5 / 1.5, 14);
  });
  it("makes m' = -cross(m, H) + alpha cross(m, m') explicit", () => {
    const b = new ModelBuilder();
    const m = [0, 1, 2].map((i) => b.state(`m.${'xyz'[i]}`, [0.6, 0, 0.8][i]!, { direction: 0 as never }));
    const h = [b.c(0), b.c(0), b.c(2)];
    const rates = m.map((s) => b.ddt(s.leaf));
    const cross = (u: typeof h, v: typeof h) =>
      [0, 1, 2].map((i) => b.sub(b.mul(u[(i + 1) % 3]!, v[(i + 2) % 3]!), b.mul(u[(i + 2) % 3]!, v[(i + 1) % 3]!)));
    const leaves = m.map((s) => s.leaf);
    const [torque, damping] = [cross(leaves, h), cross(leaves, rates)];
    for (const [i, s] of m.entries()) b.rate(s, b.sub(b.mul(b.c(0.3), damping[i]!), torque[i]!));
    const dt = 1e-6;
    const { form, sink } = b.build({ dt, stop: dt });
    expect(sink.all).toEqual([]);
    // explicit form: m' = -(m x H + alpha m x (m x H))/(1 + alpha^2)
    const { states } = walk(form!, 1);
    const n = 1 + 0.3 ** 2;
    const [mx, mz] = [0.6, 0.8];
    const expected = [-(0.3 * mx * mz * 2) / n, (mx * 2) / n, (0.3 * mx * mx * 2) / n];
    for (const [i, rate] of expected.entries())
      expect((states[`m.${'xyz'[i]}`]![1]! - [0.6, 0, 0.8][i]!) / dt).toBeCloseTo(rate, 5);
  });
});
