/**
 * Pass `snap-multiplicands`. A multiplicand one or two bits above the width of a hardware multiplier costs a whole second one: it
 * gives up those bits where the budgets of all targets still hold.
 */
import type { Budget } from './budget.ts';
import type { Formats, FormatsInput } from './formats.ts';
import type { Influence } from './targets.ts';

/** Width of the multipliers that most families have. */
const multiplicand = 18;
const mostBitsGiven = 2;
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
  const total = influences.map(({ typical }) => typical.reduce((sum, slope, s) => sum + slope * errors[s]!, 0));
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
    const fits = influences.every(
      ({ typical }, t) => typical[s] === 0 || total[t]! + typical[s]! * added <= slack * budget.targets[t]!,
    );
    if (!fits) return;
    influences.forEach(({ typical }, t) => {
      total[t]! += typical[s]! * added;
    });
    errors[s] = error;
    allowed[s] = error;
  });
  return { ...budget, sites: allowed };
}
