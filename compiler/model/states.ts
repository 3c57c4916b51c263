/** States and memories: type, initial value, range, and the rates that the body gives. */
import { divideDimensions, powerOfDimension, type Syntax } from '../../dsl/index.ts';
import type { Format } from '../ops/format.ts';
import type { ValueId } from '../ops/graph.ts';
import { constantValue, isFixedInTime } from './constant-value.ts';
import type { RateExpression } from './environment.ts';
import { evaluate } from './expressions.ts';
import { partName, type StateId } from './form.ts';
import { type Instance, nameParts, type StateEntry } from './instance.ts';
import { scalar, sum, wantNumber } from './operators.ts';
import { partsOf, type Quantity, type Shape, second } from './quantity.ts';
import { type RangeSI, rangeOf, rangeText } from './ranges.ts';
import {
  checkStored,
  countedTurns,
  hasOneRate,
  logarithmOf,
  logarithmOfRange,
  normalised,
  relative,
  slowSums,
} from './stored-states.ts';
import { fitted, printUnit, printUnitOf, type ResolvedType, resolveType } from './units.ts';

const turn = 2 * Math.PI;

/** What a state reads as in an expression: an angle in radians, everything else as it is stored. */
export function stateQuantity(entry: StateEntry, instance: Instance): Quantity<ValueId> | null {
  if (entry.value !== undefined) return entry.value;
  const { name } = entry.statement;
  if (entry.busy)
    return instance.context.reporter.report(
      'E0206',
      name.span,
      `the initial value of \`${name.text}\` depends on itself`,
    );
  entry.busy = true;
  entry.value = declareState(entry, instance);
  entry.busy = false;
  return entry.value;
}

function declareState(entry: StateEntry, instance: Instance): Quantity<ValueId> | null {
  const { statement } = entry;
  const { reporter } = instance.context;
  const type = statement.type ? resolveType(statement.type, instance.file, instance.context) : undefined;
  if (type === null || !checkStored(statement, type ?? null, instance)) return null;
  const initial = initialOf(statement, type ?? null, instance);
  if (!initial) return null;
  if (!initial.parts.every((part) => isFixedInTime(instance.cell.graph, part, instance.cell.draws)))
    return reporter.report(
      'E0221',
      statement.initial!.span,
      `the initial value of \`${statement.name.text}\` must be known before the run`,
      { label: 'changes with time' },
    );
  return storeState(entry, instance, initial, type ?? null);
}

function initialOf(
  statement: Syntax.StateStatement,
  type: ResolvedType | null,
  instance: Instance,
): Quantity<ValueId> | null {
  if (statement.initial) {
    const { initial } = statement;
    const q = instance.cell.drawing(true, () => evaluate(initial, instance));
    if (!q || !wantNumber(instance, q, statement.initial)) return null;
    const what = `the initial value of \`${statement.name.text}\``;
    return type ? fitted(type, q, statement.initial, statement.type!.span, what, instance) : q;
  }
  if (!type || type.direction)
    return instance.context.reporter.report(
      'E0218',
      statement.name.span,
      `\`${statement.name.text}\` has no initial value`,
      {
        help: type ? 'write `= (0, 0, 1)` or another direction' : 'write `= VALUE`, or give it a type',
      },
    );
  const zero = instance.builder.constant(0);
  return {
    shape: type.shape,
    dimension: type.dimension,
    unit: type.unit,
    parts: Array.from({ length: partsOf(type.shape) }, () => zero),
  };
}

