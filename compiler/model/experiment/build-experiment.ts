/** An experiment with every name looked up: settings, sweeps, records, measures, expects, plots. */
import { none, type Syntax } from '../../../dsl/index.ts';
import { checkDrivers } from '../check-cell.ts';
import type { Context } from '../environment.ts';
import { evaluateReal } from '../expressions.ts';
import { FileEnvironment } from '../file-environment.ts';
import type { Experiment } from '../form.ts';
import type { FlatCircuit } from '../network/flatten-circuit.ts';
import { hertz, second } from '../quantity.ts';
import { didYouMean } from '../reporter.ts';
import type { FileScope } from '../scopes.ts';
import { fits } from '../units.ts';
import { ExperimentDraft } from './draft.ts';
import type { SetOverride } from './overrides.ts';
import { measuresOf, readExpects, readMeasures, readPlots, readRecords } from './results.ts';
import { readSettings } from './settings.ts';
import { readSweeps } from './sweeps.ts';

/** Null when something was wrong; everything wrong has been reported. */
export function buildExperiment(
  declaration: Syntax.ExperimentDeclaration,
  scope: FileScope,
  circuit: FlatCircuit,
  overrides: readonly SetOverride[],
  context: Context,
): Experiment | null {
  const draft = new ExperimentDraft(declaration, scope, circuit, overrides, context);
  refuseAsserts(draft);
  for (const { builder } of circuit.parts) checkDrivers(builder, context, true);
  for (const statement of draft.statements('let')) draft.lets.set(statement.name.text, statement);
  readSweeps(draft);
  const run = readSettings(draft);
  readRecords(draft);
  readMeasures(draft, run);
  const expects = readExpects(draft);
  const plots = readPlots(draft);
  const target = readTarget(draft);
  if (!run || !target) return null;
  return {
    name: declaration.name.text,
    circuit: circuit.declaration.name.text,
    parts: circuit.parts.map(({ name, shape, cell, edges, origin }) => ({ name, shape, cell, edges, origin })),
    ...run,
    stimuliGraph: draft.graph,
    settings: draft.settings,
    sweeps: draft.sweeps.map(({ name, unit, values, origin }) => ({ name, unit, values, origin })),
    records: draft.records,
    measures: measuresOf(draft),
    expects,
    plots,
    target,
    origin: declaration.name.span,
  };
}

/** What an experiment says of the run is judged in devices and circuits. */
function refuseAsserts(draft: ExperimentDraft): void {
  for (const statement of draft.statements('assert'))
    draft.context.reporter.report('E0293', statement.span, 'an `assert` stands in a device or a circuit', {
      help: 'write it there, or an `expect` here',
    });
}

const targetNames = ['clock', 'lanes', 'rate'] as const;

/** `target ulx3s { clock = 50 MHz  lanes = 2  rate >= 1 }` */
function readTarget(draft: ExperimentDraft): Experiment['target'] | null {
  const { reporter } = draft.context;
  const [statement, second] = draft.statements('target');
  if (second)
    reporter.report('E0621', second.span, 'an experiment has one target', {
      related: [{ span: statement!.span, text: 'first here' }],
    });
  const found = {
    board: statement?.board?.text ?? null,
    clock: null as number | null,
    lanes: null as number | null,
    minimalRate: null as number | null,
  };
  const env = new FileEnvironment(draft.context, draft.builder, draft.scope);
  for (const setting of statement?.settings ?? []) {
    const name = setting.name.text;
    if (name === 'clock') found.clock = positive(setting.value, name, env);
    else if (name === 'lanes') found.lanes = wholeNumber(setting.value, env);
    else if (name === 'scale') found.minimalRate = scaleOf(setting.value, env);
    else
      reporter.report('E0622', setting.name.span, `a target has no setting \`${name}\``, {
        help: didYouMean(name, targetNames) ?? 'a target has `clock`, `lanes` and `rate >= ...`',
      });
  }
  for (const requirement of statement?.requirements ?? []) {
    const isRate =
      requirement.kind === 'binary' &&
      requirement.operator === '>=' &&
      requirement.left.kind === 'name' &&
      requirement.left.name.text === 'rate';
    if (isRate) found.minimalRate = positive(requirement.right, 'rate', env);
    else reporter.report('E0622', requirement.span, 'a target may require `rate >= NUMBER`');
  }
  return found;
}

/** `scale 1 us = 1 ps`, time at the board and time of the circuit: asks for a rate of 1e-6. */
function scaleOf(
  value: Syntax.Expression,
  env: FileEnvironment<number & { readonly brand: 'ValueId' }>,
): number | null {
  if (value.kind !== 'binary') return null;
  const board = positive(value.left, 'scale', env);
  const circuit = positive(value.right, 'scale', env);
  return board === null || circuit === null ? null : circuit / board;
}

/** What each number of a target is. */
const dimensions = { clock: hertz, scale: second, rate: none } as const;
function positive(
  expression: Syntax.Expression,
  name: keyof typeof dimensions,
  env: FileEnvironment<number & { readonly brand: 'ValueId' }>,
): number | null {
  const q = evaluateReal(expression, env);
  if (
    !q ||
    !fits(
      { shape: 'real', dimension: dimensions[name], unit: null },
      q,
      expression,
      expression.span,
      `\`${name}\``,
      env,
    )
  )
    return null;
  const value = env.builder.constantOf(q.parts[0]!);
  if (value !== undefined && value > 0) return value;
  return env.context.reporter.report(
    'E0622',
    expression.span,
    `\`${name}\` is a number larger than zero, known before the run`,
  );
}
function wholeNumber(
  expression: Syntax.Expression,
  env: FileEnvironment<number & { readonly brand: 'ValueId' }>,
): number | null {
  const value = positive(expression, 'rate', env);
  if (value === null || Number.isInteger(value)) return value;
  return env.context.reporter.report('E0622', expression.span, '`lanes` is a whole number from 1 on');
}
