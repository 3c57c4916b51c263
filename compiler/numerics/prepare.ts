/** Pass `prepare`. The plan of every part of a network, and what the float64 run of the experiment shows of it. */
import type { DiagnosticSink } from '../../dsl/index.ts';
import type { ValueId } from '../ops/index.ts';
import type { StepForm, StepNetwork } from '../step/form.ts';
import type { Evidence, NetworkEvidenceSource } from './evidence.ts';
import { checkFinite } from './finite.ts';
import { fuseFunctions } from './fuse.ts';
import { bridgeHoles } from './holes.ts';
import type { NodeId, Plan } from './plan.ts';
import { conditional, widened } from './ranges.ts';
import { type Simplified, simplifyCost } from './simplify.ts';

/** Divisors whose sizes differ by less than this become reciprocal tables. */
const reciprocalSpan = 1024;

/** Plans and evidence (`withoutTurns`: see `simplifyCost`); a second time where the run shows that divisors, which might have been zero for all we knew, are not. */
export function prepare(
  network: StepNetwork,
  source: NetworkEvidenceSource,
  sink: DiagnosticSink,
  withoutTurns = false,
): Prepared[] | null {
  const first = whole(network.map((step) => prepareStep(step, new Set(), withoutTurns, sink)));
  if (!first) return null;
  const evidence = seen(first, source);
  const finite = first.map(({ plan }, part) => checkFinite(plan.step, evidence[part]!, sink));
  if (!finite.every(Boolean)) return null;
  const divisors = first.map((one, part) => safeDivisors(one, evidence[part]!));
  if (divisors.every(({ size }) => size === 0)) return first.map(({ plan }, i) => ({ plan, evidence: evidence[i]! }));
  const better = whole(network.map((step, part) => prepareStep(step, divisors[part]!, withoutTurns, sink)));
  if (!better) return null;
  const again = seen(better, source);
  return better.map(({ plan }, part) => ({ plan, evidence: again[part]! }));
}
/** All of a list, or null where one is missing. */
export function whole<T>(list: readonly (T | null)[]): readonly T[] | null {
  return list.every((item): item is T => item !== null) ? list : null;
}
export interface Prepared {
  readonly plan: Plan;
  readonly evidence: Evidence;
}
interface PreparedStep {
  readonly plan: Plan;
  readonly simplified: Simplified;
}
function prepareStep(
  step: StepForm,
  divisors: ReadonlySet<ValueId>,
  withoutTurns: boolean,
  sink: DiagnosticSink,
): PreparedStep | null {
  const simplified = simplifyCost(step.population.cell, divisors, withoutTurns);
  const plan = fuseFunctions(step, simplified, sink);
  return plan && { plan: bridgeHoles(plan), simplified };
}
function seen(parts: readonly PreparedStep[], source: NetworkEvidenceSource): readonly Evidence[] {
  return source(
    parts.map(({ plan }) => plan.step),
    parts.map(({ plan }) => valuesOf(plan)),
  );
}
/** The values of the step that became nodes; what lies inside tables needs no range. */
function valuesOf(plan: Plan): ReadonlySet<ValueId> {
  return new Set(plan.nodes.flatMap(({ value }) => value ?? []));
}
/**
 * Values of the step by which something is divided in every step, of one sign in the run and its margin, and of moderate span.
 * Where a choice wants the quotient in some steps only, those few are no evidence.
 */
function safeDivisors({ plan, simplified: { from } }: PreparedStep, evidence: Evidence): ReadonlySet<ValueId> {
  const safe = new Set<ValueId>();
  const chosen = new Set(conditional(plan));
  for (const [id, { op, args }] of plan.nodes.entries()) {
    if (chosen.has(id as NodeId)) continue;
    const divisor = op === 'divide' ? plan.nodes[args[1]!]! : null;
    if (divisor === null || divisor.value === null || divisor.op === 'param') continue;
    const old = from.get(divisor.value);
    const { low, high } = widened({ low: evidence.low[divisor.value]!, high: evidence.high[divisor.value]! });
    const sizes = [Math.abs(low), Math.abs(high)];
    if (old !== undefined && low * high > 0 && Math.max(...sizes) < reciprocalSpan * Math.min(...sizes)) safe.add(old);
  }
  return safe;
}
