/** Waveforms of time: each call becomes plain operations on `time`, so every simulator and the host compute the same. */

import { formatQuantity, none, type Span } from '../../../dsl/index.ts';
import type { DataTable, ValueId } from '../../ops/graph.ts';
import { byName } from '../by-name.ts';
import { type CsvFile, readCsv } from '../csv.ts';
import { type CallExpression, fileName } from '../environment.ts';
import { evaluateReal } from '../expressions.ts';
import { scalar, wantSame } from '../operators.ts';
import { type Quantity, real, second } from '../quantity.ts';
import { dataTable } from '../tables.ts';
import { parseUnitText } from '../units.ts';
import { bind, choose, type Env, parameter, refuse, since, spare, time, unitInterval } from './waveform-parts.ts';
import { throughPoints } from './waveform-points.ts';

/** `dt`: the step, s; null where it has its own message. */
type Stimulus = (call: CallExpression, env: Env, dt: number | null) => Quantity<ValueId> | null;

/** The waveforms by name. */
export const stimuli: Readonly<Record<string, Stimulus>> = byName({
  pulse,
  sine,
  ramp,
  pwl,
  stimulus,
});

/** `pulse(low, high, delay: 0 s, width: .., period: ..)`: high from `delay` on for `width`, again after each `period`. */
function pulse(call: CallExpression, env: Env, dt: number | null): Quantity<ValueId> | null {
  const a = bind(
    call,
    [
      parameter('low', 'value', true),
      parameter('high', 'value', true),
      parameter('delay', 'time'),
      parameter('width', 'time'),
      parameter('period', 'time'),
    ],
    env,
  );
  if (!a) return null;
  const { low, high, delay, width, period } = a;
  if (period !== undefined && !endsInTime(width, period, call, env)) return null;
  if (dt !== null && width !== undefined) warnOfShort(width, dt, call, env);
  const t = since(env, delay);
  const begun = env.builder.operation(
    'not',
    [env.builder.operation('less', [t, env.builder.constant(-1e-18)], 'bool')],
    'bool',
  );
  if (width === undefined) return { ...a.like, parts: [choose(env, begun, high!, low!)] };
  const unit = period ?? width;
  const cycles = scalar(env, 'add', scalar(env, 'divide', t, unit), env.builder.constant(spare));
  const phase =
    period === undefined ? cycles : scalar(env, 'subtract', cycles, env.builder.operation('floor', [cycles], 'real'));
  const inside = env.builder.operation('less', [phase, scalar(env, 'divide', width, unit)], 'bool');
  const started = env.builder.operation('lessEqual', [env.builder.constant(0), cycles], 'bool');
  return { ...a.like, parts: [choose(env, env.builder.operation('and', [started, inside], 'bool'), high!, low!)] };
}

/** A pulse that comes again must have ended before; of times that are known here. */
function endsInTime(width: ValueId | undefined, period: ValueId, call: CallExpression, env: Env): boolean {
  const example = `${call.callee.text}(0 V, 1 V, delay: 1 us, width: 2 us, period: 10 us)`;
  if (width === undefined)
    return refuse(env, call.span, 'a pulse with a `period` needs a `width`', `for example ${example}`);
  const [wide, every] = [width, period].map((time) => env.builder.constantOf(time));
  if (wide === undefined || every === undefined || wide < every) return true;
  const help = `make \`width\` shorter than \`period\`, for example ${example}; what stays high wants neither`;
  return refuse(env, call.span, 'this pulse never goes low: its `width` is not shorter than its `period`', help);
}

/** A pulse between two steps is never seen; of a width that is known here. */
function warnOfShort(width: ValueId, dt: number, call: CallExpression, env: Env): void {
  const wide = env.builder.constantOf(width);
  if (wide === undefined || wide >= dt * (1 - spare)) return;
  const [pulse, step] = [wide, dt].map((seconds) => formatQuantity(seconds, second, 4));
  env.context.reporter.report('W0305', call.span, `this pulse of ${pulse} is shorter than one step (dt = ${step})`, {
    help: `where it lies between two steps it is never seen: make dt at most ${pulse}`,
  });
}

/** Whether amplitude and frequency stand alone, or the offset has its name: `sine(1 V, 50 Hz)`, `sine(1 V, 50 Hz, offset: 2 V)`. */
function offsetIsLate({ args }: CallExpression): boolean {
  const named = args.flatMap((arg) => (arg.name ? [arg.name.text] : []));
  const needed = named.filter((name) => name === 'amplitude' || name === 'frequency').length;
  return args.length - named.length + needed === 2;
}

/**
 * `sine(amplitude, frequency)`, `sine(offset, amplitude, frequency)`, each with `phase: 0, delay: 0 s`: rests at its first value until `delay`.
 */
function sine(call: CallExpression, env: Env): Quantity<ValueId> | null {
  const late = offsetIsLate(call);
  const a = bind(
    call,
    [
      ...(late ? [] : [parameter('offset', 'value', true)]),
      parameter('amplitude', 'value', true),
      parameter('frequency', 'rate', true),
      ...(late ? [parameter('offset', 'value')] : []),
      parameter('phase', 'plain'),
      parameter('delay', 'time'),
    ],
    env,
  );
  if (!a) return null;
  const { offset, amplitude, frequency, phase, delay } = a;
  const t =
    delay === undefined
      ? time(env)
      : env.builder.operation('maximum', [since(env, delay), env.builder.constant(0)], 'real');
  const turns = scalar(env, 'multiply', scalar(env, 'multiply', env.builder.constant(2 * Math.PI), frequency!), t);
  const angle = phase === undefined ? turns : scalar(env, 'add', turns, phase);
  const wave = scalar(env, 'multiply', amplitude!, env.builder.operation('sin', [angle], 'real'));
  return { ...a.like, parts: [offset === undefined ? wave : scalar(env, 'add', offset, wave)] };
}

