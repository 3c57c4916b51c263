/** Which operation costs how much error and hardware, and what a bit more or less would do, as a section of the page. */
import type { BudgetPoint, BudgetReport } from '../../compiler/numerics/index.ts';
import type { Span } from '../../dsl/index.ts';
import { budgetPlot } from '../plots/budget-plot.ts';
import { render } from '../plots/render.ts';
import type { ReportSection, ReportTable } from './html.ts';
import { digits, grouped } from './numbers.ts';

/** Operations with less than this part of every state's error are summed up in one row. */
const smallShare = 0.01;
const mostOperations = 24;

/** @param place  text of a place in the sources: `neuristor.qnm:12` */
export async function budgetSection(budget: BudgetReport, place: (span: Span) => string): Promise<ReportSection> {
  const picture = budget.curve.length < 2 ? null : await render(budgetPlot(budget));
  return {
    heading: 'Numbers',
    verdict: `Where the error of one step comes from, what each operation costs on ${budget.family} (estimate), and what more or less accuracy would cost.`,
    good: true,
    tables: [operationsTable(budget, place), curveTable(budget)],
    figures: picture === null ? [] : [picture.svg],
  };
}

function operationsTable({ operations, states }: BudgetReport, place: (span: Span) => string): ReportTable {
  const worth = operations
    .map((operation) => ({ operation, largest: Math.max(0, ...operation.shares) }))
    .filter(({ largest }) => largest >= smallShare)
    .slice(0, mostOperations)
    .map(({ operation }) => operation);
  const kept = new Set(worth);
  const rest = operations.filter((operation) => !kept.has(operation));
  const shown = states.map((_, i) => i).filter((i) => operations.some((operation) => operation.shares[i]! > 0));
  const share = (shares: readonly number[], i: number) =>
    shares[i]! < 0.0005 ? '' : `${digits(100 * shares[i]!, 2)}\u00a0%`;
  const sum = (pick: (operation: (typeof operations)[number]) => number) =>
    rest.reduce((total, operation) => total + pick(operation), 0);
  return {
    caption: 'Share of each operation in the predicted error of a step',
    head: ['operation', 'line', 'format', 'table bits', 'LUT', 'DSP', 'BRAM', ...shown.map((i) => states[i]!.name)],
    rows: [
      ...worth.map((o) => [
        o.what,
        o.origin === null ? '' : place(o.origin),
        o.format,
        o.tableBits === 0 ? '' : grouped(o.tableBits),
        grouped(o.cost.lut),
        o.cost.dsp === 0 ? '' : String(o.cost.dsp),
        o.cost.bram === 0 ? '' : String(o.cost.bram),
        ...shown.map((i) => share(o.shares, i)),
      ]),
      [
        `${rest.length} others`,
        '',
        '',
        grouped(sum((o) => o.tableBits)),
        grouped(sum((o) => o.cost.lut)),
        String(sum((o) => o.cost.dsp)),
        String(sum((o) => o.cost.bram)),
        ...shown.map((i) => `${digits(100 * sum((o) => o.shares[i]!), 2)}\u00a0%`),
      ],
    ],
  };
}

function curveTable({ curve, states }: BudgetReport): ReportTable {
  return {
    caption: 'Error against cost',
    head: [
      'budget',
      ...states.map((s) => `${s.name}${s.unit.text === '' ? '' : ` (${s.unit.text})`}`),
      'state bits',
      'table bits',
      'LUT',
      'DSP',
      'BRAM',
    ],
    rows: curve.map((point) => [
      budgetName(point),
      ...states.map((s, i) => digits(point.predictedErrors[i]! * s.unit.scale, 3)),
      String(point.stateBits),
      grouped(point.tableBits),
      grouped(point.cost.lut),
      String(point.cost.dsp),
      String(point.cost.bram),
    ]),
  };
}
function budgetName({ factor }: BudgetPoint): string {
  if (factor === 1) return 'as built';
  const bits = Math.abs(Math.log2(factor));
  return `about ${bits} bit${bits === 1 ? '' : 's'} ${factor < 1 ? 'more' : 'less'}`;
}
