/** What half of dt gives, against the closed form of what Euler makes of a decay: (1 - dt / tau)^n. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { halvedOf } from '../../cli/library/halved.ts';
import { verify } from '../../cli/library/verify.ts';
import { renderVerification } from '../../cli/report/verification-text.ts';
import { compile } from '../../compiler/pipeline.ts';

async function verified(device: string, experiment: string) {
  const text = `use std.thermal\ncircuit cell() {\n${device}\n}\nexperiment E of cell { ${experiment} }`;
  const [source, files] = [{ path: 'cell.qnm', text }, new NodeFiles()];
  const { experiments, diagnostics } = compile(source, files, { until: 'fixed' }, evaluators);
  expect(diagnostics).toEqual([]);
  const halved = halvedOf(experiments[0]!, { source, files }, {});
  const runner = { toolbox: null as never, cacheDir: '' };
  const { report } = await verify(experiments[0]!, { simulators: [], runner, compileSeconds: 0, halved, files });
  return report;
}
const euler = (steps: number, rate = 1): number => (1 - rate / steps) ** steps;

describe('half of dt', () => {
  it('moves a decay by what Euler is off, at the point where that is most', async () => {
    const report = await verified(
      "param k = 1\nstate x = 1 in 0..1\nx' = -k * x / 1 ms",
      'sweep k = (1, 2, 0)  stop = 1 ms  dt = 0.1 ms  solver = euler  tolerance = 0.01 %  measure left = final(x)',
    );
    const { dt, measures, trajectory } = report.halfStep!;
    expect(dt).toBe(5e-5);
    const apart = [1, 2, 0].map((rate) => Math.abs(euler(10, rate) - euler(20, rate)));
    const most = apart.indexOf(Math.max(...apart));
    const [left] = measures;
    expect(left).toMatchObject({ name: 'left', point: most });
    expect(left!.value).toBeCloseTo(euler(10, [1, 2, 0][most]), 12);
    expect(left!.halved).toBeCloseTo(euler(20, [1, 2, 0][most]), 12);
    expect(left!.apart).toBeCloseTo(apart[most]!, 12); // the largest of all points is 1
    expect(trajectory.measure).toBe('waveform');
    expect(renderVerification(report)).toMatch(/half of dt +50 µs moves the waveform by [0-9.]+ %, left by 1\.4/);
  });
  it('moves an event by its time within the two halves', async () => {
    // x = t / 1 ms passes 0.2618 in the second half of the third step and is set back: a rate of 1 / 0.2618 ms in any dt
    const report = await verified(
      "state x = 0 in -0.1..1.2\nx' = 1 / 1 ms\nevent up when rising(x, 0.2618)\non up { x = x - 0.2618 }",
      'stop = 20 ms  dt = 0.1 ms  solver = euler  tolerance = 1 %  measure f = rate(up)',
    );
    expect(report.halfStep!.trajectory.value).toBeLessThan(1e-9);
    expect(report.halfStep!.measures[0]!.apart).toBeLessThan(1e-9);
  });
  it('halves the dt that the file says where a relaxation makes several steps of it', async () => {
    const report = await verified(
      `node x: electrical
       state s = 0 V in 0 V..1.1 V
       s' = (1 V - s) / 50 us
       I(x) <+ (V(x) - s) / 1 kΩ
       solve x by relaxation { sweeps = 4 }`,
      'stop = 1 ms  dt = 20 us  tolerance = 1 %  measure left = final(V(x))',
    );
    expect(report.halfStep!.dt).toBeCloseTo(20e-6 / 4 / 2, 12);
    expect(report.halfStep!.measures[0]!.apart).toBeLessThan(1e-6); // both have settled
  });
  it('is half of the dt of the file where a solver makes a step in several passes', async () => {
    const report = await verified(
      `node x: thermal[2]
       C: heat_capacity[2](x) { C = 1 nJ/K }
       R: thermal_conductor[2](x, ambient) { G = 1 uW/K }
       couple x by chain { thermal_conductor(a, b) { G = 1 uW/K } }`,
      'stop = 1 ms  dt = 20 us  solver = rk4  tolerance = 1 %',
    );
    expect(report.halfStep!.dt).toBeCloseTo(10e-6, 12);
  });
  it('is not asked of what is drawn in each step, or of what no time moves', async () => {
    const drawn = await verified(
      "state x = 0 in -1..1\nx' = -x / 1 ms + normal(0, 1) * 1e-3 / 1 us",
      'stop = 1 ms  dt = 1 us  tolerance = 1 %',
    );
    expect(drawn.halfStep).toBeNull();
    const counted = await verified('memory n = 0 in 0..8\nevery 1 us { n = mod(n + 1, 8) }', 'stop = 10 us  dt = 1 us');
    expect(counted.halfStep).toBeNull();
  });
});
