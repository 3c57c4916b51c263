/** How far a relaxation is from where it settles: a chain whose slowest mode is known. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../../cli/library/check.ts';
import { load } from '../../cli/library/load.ts';
import { settledApart } from '../../sim/network/index.ts';
import { checkout } from '../support/tools.ts';

const { files } = load(join(checkout, 'examples/bridge.qnm'));
/** 16 nodes in a row, the first tied to 1 V, the last to 0 V; 40 dt of so many sweeps. */
function chain(sweeps: number, more = '', drive = '1 V') {
  const text = `use std.passive
    circuit Row(in: electrical) {
      node x: electrical[16]
      S: conductor[16](x, in)  { G = [1 mS, ${'0 S, '.repeat(14)}0 S] }
      L: conductor[16](x, gnd) { G = [${'0 S, '.repeat(15)}1 mS] }
      couple x by chain { resistor(a, b) { R = 1 kΩ } }
      ${sweeps === 0 ? 'C: capacitor[16](x, gnd) { C = 1 nF }' : `solve x by relaxation { sweeps = ${sweeps}  damping = 1 }`}
    }
    experiment E of Row { in = ${drive}  stop = 40 us  dt = 1 us  tolerance = 0.1 %  ${more}  measure v = final(V(x[7])) }`;
  return check({ path: 'chain.qnm', text }, files, { rehearsed: 2 ** 19 });
}

describe('a relaxation', () => {
  it('is told by how far from where it settles it is', () => {
    const { experiments } = chain(4);
    const steps = experiments[0]!.parts.map(({ step }) => step);
    const found = settledApart(steps)!;
    // sweeps shrink the slowest mode sin(pi i / 17) by cos(pi / 17); its share of what is missing at the start is 2/17 cot(pi / 34)
    const share = (2 / 17 / Math.tan(Math.PI / 34)) * Math.cos(Math.PI / 17) ** Math.round(found.time / steps[0]!.dt);
    expect(found.time).toBeCloseTo((20 + 20 / 8) * 1e-6, 9);
    // in the middle, of x = (16 - i) / 17: the mode has half of its height there, the largest potential is 16/17
    expect(found.apart).toBeGreaterThan((0.4 * share) / (16 / 17));
    expect(found.apart).toBeLessThan((0.6 * share) / (16 / 17));
  });
  it('is mentioned when that is above the tolerance, and not when it is not', () => {
    expect(chain(4).diagnostics.map(({ code }) => code)).toEqual(['W0407']);
    expect(chain(40).diagnostics).toEqual([]);
    expect(chain(16, 'settle = 36 us').diagnostics).toEqual([]);
  });
  it('is told in parts of the largest potential of all moments: a drive that just passes zero leaves next to nothing there', () => {
    // whole periods at all eight moments: the drive is 0 V at the last, and between them up to 1 V
    const sine = chain(400, '', 'sine(1 V, 25 kHz)').experiments[0]!.parts.map(({ step }) => step);
    const steady = chain(400, '', '1 V').experiments[0]!.parts.map(({ step }) => step);
    // sweeps follow the drive of the step before: it has moved by 2 pi 25 kHz dt of its size at most
    expect(settledApart(sine)!.apart).toBeLessThan(2 * Math.PI * 25e3 * 1e-6);
    expect(settledApart(steady)!.apart).toBeLessThan(1e-6);
  });
  it('is not looked for where nodes store something', () => {
    const { experiments } = chain(0);
    expect(settledApart(experiments[0]!.parts.map(({ step }) => step))).toBeNull();
  });
});
