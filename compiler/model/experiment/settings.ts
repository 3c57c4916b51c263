/** Settings of an experiment: the run itself (`dt`, `stop` ...), and values for ports and parameters. */

import { type Dimension, formatQuantity, nearest, none, type Span, type Syntax } from '../../../dsl/index.ts';
import { mostSeeds } from '../../ops/draw/draw.ts';
import type { ValueId } from '../../ops/graph.ts';
import { leavesOf } from '../../ops/index.ts';
import { constantValue } from '../constant-value.ts';
import { evaluate, evaluateReal } from '../expressions.ts';
import { FileEnvironment } from '../file-environment.ts';
import type { Experiment, Solver } from '../form.ts';
import { wantNumber } from '../operators.ts';
import { type Quantity, second, shapeOf } from '../quantity.ts';
import { didYouMean } from '../reporter.ts';
import { sweepsIn } from '../solve.ts';
import { fits, fitted } from '../units.ts';
import { type ExperimentDraft, findTarget, type Target, targetNames } from './draft.ts';
import { readSchedule } from './schedule.ts';
import { StimulusEnvironment } from './stimulus-environment.ts';

export type RunSettings = Pick<Experiment, 'dt' | 'stop' | 'solver' | 'tolerance' | 'seed' | 'settle'>;
const solvers: readonly Solver[] = ['euler', 'heun', 'rk4', 'exponential'];
const runNames = ['dt', 'stop', 'solver', 'tolerance', 'seed', 'settle'] as const;

interface Said {
  readonly name: string;
  readonly value: Syntax.Expression;
  readonly span: Span;
}

/** All settings, those of the command line last; reports names that are set twice. */
function allSettings(draft: ExperimentDraft): Said[] {
  const said: Said[] = [];
  for (const { name, value } of draft.statements('setting')) {
    const before = said.find((s) => s.name === name.text);
    if (before)
      draft.context.reporter.report('E0621', name.span, `\`${name.text}\` is set twice`, {
        related: [{ span: before.span, text: 'first here' }],
      });
    else said.push({ name: name.text, value, span: name.span });
  }
  for (const override of draft.overrides) {
    for (const known of [...runNames, ...targetNames(draft)]) override.known.add(known);
    const isKnown = (runNames as readonly string[]).includes(override.name) || findTarget(override.name, draft);
    if (!isKnown) continue;
    override.used.value = true;
    const at = said.findIndex((s) => s.name === override.name);
    if (at >= 0) said.splice(at, 1);
    said.push({ name: override.name, value: override.value, span: override.span });
  }
  return said;
}

/** Reads every setting; null when the run is not fully described. */
export function readSettings(draft: ExperimentDraft): RunSettings | null {
  const said = allSettings(draft);
  const dt = number('dt', said, draft, second, positive);
  draft.dt = dt === null ? null : dt / sweepsIn(draft.circuit.parts);
  if (draft.dt !== null) draft.schedule = readSchedule(draft, draft.dt);
  const phased = draft.schedule?.names() ?? new Map<string, Span>();
  for (const setting of said)
    if (!(runNames as readonly string[]).includes(setting.name) && !phased.has(setting.name)) setTarget(setting, draft);
  for (const [name, span] of phased) setInPhases(name, span, said, draft);
  setEndsOfPhases(draft);
  setSweeps(draft, said);
  checkComplete(draft);
  return runSettings(said, draft);
}

// ---- the run -----------------------------------------------------------------------------------------------------
function runSettings(said: readonly Said[], draft: ExperimentDraft): RunSettings | null {
  const { dt } = draft;
  const planned =
    dt === null ? undefined : draft.brokenPhases ? dt : draft.schedule ? draft.schedule.steps * dt : undefined;
  const stop = number('stop', said, draft, second, positive, planned);
  const tolerance = number('tolerance', said, draft, none, positive, 1e-3);
  const settle = number('settle', said, draft, second, (n) => n >= 0, 0);
  const seed = number('seed', said, draft, none, (n) => Number.isInteger(n) && n >= 0 && n < mostSeeds, 1);
  const solver = solverOf(
    said.find((s) => s.name === 'solver'),
    draft,
  );
  if (dt === null || stop === null || tolerance === null || settle === null || seed === null || solver === null)
    return null;
  const rounded = wholeSteps(dt, stop, said, draft);
  if (rounded === null || settleTooLong(settle, stop, said, draft)) return null;
  return { dt, stop: rounded, tolerance, settle, seed, solver };
}
const positive = (n: number): boolean => n > 0;
const wanted: Readonly<Record<string, string>> = {
  dt: 'the step `dt` must be longer than zero',
  stop: 'the end `stop` must be later than zero',
  tolerance: 'the tolerance must be larger than zero',
  settle: 'the time to settle cannot be negative',
  seed: `the seed is a whole number from 0 to ${mostSeeds - 1}`,
};

