import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportSpice } from '../../compiler/export/index.ts';
import { spiceOperations } from '../../compiler/export/spice-operations.ts';
import { operations } from '../../compiler/ops/index.ts';
import { compile, evaluators, exportTo, load, simulate } from '../../index.ts';
import { electrical, ModelBuilder, thermal } from '../step/model-builder.ts';
import { walk } from '../step/walk-step.ts';
import { checkout, tools } from '../support/tools.ts';
import { crossings, runSpice } from './ngspice.ts';

function deckOf(b: ModelBuilder, run: { dt: number; stop: number }, point?: number[]) {
  const model = b.model(run);
  return exportSpice(model, model.experiments[0]!, point ? { point } : {});
}

describe('a SPICE deck', () => {
  it('knows how ngspice writes every operation that equations can hold', () => {
    const without = [...operations.keys()].filter((name) => !Object.hasOwn(spiceOperations, name)).sort();
    expect(without).toEqual(['atan2', 'lookupSlope', 'phi2', 'poisson', 'polynomial', 'resize']);
    expect(Object.keys(spiceOperations).filter((name) => !operations.has(name))).toEqual([]);
  });
  it('tells names apart that ngspice would confuse, and takes the asked point of a sweep', () => {
    const b = new ModelBuilder();
    const source = b.port('IN', electrical, b.sweep('IN', [1, 2]));
    const [upper, lower] = [b.node('Out', electrical), b.node('out', electrical)];
    b.resistor('R1', source, upper, 1);
    b.resistor('R2', upper, lower, 1);
    b.capacitor('C', lower, b.ground, 1);
    const { text, omitted } = deckOf(b, { dt: 1, stop: 1 }, [1]);
    expect(omitted).toEqual([]);
    expect(text).toContain('bset_in in 0 v={2}');
    expect(text).toMatch(/b_r2_i out out_2 i=/);
  });
  it('names what it leaves out', () => {
    const b = new ModelBuilder();
    const out = b.node('out', electrical);
    b.resistor('R', out, b.ground, 1);
    b.capacitor('C', out, b.ground, 1);
    const [m, n] = [b.memory('last', 0), b.memory('clocked', 0)];
    const same = b.op('equal', m.leaf, b.c(0));
    b.on(b.op('less', m.leaf, b.v(out)), [[m, b.op('select', same, b.v(out), m.leaf)]]);
    b.every(1, [[n, b.c(1)]]);
    const { omitted } = deckOf(b, { dt: 1, stop: 1 });
    expect(omitted.map((d) => d.code)).toEqual(['W0310', 'W0310']);
    expect(omitted.map((d) => d.message).join()).toMatch(/last .*compares what the event changes.*clocked .*clocked/);
  });
});

