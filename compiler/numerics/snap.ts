/**
 * Pass `snap-multiplicands`. A multiplicand one or two bits above the width of a hardware multiplier costs a whole second one: it
 * gives up those bits where the budgets of all targets still hold. A constant factor that is nearly a power of two (tanh(pi^2) = 1 - 5e-9
 * beside a temperature) becomes it for a small part of the budget: the product is a shift then.
 */
import { type Budget, demandsOf } from './budget.ts';
import type { Formats, FormatsInput } from './formats.ts';
import type { PlanNode } from './plan.ts';
import type { Influence } from './targets.ts';

/** Width of the multipliers that most families have. */
const multiplicand = 18;
const mostBitsGiven = 2;
/** Constants closer to a power of two than this part of them, in bits, are tried; others are used with all their bits. */
const nearBits = 18;
/** Part of the budget of a target that all of them together may take. */
const nearShare = 0.25;
/** The budgets are estimates with room: this much beyond is still fine. */
const slack = 1.25;

export function snapMultiplicands(
  { plan, sites }: FormatsInput,
  budget: Budget,
  formats: Formats,
  influences: readonly Influence[],
): Budget {
  const allowed = budget.sites.slice();
  const errors = formats.errors.slice();
  const demands = demandsOf(influences, budget.targets);
  const total = demands.map(({ typical }) => typical.reduce((sum, slope, s) => sum + slope * errors[s]!, 0));
  const near = demands.map(() => 0);
  sites.all.forEach((site, s) => {
    const node = plan.nodes[site.node]!;
    if (node.op !== 'multiply' || site.argument < 0) return;
    const arg = node.args[site.argument]!;
    const apart = fromPowerOfTwo(plan.nodes[arg]!);
    if (apart === null) return;
    const added = demands.map(({ typical }) => typical[s]! * apart);
    if (!added.every((more, t) => near[t]! + more <= nearShare * demands[t]!.budget)) return;
    added.forEach((more, t) => {
      near[t]! += more;
      total[t]! += more - demands[t]!.typical[s]! * errors[s]!;
    });
    errors[s] = apart;
    allowed[s] = 2 * apart; // rounded to a unit of more than twice its distance it is the power of two
  });
  sites.all.forEach((site, s) => {
    const node = plan.nodes[site.node]!;
    if (node.op !== 'multiply' || site.argument < 0) return;
    const arg = node.args[site.argument]!;
    const width = (formats.args[site.node]![site.argument]?.format ?? formats.nodes[arg]?.format)?.width ?? 0;
    const excess = width - multiplicand;
    if (excess <= 0 || excess > mostBitsGiven) return;
    const fraction = (formats.args[site.node]![site.argument]?.format ?? formats.nodes[arg]!.format).fraction - excess;
    const error = 2 ** -(fraction + 1);
    const added = error - errors[s]!;
    const fits = demands.every(
      (demand, t) => demand.typical[s] === 0 || total[t]! + demand.typical[s]! * added <= slack * demand.budget,
    );
    if (!fits) return;
    demands.forEach(({ typical }, t) => {
      total[t]! += typical[s]! * added;
    });
    errors[s] = error;
    allowed[s] = error;
  });
  return { ...budget, sites: allowed };
}
/** How far a constant is from the nearest power of two, where it is near: at most 2^-`nearBits` of it; else null. */
function fromPowerOfTwo({ op, attributes }: PlanNode): number | null {
  const value = Math.abs(attributes.value ?? 0);
  if (op !== 'constant' || value === 0) return null;
  const apart = Math.abs(value - 2 ** Math.round(Math.log2(value)));
  return apart > 0 && apart <= value * 2 ** -nearBits ? apart : null;
}
