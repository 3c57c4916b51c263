/** The device library: its examples say nothing wrong and meet their figures in float64, one of each file also in fixed point, some in Verilog. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load } from '../../cli/library/load.ts';
import { verify } from '../../cli/library/verify.ts';
import { verilogRunner } from '../../cli/library/verilog.ts';
import { checkout, tools } from '../support/tools.ts';
import { built, testExamples } from './suite.ts';

testExamples('examples/library', ['stochastic_imt.qnm', 'escape.qnm', 'pcm_population.qnm']);

describe.skipIf(!tools.verilator)('in Verilog', () => {
  it.each([
    ['examples/library/yakopcic.qnm', 'Weak'],
    ['examples/library/short_term.qnm', 'Second'],
  ])('%s: %s', async (name, experiment) => {
    const { files } = load(join(checkout, name));
    const { report } = await verify(built(name, experiment, 'verilog'), {
      simulators: ['verilator'],
      runner: verilogRunner(process.env),
      compileSeconds: 0,
      files,
    });
    expect(report.reasons).toEqual([]);
    expect(report.bitExact).toBe(true);
  });
});

describe('the sources', () => {
  it('name an example that exists', () => {
    const std = join(checkout, 'dsl/std');
    for (const name of readdirSync(std)) {
      const text = readFileSync(join(std, name), 'utf8');
      for (const [, path] of text.matchAll(/Example: (examples\/[\w/]+\.qnm)/g))
        expect(() => readFileSync(join(checkout, path!)), `${name}: ${path}`).not.toThrow();
    }
  });
});
