/** Times that must be whole numbers of steps: delays and periods. */
import type { Span } from '../../dsl/index.ts';
import type { ValueId } from '../ops/graph.ts';
import type { Draft } from './draft.ts';

/** A time in steps, at least 1; reports rounding, and what cannot be. */
export function wholeSteps(draft: Draft, time: ValueId, what: 'delay' | 'period', span: Span): number {
  const seconds = draft.space.graph.constantOf(time);
  if (seconds === undefined) {
    draft.report('E0314', `this ${what} differs between instances or changes in time`, span, {
      help: `a ${what} is a whole number of steps, the same for all instances`,
    });
    return 1;
  }
  const steps = Math.round(seconds / draft.dt);
  const text = `${seconds.toPrecision(4)} s`;
  if (!(steps >= 1) || !Number.isSafeInteger(steps)) {
    draft.report(
      'E0313',
      `this ${what} of ${text} is shorter than one step (dt = ${draft.dt.toPrecision(4)} s)`,
      span,
      {
        help: `make dt smaller, or the ${what} at least one dt`,
      },
    );
    return 1;
  }
  if (Math.abs(steps * draft.dt - seconds) > 1e-6 * draft.dt)
    draft.report(
      'W0301',
      `this ${what} of ${text} is taken as ${steps} steps of dt, ${(steps * draft.dt).toPrecision(4)} s`,
      span,
      {
        help: `a dt that divides the ${what} avoids the rounding`,
      },
    );
  return steps;
}
