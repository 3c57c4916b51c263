/**
 * The analog block, which is a program, as equations: its statements are followed once with values instead of numbers. A variable
 * that is given a value twice becomes two names; an `if` becomes a choice between the values of its branches.
 */
import type { Span } from '../source.ts';
import { Defaults } from './defaults.ts';
import { Evaluator, type Place } from './evaluate.ts';
import { type EventHost, readCrossing } from './events.ts';
import type { Access, Contribution, EventBlock, Nodes, StateLine } from './found.ts';
import { needs } from './lets.ts';
import type { Names } from './names.ts';
import { derivative, integral, type OperatorHost, partial, wrapped } from './operators.ts';
import type { Problems } from './problems.ts';
import { isCrossing, isStructure, SAID_ONLY } from './structure.ts';
import { type Survey, survey } from './survey.ts';
import type { VaExpression, VaFunction, VaModule, VaStatement, VaVariable } from './tree.ts';
import * as Q from './values.ts';

/** A value with more parts than this gets a name inside a branch. */
const LARGE = 12;
/** A chain of `else if` may be longer before it gets one. */
const CHAIN = 4 * LARGE;

/** A loop that is written out has no more turns than this. */
const TURNS = 1000;
/** And a module no more statements. */
const MOST = 20_000;

export class Execution implements Place, EventHost, OperatorHost {
  readonly lets: string[] = [];
  readonly contributions: Contribution[] = [];
  readonly states: StateLine[] = [];
  readonly events: EventBlock[] = [];
  /** Variables that events set, with what they are at the start. */
  readonly memories = new Map<string, { readonly name: string; readonly initial: string }>();

  private readonly module: VaModule;
  readonly nodes: Nodes;
  readonly names: Names;
  readonly problems: Problems;
  private readonly evaluator: Evaluator;
  private readonly defaults: Defaults;
  private readonly variables = new Map<string, VaVariable>();
  private readonly survey: Survey;
  /** Integrals that are read above the line that integrates: the name that stands for each there. */
  private readonly early = new Map<string, { readonly name: string; readonly span: Span }>();
  private readonly accesses = new Map<string, Q.Value>();
  readonly slopes = new Map<string, Map<Q.Value, Q.Value>>();
  readonly reads = new Map<string, Access>();
  private values = new Map<string, Q.Value>();
  private guard = Q.condition(true);
  private frames: Map<string, Q.Value>[] = [];
  target = '';

  constructor(module: VaModule, nodes: Nodes, names: Names, problems: Problems) {
    this.module = module;
    this.nodes = nodes;
    this.names = names;
    this.problems = problems;
    this.evaluator = new Evaluator(this, problems);
    this.defaults = new Defaults(this.evaluator);
    this.survey = survey(module.analog);
    for (const variable of module.variables) this.variables.set(variable.name, variable);
  }

