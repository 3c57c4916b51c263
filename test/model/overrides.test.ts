/** `--set` beside `--experiment`: a value is for the experiments that run, not for their neighbours in the file. */
import { expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { type CompileOptions, compile } from '../../compiler/pipeline.ts';
import { packagedFiles } from '../support/fixed-builder.ts';

const text = `
device Decay {
  param tau = 1 us
  state x = 1 in 0 .. 1
  x' = -x / tau
}
experiment Swept of Decay { sweep tau = (1 us, 2 us)  stop = 1 us  dt = 10 ns }
experiment Plain of Decay { stop = 1 us  dt = 10 ns }
`;
const run = (options: CompileOptions) =>
  compile({ path: 'decay.qnm', text }, packagedFiles, { until: 'step', ...options }, noEvaluators);
const codes = (options: CompileOptions): string[] => run(options).diagnostics.map((d) => d.code);

it('a value for one experiment leaves the others alone', () => {
  expect(codes({ experiment: 'Plain', set: ['tau=4 us'] })).toEqual([]);
  const [plain] = run({ experiment: 'Plain', set: ['tau=4 us'], until: 'model' }).model!.experiments.filter(
    (e) => e.name === 'Plain',
  );
  expect(plain!.settings.map((s) => plain!.stimuliGraph.constantOf(s.value))).toEqual([4e-6]);
});
it('what is swept cannot be set as well', () => {
  expect(codes({ experiment: 'Swept', set: ['tau=4 us'] })).toEqual(['E0621']);
  expect(codes({ set: ['tau=4 us'] })).toEqual(['E0621']);
});
it('a name that nothing has is reported, with its neighbours', () => {
  const { diagnostics } = run({ experiment: 'Plain', set: ['taw=4 us'] });
  expect(diagnostics.map((d) => d.code)).toEqual(['E0619']);
  expect(diagnostics[0]!.help).toContain('`tau`');
});
it('the unit is checked', () => {
  expect(codes({ experiment: 'Plain', set: ['tau=4 V'] })).toEqual(['E0208']);
});