function storeState(
  entry: StateEntry,
  instance: Instance,
  initial: Quantity<ValueId>,
  type: ResolvedType | null,
): Quantity<ValueId> | null {
  const { statement } = entry;
  entry.angle = type?.angle ?? false;
  const logarithm = statement.log ? logarithmOf(statement, initial.parts[0]!, instance) : initial.parts;
  if (logarithm === null) return null;
  const stored = type?.direction
    ? normalised(initial.parts, statement.initial?.span ?? statement.name.span, instance)
    : entry.angle
      ? initial.parts.map((p) => scalar(instance, 'divide', p, instance.builder.constant(turn)))
      : logarithm;
  const shown = unitOfState(entry, initial, type, instance);
  const unit = statement.log ? { text: '1', scale: 1 } : shown;
  const said = rangeOfState(statement, initial, instance);
  const range = statement.log && said ? logarithmOfRange(said, statement.range!, instance) : said;
  const format = formatOf(statement, range, instance);
  const rounding = roundingOf(statement, instance);
  const first = instance.cell.states.length as StateId;
  const made = stored.map((part, i) =>
    instance.cell.state({
      name: `${instance.prefix}${statement.log ? 'ln_' : ''}${statement.name.text}${partName(i, stored.length)}`,
      kind: statement.step ? 'memory' : statement.kind,
      unit,
      angle: entry.angle,
      initial: part,
      range,
      format,
      rounding,
      rate: null,
      direction: type?.direction ? first : null,
      ...(statement.log && { stored: 'logarithm' as const }),
      ...(statement.step && { stored: 'steps' as const }),
      origin: statement.name.span,
    }),
  );
  entry.ids = made.map(({ id }) => id);
  entry.moved = statement.step ? slowSums(statement.step, entry, entry.ids, instance) : entry.ids;
  const leaves = made.map(({ leaf }) => leaf);
  const read = (leaf: ValueId): ValueId =>
    statement.log
      ? instance.builder.operation('exp', [leaf], 'real', {}, { name: `${instance.prefix}${statement.name.text}` })
      : entry.angle
        ? scalar(instance, 'multiply', instance.builder.constant(turn), leaf)
        : leaf;
  const named = entry.angle || shown.text === '' ? null : shown.text;
  const parts = leaves.map(read);
  if (type?.counting)
    instance.cell.turns.set(parts[0]!, countedTurns(instance.cell.states[first]!, leaves[0]!, instance));
  return { ...initial, parts, unit: named };
}
function unitOfState(entry: StateEntry, initial: Quantity<ValueId>, type: ResolvedType | null, instance: Instance) {
  if (entry.angle) return { text: 'turn', scale: 1 };
  if (type?.unit) return printUnit(type.unit, type.dimension, type.scale);
  return printUnitOf(entry.statement.initial, initial.dimension, instance.file, instance.context);
}

function rangeOfState(statement: Syntax.StateStatement, initial: Quantity<ValueId>, instance: Instance) {
  if (!statement.range) return null;
  const range = rangeOf(statement.range, initial, instance, `the range of \`${statement.name.text}\``);
  if (!range || range.ends) return range; // the step knows what an experiment sets
  for (const part of initial.parts) {
    const number = constantValue(instance.cell.graph, part, instance.cell.params);
    if (number === undefined || (number >= range.low && number <= range.high)) continue;
    instance.context.reporter.report(
      'E0220',
      statement.initial?.span ?? statement.name.span,
      `\`${statement.name.text}\` begins outside of its range`,
      {
        label: `the initial value`,
        related: [{ span: range.origin, text: `allowed: ${rangeText(range, initial)}` }],
        help: 'a range is a promise about every value, the first one too',
      },
    );
  }
  return range;
}

function formatOf(statement: Syntax.StateStatement, range: RangeSI | null, instance: Instance): Format | null {
  if (!statement.format) return null;
  const match = /^([su])(\d+)\.(-?\d+)$/.exec(statement.format.text);
  const width = Number(match?.[2]);
  if (match && width >= 1 && width <= 64) {
    const format: Format = { signed: match[1] === 's', width, fraction: Number(match[3]) };
    if (range) checkReach(statement.format, format, range, instance);
    return format;
  }
  return instance.context.reporter.report(
    'E0234',
    statement.format.span,
    `\`${statement.format.text}\` is not a format`,
    { help: 'write sWIDTH.FRACTION with a width of 1 to 64 bits, for example `s24.19`' },
  );
}
/** A format may be half a step short of its range: `s4.3` ends at 0.875 and is the usual choice for -1 .. 1. */
function checkReach(said: Syntax.Identifier, format: Format, range: RangeSI, instance: Instance): void {
  const step = 2 ** -format.fraction;
  const low = format.signed ? -(2 ** (format.width - 1)) * step : 0;
  const high = (2 ** (format.signed ? format.width - 1 : format.width) - 1) * step;
  if (!Number.isFinite(range.high - range.low) || (low <= range.low && high + step >= range.high)) return;
  const whole = Math.ceil(Math.log2(Math.max(Math.abs(range.low), Math.abs(range.high), step)));
  instance.context.reporter.report('E0234', said.span, `\`${said.text}\` cannot hold the range`, {
    label: `reaches from ${Number(low.toPrecision(6))} to ${Number(high.toPrecision(6))} in SI units`,
    related: [{ span: range.origin, text: 'the range' }],
    help: `with ${format.fraction} bits of fraction it takes \`s${Math.max(1, whole + 1 + format.fraction)}.${format.fraction}\``,
  });
}
function roundingOf(statement: Syntax.StateStatement, instance: Instance) {
  const { rounding } = statement;
  if (!rounding) return null;
  if (rounding.text === 'nearest' || rounding.text === 'nearestEven') return 'nearestEven' as const;
  if (rounding.text === 'floor') return 'floor' as const;
  if (rounding.text === 'stochastic') return 'stochastic' as const;
  return instance.context.reporter.report('E0234', rounding.span, `\`${rounding.text}\` is not a way to round`, {
    help: 'write `round nearest`, `round floor` or `round stochastic`',
  });
}