  /** Follows the whole analog part of the module. */
  run(): void {
    for (const { name, initial } of this.module.variables)
      if (initial !== null) this.values.set(name, this.evaluate(initial));
    this.forgetStart(new Map());
    for (const statement of this.module.analog) this.execute(statement);
    for (const [name, { name: now, span }] of this.early) this.tieEarly(name, now, span);
  }
  /** A value from the start is none for a variable that the equations set: it was `before`, or is kept. */
  private forgetStart(before: ReadonlyMap<string, Q.Value>): void {
    for (const name of this.values.keys()) {
      const array = name.replace(/\[.*/, '');
      if (this.survey.byEquations.has(array) && !this.survey.atEvents.has(array))
        this.values.set(name, before.get(name) ?? Q.keptValue(name));
    }
  }
  /** Says what an integral is that was read above its line, unless that needs itself. */
  private tieEarly(variable: string, now: string, span: Span): void {
    const value = this.values.get(variable);
    if (value === undefined || value.kept.length > 0 || needs(value.text, now, this.lets)) {
      this.keeps(variable, span);
      return;
    }
    this.lets.push(`let ${now} = ${value.text}`);
    const message = `\`${variable}\` is read above the line that integrates it: it is the integral at the same instant`;
    this.problems.warn(message, span);
  }
  evaluate(e: VaExpression, set?: Map<string, Q.Value>): Q.Value {
    if (set !== undefined) this.frames.push(set);
    const value = this.evaluator.evaluate(e);
    if (set !== undefined) this.frames.pop();
    return value;
  }

  // ---- names -----------------------------------------------------------------------------------------------------------
  read(name: string, span: Span): Q.Value | undefined {
    const local = this.frames.at(-1)?.get(name);
    if (local !== undefined) return local;
    if (this.survey.atEvents.has(name)) return Q.atom(this.memory(name));
    const value = this.values.get(name);
    if (value !== undefined && value.kept.length === 0) return value;
    if (this.survey.integrated.has(name) && (value === undefined || value.text === name))
      return this.atSameInstant(name, span);
    if (value !== undefined || this.variables.has(name)) return this.keeps(name, span);
    if (name === '$temperature' || name === '$vt') return this.call(name, [], span);
    const parameter = this.module.parameters.find((p) => p.name === name);
    return parameter && Q.atom(this.names.of(name), parameter.integer, this.defaults.of(parameter));
  }
  private readonly saidKept = new Set<string>();
  private keeps(name: string, span: Span): Q.Value {
    if (this.saidKept.has(name)) return Q.number(0);
    this.saidKept.add(name);
    this.problems.error(
      'E0703',
      `\`${name}\` is read before it is given a value on every way here, so it would keep what it was at the time before`,
      span,
      'let the simulator integrate: `idt(rate, start)`, or a node with `I(x) <+ ddt(V(x)) - rate`; what changes at an instant stands in `@(cross(...))`',
    );
    return Q.number(0);
  }
  private atSameInstant(name: string, span: Span): Q.Value {
    const known = this.early.get(name);
    if (known !== undefined) return Q.atom(known.name, false, null, 'early');
    const now = this.names.fresh(`${name}_now`);
    this.early.set(name, { name: now, span });
    return Q.atom(now, false, null, 'early');
  }
  memory(name: string): string {
    const known = this.memories.get(name);
    if (known !== undefined) return known.name;
    const made = { name: this.names.of(name), initial: this.values.get(name)?.text ?? '0' };
    this.memories.set(name, made);
    return made.name;
  }

  call(name: string, args: readonly VaExpression[], span: Span): Q.Value | undefined {
    if (this.nodes.isAccess(name)) return this.access(name, args, span);
    const own = this.module.functions.find((f) => f.name === name);
    if (own !== undefined) return this.inlined(own, args, span);
    if (name === 'ddt') return derivative(args[0]!, this);
    if (name === 'idt') return integral(args, span, this);
    if (name === 'idtmod') return wrapped(args, span, this);
    if (name === 'ddx') return partial(args, span, this);
    if (name === '$temperature') return Q.atom(this.temperature());
    if (name === '$vt')
      return Q.arithmetic(
        '*',
        Q.number(8.617333262e-5),
        args[0] === undefined ? Q.atom(this.temperature()) : this.evaluator.evaluate(args[0]),
      );
    return undefined;
  }
  /** Parameter that stands for `$temperature`, in kelvins. */
  usesTemperature = false;
  private temperature(): string {
    this.usesTemperature = true;
    return this.names.of('$temperature');
  }
  private access(word: string, args: readonly VaExpression[], span: Span): Q.Value {
    const found = this.nodes.access(word, args, span);
    if (found === null) return Q.number(0);
    const known = this.accesses.get(found.text);
    if (known !== undefined) return known;
    const name = this.names.fresh(found.wish);
    this.lets.push(`let ${name} = ${found.text} / 1 ${found.unit}`);
    const value = Q.atom(name, false, null, 'access');
    this.reads.set(name, found);
    this.accesses.set(found.text, value);
    return value;
  }
  private inlined(f: VaFunction, args: readonly VaExpression[], span: Span): Q.Value {
    if (this.frames.length > 20) {
      this.problems.error('E0702', `\`${f.name}\` calls itself`, span);
      return Q.number(0);
    }
    const frame = new Map(
      f.inputs.map((input, i) => [
        input,
        args[i] === undefined ? Q.number(0) : this.named(input, this.evaluator.evaluate(args[i])),
      ]),
    );
    const outer = this.values;
    this.values = new Map(outer);
    for (const variable of f.variables) this.values.set(variable.name, Q.keptValue(variable.name));
    this.values.set(f.name, Q.number(0));
    this.frames.push(frame);
    this.execute(f.body);
    const result = this.values.get(f.name)!;
    this.frames.pop();
    this.values = outer;
    return f.integer ? Q.rounded(result) : result;
  }

  // ---- operators that make states ---------------------------------------------------------------------------------------
  unconditional(what: string, span: Span): void {
    if (this.guard.constant !== 1)
      this.problems.error(
        'E0702',
        `\`${what}\` under a condition cannot be imported`,
        span,
        'take it out of the `if`, and let the condition choose what is integrated',
      );
  }
  // ---- statements --------------------------------------------------------------------------------------------------------
  private steps = 0;
  private execute(s: VaStatement): void {
    this.steps += 1;
    if (this.steps === MOST)
      this.problems.error('E0702', `loops are written out to ${MOST} statements at most`, s.span);
    if (this.steps >= MOST) return;
    switch (s.kind) {
      case 'nothing':
        return;
      case 'block':
        for (const variable of s.variables) this.variables.set(variable.name, variable);
        for (const each of s.body) this.execute(each);
        return;
      case 'assign':
        this.assign(this.placeOf(s), s.value, s.span);
        return;
      case 'contribute':
        this.contribute(s);
        return;
      case 'if':
        this.branch(s);
        return;
      case 'loop':
        this.loop(s);
        return;
      case 'event':
        this.event(s);
        return;
      case 'task':
        if (!SAID_ONLY.test(s.name)) this.problems.error('E0702', `\`${s.name}\` cannot be imported`, s.span);
        return;
      default:
        s satisfies never;
    }
  }
  /** A loop is written out: how often it turns must be known here. */
  private loop({ first, condition, next, body }: Extract<VaStatement, { kind: 'loop' }>): void {
    if (first !== null) this.execute(first);
    for (let turn = 0; ; turn++) {
      const going = Q.asCondition(this.evaluate(condition));
      if (going.constant === 0) return;
      if (going.constant === null || turn === TURNS) {
        const why = going.constant === null ? 'numbers that are known here decide' : `it has at most ${TURNS} turns`;
        this.problems.error('E0702', `a loop is imported where ${why}`, condition.span, 'write the repetition out');
        return;
      }
      this.execute(body);
      if (next !== null) this.execute(next);
    }
  }
  /** What is given a value: a variable, or an element that was declared. */
  private placeOf({ name, index, span }: Extract<VaStatement, { kind: 'assign' }>): string {
    if (index === null) return name;
    const element = this.evaluator.elementName(name, index);
    if (!this.variables.has(element) && !this.values.has(element))
      this.problems.error('E0702', `\`${element}\` is no element of an array of variables`, span);
    return element;
  }
  private assign(name: string, expression: VaExpression, span: Span): void {
    const local = this.frames.length > 0;
    if (!local && this.module.parameters.some((p) => p.name === name)) {
      this.problems.error('E0702', `\`${name}\` is a parameter, and is given a value here`, span);
      return;
    }
    if (this.survey.atEvents.has(name) && !this.atStart) {
      this.problems.error(
        'E0702',
        `\`${name}\` is set by an event and by the equations: one of them must be another variable`,
        span,
      );
      return;
    }
    this.target = name;
    const value = Q.asNumber(this.evaluator.evaluate(expression));
    this.target = '';
    const memory = this.atStart ? this.memories.get(name) : undefined;
    if (memory !== undefined) this.memories.set(name, { ...memory, initial: value.text });
    const wanted = !local && this.variables.get(name)?.integer === true ? Q.rounded(value) : value;
    this.values.set(name, this.tidy(name, wanted));
  }
  /** Named where it is what a variable is from here on, and where it is large. */
  private tidy(name: string, value: Q.Value, limit = LARGE): Q.Value {
    const settled = this.guard.constant === 1 && this.frames.length === 0;
    return settled || value.size > limit ? this.named(name, value) : value;
  }
  /** A name for what is not one already. */
  named(wish: string, value: Q.Value): Q.Value {
    if (value.size === 1 || value.kept.length > 0 || value.constant !== null) return value;
    const name = this.names.fresh(wish);
    this.lets.push(`let ${name} = ${value.text}`);
    return Q.nameOf(name, value);
  }

  private branch({ condition, then, otherwise }: Extract<VaStatement, { kind: 'if' }>): void {
    const when = Q.asCondition(this.evaluator.evaluate(condition));
    if (when.constant !== null) {
      const taken = when.constant !== 0 ? then : otherwise;
      if (taken !== null) this.execute(taken);
      return;
    }
    if (when.usual !== null && [then, otherwise].some((s) => s !== null && isStructure(s, this.nodes))) {
      const holds = when.usual !== 0;
      const message = `this condition decides what the circuit is: it is taken as ${holds ? 'true' : 'false'}, as with the defaults of the parameters`;
      this.problems.warn(message, condition.span);
      const taken = holds ? then : otherwise;
      if (taken !== null) this.execute(taken);
      return;
    }
    const named = when.size > LARGE ? this.conditionName(when) : when;
    const before = this.values;
    const first = this.under(named, then, before);
    const second = otherwise === null ? before : this.under(Q.not(named), otherwise, before);
    const changed = [...new Set([...first.keys(), ...second.keys()])].filter(
      (name) => first.get(name) !== second.get(name),
    );
    this.values = new Map(before);
    for (const name of changed) {
      const [a, b] = [first, second].map((values) => values.get(name) ?? Q.keptValue(name));
      this.values.set(name, this.tidy(name, Q.choice(named, a!, b!), CHAIN));
    }
  }
  /** A condition by a name is the number 1 or 0. */
  private conditionName(when: Q.Value): Q.Value {
    const name = this.names.fresh('when_');
    this.lets.push(`let ${name} = ${Q.asNumber(when).text}`);
    return Q.compare('>', Q.atom(name), Q.number(0.5));
  }
  private under(when: Q.Value, statement: VaStatement, before: ReadonlyMap<string, Q.Value>): Map<string, Q.Value> {
    const guard = this.guard;
    this.guard = Q.both(guard, when);
    this.values = new Map(before);
    this.execute(statement);
    this.guard = guard;
    return this.values;
  }

  private contribute({ access, terminals, value, span }: Extract<VaStatement, { kind: 'contribute' }>): void {
    const found = this.nodes.isAccess(access) ? this.nodes.access(access, terminals, span) : null;
    if (found === null) {
      if (!this.nodes.isAccess(access))
        this.problems.error('E0702', `\`${access}\` is no access of a discipline known here`, span);
      return;
    }
    const plain = Q.asNumber(this.evaluator.evaluate(value));
    if (found.signal !== null) {
      this.values.set(found.signal, this.named(found.signal, plain));
      return;
    }
    const guarded = this.guard.constant === 1 ? plain : Q.choice(this.guard, plain, Q.number(0));
    if (found.potential && this.guard.constant !== 1)
      this.problems.error(
        'E0702',
        'a potential that is set under a condition (a switch branch) cannot be imported',
        span,
        'write the branch as a conductance that changes: `I(p, n) <+ G * V(p, n)`',
      );
    const kept = guarded.kept[0];
    if (kept !== undefined) this.keeps(kept, span);
    const text = guarded.level < 6 ? `(${guarded.text})` : guarded.text;
    if (guarded.constant !== 0 || found.potential)
      this.contributions.push({ target: found.text, unit: found.unit, value: text });
  }

  // ---- events --------------------------------------------------------------------------------------------------------------
  private event({ events, body, span }: Extract<VaStatement, { kind: 'event' }>): void {
    for (const event of events) {
      const name = event.kind === 'name' || event.kind === 'call' ? event.name : '';
      if (name === 'final_step') continue;
      if (name.startsWith('initial_')) this.initial(body);
      else if (event.kind === 'call' && isCrossing(event)) {
        this.unconditional('cross', event.span);
        this.events.push(readCrossing(event, body, this));
      } else
        this.problems.error(
          'E0702',
          `\`@(${name || '...'})\` cannot be imported`,
          span,
          'events here are `initial_step` and `cross(...)`',
        );
    }
  }
  private atStart = false;
  private initial(body: VaStatement): void {
    const before = this.values;
    this.values = new Map(before);
    this.atStart = true;
    this.execute(body);
    this.atStart = false;
    this.forgetStart(before);
  }
}
