/** Events and what happens at them: `event spike when ...`, `on ... { }`, `every ... { }`, `assert`. */
import type { Span, Syntax } from '../../dsl/index.ts';
import type { ValueId } from '../ops/graph.ts';
import { constantValue, isFixedInTime } from './constant-value.ts';
import { type CallExpression, LocalEnvironment } from './environment.ts';
import { evaluate, evaluateBool, positional } from './expressions.ts';
import type { EventId, StateId, UpdateOrder } from './form.ts';
import { type Instance, nameParts, type StateEntry } from './instance.ts';
import { scalar, wantPlain, wantReal, wantSame } from './operators.ts';
import type { Quantity, Shape } from './quantity.ts';
import { didYouMean } from './reporter.ts';
import { stateQuantity } from './states.ts';
import { crossings, isTime } from './time-calls.ts';
import { fitted } from './units.ts';

const directions = { rising: 'rising', falling: 'falling', crossing: 'either' } as const;

/** Works out when an event of the body occurs. */
export function defineEvent(statement: Syntax.EventStatement, instance: Instance): void {
  const entry = instance.entries.get(statement.name.text);
  if (entry?.kind !== 'event' || entry.id === null || entry.span !== statement.name.span) return;
  setEvent(entry.id, `${instance.prefix}${statement.name.text}`, statement.when, statement.name.span, instance);
}

function setEvent(id: EventId, name: string, when: Syntax.Expression, origin: Span, instance: Instance): void {
  const { events } = instance.cell;
  if (when.kind === 'call' && crossings.has(when.callee.text)) {
    const crossing = crossingOf(when, instance);
    if (crossing) events[id] = { name, origin, kind: 'crossing', ...crossing };
    return;
  }
  const condition = evaluateBool(when, instance);
  if (condition) events[id] = { name, origin, kind: 'condition', condition: condition.parts[0]! };
}

function crossingOf(call: CallExpression, instance: Instance) {
  const word = call.callee.text as keyof typeof directions;
  const args = positional(call, `${word}(x, threshold)`, 1, 2, instance);
  const [x, threshold] = args ?? [];
  if (!x || !wantReal(instance, x.quantity, x.expression)) return null;
  if (
    threshold &&
    (!wantReal(instance, threshold.quantity, threshold.expression) ||
      !wantSame(instance, x, threshold, 'the threshold of'))
  )
    return null;
  return {
    direction: directions[word],
    value: x.quantity.parts[0]!,
    threshold: threshold?.quantity.parts[0] ?? instance.builder.constant(0),
  };
}

// ---- blocks ------------------------------------------------------------------------------------------------------
/** A block with the places that later checks need: which block assigns what. */
export function defineBlock(statement: Syntax.OnStatement | Syntax.EveryStatement, instance: Instance): void {
  const when = statement.kind === 'on' ? onCondition(statement, instance) : everyPeriod(statement, instance);
  const assignments = bodyOf(statement.body, instance);
  const priority = statement.priority ? priorityOf(statement.priority, instance) : null;
  const update = statement.kind === 'every' && statement.update ? orderOf(statement.update, instance) : null;
  if (when && assignments)
    instance.cell.blocks.push({
      kind: statement.kind,
      ...when,
      priority,
      ...(update ? { update } : {}),
      assignments,
      origin: statement.span,
    });
}
const orders: readonly UpdateOrder[] = ['parallel', 'coloured', 'sequential'];
function orderOf(word: Syntax.Identifier, instance: Instance): UpdateOrder | null {
  const order = orders.find((each) => each === word.text);
  return (
    order ??
    instance.context.reporter.report('E0233', word.span, `\`${word.text}\` is no order of updates`, {
      help: 'the orders are `parallel`, `coloured` and `sequential`',
    })
  );
}

type When = { condition: ValueId | null; period: ValueId | null };

function onCondition(statement: Syntax.OnStatement, instance: Instance): When | null {
  const { condition } = statement;
  if (condition.kind === 'call' && condition.callee.text === 'end') {
    const phase = condition.args[0]!.value;
    const ends = instance.cell.endOfPhase(phase.kind === 'name' ? phase.name.text : '', condition.span);
    const half = instance.builder.constant(0.5);
    return { condition: instance.builder.operation('less', [half, ends], 'bool'), period: null };
  }
  if (condition.kind === 'call' && crossings.has(condition.callee.text)) {
    const id = instance.cell.event();
    setEvent(id, `${instance.prefix}${condition.callee.text}${id}`, condition, condition.span, instance);
    return { condition: instance.cell.eventLeaf(id), period: null };
  }
  const q = evaluateBool(condition, instance);
  return q && { condition: q.parts[0]!, period: null };
}

