/** Events on what other parts of a network give: it is held over a step and jumps between two, and crosses its threshold all the same. */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../cli/library/simulate.ts';
import { type CompiledExperiment, compile } from '../../compiler/pipeline.ts';
import { evaluators } from '../../index.ts';
import { packagedFiles } from '../support/fixed-builder.ts';

const devices = `
discipline volt conserved { potential V: V  flow I: A  reference gnd }
discipline neural owned { potential s: 1  flow x: 1 }
device cap(p: volt) { I(p, gnd) <+ 1 nF * ddt(V(p)) }
device feed(p: volt, n: volt) { param R = 1 kΩ  I(p, n) <+ V(p, n) / R }
/// A threshold switch: high above 0.3 V, until 0.1 V.
device link(p: volt, n: volt) {
  memory m = 0 in 0 .. 1
  memory times = 0 in 0 .. 99
  I(p, n) <+ V(p, n) * (if m > 0.5 then 1 mS else 1 uS)
  event up when rising(V(p, n), 0.3 V)
  event down when falling(V(p, n), 0.1 V)
  on up { m = 1  times = times + 1 }
  on down { m = 0 }
}
device ramp(own: neural owner) { state t = 0 in 0 .. 9  t' = 1 / 1 us  s(own) = t }
device pulse(own: neural owner) { memory b = 0 in 0 .. 1  every 500 ns { b = 1 - b }  s(own) = b }
device sensor(own: neural owner) {
  memory n = 0 in 0 .. 99
  event hit when rising(x(own), 0.505)
  on hit { n = n + 1 }
}
device w(a: neural, b: neural) { x(b) <+ s(a) }
circuit Net(in: volt) {
  node x: volt[2]
  c: cap[2](x)
  r: feed[2](in, x) { R = [1 kΩ, 100 kΩ] }
  couple x by chain { l: link(a, b) }
  g: ramp[1]  h: sensor[1]  k: pulse[1]  q: sensor[1]
  couple g to h by all { w(a.own, b.own) }
  couple k to q by all { w(a.own, b.own) }
}`;
const known = new Map<string, CompiledExperiment>();
function compiled(solver: string): CompiledExperiment {
  const made = known.get(solver);
  if (made) return made;
  const text = `${devices}\nexperiment E of Net { in = 1 V  stop = 5 us  dt = 10 ns  solver = ${solver}  tolerance = 0.1 %  record x, l.m, l.times, h.n, q.n, h.hit }`;
  const { experiments, diagnostics } = compile({ path: 'net.qnm', text }, packagedFiles, {}, evaluators);
  expect(diagnostics).toEqual([]);
  known.set(solver, experiments[0]!);
  return experiments[0]!;
}
/** The same by a loop: the link sees the potentials of t_k, and is on from the step behind the one that finds it out. */
function byHand() {
  const [dt, C] = [10e-9, 1e-9];
  let [a, b, m, times, before] = [0, 0, 0, 0, 0];
  for (let k = 0; k < 500; k++) {
    const v = a - b;
    const through = v * (m > 0.5 ? 1e-3 : 1e-6);
    [a, b] = [a + (dt / C) * ((1 - a) / 1e3 - through), b + (dt / C) * ((1 - b) / 100e3 + through)];
    if (before < 0.3 && v >= 0.3) [m, times] = [1, times + 1];
    else if (before > 0.1 && v <= 0.1) m = 0;
    before = v;
  }
  return { a, b, m, times };
}

/** What is recorded, at the end of the run; arrays of one instance are a number. */
async function ends(solver: string, model: 'float64' | 'fixed') {
  const { recorded } = await simulate(compiled(solver), model);
  const [x, m, times, h, q] = recorded.quantities.map(({ values }) => [...values]);
  return {
    x: x!.slice(-2),
    m: m!.at(-1)!,
    counts: [times, h, q].map((values) => values!.at(-1)!),
    events: recorded.events,
  };
}

describe('a crossing of what another part gives', () => {
  it('switches an edge, and counts inputs that rise and that jump', async () => {
    const { x, m, counts, events } = await ends('euler', 'float64');
    const { a, b, m: on, times } = byHand();
    expect([on, times]).toEqual([0, 1]); // it has been on, and is off again
    expect(x[0]).toBeCloseTo(a, 12);
    expect(x[1]).toBeCloseTo(b, 12);
    expect([m, ...counts]).toEqual([on, times, 1, 5]);
    // the input is what it was at t_k when it is seen: at 510 ns, though the step ends at 520 ns
    expect([...events.time].some((t) => Math.abs(t - 510e-9) < 1e-12)).toBe(true);
  });
  it.each(['euler', 'rk4'])('does so in fixed point too, with %s', async (solver) => {
    const [real, fixed] = [await ends(solver, 'float64'), await ends(solver, 'fixed')];
    expect(real.counts).toEqual([byHand().times, 1, 5]);
    expect(fixed.counts).toEqual(real.counts);
    for (const [i, value] of real.x.entries()) expect(fixed.x[i]).toBeCloseTo(value, 2);
  });
});
