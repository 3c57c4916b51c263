/** Functions of one variable as the compiler makes them: fitted tables at working widths, on every code, against the function itself. */
import { fitTable, newTableCache, oneVariable } from '../../compiler/numerics/index.ts';
import { type Attributes, apply, type Format, Graph, tableEvaluator, type ValueId } from '../../compiler/ops/index.ts';
import { everyInput } from './inputs.ts';
import type { TriedSite } from './sites.ts';

interface Tried {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  of(graph: Graph, x: ValueId): ValueId;
}
const single = (name: string, low: number, high: number, attributes: Attributes = {}, title = name): Tried => ({
  name: title,
  low,
  high,
  of: (graph, x) => apply(graph, name, [x], attributes),
});
const data = {
  name: 'data',
  x: Float64Array.of(-2, -1, 0.5, 2),
  y: Float64Array.of(0.2, 1, -0.4, 0.3),
  slope: Float64Array.of(0.5, 0, -0.2, 0.4),
};
const tried: readonly Tried[] = [
  single('reciprocal', 0.25, 2),
  single('sqrt', 0.01, 2),
  {
    name: 'rsqrt',
    low: 0.1,
    high: 2,
    of: (graph, x) => apply(graph, 'reciprocal', [apply(graph, 'sqrt', [x])]),
  },
  single('power', 0.1, 2, { exponent: 1.5 }, 'x^1.5'),
  single('power', 0.2, 2, { exponent: -0.7 }, 'x^-0.7'),
  single('exp', -2, 2),
  single('expm1', -2, 2),
  single('phi1', -2, 2),
  single('ln', 0.1, 2),
  single('softplus', -2, 2),
  single('logistic', -2, 2),
  single('tanh', -2, 2),
  single('sinh', -2, 2),
  single('cosh', -2, 2),
  single('sin', -2, 2),
  single('cos', -2, 2),
  single('tan', -1.3, 1.3),
  single('asin', -0.95, 0.95),
  single('acos', -0.95, 0.95),
  single('atan', -2, 2),
  single('lookup', -2, 2, { table: data }, 'data'),
];
/** Codes between -2 and 2, to 2^-(width-2). */
const widths = [8, 12, 16] as const;
/** Errors asked for, in parts of 1. */
const errors = { 8: 2e-2, 12: 1e-3, 16: 2e-6 } as const;

export interface FunctionSite extends TriedSite {
  /** Largest |table - function| over all codes, in parts of the error that the table states. */
  readonly worst: number;
}
/** Sites of every function at every width; throws where no table was found, which is a fault of the compiler. */
export function functionSites(): FunctionSite[] {
  return tried.flatMap(({ name, low, high, of }) =>
    widths.map((width) => {
      const graph = new Graph();
      const x = graph.add('state', [], 'real', { index: 0 });
      const f = oneVariable(graph, of(graph, x), x, 'x');
      const input: Format = { signed: true, width, fraction: width - 2 };
      const unit = 2 ** -input.fraction;
      const [lowCode, highCode] = [Math.ceil(low / unit), Math.min(Math.floor(high / unit), 2 ** (width - 1) - 1)];
      const request = {
        name: `ops_${name.replace(/\W/g, '_')}_${width}`,
        f,
        input,
        lowCode,
        highCode,
        error: errors[width],
      };
      const table = fitTable(request, newTableCache());
      if (table === null) throw new Error(`no table of ${width} bits follows ${name}`);
      let worst = 0;
      const integer = tableEvaluator(table);
      for (let code = lowCode; code <= highCode; code++) {
        const got = integer(code) * 2 ** -table.workFraction;
        worst = Math.max(worst, Math.abs(got - f.value(code * unit)));
      }
      const result: Format = { signed: true, width: width + 6, fraction: width };
      const site = {
        args: [input], result, rounding: 'nearestEven' as const, overflow: 'saturate' as const, attributes: {}, table, constants: [null],
      }; // biome-ignore format: one literal
      return {
        op: 'polynomial',
        site,
        inputs: everyInput([input]),
        row: `${name} ${width}`,
        worst: worst / table.error,
      };
    }),
  );
}