// ---- rates -------------------------------------------------------------------------------------------------------
/** Gives every component of a state its rate; reports states without one and memories with one. */
export function defineRate(entry: StateEntry, instance: Instance): void {
  const { statement, rates } = entry;
  const state = stateQuantity(entry, instance);
  if (statement.kind === 'memory') {
    if (rates[0])
      instance.context.reporter.report(
        'E0218',
        rates[0].span,
        `\`${statement.name.text}\` is a memory, and memories have no rate`,
        {
          help: `write \`state ${statement.name.text}\` to let it change all the time`,
          related: [{ span: statement.name.span, text: 'declared here' }],
        },
      );
    return;
  }
  if (rates.length === 0) {
    instance.context.reporter.report('E0218', statement.name.span, `the state \`${statement.name.text}\` has no rate`, {
      help: `write \`${statement.name.text}' = ...\`, or \`memory ${statement.name.text}\` for what changes at events only`,
    });
    return;
  }
  const rate = highestRate(entry, instance);
  if (!state || !rate) return;
  const order = orderOf(entry);
  if (order > 1 && !hasOneRate(entry, instance)) return;
  const scale = (part: ValueId): ValueId =>
    statement.log
      ? relative(part, state.parts[0]!, instance)
      : entry.angle
        ? scalar(instance, 'divide', part, instance.builder.constant(turn))
        : part;
  const { states } = instance.cell;
  const give = (ids: readonly StateId[], parts: readonly ValueId[]): void => {
    for (const [i, id] of ids.entries()) states[id]!.rate = parts[i]!;
  };
  if (order === 1) give(entry.moved ?? entry.ids, rate.parts.map(scale));
  else {
    give(entry.ids, velocityOf(entry, instance, state).map(scale));
    give(entry.velocity, rate.parts);
  }
}

function orderOf(entry: StateEntry): number {
  return Math.max(...entry.rates.map((rate) => rate.order));
}

/** The leaves of the velocity of a second-order state, made at first use, at rest in the beginning. */
function velocityOf(entry: StateEntry, instance: Instance, state: Quantity<ValueId>): ValueId[] {
  const { cell } = instance;
  if (entry.velocity.length === 0)
    entry.velocity = state.parts.map((_, i) => {
      const { name } = entry.statement;
      const unit = printUnit(null, divideDimensions(state.dimension, second));
      return cell.state({
        name: `${instance.prefix}${name.text}_rate${partName(i, state.parts.length)}`,
        kind: 'state',
        unit,
        angle: false,
        initial: cell.graph.constant(0),
        range: null,
        format: null,
        rounding: null,
        rate: null,
        direction: null,
        origin: name.span,
      }).id;
    });
  return entry.velocity.map((id) => stateLeaf(id, entry, instance));
}
function stateLeaf(id: StateId, entry: StateEntry, { cell }: Instance): ValueId {
  const naming = { name: cell.states[id]!.name, origin: entry.statement.name.span };
  return cell.graph.add('state', [], 'real', { index: id }, naming);
}

