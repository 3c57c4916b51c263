/** Records, measures, expects and plots: what an experiment keeps and what it must show. */
import { isPlain, type Syntax, sameDimension } from '../../../dsl/index.ts';
import { resolveNode } from '../accesses.ts';
import { evaluate, evaluateBool, evaluateReal } from '../expressions.ts';
import { FileEnvironment } from '../file-environment.ts';
import { type ExpectModel, type Experiment, partName } from '../form.ts';
import { textOfExpression, wantReal, wantSame } from '../operators.ts';
import { type Quantity, second } from '../quantity.ts';
import { didYouMean } from '../reporter.ts';
import { fits, printUnit, printUnitOf } from '../units.ts';
import type { ExperimentDraft } from './draft.ts';
import { findEvent, MeasureEnvironment } from './measure-environment.ts';
import { type Places, placesOf } from './places.ts';
import { type Observed, windowOf, within } from './windows.ts';

// ---- records -----------------------------------------------------------------------------------------------------
export function readRecords(draft: ExperimentDraft): void {
  for (const statement of draft.statements('record')) {
    const every = statement.every ? time(statement.every, draft) : null;
    if (every === undefined) continue;
    for (const what of statement.what) addRecord(what, every, draft);
  }
}
function time(expression: Syntax.Expression, draft: ExperimentDraft): number | undefined {
  const env = new FileEnvironment(draft.context, draft.builder, draft.scope);
  const q = evaluateReal(expression, env);
  if (!q || !fits({ shape: 'real', dimension: second, unit: 's' }, q, expression, expression.span, '`every`', env))
    return undefined;
  const value = env.builder.constantOf(q.parts[0]!);
  if (value !== undefined && value > 0) return value;
  draft.context.reporter.report(
    'E0603',
    expression.span,
    'records are taken at a time longer than zero, known before the run',
  );
  return undefined;
}

/** Keeps an event or a quantity under the text it was asked for by; returns the names of its records. */
/** `m.x m.y m.z`, `E.re E.im`: what the parts of a quantity of several are called. */
function partsOfName(name: string): string[] {
  return [2, 3].flatMap((parts) => Array.from({ length: parts }, (_, i) => `${name}${partName(i, parts)}`));
}
function addRecord(what: Syntax.Expression, every: number | null, draft: ExperimentDraft): string[] {
  const name = textOfExpression(new MeasureEnvironment(draft), what).replace(/\s+/g, ' ');
  const known = draft.records.filter((r) => r.name === name || partsOfName(name).includes(r.name));
  if (known.length > 0) return known.map((r) => r.name);
  const place = placesOf(what, draft);
  if (!place) return [];
  const { part, instances } = place;
  const event = findEvent(place);
  if (event !== undefined) {
    draft.records.push({ name, unit: printUnit(null, null), part, instances, value: null, event, every: null });
    return [name];
  }
  const q = node(place) ?? evaluate(place.expression, place.flat.top);
  if (!q) return [];
  return q.parts.map((value, i) => {
    const full = `${name}${partName(i, q.parts.length)}`;
    draft.records.push({ name: full, unit: printUnit(null, q.dimension), part, instances, value, event: null, every });
    return full;
  });
}

/** A node alone stands for its potential, or its value. */
function node({ expression: what, flat: { top } }: Places) {
  const isNamed = what.kind === 'member' || (what.kind === 'name' && top.entries.has(what.name.text));
  const id = isNamed ? resolveNode(what, top) : undefined;
  const word = id === undefined || id === null ? undefined : top.cell.nodes[id]!.resolved.potential?.access;
  if (word === undefined) return null;
  return evaluate(
    {
      kind: 'call',
      span: what.span,
      callee: { text: word, span: what.span },
      args: [{ name: null, value: what, span: what.span }],
    },
    top,
  );
}

// ---- measures ----------------------------------------------------------------------------------------------------
/** `observed`: null when the run is not fully described, which was said. */
export function readMeasures(draft: ExperimentDraft, observed: Observed | null): void {
  const env = new MeasureEnvironment(draft);
  const { reporter } = draft.context;
  for (const statement of draft.statements('measure')) {
    const { name, value, qualifiers } = statement;
    const before = draft.measures.find((m) => m.name === name.text);
    if (before) {
      reporter.report('E0621', name.span, `\`${name.text}\` is measured twice`, {
        related: [{ span: before.origin, text: 'first here' }],
      });
      continue;
    }
    const window = observed === null ? undefined : windowOf(qualifiers, draft, observed);
    const whole = evaluate(value, env);
    const quantity = whole && window ? { ...whole, parts: whole.parts.map((part) => within(part, window)) } : whole;
    if (quantity && wantReal(env, quantity, value))
      draft.measures.push({ name: name.text, quantity, unit: printUnit(null, quantity.dimension), origin: name.span });
  }
}
export function measuresOf(draft: ExperimentDraft): Experiment['measures'] {
  return draft.measures.map(({ name, quantity, unit, origin }) => ({ name, unit, value: quantity.parts[0]!, origin }));
}