function everyPeriod(statement: Syntax.EveryStatement, instance: Instance): When | null {
  const { reporter } = instance.context;
  const q = evaluate(statement.period, instance);
  if (!q || !isTime({ quantity: q, expression: statement.period }, 'the period of `every`', instance)) return null;
  const period = q.parts[0]!;
  const number = constantValue(instance.cell.graph, period, instance.cell.params);
  if (!isFixedInTime(instance.cell.graph, period))
    return reporter.report('E0221', statement.period.span, 'the period must be known before the run', {
      label: 'changes with time',
    });
  if (number !== undefined && !(number > 0))
    return reporter.report('E0233', statement.period.span, 'a period must be longer than zero');
  return { condition: null, period };
}

function priorityOf(expression: Syntax.Expression, instance: Instance): number | null {
  const q = evaluate(expression, instance);
  if (!q || !wantReal(instance, q, expression) || !wantPlain(instance, q, expression, 'a priority')) return null;
  const number = instance.builder.constantOf(q.parts[0]!);
  return number ?? instance.context.reporter.report('E0221', expression.span, 'a priority is a number written here');
}

/** Assignments of a block; its `let`s see those before them. */
function bodyOf(body: readonly (Syntax.LetStatement | Syntax.AssignStatement)[], instance: Instance) {
  const locals = new Map<string, Quantity<ValueId> | null>();
  const env = new LocalEnvironment(instance, locals);
  const done = new Map<StateId, Span>();
  const assignments = body.flatMap((statement) => {
    const q = evaluate(statement.value, env);
    if (statement.kind === 'let') {
      if (q) nameParts(q, `${instance.prefix}${statement.name.text}`, statement.name.span, instance.cell);
      locals.set(statement.name.text, q);
      return [];
    }
    const entry = targetOf(statement.name, locals, instance);
    return entry && q ? assign(statement, entry, q, env, instance, done) : [];
  });
  return assignments;
}

function targetOf(
  name: Syntax.Identifier,
  locals: ReadonlyMap<string, unknown>,
  instance: Instance,
): StateEntry | null {
  const entry = instance.entries.get(name.text);
  const { reporter } = instance.context;
  if (entry?.kind === 'state' && !locals.has(name.text)) return entry;
  const known = [...instance.entries].filter(([, e]) => e.kind === 'state').map(([state]) => state);
  if (!entry && !locals.has(name.text))
    return reporter.report('E0201', name.span, `no state or memory is called \`${name.text}\``, {
      label: 'unknown name',
      help: didYouMean(name.text, known) ?? `declare \`memory ${name.text} = ...\``,
    });
  return reporter.report('E0219', name.span, `\`${name.text}\` cannot be assigned`, {
    help: 'blocks assign states and memories; a name of the block itself is written `let NAME = ...`',
  });
}

function assign(
  statement: Syntax.AssignStatement,
  entry: StateEntry,
  q: Quantity<ValueId>,
  env: LocalEnvironment<ValueId>,
  instance: Instance,
  done: Map<StateId, Span>,
) {
  const state = stateQuantity(entry, instance);
  if (!state) return [];
  const wanted = { shape: state.shape as Exclude<Shape, 'bool'>, dimension: state.dimension, unit: state.unit };
  const what = `\`${statement.name.text}\``;
  const given = fitted(wanted, q, statement.value, entry.statement.name.span, what, env);
  if (!given) return [];
  const before = done.get(entry.ids[0]!);
  if (before)
    instance.context.reporter.report(
      'E0232',
      statement.name.span,
      `\`${statement.name.text}\` is assigned twice in one block`,
      {
        related: [{ span: before, text: 'first here' }],
        help: 'all right-hand sides see the values before the block; write one assignment',
      },
    );
  done.set(entry.ids[0]!, statement.name.span);
  const turn = instance.builder.constant(2 * Math.PI);
  return entry.ids.map((id, i) => ({
    state: id,
    value: entry.statement.log
      ? instance.builder.operation('ln', [given.parts[i]!], 'real')
      : entry.angle
        ? scalar(instance, 'divide', given.parts[i]!, turn)
        : given.parts[i]!,
    origin: statement.span,
  }));
}

/** What a run must keep true. */
export function defineAssert(statement: Syntax.AssertStatement, instance: Instance): void {
  const condition = evaluateBool(statement.condition, instance);
  if (condition)
    instance.cell.asserts.push({ condition: condition.parts[0]!, message: statement.message, origin: statement.span });
}
