/**
 * States that are not stored as they are written: as their logarithm, with the whole turns of an angle beside it, or moved by a step of their own.
 * Each becomes states, memories and blocks of the ordinary kind, so that nothing behind the model knows of them.
 */
import type { Span, Syntax } from '../../dsl/index.ts';
import type { Format } from '../ops/format.ts';
import type { Graph, ValueId } from '../ops/graph.ts';
import { dotParts } from './arithmetic.ts';
import { constantValue, isFixedInTime } from './constant-value.ts';
import { evaluate } from './expressions.ts';
import type { StateId, StateModel } from './form.ts';
import type { Instance, StateEntry } from './instance.ts';
import { scalar } from './operators.ts';
import type { RangeSI } from './ranges.ts';
import { isTime } from './time-calls.ts';
import type { ResolvedType } from './units.ts';

/** False after a message: what a state of this kind cannot be. */
export function checkStored(
  { kind, name, log, step }: Syntax.StateStatement,
  type: ResolvedType | null,
  instance: Instance,
): boolean {
  const { reporter } = instance.context;
  const refuse = (what: string, help: string): false => {
    reporter.report('E0292', step?.span ?? name.span, what, { help });
    return false;
  };
  const shaped = (type !== null && type.shape !== 'real') || type?.angle === true;
  if (log && shaped) return refuse('only a plain number is stored as its logarithm', 'leave `log` out');
  if (step && kind === 'memory')
    return refuse('a memory has no step of its own', 'update it in a block: `every 10 us { ... }`');
  if (step && type?.direction) return refuse('a direction has no step of its own', 'leave `step` out');
  return true;
}

/** Such states have a first derivative; false after a message. */
export function hasOneRate({ statement, rates }: StateEntry, instance: Instance): boolean {
  if (!statement.log && !statement.step) return true;
  instance.context.reporter.report(
    'E0292',
    rates[0]!.span,
    'a state with `log` or `step` has a first derivative only',
    {
      help: 'give its velocity a state of its own',
    },
  );
  return false;
}

// ---- logarithms ----------------------------------------------------------------------------------------------------
/** ln of an initial value, in SI; null after a message. */
export function logarithmOf(
  { initial, name }: Syntax.StateStatement,
  part: ValueId,
  instance: Instance,
): readonly ValueId[] | null {
  const number = constantValue(instance.cell.graph, part, instance.cell.params);
  if (number !== undefined && !(number > 0))
    return instance.context.reporter.report(
      'E0292',
      initial?.span ?? name.span,
      'what is stored as its logarithm is positive',
      {
        help: 'begin with a small number: `state I = 1e-6 log`',
      },
    );
  return [instance.builder.operation('ln', [part], 'real')];
}
export function logarithmOfRange(range: RangeSI, at: Syntax.Expression, instance: Instance): RangeSI | null {
  const ln = (value: ValueId): ValueId => instance.builder.operation('ln', [value], 'real');
  const ends = range.ends && { ends: [ln(range.ends[0]), ln(range.ends[1])] as const };
  if (range.low === -Infinity) return { ...range, high: Math.log(range.high), ...ends };
  if (range.low > 0) return { ...range, low: Math.log(range.low), high: Math.log(range.high), ...ends };
  return instance.context.reporter.report('E0292', at.span, 'the range of a logarithm begins above zero', {
    help: 'say the smallest number that matters: `in 1e-7 .. 40 log`',
  });
}
/** value / x, where x is what a stored logarithm reads as: without a division wherever the value has x as a factor. */
export function relative(value: ValueId, x: ValueId, instance: Instance): ValueId {
  const { graph } = instance.cell;
  const logarithm = graph.get(x).args[0]!;
  const inverse = (): ValueId =>
    instance.builder.operation('exp', [instance.builder.operation('negate', [logarithm], 'real')], 'real');
  const known = new Map<ValueId, ValueId>();
  const divided = (of: ValueId): ValueId => {
    const found = known.get(of) ?? divide(of);
    known.set(of, found);
    return found;
  };
  const divide = (of: ValueId): ValueId => {
    const { op, args, attributes } = graph.get(of);
    if (of === x) return graph.constant(1);
    if (graph.constantOf(of) === 0) return of;
    if (op === 'add' || op === 'subtract') return scalar(instance, op, divided(args[0]!), divided(args[1]!));
    if (op === 'negate') return instance.builder.operation('negate', [divided(args[0]!)], 'real');
    if (op === 'select')
      return instance.builder.operation('select', [args[0]!, divided(args[1]!), divided(args[2]!)], 'real');
    if (op === 'multiply' || op === 'divide') {
      const [a, b] = [args[0]!, args[1]!];
      if (hasFactor(graph, a, x)) return scalar(instance, op, divided(a), b);
      if (op === 'multiply' && hasFactor(graph, b, x)) return scalar(instance, op, a, divided(b));
    }
    if (op === 'power' && args[0] === x)
      return instance.builder.operation('power', [x], 'real', { exponent: attributes.exponent! - 1 });
    return scalar(instance, 'multiply', of, inverse());
  };
  return divided(value);
}
function hasFactor(graph: Graph, value: ValueId, x: ValueId): boolean {
  const { op, args } = graph.get(value);
  if (value === x) return true;
  if (op === 'multiply') return hasFactor(graph, args[0]!, x) || hasFactor(graph, args[1]!, x);
  if (op === 'power') return args[0] === x;
  return (op === 'divide' || op === 'negate') && hasFactor(graph, args[0]!, x);
}

