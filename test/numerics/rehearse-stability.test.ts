/** What `check` and `simulate` say of the step of circuits without unit vectors: what a build says, and nothing of a short excursion of a beginning. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { check, rehearsedSteps } from '../../cli/library/check.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { type Compilation, compile } from '../../compiler/pipeline.ts';
import { renderDiagnostics, type SourceFile } from '../../dsl/index.ts';

const files = new NodeFiles();
const device = (body: string, settings: string): SourceFile => ({
  path: 'steps.qnm',
  text: `device d {\n${body}\n}\nexperiment Run of d { ${settings} }\n`,
});
const told = (source: SourceFile, { diagnostics }: Compilation): string =>
  renderDiagnostics(diagnostics, new Map([[source.path, source]]));
const rehearsed = (source: SourceFile, most = rehearsedSteps): string =>
  told(source, check(source, files, { rehearsed: most }));
const built = (source: SourceFile): string =>
  told(source, compile(source, files, { until: 'fixed' }, { ...evaluators, trial: null }));

/** tau = 1 us: stable to 2 us with euler and heun, to 2.785 us with rk4, always with exponential. */
const leak = (solver: string, dt: string): SourceFile =>
  device("state x = 1\nx' = -x / 1 us", `stop = 100 us   dt = ${dt}   solver = ${solver}`);

describe('a check of a step', () => {
  it('that is unstable says what a build says', () => {
    const source = leak('euler', '2.02 us');
    expect(rehearsed(source)).toContain('stable below dt = 2 µs');
    expect(rehearsed(source)).toBe(built(source));
  });
  it.each([
    ['euler', '1.98 us', false],
    ['heun', '2.2 us', true],
    ['rk4', '2.6 us', false],
    ['rk4', '2.9 us', true],
    ['exponential', '50 us', false],
  ])('%s at dt = %s, a time constant of 1 us: %s', (solver, dt, said) => {
    expect(rehearsed(leak(solver, dt)).includes('W0402')).toBe(said);
  });
  it('looks at finite states only, however far the others went', () => {
    expect(rehearsed(device("state x = 1\nx' = -x / 1 us", 'stop = 100 ms   dt = 5 us'))).toContain(
      '1 + dt*lambda = -4',
    );
  });
  it('of a beginning says nothing of what does not last for half of it', () => {
    // the first tenth has a rate of 3 / us, the rest of 0.1 / us: unstable at dt = 1 us for 10 us
    const body = "state t = 0 s\nstate x = 1\nt' = 1\nx' = if t < 10 us then -3 * x / 1 us else -x / 10 us";
    const source = device(body, 'stop = 100 us   dt = 1 us');
    expect(rehearsed(source)).toContain('W0402');
    expect(rehearsed(source, 60)).toBe('');
    expect(rehearsed(source, 12)).toContain('W0402');
  });
});