describe.skipIf(!tools.ngspice)('ngspice on the deck (ngspice)', () => {
  it('rings as the analytic RLC does, with the inductor as a state and as a source', () => {
    for (const asState of [true, false]) {
      const b = new ModelBuilder();
      const source = b.port('in', electrical, b.stimulus(1));
      const [mid, out] = [b.node('mid', electrical), b.node('out', electrical)];
      b.resistor('R', source, mid, 100);
      if (asState) {
        const i = b.state('L.i', 0);
        b.rate(i, b.div(b.across(mid, out), b.c(1e-3)));
        b.branch('L', 'flow', mid, out, i.leaf);
      } else b.branch('L', 'potential', mid, out, b.mul(b.c(1e-3), b.ddt(b.leaf('branchFlow', 1))));
      b.capacitor('C', out, b.ground, 1e-9);
      const { text, omitted } = deckOf(b, { dt: 1e-8, stop: 50e-6 });
      expect(omitted).toEqual([]);
      const { time, 'v(out)': v } = runSpice(tools.ngspice!.command, text);
      const a = 100 / 2e-3;
      const w = Math.sqrt(1 / (1e-3 * 1e-9) - a * a);
      const peak = 1 + Math.exp((-a * Math.PI) / w);
      expect(Math.abs(Math.max(...v!) / peak - 1)).toBeLessThan(2e-3);
      const rises = crossings(time!, v!, 1);
      const period = (rises.at(-1)! - rises[0]!) / (rises.length - 1);
      expect(Math.abs(period / ((2 * Math.PI) / w) - 1)).toBeLessThan(2e-3);
    }
  });
  it('relaxes with the analytic period of a hysteretic switch', () => {
    const b = new ModelBuilder();
    const source = b.port('in', electrical, b.stimulus(5));
    const out = b.node('out', electrical);
    const m = b.memory('X.m', 0);
    b.resistor('Rs', source, out, 50e3);
    b.resistance('X', out, b.ground, b.op('select', b.op('less', b.c(0.5), m.leaf), b.c(1e3), b.c(200e3)));
    b.capacitor('C', out, b.ground, 1e-9);
    b.on(b.crossing('closes', 'rising', b.v(out), b.c(3)), [[m, b.c(1)]]);
    b.on(b.crossing('opens', 'falling', b.v(out), b.c(1)), [[m, b.c(0)]]);
    const { text, omitted } = deckOf(b, { dt: 20e-9, stop: 250e-6 });
    expect(omitted).toEqual([]);
    const { time, 'v(out)': v } = runSpice(tools.ngspice!.command, text);
    const rises = crossings(time!, v!, 2);
    const frequency = (rises.length - 1) / (rises.at(-1)! - rises[0]!);
    // Maffezzoni et al., IEEE TCAS-I 62(9) (2015): rise 43.944492 us, fall 1.145658 us
    expect(Math.abs(frequency / 22177.7931 - 1)).toBeLessThan(3e-3);
    expect(Math.abs(Math.max(...v!) / 3 - 1)).toBeLessThan(3e-3);
  });
  it('heats a body as 1 - exp(-t/tau)', () => {
    const b = new ModelBuilder();
    const hot = b.node('hot', thermal, { initial: 325 });
    const bath = b.node('bath', thermal, { role: 'fixed', value: 325 });
    b.branch('Ch', 'flow', hot, null, b.mul(b.c(50e-12), b.ddt(b.v(hot))));
    b.branch('Gh', 'flow', hot, bath, b.mul(b.c(2e-4), b.sub(b.v(hot), b.v(bath))));
    b.branch('P', 'flow', bath, hot, b.c(1e-3));
    const { time, 'v(hot)': t } = runSpice(tools.ngspice!.command, deckOf(b, { dt: 1e-9, stop: 1e-6 }).text);
    const k = time!.findIndex((at) => at >= 250e-9);
    expect(t![k]! - 325).toBeCloseTo(5 * (1 - Math.exp(-time![k]! / 250e-9)), 2);
  });
});

/**
 * The thermal neuristor with its major loop only: the branch is remembered in one memory, which changes above and below
 * the transition (Zhang et al., Nat. Commun. 15, 6986 (2024), without the reversal memories).
 */
function majorLoopNeuristor(): ModelBuilder {
  const b = new ModelBuilder();
  const source = b.port('in', electrical, b.stimulus(12));
  const bath = b.port('bath', thermal, b.stimulus(325));
  const [out, hot] = [b.node('out', electrical), b.node('hot', thermal, { initial: 325 })];
  const sign = b.memory('X.sign', 1);
  const middle = b.sub(b.add(b.mul(sign.leaf, b.c(7.19357064 / 2)), b.c(332.805839)), b.v(hot));
  const f = b.add(b.c(0.5), b.mul(b.c(0.5), b.op('tanh', b.mul(b.c(0.252796285), middle))));
  const r = b.add(
    b.mul(b.mul(b.c(5.35882879e-3), b.op('exp', b.div(b.c(5220.47417), b.v(hot)))), f),
    b.c(262.5 * 4.90025335),
  );
  b.resistor('RL', source, out, 12e3);
  b.capacitor('C1', out, b.ground, 145.34619293e-12);
  b.resistance('X', out, b.ground, r);
  b.branch('X', 'flow', bath, hot, b.div(b.mul(b.v(out), b.v(out)), r));
  b.branch('Ch', 'flow', hot, null, b.mul(b.c(49.62776831e-12), b.ddt(b.v(hot))));
  b.branch('Gh', 'flow', hot, bath, b.mul(b.c(0.20558726e-3), b.sub(b.v(hot), b.v(bath))));
  b.on(b.crossing('heated', 'rising', b.v(hot), b.c(345)), [[sign, b.c(-1)]]);
  b.on(b.crossing('cooled', 'falling', b.v(hot), b.c(329)), [[sign, b.c(1)]]);
  b.crossing('spike', 'rising', b.div(b.v(out), r), b.c(1.5e-3));
  return b;
}