// ---- expects -----------------------------------------------------------------------------------------------------
export function readExpects(draft: ExperimentDraft): ExpectModel[] {
  return draft.statements('expect').flatMap((statement) => {
    const expect = readExpect(statement, draft);
    return expect ? [expect] : [];
  });
}

function readExpect(statement: Syntax.ExpectStatement, draft: ExperimentDraft): ExpectModel | null {
  const env = new MeasureEnvironment(draft);
  const [left, right] = [evaluate(statement.left, env), evaluate(statement.right, env)];
  const tolerance = left && toleranceOf(statement, left, env);
  const at = selection(statement, draft, env);
  const where = statement.where ? evaluateBool(statement.where, env) : undefined;
  const on = modelsOf(statement, draft);
  if (!left || !right || tolerance === undefined || !at || where === null || !on) return null;
  if (!wantReal(env, left, statement.left) || !wantReal(env, right, statement.right)) return null;
  if (
    !wantSame(
      env,
      { quantity: left, expression: statement.left },
      { quantity: right, expression: statement.right },
      'compared with',
    )
  )
    return null;
  if (statement.source === '') withoutSource(draft, statement);
  return {
    text: statement.text,
    source: statement.source,
    origin: statement.span,
    left: left.parts[0]!,
    relation: statement.relation,
    right: right.parts[0]!,
    tolerance,
    at,
    where: where?.parts[0] ?? null,
    on,
    unit: printUnitOf(statement.right, right.dimension, draft.scope, draft.context),
  };
}

/** Once for all lines of an experiment, at the first of them. */
function withoutSource(draft: ExperimentDraft, statement: Syntax.ExpectStatement): void {
  const silent = draft.statements('expect').filter((each) => each.source === '');
  if (silent[0] !== statement) return;
  const others = silent.length - 1;
  const more = others === 0 ? '' : `, and ${others} more of this experiment ${others === 1 ? 'does' : 'do'} not either`;
  draft.context.reporter.report(
    'W0602',
    statement.span,
    `this \`expect\` does not say where its figure comes from${more}`,
    { help: 'end the line with `// paper and figure`, `// analytic` or `// converged`' },
  );
}
/** `+- 1 %` is relative, `+- 0.1 kHz` absolute; a plain number is relative unless the quantity is a plain number too. */
function toleranceOf(
  statement: Syntax.ExpectStatement,
  left: Quantity<unknown>,
  env: MeasureEnvironment,
): ExpectModel['tolerance'] | undefined {
  const { tolerance, relation } = statement;
  const { reporter } = env.context;
  if (!tolerance) {
    if (relation !== '~') return null;
    reporter.report('E0609', statement.span, '`~` needs a tolerance', {
      help: 'write for example `f ~ 329 kHz +- 1 %`, or `==` for a value that must be met exactly',
    });
    return undefined;
  }
  const q = evaluateReal(tolerance, env);
  if (!q) return undefined;
  const value = env.builder.constantOf(q.parts[0]!);
  if (value === undefined || !(value >= 0)) {
    reporter.report('E0609', tolerance.span, 'a tolerance is a number from zero on, known before the run');
    return undefined;
  }
  const ratio = tolerance.kind === 'number' && tolerance.unit !== null && isPlain(q.dimension);
  if (!ratio && sameDimension(q.dimension, left.dimension)) return { kind: 'absolute', value };
  if (isPlain(q.dimension)) return { kind: 'relative', value };
  reporter.report(
    'E0609',
    tolerance.span,
    'this tolerance is neither a part of the figure nor a quantity of its kind',
    { help: 'write `+- 1 %`, or a quantity in the unit of the figure' },
  );
  return undefined;
}

