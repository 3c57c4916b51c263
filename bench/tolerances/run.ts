/**
 * `npm run tolerances -- [files or folders] [--tolerances 1,0.1,0.01,0.001] [--skip Converged] [--quick]`: verifies every experiment at every
 * tolerance (in %) and prints a line for each: what it costs in bits (and its tables in multipliers, memories included), what error was predicted and measured, and whether fixed point, Verilog
 * and `expect` lines hold. Exit code 1 when something does not. Told of, but no fault: a figure finer than the tolerance asked, and a build that is cheaper at a
 * finer tolerance (the search did not find the least at the coarser one). `--quick` leaves the Verilog out.
 */
import { parseArgs } from 'node:util';
import { evaluators } from '../../cli/library/evaluators.ts';
import { filesOf, load } from '../../cli/library/load.ts';
import { verify } from '../../cli/library/verify.ts';
import { verilogRunner } from '../../cli/library/verilog.ts';
import { type CompiledExperiment, compile } from '../../compiler/pipeline.ts';
import { type Line, line, notGrowing, tightness } from './line.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tolerances: { type: 'string', default: '1,0.1,0.01,0.001' },
    skip: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
  },
});
const tolerances = values.tolerances.split(',').map((text) => Number(text) / 100);
const skipped = new Set(values.skip.split(','));
const folders = positionals.length > 0 ? positionals : ['examples', 'examples/numerics', 'examples/noise'];
const runner = verilogRunner(process.env);
const columns = [34, 7, 6, 7, 6, 9, 9, 6, 10, 5, 8] as const;

function print(cells: readonly string[]): void {
  console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(columns[i]!) : cell.padStart(columns[i]!))).join(' '));
}
function show(name: string, tolerance: number, { states, tables, predicted, measured, ratio, ...rest }: Line): void {
  const short = (x: number): string => (x === 0 ? '0' : x.toExponential(1));
  const bits = values.quick ? '-' : rest.bitExact ? 'yes' : 'NO';
  print([
    name,
    `${Number((100 * tolerance).toPrecision(6))} %`,
    String(states),
    String(tables),
    rest.tableCost.toFixed(1),
    short(predicted),
    short(measured),
    ratio === null ? '-' : ratio.toFixed(2),
    short(rest.trajectory),
    bits,
    `${rest.expects.held}/${rest.expects.all}`,
  ]);
  for (const reason of rest.reasons) console.log(`    ${reason}`);
  for (const figure of rest.finer) console.log(`    as close as asked, and no closer: ${figure}`);
}

/** A format that the file says stays as it is, whatever is asked. */
function hasSaidFormat({ parts }: CompiledExperiment): boolean {
  return parts.some(({ step }) => step.population.cell.states.some(({ format }) => format !== null));
}

/** One experiment at one tolerance. */
async function run(experiment: CompiledExperiment, files: ReturnType<typeof load>['files']): Promise<Line> {
  const { report } = await verify(experiment, {
    simulators: values.quick ? [] : ['verilator'],
    runner,
    compileSeconds: 0,
    files,
  });
  return line(experiment, report, values.quick);
}

const lines = new Map<string, Line[]>();
let wrong = 0;
print([
  'experiment',
  'asked',
  'states',
  'tables',
  'cost',
  'predicted',
  'measured',
  'ratio',
  'trajectory',
  'bits',
  'expects',
]);
for (const path of folders.flatMap((folder) => filesOf([folder])))
  for (const tolerance of tolerances) {
    const { source, files } = load(path);
    if (source === null) throw new Error(`${path} cannot be read`);
    const { diagnostics, experiments } = compile(source, files, { tolerance }, evaluators);
    if (experiments.some(hasSaidFormat)) {
      const own = compile(source, files, { until: 'step' }, evaluators).experiments[0]!.experiment.tolerance;
      if (tolerance < own) {
        console.log(`${path}: formats are said in the file, for ${100 * own} %`);
        break;
      }
    }
    for (const { severity, code, message } of diagnostics)
      if (severity === 'error') {
        wrong++;
        console.log(`${path} at ${100 * tolerance} %: ${code} ${message}`);
      }
    for (const experiment of experiments) {
      if (experiment.hardware === null || skipped.has(experiment.experiment.name)) continue;
      const name = `${path.replace(/^examples\/|\.qnm$/g, '')} ${experiment.experiment.name}`;
      const made = await run(experiment, files);
      show(name, tolerance, made);
      wrong += made.reasons.length;
      lines.set(name, [...(lines.get(name) ?? []), made]);
    }
  }
const dear = [...lines].flatMap(([name, all]) => notGrowing(all, tolerances).map((text) => `${name}: ${text}`));
if (dear.length > 0) console.log(`not the least that would do (${dear.length}):\n  ${dear.join('\n  ')}`);
const mean = tightness([...lines.values()].flat());
console.log(`predicted / measured: ${mean.toFixed(2)} (geometric mean), ${wrong} faults`);
process.exitCode = wrong > 0 || mean > 4 ? 1 : 0;
