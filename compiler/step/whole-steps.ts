/** Times that must be whole numbers of steps: delays and periods. */
import { findUnit, formatQuantity, type Span } from '../../dsl/index.ts';
import type { ValueId } from '../ops/graph.ts';
import { leavesOf } from '../ops/index.ts';
import type { Draft } from './draft.ts';

const second = findUnit('s')!.dimension;

/** A time in steps, at least 1; reports rounding, and what cannot be. */
export function wholeSteps(draft: Draft, time: ValueId, what: 'delay' | 'period', span: Span): number {
  const seconds = draft.space.graph.constantOf(time);
  if (seconds !== undefined) return stepsOf(draft, seconds, what, span);
  draft.report('E0314', `this ${what} differs between instances or changes in time`, span, {
    help: `a ${what} is a whole number of steps, the same for all instances`,
  });
  return 1;
}
/**
 * The steps of a delay, one number for all instances or one for each; reports like `wholeSteps`, the rounding of many of them once. What a host
 * writes, or changes with time, is no delay (E0314). They may be more than 32 bits hold, until the memory that they take is looked at.
 */
export function delaySteps(draft: Draft, time: ValueId, span: Span): Float64Array {
  const { graph } = draft.space;
  const isGiven = (id: ValueId): boolean => {
    const { op, attributes } = graph.get(id);
    return op === 'constant' || (op === 'param' && !draft.params[attributes.index!]!.host);
  };
  if (graph.constantOf(time) !== undefined || !leavesOf(graph, [time]).every(isGiven))
    return Float64Array.of(wholeSteps(draft, time, 'delay', span));
  const found = new Map<number, number>();
  let rounded = false;
  const seconds = draft.numbers(time);
  const { edges } = draft.experiment.parts[draft.binding.part]!;
  for (const [number, own] of seconds.entries()) {
    if (found.has(own)) continue;
    const exact = Math.abs(Math.round(own / draft.dt) * draft.dt - own) <= 1e-6 * draft.dt;
    // one example of many
    const whose = `of ${edges === null ? 'instance' : 'edge'} ${number}, counted from 0`;
    const of = seconds.length > 1 ? whose : undefined;
    found.set(
      own,
      exact || !rounded ? stepsOf(draft, own, 'delay', span, of) : Math.max(1, Math.round(own / draft.dt)),
    );
    rounded ||= !exact;
    if (Math.round(own / draft.dt) < 1) return Float64Array.of(1); // reported: nothing else is said of it
  }
  const steps = seconds.map((own) => found.get(own)!);
  return steps.every((own) => own === steps[0]) ? steps.slice(0, 1) : steps;
}
/** `of`: whose it is, where it is the text of many. */
function stepsOf(draft: Draft, seconds: number, what: 'delay' | 'period', span: Span, of?: string): number {
  const steps = Math.round(seconds / draft.dt);
  const [text, dt] = [seconds, draft.dt].map((of) => formatQuantity(of, second, 4));
  if (!(steps >= 1) || !Number.isSafeInteger(steps)) {
    draft.report('E0313', `this ${what} of ${text} is shorter than one step (dt = ${dt})`, span, {
      ...(of && { label: of }),
      help: `make dt smaller, or the ${what} at least one dt`,
    });
    return 1;
  }
  if (Math.abs(steps * draft.dt - seconds) > 1e-6 * draft.dt)
    draft.report(
      'W0301',
      `this ${what} of ${text} is taken as ${steps} step${steps > 1 ? 's' : ''} of dt, ${formatQuantity(steps * draft.dt, second, 4)}`,
      span,
      {
        ...(of && { label: of }),
        help: `a dt that divides the ${what} avoids the rounding`,
      },
    );
  return steps;
}
