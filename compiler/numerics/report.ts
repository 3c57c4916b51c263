/** What the formats of a build are and what they cost in error: data for `report`, `build --json` and the printed form. */
import { formatText } from '../ops/index.ts';
import type { Assembly } from './assemble.ts';
import { nodeText } from './plan.ts';
import type { Site } from './sites.ts';

export interface StateReport {
  readonly name: string;
  readonly format: string;
  readonly said: boolean;
  /** In SI. */
  readonly range: { readonly low: number; readonly high: number };
  /** Weight of the last bit, SI. */
  readonly ulp: number;
  readonly predictedError: number;
  /** The analysis gave less than the trial measured: the bound rests on the measurement. */
  readonly raised: boolean;
  /** The sites that may contribute most to the predicted error. */
  readonly contributors: readonly { readonly what: string; readonly share: number }[];
}
export interface TableReport {
  readonly name: string;
  readonly of: string;
  readonly degree: number;
  readonly segments: number;
  readonly bits: number;
  readonly input: string;
  readonly error: number;
  readonly inputsChecked: number;
  /** Whether that was every input code. */
  readonly exhaustive: boolean;
}
export interface FormatsReport {
  readonly tolerance: number;
  /** Part of the tolerance that one step may use, found by trial. */
  readonly budgetScale: number;
  readonly states: readonly StateReport[];
  readonly tables: readonly TableReport[];
  /** Bits of all states of one instance. */
  readonly stateBits: number;
  readonly trials: readonly {
    readonly budgetScale: number;
    readonly trajectoryError: number;
    readonly measure: string;
  }[];
}

export function reportFormats(assembly: Assembly, budgetScale: number, trials: FormatsReport['trials']): FormatsReport {
  const { plan, formats, targets, bounds, tolerance, ranges } = assembly;
  const states = plan.step.population.cell.states.map((state, i) => {
    const { format, said } = formats.states[i]!;
    const t = targets.findIndex((target) => target.kind === 'state' && target.index === i);
    const range = state.range ?? ranges.relied[plan.next[i]!]!;
    return {
      name: state.name,
      format: formatText(format),
      said,
      range: { low: range.low, high: range.high },
      ulp: 2 ** -format.fraction,
      predictedError: t < 0 ? 0 : bounds.targets[t]!,
      raised: false,
      contributors: t < 0 ? [] : contributors(assembly, t),
    };
  });
  return {
    tolerance,
    budgetScale,
    states,
    tables: tableReports(assembly),
    stateBits: formats.states.reduce((sum, s) => sum + s.format.width, 0),
    trials,
  };
}
function contributors({ plan, sites, bounds }: Assembly, target: number): StateReport['contributors'] {
  const shares = bounds.shares[target]!;
  const total = shares.reduce((sum, s) => sum + s, 0);
  return sites.all
    .map((site, s) => ({ what: siteText(plan, site), share: total > 0 ? shares[s]! / total : 0 }))
    .filter((c) => c.share > 0.01)
    .sort((a, b) => b.share - a.share)
    .slice(0, 5);
}
function siteText(plan: Assembly['plan'], site: Site): string {
  const node = nodeText(plan, site.node);
  if (site.argument < 0) return site.kind === 'fit' ? `table of ${node}` : `rounding of ${node}`;
  const arg = plan.nodes[site.node]!.args[site.argument]!;
  return site.kind === 'constant'
    ? `constant ${plan.nodes[arg]!.attributes.value} in ${node}`
    : `narrowing of ${nodeText(plan, arg)} for ${node}`;
}
function tableReports({ formats }: Assembly): TableReport[] {
  return [...new Set(formats.tables)].flatMap((table) => {
    if (!table) return [];
    const segments = table.coefficients[0]!.words.length;
    return [
      {
        name: table.name,
        of: table.of,
        degree: table.degree,
        segments,
        bits: segments * table.coefficients.reduce((sum, c) => sum + c.width, 0),
        input: formatText(table.input),
        error: table.error,
        inputsChecked: table.inputsChecked,
        exhaustive: BigInt(table.inputsChecked) === table.highCode - table.lowCode + 1n,
      },
    ];
  });
}
