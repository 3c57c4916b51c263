/** A run that grows without bound has no ranges to choose formats from: said before anything that would follow from it. */
import type { DiagnosticSink } from '../../dsl/index.ts';
import type { StepForm } from '../step/form.ts';
import { report, seconds } from './complain.ts';
import type { Evidence } from './evidence.ts';

/** Nothing that stays below this in the run has grown without bound. */
const suddenly = 1e30;

/** False, with E0408 in `sink`, when the float64 run ended early or a state became infinite. */
export function checkFinite(step: StepForm, evidence: Evidence, sink: DiagnosticSink): boolean {
  const { cell, instances } = step.population;
  const sizes = cell.next.map((id) => Math.max(Math.abs(evidence.low[id]!), Math.abs(evidence.high[id]!)));
  const made = Math.round(evidence.deviceSteps / instances);
  const infinite = sizes.some((size) => !Number.isFinite(size));
  if (made >= step.steps && !infinite) return true;
  const worst = sizes.reduce((best, size, i) => (size > sizes[best]! || !Number.isFinite(size) ? i : best), 0);
  const state = cell.states[worst]!;
  // what grows passes through large numbers first; the root of a negative one comes out of nothing
  const grows = sizes[worst]! > suddenly;
  const what = grows ? 'grows without bound' : 'has no value (a root or logarithm of what is negative, or 0 / 0)';
  report(sink, 'E0408', state.origin, `the float64 run does not stay finite: \`${state.name}\` ${what}`, {
    label: `no number any more in step ${made}, at t = ${seconds(made * step.dt)}`,
    help: grows
      ? `try a smaller dt than ${seconds(step.dt)} first; if it still grows, the equations do: \`qnmc simulate\` shows how`
      : 'keep what is under the root or in the logarithm above zero: a range, `max(x, 1e-9)`, or an `if`',
  });
  return false;
}