/** The sum of what the body gives for the highest derivative. */
function highestRate(entry: StateEntry, instance: Instance): Quantity<ValueId> | null {
  if (entry.rate !== undefined) return entry.rate;
  const { name } = entry.statement;
  if (entry.busy) return implicitRate(entry, instance);
  entry.busy = true;
  entry.rate = sumOfRates(entry, instance);
  entry.busy = false;
  if (entry.rate)
    nameParts(
      entry.rate,
      `${instance.prefix}${name.text}'${orderOf(entry) === 2 ? "'" : ''}`,
      entry.rates[0]!.span,
      instance.cell,
    );
  return entry.rate;
}

/** The rate where it stands in its own right-hand side, directly or by way of another: an unknown, which the step solves for. */
function implicitRate(entry: StateEntry, instance: Instance): Quantity<ValueId> | null {
  const state = stateQuantity(entry, instance);
  if (!state) return null;
  const { graph } = instance.cell;
  const order = orderOf(entry);
  const leaves =
    order === 1 ? entry.ids.map((id) => stateLeaf(id, entry, instance)) : velocityOf(entry, instance, state);
  const dimension = divideDimensions(state.dimension, powerOfDimension(second, order));
  const scale = (part: ValueId): ValueId =>
    order === 1 && entry.angle ? scalar(instance, 'multiply', part, instance.builder.constant(turn)) : part;
  const parts = leaves.map((leaf) => scale(graph.add('rate', [leaf], 'real', {}, { origin: entry.rates[0]!.span })));
  return { shape: state.shape, dimension, unit: null, parts };
}

function sumOfRates(entry: StateEntry, instance: Instance): Quantity<ValueId> | null {
  const state = stateQuantity(entry, instance);
  const order = orderOf(entry);
  if (!checkOrders(entry, order, instance) || !state) return null;
  const dimension = divideDimensions(state.dimension, powerOfDimension(second, order));
  const wanted = { shape: state.shape as Exclude<Shape, 'bool'>, dimension, unit: null };
  const what = `the rate of \`${entry.statement.name.text}\``;
  const values = entry.rates.map((rate) => {
    const q = evaluate(rate.value, instance);
    return q && fitted(wanted, q, rate.value, entry.statement.name.span, what, instance);
  });
  if (values.some((q) => q === null)) return null;
  return {
    ...wanted,
    parts: state.parts.map((_, i) =>
      sum(
        instance,
        values.map((q) => q!.parts[i]!),
      ),
    ),
  };
}

function checkOrders(entry: StateEntry, order: number, instance: Instance): boolean {
  const { reporter } = instance.context;
  const odd = entry.rates.find((rate) => rate.order !== order || rate.order > 2);
  if (odd)
    reporter.report(
      'E0218',
      odd.span,
      odd.order > 2
        ? 'a rate of third or higher order'
        : `\`${entry.statement.name.text}\` is given a first and a second derivative`,
      { help: 'split it into several states of first order' },
    );
  const equal = odd ? [] : entry.rates.filter((rate) => !rate.accumulate);
  if (equal.length > 1)
    reporter.report('E0218', equal[1]!.span, `\`${entry.statement.name.text}\` is given its rate twice`, {
      related: [{ span: equal[0]!.span, text: 'first here' }],
      help: `add to a rate with \`${entry.statement.name.text}' += ...\``,
    });
  return !odd && equal.length <= 1;
}

/** `x'` or `x''` in an expression. */
export function rateQuantity(entry: StateEntry, instance: Instance, at: RateExpression): Quantity<ValueId> | null {
  const state = stateQuantity(entry, instance);
  if (!state) return null;
  if (entry.statement.kind === 'memory' || entry.rates.length === 0)
    return instance.context.reporter.report('E0218', at.span, `\`${at.of.text}\` has no rate`, {
      related: [{ span: entry.statement.name.span, text: 'declared here' }],
    });
  const order = orderOf(entry);
  if (at.order === order) return highestRate(entry, instance);
  if (at.order > order)
    return instance.context.reporter.report(
      'E0218',
      at.span,
      `the body gives \`${at.of.text}\` a rate of order ${order} only`,
    );
  return {
    ...state,
    dimension: divideDimensions(state.dimension, second),
    unit: null,
    parts: velocityOf(entry, instance, state),
  };
}
