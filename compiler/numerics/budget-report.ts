/**
 * What the accuracy costs: the part of every state's predicted error that each operation makes, its bits and its hardware, and what
 * a finer or a coarser budget would change. Data for the page of a build; worked out only when asked for.
 */
import type { Span } from '../../dsl/index.ts';
import { costOf, hardwareOperations } from '../ops/hardware/index.ts';
import { type Cost, type Family, formatText, siteOf } from '../ops/index.ts';
import type { Assembled, Assembly } from './assemble.ts';
import type { FixedForm } from './form.ts';
import { type NodeId, nodeText } from './plan.ts';
import type { SiteKind } from './sites.ts';

export interface BudgetState {
  readonly name: string;
  /** As the model shows it: multiply an SI value by `scale`. */
  readonly unit: { readonly scale: number; readonly text: string };
  readonly format: string;
  /** Bound of the error of one step, SI. */
  readonly predictedError: number;
}
export interface BudgetOperation {
  /** Name in the file, the function of a table, or the operation. */
  readonly what: string;
  readonly op: string;
  readonly origin: Span | null;
  readonly format: string;
  /** Width of the result. */
  readonly bits: number;
  /** Memory of its table; 0 for others. */
  readonly tableBits: number;
  /** Part of each state's predicted error (0 .. 1), parallel to `states`; of each state they add up to 1. */
  readonly shares: readonly number[];
  /** The same by where the error arises: rounding of the result, fit of the table, narrowed arguments, constants. */
  readonly sources: readonly { readonly kind: SiteKind; readonly shares: readonly number[] }[];
  /** With the narrowing of its arguments. */
  readonly cost: Cost;
}
export interface BudgetPoint {
  /** The error budget of one step, as a multiple of the one that was built: 1/2 is one bit more. */
  readonly factor: number;
  /** Predicted error by state, SI. */
  readonly predictedErrors: readonly number[];
  readonly cost: Cost;
  readonly stateBits: number;
  readonly tableBits: number;
}
export interface BudgetReport {
  readonly family: string;
  readonly states: readonly BudgetState[];
  /** The largest share of any state first. */
  readonly operations: readonly BudgetOperation[];
  /** In order of `factor`; a budget for which no formats exist is left out. */
  readonly curve: readonly BudgetPoint[];
}
/** A build at some budget. */
export interface BudgetBuild extends Assembled {
  readonly assembly: Assembly;
}
/** One and two bits more, one and two bits less. */
const factors = [1 / 4, 1 / 2, 1, 2, 4];
const free: Cost = { lut: 0, ff: 0, dsp: 0, bram: 0 };

/**
 * @param built the build as it stands
 * @param at    the same at another budget; null where there are no formats for it
 */
export function reportBudget(
  built: BudgetBuild,
  at: (factor: number) => BudgetBuild | null,
  family: Family,
): BudgetReport {
  const { cell } = built.assembly.plan.step.population;
  return {
    family: family.name,
    states: built.fixed.states.map(({ name, format, localError }, i) => ({
      name,
      unit: cell.states[i]!.unit,
      format: formatText(format),
      predictedError: localError,
    })),
    operations: operationsOf(built, family),
    curve: factors.flatMap((factor) => {
      const made = factor === 1 ? built : at(factor);
      return made ? [pointOf(made.fixed, factor, family)] : [];
    }),
  };
}

function pointOf(fixed: FixedForm, factor: number, family: Family): BudgetPoint {
  return {
    factor,
    predictedErrors: fixed.states.map((s) => s.localError),
    cost: fixed.values.map((_, id) => costOfValue(fixed, id, family)).reduce(plus, free),
    stateBits: fixed.states.reduce((sum, s) => sum + s.format.width, 0),
    // equal functions share one memory
    tableBits: fixed.tables.reduce((sum, table) => sum + bitsOfTable({ table }), 0),
  };
}
function operationsOf({ assembly, fixed, nodeOf }: BudgetBuild, family: Family): BudgetOperation[] {
  const { plan } = assembly;
  const costs = new Map<NodeId, Cost>();
  fixed.values.forEach((_, id) => {
    const node = nodeOf[id]!;
    costs.set(node, plus(costs.get(node) ?? free, costOfValue(fixed, id, family)));
  });
  const sources = sourcesByNode(assembly, fixed.states.length);
  const nodes = [...new Set([...costs.keys(), ...sources.keys()])].sort((a, b) => a - b);
  const found = nodes.flatMap((node) => {
    const { op, origin } = plan.nodes[node]!;
    const format = assembly.formats.nodes[node]?.format;
    const cost = costs.get(node) ?? free;
    const parts = sources.get(node) ?? [];
    if (!format || (parts.length === 0 && cost.lut + cost.ff + cost.dsp + cost.bram === 0)) return [];
    return {
      what: nodeText(plan, node),
      op,
      origin,
      format: formatText(format),
      bits: format.width,
      tableBits: bitsOfTable({ table: assembly.formats.tables[node] ?? null }),
      shares: fixed.states.map((_, s) => parts.reduce((sum, part) => sum + part.shares[s]!, 0)),
      sources: parts,
      cost,
    };
  });
  const most = (operation: BudgetOperation): number => operation.shares.reduce((m, share) => Math.max(m, share), 0);
  return found.sort((a, b) => most(b) - most(a));
}
/** Each site's part of the sum of all sites' largest contributions, by the node that it belongs to. */
function sourcesByNode({ sites, targets, bounds }: Assembly, states: number): Map<NodeId, BudgetOperation['sources']> {
  const rows = Array.from({ length: states }, (_, s) =>
    targets.findIndex((target) => target.kind === 'state' && target.index === s),
  ).map((t) => (t < 0 ? null : bounds.shares[t]!));
  const totals = rows.map((row) => row?.reduce((sum, share) => sum + share, 0) ?? 0);
  const byNode = new Map<NodeId, { kind: SiteKind; shares: number[] }[]>();
  sites.all.forEach(({ node, kind }, site) => {
    const shares = rows.map((row, s) => (row && totals[s]! > 0 ? row[site]! / totals[s]! : 0));
    if (!shares.some((share) => share > 0)) return;
    const parts = byNode.get(node) ?? [];
    const same = parts.find((part) => part.kind === kind);
    if (same) same.shares = same.shares.map((share, s) => share + shares[s]!);
    else parts.push({ kind, shares });
    byNode.set(node, parts);
  });
  return byNode;
}

const fixedOperations: ReadonlySet<string> = new Set(hardwareOperations);
function costOfValue(fixed: FixedForm, id: number, family: Family): Cost {
  const value = fixed.values[id]!;
  if (!fixedOperations.has(value.op)) return free;
  const args = value.args.map((arg) => fixed.values[arg]!);
  return costOf(value.op, siteOf(value, args), family);
}
function plus(a: Cost, b: Cost): Cost {
  return { lut: a.lut + b.lut, ff: a.ff + b.ff, dsp: a.dsp + b.dsp, bram: a.bram + b.bram };
}
function bitsOfTable({ table }: Pick<FixedForm['values'][number], 'table'>): number {
  if (!table) return 0;
  return table.coefficients[0]!.words.length * table.coefficients.reduce((sum, c) => sum + c.width, 0);
}
