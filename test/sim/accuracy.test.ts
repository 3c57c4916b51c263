/** `accuracy`: how many rows of an array have their largest output where the largest label is; counted by hand. */
import { describe, expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { simulate } from '../../cli/library/simulate.ts';
import { compile } from '../../compiler/pipeline.ts';
import type { FileAccess } from '../../dsl/index.ts';
import { packagedFiles } from '../support/fixed-builder.ts';

const text = (measure: string): string => `
device Out { param x = 0  param label = 0  param rest = 0
  state v = 0 in -1 .. 5
  v' = (x - v) / 1 us
}
circuit Classifier { out: Out[3] { x = data("x.csv")  label = data("label.csv") } }
circuit Shown { copy: Classifier[4] }
circuit Alone { out: Out[3] { x = [1, 3, 2]  label = [0, 1, 0] } }
experiment E of Shown { stop = 20 us  dt = 1 us  solver = exponential  measure m = ${measure} }
experiment F of Alone { stop = 20 us  dt = 1 us  solver = exponential  measure m = accuracy(out.v, out.label) }`;
const csv: Readonly<Record<string, string>> = {
  // Right, wrong, right, and a row whose largest is there twice.
  'x.csv': '1,2,3\n3,1,2\n-0.5,0.5,0\n2,2,1\n',
  'label.csv': '0,0,1\n0,1,0\n0,1,0\n1,0,0\n',
};
const files: FileAccess = {
  ...packagedFiles,
  readText: (name) => (csv[name] === undefined ? undefined : { path: name, text: csv[name] }),
};

async function measured(measure: string, experiment: number): Promise<number> {
  const source = { path: 'accuracy.qnm', text: text(measure) };
  const { experiments, diagnostics } = compile(source, files, { until: 'step' }, noEvaluators);
  expect(diagnostics.map((d) => `${d.code} ${d.message}`)).toEqual([]);
  const { measurement } = await simulate(experiments[experiment]!, 'float64');
  return measurement.value({ kind: 'measure', name: 'm' }, 0);
}

describe('accuracy', () => {
  it('is the share of the rows that are right; a tie is wrong', async () => {
    expect(await measured('accuracy(copy.out.v, copy.out.label)', 0)).toBe(2 / 4);
    expect(await measured('accuracy(copy.out.x, copy.out.label)', 0)).toBe(2 / 4);
  });
  it('of one row is 1 or 0', async () => expect(await measured('max(copy.out.v)', 1)).toBe(1));
  it('wants an array', () => {
    const one = { path: 'accuracy.qnm', text: text('accuracy(copy.out[0, 1].v, copy.out[0, 1].label)') };
    expect(compile(one, files, { until: 'step' }, noEvaluators).diagnostics.map((d) => d.code)).toContain('E0607');
  });
});
