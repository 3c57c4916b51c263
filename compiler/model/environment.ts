/** Where an expression is read: which names, calls and units it sees. One implementation for each kind of place. */
import type { Dimension, FileAccess, Syntax } from '../../dsl/index.ts';
import type { Builder, Quantity } from './quantity.ts';
import type { Reporter } from './reporter.ts';
import type { FileScope } from './scopes.ts';

export type CallExpression = Extract<Syntax.Expression, { kind: 'call' }>;
export type MemberExpression = Extract<Syntax.Expression, { kind: 'member' }>;
export type ListExpression = Extract<Syntax.Expression, { kind: 'list' }>;
export type RateExpression = Extract<Syntax.Expression, { kind: 'rate' }>;

/** What the whole build shares. */
export interface Context {
  readonly reporter: Reporter;
  readonly files: FileAccess;
  readonly memo: Memo;
  /** Declarations being worked out, to find circles. */
  readonly busy: Set<object>;
  /** Told what every expression was found to be: an editor shows it. */
  readonly watch?: ExpressionWatch | undefined;
}
/** Takes an expression with its shape and dimension; null when something was wrong with it. */
export type ExpressionWatch = (
  expression: Syntax.Expression,
  found: Pick<Quantity<unknown>, 'shape' | 'dimension' | 'unit'> | null,
) => void;

/** What was worked out once for a node of the syntax: a table, a discipline. */
export class Memo {
  private readonly known = new WeakMap<object, { readonly value: unknown }>();

  /** The result of `make` for `key`; `make` always gives the same type for one kind of key. */
  of<V>(key: object, make: () => V): V {
    let found = this.known.get(key);
    if (!found) {
      found = { value: make() };
      this.known.set(key, found);
    }
    return found.value as V;
  }
}

/** A function or table that a call may name, with the place its body is read in. */
export type Callable<T> =
  | { readonly kind: 'function'; readonly statement: Syntax.FunctionStatement; readonly environment: Environment<T> }
  | { readonly kind: 'table'; readonly statement: Syntax.TableStatement; readonly scope: FileScope };

/** A name in reach, for help on dimensions: "multiply by `R0`". */
export interface Candidate {
  readonly text: string;
  readonly dimension: Dimension;
}

export interface Environment<T> {
  readonly context: Context;
  readonly builder: Builder<T>;
  /** The file in which the expression is written: its units and functions are in reach. */
  readonly file: FileScope;
  /** The quantity of a name; null when it is wrong and that has been reported; undefined when unknown. */
  name(identifier: Syntax.Identifier): Quantity<T> | null | undefined;
  /** `X.R`, `a.pos`; undefined when this place knows no members (vector components are tried then). */
  member(expression: MemberExpression): Quantity<T> | null | undefined;
  /** Calls that have a meaning only here: `V(p, n)`, `pulse(...)`, `rate(spike)`; undefined when the name is no such call. */
  call(expression: CallExpression, here: Environment<T>): Quantity<T> | null | undefined;
  /** `[1 V, 2 V]` where something has several instances; null when wrong and reported. */
  list?(expression: ListExpression, here: Environment<T>): Quantity<T> | null | undefined;
  callable(name: string): Callable<T> | undefined;
  /** `x'`; null when wrong and reported. */
  rate(expression: RateExpression): Quantity<T> | null;
  /** All names in reach, for suggestions. */
  names(): string[];
  /** `X.spike` for `spike`: where the instances of this place have this name, for suggestions. */
  within?(name: string): string[];
  /** All calls of this place, for suggestions. */
  calls(): readonly string[];
  candidates(): readonly Candidate[];
  /** Functions being inlined around this place, outermost first. */
  readonly calling: readonly Syntax.FunctionStatement[];
}

/** A place inside another one: arguments of a function, names of a block. */
export class LocalEnvironment<T> implements Environment<T> {
  readonly context: Context;
  readonly builder: Builder<T>;
  readonly file: FileScope;
  readonly calling: readonly Syntax.FunctionStatement[];
  private readonly outer: Environment<T>;
  private readonly locals: ReadonlyMap<string, Quantity<T> | null>;

  constructor(
    outer: Environment<T>,
    locals: ReadonlyMap<string, Quantity<T> | null>,
    calling: readonly Syntax.FunctionStatement[] = outer.calling,
  ) {
    this.context = outer.context;
    this.builder = outer.builder;
    this.file = outer.file;
    this.calling = calling;
    this.outer = outer;
    this.locals = locals;
  }
  name(identifier: Syntax.Identifier): Quantity<T> | null | undefined {
    const local = this.locals.get(identifier.text);
    return local !== undefined ? local : this.outer.name(identifier);
  }
  member(expression: MemberExpression): Quantity<T> | null | undefined {
    if (expression.base.kind === 'name' && this.locals.has(expression.base.name.text)) return undefined;
    return this.outer.member(expression);
  }
  call(expression: CallExpression, here: Environment<T>): Quantity<T> | null | undefined {
    return this.outer.call(expression, here);
  }
  list(expression: ListExpression, here: Environment<T>): Quantity<T> | null | undefined {
    return this.outer.list?.(expression, here);
  }
  callable(name: string): Callable<T> | undefined {
    return this.outer.callable(name);
  }
  rate(expression: RateExpression): Quantity<T> | null {
    return this.outer.rate(expression);
  }
  names(): string[] {
    return [...this.locals.keys(), ...this.outer.names()];
  }
  within(name: string): string[] {
    return this.outer.within?.(name) ?? [];
  }
  calls(): readonly string[] {
    return this.outer.calls();
  }
  candidates(): readonly Candidate[] {
    const own = [...this.locals].flatMap(([text, q]) => (q ? [{ text, dimension: q.dimension }] : []));
    return [...own, ...this.outer.candidates()];
  }
}

/** The last part of a path, as a reader knows the file. */
export function fileName(path: string): string {
  return path.split('/').at(-1)!;
}
