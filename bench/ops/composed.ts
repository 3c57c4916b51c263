/** Functions made of several operations, vectors, draws and roundings: small devices that try them on drawn numbers, in all models. */

import type { NodeFiles } from '../../cli/files.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { verify } from '../../cli/library/verify.ts';
import { type VerilogRunner, verilogRunner } from '../../cli/library/verilog.ts';
import { type CompiledExperiment, compile } from '../../compiler/pipeline.ts';
import { sourceFiles } from '../fuzz/judge.ts';

/** `a`, `b`, `c` are drawn anew in every step, uniform in -1 .. 1. */
interface Recipe {
  readonly name: string;
  /** The value that is tried, between -bound and bound; or statements that give `y`. */
  readonly value: string;
  readonly bound: number;
  readonly statements?: string;
}
const recipe = (name: string, value: string, bound: number, statements?: string): Recipe => ({
  name, value, bound, ...(statements === undefined ? {} : { statements }),
}); // biome-ignore format: one literal
const stochastic = "state y = 0 in -1 .. 1 round stochastic   y' = (0.99 * sin(3 * a) - y) / (200 ns)";
export const recipes: readonly Recipe[] = [
  recipe('multiply-accumulate', 'a * b + c', 2),
  recipe('constants', '0.3125 * a - 1.7 * b + 0.001 * c', 2.1),
  recipe('clamp', 'clamp(a, -0.3, 0.7)', 1),
  recipe('round', 'round(5 * a) / 5', 1.2),
  recipe('floor, ceil', 'floor(5 * a) / 5 + ceil(3 * b) / 3', 2.2),
  recipe('modular', 'mod(a, 0.3) + mod(b, 0.5 + 0.3 * c)', 1.2),
  recipe('atan2', 'atan2(a, b)', 3.2),
  recipe('hypot', 'hypot(a, b)', 1.5),
  recipe('two variables', 'grid(a, b)', 1.5),
  recipe('x^y', '(0.5 + abs(a))^b', 2.1),
  recipe('dot', 'dot((a, b, c), (b, c, 0.5))', 2.6),
  recipe('cross', 'cross((a, b, c), (b, c, 0.5)).y', 2),
  recipe('norm', 'norm((a, b, 0.2 + abs(c)))', 1.9),
  recipe('normalise', 'normalise((a, b, 0.2 + abs(c))).x', 1),
  recipe('uniform', 'uniform(-1, 1)', 1),
  recipe('gaussian', 'normal(0, 1)', 6.5),
  recipe('stochastic', '', 1, stochastic),
];
export const tolerances = [0.01, 0.001] as const;
const instances = 50;

function textOf({ value, bound, statements }: Recipe, tolerance: number, steps: number): string {
  const drawn = ['a', 'b', 'c'];
  return `device Tries() {
  param copy = 0
  table grid(x: 1, y: 1) -> 1 from "fuzz-grid.csv"
${drawn.map((name) => `  memory ${name} = 0.1 in -1 .. 1`).join('\n')}
  ${statements ?? `memory y = 0 in ${-bound} .. ${bound}`}
  every 10 ns { ${drawn.map((name) => `${name} = uniform(-1, 1)`).join('  ')} ${statements === undefined ? ` y = ${value}` : ''} }
}
experiment Run of Tries {
  sweep copy = 0 .. ${instances - 1} by 1
  dt = 10 ns   stop = ${10 * steps} ns   tolerance = ${tolerance}
}`;
}
export interface Trial {
  readonly inputs: number;
  readonly differences: number;
  /** Worst local error in parts of the bound. */
  readonly worst: number;
  readonly fault: string | null;
}
const runner: VerilogRunner = verilogRunner(process.env);

export async function tryComposed(tried: Recipe, tolerance: number, inputs: number): Promise<Trial> {
  const steps = Math.ceil(inputs / instances);
  const source = { path: 'composed.qnm', text: textOf(tried, tolerance, steps) };
  const { experiments, diagnostics } = compile(source, sourceFiles, { until: 'verilog' }, evaluators);
  const [experiment] = experiments;
  const error = diagnostics.find((d) => d.severity === 'error');
  if (experiment === undefined || error)
    return { inputs: 0, differences: 0, worst: 0, fault: error?.message ?? 'not compiled' };
  return await compare(experiment, steps * instances);
}
async function compare(experiment: CompiledExperiment, inputs: number): Promise<Trial> {
  const files = { sources: new Map() } as unknown as NodeFiles;
  const { report } = await verify(experiment, { simulators: ['verilator'], runner, compileSeconds: 0, files });
  const { exceeded, states } = report.localError;
  const y = states.find(({ name }) => name === 'y')!;
  const worst = y.worst === 0 ? 0 : y.worst / y.predicted;
  const wrong = report.bitExact ? null : JSON.stringify(report.firstDifference);
  return {
    inputs,
    differences: report.bitExact ? 0 : 1,
    worst,
    fault: wrong ?? (exceeded === null ? null : `bound exceeded: ${JSON.stringify(exceeded)}`),
  };
}