describe.skipIf(!tools.ngspice)('ngspice beside the step function (ngspice)', () => {
  it('fires at the same rate and to the same temperature within 0.5 %', () => {
    const { text, omitted } = deckOf(majorLoopNeuristor(), { dt: 5e-9, stop: 30e-6 });
    expect(omitted).toEqual([]);
    const { time, 'v(out)': v, 'v(hot)': hot } = runSpice(tools.ngspice!.command, text);
    const form = majorLoopNeuristor().build({ dt: 5e-9, stop: 30e-6, solver: 'rk4' }).form!;
    const { states, events } = walk(form);
    const late = (times: number[]): number[] => times.filter((t) => t > 10e-6);
    const period = (times: number[]): number => (times.at(-1)! - times[0]!) / (times.length - 1);
    const at = (t: number): number => t * form.dt;
    const ours = late(
      crossings(
        Float64Array.from(states['out']!, (_, k) => at(k)),
        Float64Array.from(states['out']!),
        4,
      ),
    );
    const theirs = late(crossings(time!, v!, 4));
    expect(ours.length).toBeGreaterThan(4);
    expect(theirs.length).toBe(ours.length);
    expect(Math.abs(period(theirs) / period(late(events['spike']!)) - 1)).toBeLessThan(5e-3);
    expect(Math.abs(period(theirs) / period(ours) - 1)).toBeLessThan(5e-3);
    expect(Math.abs((Math.max(...hot!) - 325) / (Math.max(...states['hot']!) - 325) - 1)).toBeLessThan(5e-3);
  });
});

describe.skipIf(!tools.ngspice)('ngspice on the exported examples (ngspice)', () => {
  /** File, experiment, point of the sweep (from 1), the voltage that swings, its middle. */
  const cases = [
    ['rlc', 'Ringing', 1, 'v(out)', 1],
    ['relaxation', 'Period', 1, 'v(out)', 2],
    ['relaxation', 'Period', 4, 'v(out)', 2],
    ['neuristor_major', 'Firing', 2, 'v(out)', 4],
  ] as const;
  it.each(cases)(
    '%s, %s, point %i: the same frequency and peak within 0.5 %',
    { timeout: 90_000 },
    async (name, experiment, point, column, level) => {
      const { source, files } = load(join(checkout, 'examples', `${name}.qnm`));
      const made = compile(source!, files, { experiment, until: 'step' }, evaluators);
      expect(made.diagnostics).toEqual([]);
      const [compiled] = made.experiments;
      const decks = exportTo('spice', made.model!, compiled!, { steps: 1, files });
      expect(decks.omitted).toEqual([]);
      const deck = decks.files.length === 1 ? decks.files[0]! : decks.files[point - 1]!;
      const columns = runSpice(tools.ngspice!.command, deck.text);
      const { settle } = compiled!.experiment;
      const theirs = crossings(columns['time']!, columns[column]!, level).filter((t) => t >= settle);
      const run = await simulate(compiled!, 'float64');
      const f = run.measurement.value({ kind: 'measure', name: 'f' }, point - 1);
      expect(theirs.length).toBeGreaterThan(4);
      expect(Math.abs((theirs.length - 1) / (theirs.at(-1)! - theirs[0]!) / f - 1)).toBeLessThan(5e-3);
    },
  );
});
