/** What a build says of how far its sweeps leave a relaxation from where it settles. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { describeHardware } from '../../cli/library/describe-hardware.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { populationTables } from '../../cli/report/build-report.ts';
import { compile } from '../../compiler/pipeline.ts';

/** 8 nodes in a row, the first tied to 1 V, the last to 0 V. */
function built(storage: string) {
  const text = `use std.passive
circuit Row(in: electrical) {
  node x: electrical[8]
  S: conductor[8](x, in)  { G = [1 mS, ${'0 S, '.repeat(6)}0 S] }
  L: conductor[8](x, gnd) { G = [${'0 S, '.repeat(7)}1 mS] }
  couple x by chain { resistor(a, b) { R = 1 kΩ } }
  ${storage}
}
experiment E of Row { in = 1 V  stop = 20 us  dt = 1 us  tolerance = 1 % }`;
  const { experiments, diagnostics } = compile({ path: 'row.qnm', text }, new NodeFiles(), {}, evaluators);
  expect(diagnostics.map(({ code }) => code).filter((code) => code !== 'W0407')).toEqual([]);
  return { experiment: experiments[0]!, population: describeHardware(experiments[0]!).populations[0]! };
}

describe('what sweeps leave', () => {
  it('is in the document of a build and in its tables', () => {
    const { experiment, population } = built('solve x by relaxation { sweeps = 4  damping = 1 }');
    const { unsettled } = population;
    expect(unsettled!.apart).toBeGreaterThan(0.001);
    expect(unsettled!.apart).toBe(experiment.unsettled!.apart);
    const table = populationTables(population).find(({ caption }) => caption.startsWith('Nodes found by relaxation'))!;
    expect(table.rows).toEqual([
      [
        `${unsettled!.name} of instance ${unsettled!.instance}`,
        expect.stringMatching(/us$|µs$/),
        expect.stringMatching(/ %$/),
      ],
    ]);
  });
  it('is nothing where nodes store something', () => {
    const { population } = built('C: capacitor[8](x, gnd) { C = 1 nF }');
    expect(population.unsettled).toBeNull();
    expect(populationTables(population).map(({ caption }) => caption)).not.toContainEqual(
      expect.stringMatching(/^Nodes/),
    );
  });
});