// ---- angles that count ---------------------------------------------------------------------------------------------
const whole: Format = { signed: true, width: 32, fraction: 0 };
const mostTurns = 2 ** 31;

/**
 * The number of whole turns of an angle (in turns, wrapped) since the start. A memory counts them from what the angle was a step ago, as it was stored, so that
 * no rounding at the seam is counted twice or lost; the value is right at once. The angle makes less than half a turn a step.
 */
export function countedTurns(model: StateModel, angle: ValueId, instance: Instance): ValueId {
  const { cell, builder } = instance;
  const { graph } = cell;
  const { stored: _, ...plain } = model;
  const memory = (suffix: string, initial: ValueId, more: Partial<StateModel>): { id: StateId; leaf: ValueId } =>
    cell.state({ ...plain, ...more, name: `${model.name}_${suffix}`, kind: 'memory', angle: false, initial });
  const range = { low: -mostTurns, high: mostTurns - 1, origin: model.origin };
  const turns = memory('turns', graph.constant(0), { unit: { text: '1', scale: 1 }, range, format: whole });
  const before = memory('before', model.initial, { format: null });
  const moved = scalar(instance, 'subtract', angle, before.leaf);
  const seam = (a: ValueId, b: ValueId, step: number, otherwise: ValueId): ValueId =>
    builder.operation('select', [builder.operation('less', [a, b], 'bool'), graph.constant(step), otherwise], 'real');
  const back = seam(graph.constant(0.5), moved, -1, graph.constant(0));
  const now = scalar(instance, 'add', turns.leaf, seam(moved, graph.constant(-0.5), 1, back));
  const { origin } = model;
  cell.blocks.push({
    kind: 'on',
    condition: graph.boolean(true),
    period: null,
    priority: null,
    assignments: [
      { state: turns.id, value: now, origin },
      { state: before.id, value: angle, origin },
    ],
    origin,
  });
  return now;
}

// ---- steps of their own --------------------------------------------------------------------------------------------
/**
 * A state with a step of its own stands still for that long while its rate, which may change all the time, is added up; then it moves by the sum. Gives the
 * states that add up; null after a message.
 */
export function slowSums(
  step: Syntax.Expression,
  entry: StateEntry,
  ids: readonly StateId[],
  instance: Instance,
): StateId[] | null {
  const { cell } = instance;
  const q = evaluate(step, instance);
  if (!q || !isTime({ quantity: q, expression: step }, 'the step of a state', instance)) return null;
  if (!isFixedInTime(cell.graph, q.parts[0]!))
    return instance.context.reporter.report('E0221', step.span, 'the step must be known before the run', {
      label: 'changes with time',
    });
  const origin = entry.statement.name.span;
  const leaf = (id: StateId): ValueId =>
    cell.graph.add('state', [], 'real', { index: id }, { name: cell.states[id]!.name, origin });
  const assignments = ids.flatMap((id) => {
    const slow = cell.states[id]!;
    const initial = cell.graph.constant(0);
    const sum = cell.state({ ...slow, name: `${slow.name}_sum`, kind: 'state', angle: false, initial, range: null, format: null }); // biome-ignore format: one state
    return [
      { state: id, value: scalar(instance, 'add', leaf(id), sum.leaf), origin },
      { state: sum.id, value: initial, origin },
    ];
  });
  cell.blocks.push({ kind: 'every', condition: null, period: q.parts[0]!, priority: null, assignments, origin });
  return assignments.flatMap(({ state }, i) => (i % 2 === 1 ? [state] : []));
}

/** A direction is kept at length 1 from the start. */
export function normalised(parts: readonly ValueId[], origin: Span, instance: Instance): ValueId[] {
  const { graph, params } = instance.cell;
  if (parts.every((part) => constantValue(graph, part, params) === 0))
    instance.context.reporter.report('E0220', origin, 'a vector of length 0 points nowhere', {
      help: 'a direction begins as `(0, 0, 1)` or another vector that is not 0; it is made 1 long',
    });
  const numbers = parts.map((part) => instance.builder.constantOf(part));
  if (numbers.every((n) => n !== undefined)) {
    const length = Math.hypot(...numbers);
    return numbers.map((n) => instance.builder.constant(n / length));
  }
  const length = instance.builder.operation('sqrt', [dotParts(instance, parts, parts)], 'real');
  return parts.map((part) => scalar(instance, 'divide', part, length));
}