function number(
  name: string,
  said: readonly Said[],
  draft: ExperimentDraft,
  dimension: Dimension,
  good: (n: number) => boolean,
  standard?: number,
): number | null {
  const { reporter } = draft.context;
  const setting = said.find((s) => s.name === name);
  if (!setting) {
    if (standard !== undefined) return standard;
    return reporter.report(
      'E0602',
      draft.declaration.name.span,
      `the experiment \`${draft.declaration.name.text}\` does not say its \`${name}\``,
      {
        help:
          name === 'dt'
            ? 'write for example `dt = 10 ns`, the time of one step'
            : 'write for example `stop = 100 us`, the end of the run',
      },
    );
  }
  const env = new FileEnvironment(draft.context, draft.builder, draft.scope);
  const q = evaluateReal(setting.value, env);
  if (!q || !fits({ shape: 'real', dimension, unit: null }, q, setting.value, setting.span, `\`${name}\``, env))
    return null;
  const value = env.builder.constantOf(q.parts[0]!);
  if (value === undefined)
    return reporter.report('E0603', setting.value.span, `\`${name}\` is a number known before the run`);
  return good(value) && Number.isFinite(value)
    ? value
    : reporter.report('E0603', setting.value.span, wanted[name]!, { label: 'not possible' });
}

function solverOf(setting: Said | undefined, draft: ExperimentDraft): Solver | null {
  if (!setting) return 'euler';
  const { value } = setting;
  const name = value.kind === 'name' ? value.name.text : '';
  const solver = solvers.find((s) => s === name);
  return (
    solver ??
    draft.context.reporter.report(
      'E0610',
      value.span,
      `there is no solver ${name === '' ? 'of this kind' : `\`${name}\``}`,
      { help: didYouMean(name, solvers) ?? `the solvers are ${solvers.map((s) => `\`${s}\``).join(', ')}` },
    )
  );
}

/** A run is a whole number of steps: `stop` is rounded to it, with a warning. */
function wholeSteps(dt: number, stop: number, said: readonly Said[], draft: ExperimentDraft): number | null {
  const { reporter } = draft.context;
  const span = said.find((s) => s.name === 'stop')?.value.span ?? draft.declaration.name.span;
  const steps = Math.round(stop / dt);
  if (steps < 1)
    return reporter.report('E0603', span, `the run is shorter than one step of ${formatQuantity(dt, second)}`);
  if (steps > 2 ** 40)
    return reporter.report('E0603', span, `the run has ${steps.toExponential(1)} steps, and 2^40 is the most`, {
      help: 'shorten it, or take a longer `dt`',
    });
  if (Math.abs(stop / dt - steps) < 1e-6) return stop;
  reporter.report(
    'W0601',
    span,
    `\`stop\` is no multiple of \`dt\`; the run ends at ${formatQuantity(steps * dt, second)}, after ${steps} steps`,
  );
  return steps * dt;
}
function settleTooLong(settle: number, stop: number, said: readonly Said[], draft: ExperimentDraft): boolean {
  if (settle < stop) return false;
  draft.context.reporter.report(
    'E0603',
    said.find((s) => s.name === 'settle')?.value.span ?? draft.declaration.name.span,
    'the time to settle leaves nothing of the run to measure',
    { help: '`settle` ends before `stop`' },
  );
  return true;
}