/** `ramp(from, to, duration, delay: 0 s)`: straight from one value to the other, then held. */
function ramp(call: CallExpression, env: Env): Quantity<ValueId> | null {
  const a = bind(
    call,
    [
      parameter('from', 'value', true),
      parameter('to', 'value', true),
      parameter('duration', 'time', true),
      parameter('delay', 'time'),
    ],
    env,
  );
  if (!a) return null;
  const { from, to, duration, delay } = a;
  const held = unitInterval(scalar(env, 'divide', since(env, delay), duration!), env);
  return {
    ...a.like,
    parts: [scalar(env, 'add', from!, scalar(env, 'multiply', scalar(env, 'subtract', to!, from!), held))],
  };
}

/**
 * `pwl("x.csv")`, `pwl(0 us, 0 V, 1 us, 2 V, ...)`: straight lines between points, of a file `t[us], V[V]` or of times and values in turn, held before the
 * first and after the last.
 */
function pwl(call: CallExpression, env: Env): Quantity<ValueId> | null {
  if (call.args.length > 1) return throughPoints(call, env);
  const file = fileOf(call, 1, 'pwl("x.csv")', env);
  const csv = file && readCsv(file.value, env.file.source.path, file.span, 2, env.context);
  const column = csv && valueColumn(csv, file.span, env);
  if (!column) return null;
  const unit = unitOfHeader(column.unit, column.span, env);
  const table =
    unit && dataTable(file.value, csv, { dimension: second, scale: 1, text: 's' }, unit, env.file, env.context);
  return table && unit && real(lookUp(table, env), unit.dimension, unit.text);
}

/** The second column of a waveform, whose unit nothing but the header can tell. */
function valueColumn(csv: CsvFile, at: Span, env: Env): { readonly unit: string; readonly span: Span } | null {
  const name = fileName(csv.source.path);
  const help =
    'name the columns and their units in the first line, for example `t[us], V[mV]`; the unit of a plain number is [1]';
  const related = [{ span: at, text: 'asked for here' }];
  if (!csv.header) {
    const [first, last] = [csv.rows[0]![0]!.span, csv.rows[0]!.at(-1)!.span];
    const span = { ...first, end: last.end };
    return env.context.reporter.report('E0617', span, `${name} begins with numbers: its header is missing`, {
      related,
      help,
    });
  }
  const bare = csv.header.find((column) => column.unit === null);
  if (bare)
    return env.context.reporter.report('E0617', bare.span, `this column of ${name} has no unit`, { related, help });
  const { unit, span } = csv.header[1]!;
  return { unit: unit!, span };
}

/** `stimulus("x.csv", low .. high)`: values 0 to 1 of a file `t[us], level`, laid out between two quantities. */
function stimulus(call: CallExpression, env: Env): Quantity<ValueId> | null {
  const file = fileOf(call, 2, 'stimulus("x.csv", low .. high)', env);
  const range = call.args[1]?.value;
  if (!file || !range) return null;
  if (range.kind !== 'range' || range.step)
    return env.context.reporter.report('E0231', range.span, '`stimulus` wants a range `low .. high`', {
      help: 'for example `stimulus("x.csv", 10.5 V .. 12.2 V)`',
    });
  const [low, high] = [evaluateReal(range.low, env), evaluateReal(range.high, env)];
  const csv = readCsv(file.value, env.file.source.path, file.span, 2, env.context);
  if (
    !low ||
    !high ||
    !csv ||
    !wantSame(
      env,
      { quantity: low, expression: range.low },
      { quantity: high, expression: range.high },
      'the other end beside',
    )
  )
    return null;
  const outside = csv.rows.find((row) => row[1]!.value < 0 || row[1]!.value > 1);
  if (outside)
    return env.context.reporter.report('E0615', outside[1]!.span, 'levels of a stimulus lie between 0 and 1', {
      related: [{ span: file.span, text: 'asked for here' }],
    });
  const table = dataTable(
    file.value,
    csv,
    { dimension: second, scale: 1, text: 's' },
    { dimension: none, scale: 1, text: null },
    env.file,
    env.context,
  );
  if (!table) return null;
  const span = scalar(env, 'subtract', high.parts[0]!, low.parts[0]!);
  return { ...low, parts: [scalar(env, 'add', low.parts[0]!, scalar(env, 'multiply', span, lookUp(table, env)))] };
}

function lookUp(table: DataTable, env: Env): ValueId {
  return env.builder.operation('lookup', [time(env)], 'real', { table });
}
function fileOf(call: CallExpression, count: number, usage: string, env: Env) {
  const first = call.args[0]?.value;
  if (first?.kind === 'string' && call.args.length === count) return first;
  return env.context.reporter.report(
    'E0212',
    call.span,
    `\`${call.callee.text}\` wants the name of a file in quotes${count === 2 ? ' and a range' : ''}`,
    { help: `write \`${usage}\`` },
  );
}
function unitOfHeader(text: string, span: Span, env: Env) {
  const unit = parseUnitText(text, span, env.file, env.context);
  return unit && { ...unit, text };
}