/** `at in = 12 V`: each names a sweep and one of its points. */
function selection(
  statement: Syntax.ExpectStatement,
  draft: ExperimentDraft,
  env: MeasureEnvironment,
): ExpectModel['at'] | null {
  const { reporter } = draft.context;
  const points = statement.at.map(({ name, value }) => {
    const sweep = draft.sweeps.find((s) => s.name === name.text);
    if (!sweep && draft.statements('sweep').some((s) => s.name.text === name.text)) return null;
    if (!sweep)
      return reporter.report('E0608', name.span, `\`${name.text}\` is not swept`, {
        help:
          didYouMean(
            name.text,
            draft.sweeps.map((s) => s.name),
          ) ?? 'leave `at ...` out: it holds for the whole experiment',
      });
    const q = evaluateReal(value, env);
    if (
      !q ||
      !fits(
        { shape: 'real', dimension: sweep.dimension, unit: sweep.unit.text || null },
        q,
        value,
        sweep.origin,
        `\`${name.text}\``,
        env,
      )
    )
      return null;
    const number = env.builder.constantOf(q.parts[0]!);
    if (number === undefined) return reporter.report('E0608', value.span, 'a point is a number known before the run');
    const isPoint = sweep.values.some((v) => Math.abs(v - number) <= 1e-9 * Math.max(Math.abs(v), Math.abs(number)));
    return isPoint
      ? { name: name.text, value: number }
      : reporter.report('E0608', value.span, `\`${name.text}\` never takes this value`, {
          label: 'not a point of the sweep',
          related: [{ span: sweep.origin, text: `${sweep.values.length} points, swept here` }],
        });
  });
  return points.some((p) => p === null) ? null : (points as { name: string; value: number }[]);
}

function modelsOf(statement: Syntax.ExpectStatement, draft: ExperimentDraft): ExpectModel['on'] | null {
  const known = ['float64', 'fixed', 'rtl'] as const;
  const models = statement.on.map(
    (name) =>
      known.find((k) => k === name.text) ??
      draft.context.reporter.report('E0622', name.span, `\`${name.text}\` is no model of the circuit`, {
        help: 'the models are `float64`, `fixed` and `rtl`',
      }),
  );
  return models.some((m) => m === null) ? null : (models as ExpectModel['on'][number][]);
}

// ---- plots -------------------------------------------------------------------------------------------------------
/**
 * `plot f over in` shows a measure over a sweep; `plot V(out)` a trace and `plot I(M) over V(out)` a loop, whose quantities are
 * recorded for it.
 */
export function readPlots(draft: ExperimentDraft): Experiment['plots'] {
  return draft.statements('plot').flatMap(({ what, over, span }): Experiment['plots'][number][] => {
    const measured = what.map((each) =>
      each.kind === 'name' ? draft.measures.find((m) => m.name === each.name.text)?.name : undefined,
    );
    const sweep = over ? sweepName(over, draft) : null;
    const isMeasure = measured.some((name) => name !== undefined);
    if (over && sweep === null && (isMeasure || isFailedSweep(over, draft))) {
      const measure = what.find((_, i) => measured[i] !== undefined);
      if (measure) overNoSweep(over, measure, draft);
      return [];
    }
    if (!isMeasure && sweep === null) {
      const [against] = over ? addRecord(over, null, draft) : [];
      if (over && against === undefined) return [];
      const names = what.flatMap((each) => addRecord(each, null, draft));
      return [{ kind: over ? 'orbit' : 'trace', names, over: against ?? null, origin: span }];
    }
    const names = measured.map((name, i) => name ?? unknownMeasure(what[i]!, draft));
    return names.every((name) => name !== null) ? [{ kind: 'measure', names, over: sweep, origin: span }] : [];
  });
}
function unknownMeasure(what: Syntax.Expression, draft: ExperimentDraft): null {
  const name = what.kind === 'name' ? what.name.text : '';
  if (draft.statements('measure').some((m) => m.name.text === name)) return null;
  return draft.context.reporter.report('E0620', what.span, 'a plot over a sweep shows measures', {
    help:
      didYouMean(
        name,
        draft.measures.map((m) => m.name),
      ) ?? 'write `measure NAME = ...` and plot the name',
  });
}
function sweepName(over: Syntax.Expression, draft: ExperimentDraft): string | null {
  const name = over.kind === 'name' ? over.name.text : '';
  return draft.sweeps.some((s) => s.name === name) ? name : null;
}
/** Whether the name is that of a sweep which is wrong, and said so. */
function isFailedSweep(over: Syntax.Expression, draft: ExperimentDraft): boolean {
  return over.kind === 'name' && draft.statements('sweep').some((s) => s.name.text === over.name.text);
}
function overNoSweep(over: Syntax.Expression, measure: Syntax.Expression, draft: ExperimentDraft): void {
  if (isFailedSweep(over, draft)) return;
  const names = draft.sweeps.map((s) => s.name);
  draft.context.reporter.report('E0620', over.span, 'a measure is drawn over a swept quantity', {
    related: [{ span: measure.span, text: 'this name is that of a measure' }],
    help:
      didYouMean(over.kind === 'name' ? over.name.text : '', names) ??
      'leave `over ...` out; one recorded quantity over another is drawn as `plot I(M) over V(a)`',
  });
}