// ---- ports and parameters ----------------------------------------------------------------------------------------
function setTarget(setting: Said, draft: ExperimentDraft): void {
  const { reporter } = draft.context;
  const target = findTarget(setting.name, draft);
  if (!target) {
    const swept = draft.sweeps.some((s) => s.name === setting.name);
    const known = [...runNames, ...targetNames(draft)];
    if (!failedTarget(setting.name, draft))
      reporter.report(
        'E0601',
        setting.span,
        `\`${setting.name}\` is neither a setting of a run nor a port or a parameter of \`${draft.declaration.of.text}\``,
        {
          label: 'unknown setting',
          help:
            (setting.name === 'lanes' || setting.name === 'clock'
              ? `it belongs to the hardware: \`target { ${setting.name} = ... }\``
              : didYouMean(setting.name, known)) ??
            (swept ? undefined : `it can set ${known.map((k) => `\`${k}\``).join(', ')}`),
        },
      );
    return;
  }
  const swept = draft.sweeps.find((s) => s.name === setting.name);
  if (swept)
    reporter.report('E0621', setting.span, `\`${setting.name}\` is swept and set`, {
      related: [{ span: swept.origin, text: 'swept here' }],
    });
  const q = valueFor(target, setting, new StimulusEnvironment(draft));
  if (q?.parts.every((part) => steady(part, setting, target, draft))) give(target, q, setting.span, draft);
}
/** A setting as a value of its target; null after a message. */
function valueFor(target: Target, setting: Said, env: StimulusEnvironment): Quantity<ValueId> | null {
  const q = evaluate(setting.value, env);
  if (!q || !wantNumber(env, q, setting.value)) return null;
  const { dimension, unit } = target;
  const wanted = {
    shape: shapeOf(target.components),
    dimension,
    unit: unit.text || null,
  } as const;
  return fitted(wanted, q, setting.value, target.span, `\`${setting.name}\``, env);
}
function give(target: Target, q: Quantity<ValueId>, origin: Span, draft: ExperimentDraft): void {
  for (const { part, indices } of target.places)
    indices.forEach((index, i) => {
      draft.settings.push({ target: { part, kind: target.kind, index }, value: q.parts[i]!, origin });
    });
}
/** What phases set; what stands outside of them holds until the first. */
function setInPhases(name: string, span: Span, said: readonly Said[], draft: ExperimentDraft): void {
  const target = findTarget(name, draft);
  if (!target) {
    setTarget({ name, value: draft.schedule!.segments[0]!.phase.duration, span }, draft); // says so
    return;
  }
  const outside = said.find((s) => s.name === name);
  const before = outside ? valueFor(target, outside, new StimulusEnvironment(draft)) : defaultOf(target, draft);
  const sets = (phase: Syntax.PhaseStatement): boolean => phase.settings.some((each) => each.name.text === name);
  if (!outside && before === null && !sets(draft.schedule!.segments[0]!.phase))
    draft.context.reporter.report('E0293', span, `\`${name}\` has no value until this phase`, {
      help: `give it one outside of the phases, \`${name} = ...\`, or in the first`,
    });
  if (outside && before === null) return;
  const q = draft.schedule!.valueOf(name, before, ({ name: { span: at }, value }, columns) =>
    valueFor(target, { name, value, span: at }, new StimulusEnvironment(draft, columns)),
  );
  if (
    q?.parts.every((part) => steady(part, { name, value: outside?.value ?? { ...nothing, span }, span }, target, draft))
  )
    give(target, q, span, draft);
}
const nothing = { kind: 'string', value: '' } as const;
/** What a parameter is where nothing sets it; null: that is no number. */
function defaultOf({ kind, places, dimension, unit }: Target, draft: ExperimentDraft): Quantity<ValueId> | null {
  const [place] = places;
  if (kind !== 'param' || !place) return null;
  const { graph, params } = draft.circuit.parts[place.part]!.cell;
  const numbers = place.indices.map((index) => constantValue(graph, params[index]!.value, params));
  if (!numbers.every((n) => n !== undefined)) return null;
  const parts = numbers.map((n) => draft.builder.constant(n));
  return { shape: shapeOf(parts.length), dimension, unit: unit.text || null, parts };
}
/** Inputs that blocks `on end of NAME` made. */
function setEndsOfPhases(draft: ExperimentDraft): void {
  const value = (phase: string): ValueId => draft.schedule?.endOf(phase) ?? draft.builder.constant(0);
  for (const [part, { cell }] of draft.circuit.parts.entries())
    for (const [index, { phase, origin }] of cell.inputs.entries())
      if (phase !== undefined)
        draft.settings.push({ target: { part, kind: 'input', index }, value: value(phase), origin });
}

/** A port or parameter that exists but failed to build was reported where it is declared. */
function failedTarget(name: string, draft: ExperimentDraft): boolean {
  const entry = draft.circuit.home.top.entries.get(name);
  return entry?.kind === 'param' || draft.circuit.declaration.ports.some((port) => port.name.text === name);
}

function steady(value: ValueId, setting: Said, target: Target, draft: ExperimentDraft): boolean {
  const { graph } = draft;
  if (target.kind === 'input' || target.host || leavesOf(graph, [value]).every((leaf) => graph.get(leaf).op !== 'time'))
    return true;
  draft.context.reporter.report(
    'E0618',
    setting.value.span,
    `the parameter \`${setting.name}\` cannot change with time`,
    {
      related: [{ span: target.span, text: 'declared here' }],
      help: 'make it a port of the circuit, or a `host param`',
    },
  );
  return false;
}

/** A sweep over a port or a parameter sets it at every point. */
function setSweeps(draft: ExperimentDraft, said: readonly Said[]): void {
  const { reporter } = draft.context;
  draft.sweeps.forEach((sweep, index) => {
    const target = findTarget(sweep.name, draft);
    if (draft.circuit.sizes.has(sweep.name))
      reporter.report('E0339', sweep.origin, `\`${sweep.name}\` is the size of an array, which cannot be swept`);
    if (!target) {
      if (!sweep.used && !failedTarget(sweep.name, draft) && !usedByMeasure(sweep.name, draft))
        reporter.report('E0606', sweep.origin, `\`${sweep.name}\` is swept, and nothing depends on it`, {
          help:
            didYouMean(sweep.name, targetNames(draft)) ?? 'sweep a port or a parameter, or use the name in a setting',
        });
      return;
    }
    if (said.some((s) => s.name === sweep.name)) return;
    const value = draft.graph.add('param', [], 'real', { index }, { name: sweep.name });
    const q: Quantity<ValueId> = {
      shape: 'real',
      dimension: sweep.dimension,
      unit: sweep.unit.text || null,
      parts: [value],
    };
    const env = new StimulusEnvironment(draft);
    const expression: Syntax.Expression = draft.statements('sweep').find((s) => s.name.text === sweep.name)!.values;
    if (
      !fits(
        {
          shape: shapeOf(target.components),
          dimension: target.dimension,
          unit: target.unit.text || null,
        },
        q,
        expression,
        target.span,
        `\`${sweep.name}\``,
        env,
      )
    )
      return;
    for (const { part, indices } of target.places) {
      const place = { part, kind: target.kind, index: indices[0]! };
      draft.settings.push({ target: place, value, origin: sweep.origin });
    }
  });
}
function usedByMeasure(name: string, draft: ExperimentDraft): boolean {
  return draft.lets.has(name);
}

/** Every port that wants a value has one, and every parameter without a default. */
function checkComplete(draft: ExperimentDraft): void {
  const { reporter } = draft.context;
  const { home, parts } = draft.circuit;
  const phased = draft.schedule?.names();
  const isSet = (name: string): boolean =>
    draft.brokenPhases ||
    phased?.has(name) ||
    draft.statements('setting').some((s) => s.name.text === name) ||
    draft.statements('sweep').some((s) => s.name.text === name) ||
    draft.overrides.some((o) => o.name === name);
  const known = new Set<string>([...runNames, ...targetNames(draft)]);
  // a misspelt name has its own message, with this one in it
  const misspelt = (name: string): boolean =>
    draft.statements('setting').some((s) => !known.has(s.name.text) && nearest(s.name.text, [name]) !== undefined);
  for (const [name, { required, discipline, port }] of home.ports) {
    if (isSet(name) || misspelt(name)) continue;
    if (!required) {
      // Nothing comes in from outside; what the circuit itself contributes is all.
      for (const [part, { ports }] of parts.entries())
        for (const index of ports.get(name)?.inputs ?? []) {
          const value = draft.builder.constant(0);
          draft.settings.push({ target: { part, kind: 'input', index }, value, origin: port.span });
        }
      continue;
    }
    const unit = discipline.model.potentialUnit.text;
    reporter.report(
      'E0604',
      draft.declaration.name.span,
      `the experiment \`${draft.declaration.name.text}\` gives the port \`${name}\` no value`,
      {
        related: [{ span: port.span, text: `a port of \`${draft.declaration.of.text}\`` }],
        help:
          discipline.model.nature === 'event'
            ? 'event ports at the top have no source; put the circuit inside of another one'
            : `write \`${name} = VALUE${unit === '' ? '' : ` ${unit}`}\`, or sweep it`,
      },
    );
  }
  const missing = new Set<string>();
  for (const { cell } of parts)
    for (const param of cell.params) {
      const name = param.name.split('.')[0]!; // of a vector there is one for each component
      if (!Number.isNaN(cell.graph.constantOf(param.value) ?? 0) || isSet(name) || missing.has(name)) continue;
      missing.add(name);
      reporter.report(
        'E0604',
        draft.declaration.name.span,
        `the experiment \`${draft.declaration.name.text}\` gives the parameter \`${name}\` no value`,
        { related: [{ span: param.origin, text: 'has no default' }] },
      );
    }
}
