/**
 * Which statements of a circuit belong together. Arrays of one shape that are joined by name are one population; what has
 * no shape and runs is another, of one instance; what has no shape and is known to all (parameters, functions, fixed nodes,
 * ports) is repeated wherever it is read.
 */
import type { Span, Syntax } from '../../../dsl/index.ts';
import type { Context } from '../environment.ts';
import { type FileScope, type Found, findDeclaration } from '../scopes.ts';
import { declaredBy, mentionsOf, readsElement } from './mentions.ts';
import { sameShape, shapeText } from './shapes.ts';

type Statement = Syntax.BodyStatement;

/** Statements that are flattened to one cell, in the order of the file, and the ports that they read. */
export interface Population {
  readonly name: string;
  readonly shape: readonly number[];
  readonly body: readonly Statement[];
  readonly ports: ReadonlySet<string>;
  /** Names that belong to this population and to no other. */
  readonly own: ReadonlySet<string>;
  readonly origin: Span;
}
/** A statement with what is known about it. */
interface Item {
  readonly statement: Statement;
  readonly mentions: readonly Syntax.Identifier[];
  /** Null for what has no shape. */
  shape: readonly number[] | null;
  /** Number of the item that stands for its population. */
  group: number;
}

/** Whether a body has more than one instance of anything. */
export function hasArrays(body: readonly Statement[]): boolean {
  return body.some((s) => ((s.kind === 'instance' || s.kind === 'node') && s.shape.length > 0) || s.kind === 'couple');
}

/**
 * Splits the body of a circuit. `shapeOf` reads the shape of an array (null when it is wrong, and reported).
 * @returns null when something was wrong and reported; `rest` is all that has no shape; the population without a shape comes first, and only when it runs
 */
export function splitPopulations(
  { declaration, scope }: Found<Syntax.DeviceDeclaration>,
  shapeOf: (statement: Syntax.InstanceStatement | Syntax.NodeStatement) => number[] | null,
  context: Context,
): { readonly populations: readonly Population[]; readonly rest: readonly Statement[] } | null {
  const split = new Split(declaration, scope, context);
  split.readShapes(shapeOf);
  split.spread();
  if (split.failed) return null;
  const populations = split.populations();
  return split.failed ? null : { populations, rest: split.rest.map((item) => item.statement) };
}

class Split {
  failed = false;
  private readonly declaration: Syntax.DeviceDeclaration;
  private readonly scope: FileScope;
  private readonly context: Context;
  private readonly items: Item[];
  private readonly byName = new Map<string, number>();

  constructor(declaration: Syntax.DeviceDeclaration, scope: FileScope, context: Context) {
    this.declaration = declaration;
    this.scope = scope;
    this.context = context;
    this.items = declaration.body
      .filter((s) => s.kind !== 'couple')
      .map((statement, group) => ({ statement, mentions: mentionsOf(statement), shape: null, group }));
    this.items.forEach(({ statement }, i) => {
      for (const name of declaredBy(statement)) this.declareName(name, i);
    });
  }
  private declareName(name: Syntax.Identifier, item: number): void {
    const before = this.byName.get(name.text);
    if (before === undefined) this.byName.set(name.text, item);
    else
      this.report('E0202', name.span, `\`${name.text}\` is declared twice in \`${this.declaration.name.text}\``, {
        related: [{ span: this.items[before]!.statement.span, text: 'first declared here' }],
        help: 'give one of them another name',
      });
  }
  private report(...args: Parameters<Context['reporter']['report']>): void {
    this.failed = true;
    this.context.reporter.report(...args);
  }
  readShapes(shapeOf: (statement: Syntax.InstanceStatement | Syntax.NodeStatement) => number[] | null): void {
    for (const item of this.items) {
      const { statement } = item;
      if ((statement.kind !== 'instance' && statement.kind !== 'node') || statement.shape.length === 0) continue;
      item.shape = shapeOf(statement);
      this.failed ||= item.shape === null;
    }
  }
  /** What reads an array by name is as long as the array and belongs to its population. */
  spread(): void {
    for (let changed = true; changed && !this.failed; ) {
      changed = false;
      for (const [i, item] of this.items.entries())
        for (const name of item.mentions) {
          const other = this.items[this.byName.get(name.text) ?? -1];
          if (other?.shape && this.join(i, other, name)) changed = true;
        }
    }
  }
  /** True when that told something new. */
  private join(index: number, other: Item, name: Syntax.Identifier): boolean {
    const item = this.items[index]!;
    if (item.shape === null) {
      if (!follows(item.statement)) {
        this.unlike(item, other, name);
        return false;
      }
      item.shape = other.shape;
    } else if (!sameShape(item.shape, other.shape!)) {
      this.unlike(item, other, name);
      return false;
    }
    const [a, b] = [this.root(item), this.root(other)];
    a.group = b.group;
    return a !== b;
  }
  private root(item: Item): Item {
    let at = item;
    while (this.items[at.group] !== at) at = this.items[at.group]!;
    return at;
  }
  private unlike(item: Item, other: Item, name: Syntax.Identifier): void {
    const what = nameOf(item.statement);
    const here = item.shape === null ? 'has no shape' : `is ${shapeText(item.shape)}`;
    this.report('E0331', name.span, `${what} ${here}, and \`${name.text}\` is ${shapeText(other.shape!)}`, {
      label: shapeText(other.shape!),
      related: [
        {
          span: declaredBy(item.statement)[0]?.span ?? item.statement.span,
          text: item.shape ? shapeText(item.shape) : 'no shape',
        },
        { span: declaredBy(other.statement)[0]?.span ?? other.statement.span, text: shapeText(other.shape!) },
      ],
      help: 'arrays of one shape are joined element by element; unlike ones by `couple A to B by ... { }`, rows of one by a device without a shape of its own, `left: resistor(in, sheet[0 .. 7, 0].x)`',
    });
  }

  populations(): Population[] {
    const groups = new Map<Item, Item[]>();
    for (const item of this.items)
      if (item.shape) groups.set(this.root(item), [...(groups.get(this.root(item)) ?? []), item]);
    const arrays = [...groups.values()].map((members) => this.arrayOf(members));
    return this.rest.some(({ statement }) => runs(statement) || readsElement(statement))
      ? [this.single(this.rest), ...arrays]
      : arrays;
  }
  /** What has no shape. */
  get rest(): Item[] {
    return this.items.filter((item) => item.shape === null);
  }
  private single(rest: readonly Item[]): Population {
    const body = rest.map((item) => item.statement);
    return {
      name: this.declaration.name.text,
      shape: [],
      body,
      ports: new Set(this.declaration.ports.map((p) => p.name.text)),
      own: new Set(body.filter(runs).flatMap((s) => declaredBy(s).map((n) => n.text))),
      origin: this.declaration.name.span,
    };
  }
  private arrayOf(members: readonly Item[]): Population {
    const taken = new Set(members);
    const ports = new Set<string>();
    for (const item of taken) for (const name of item.mentions) this.take(name, members, taken, ports);
    const head = this.headOf(members);
    const name = declaredBy(head.statement)[0]!;
    return {
      name: name.text,
      shape: head.shape!,
      body: this.items.filter((item) => taken.has(item)).map((item) => item.statement),
      ports,
      own: new Set(members.flatMap((m) => declaredBy(m.statement).map((n) => n.text))),
      origin: name.span,
    };
  }
  /** The array that gives its name: one that is coupled, else a circuit, else the first. */
  private headOf(members: readonly Item[]): Item {
    const coupled = new Set(
      this.declaration.body.flatMap((s) => (s.kind === 'couple' ? [s.from.text, ...(s.to ? [s.to.text] : [])] : [])),
    );
    const arrays = members.filter(({ statement: s }) => s.kind === 'instance' || s.kind === 'node');
    const isCircuit = ({ statement: s }: Item): boolean =>
      s.kind === 'instance' &&
      findDeclaration(this.scope, s.of.text, 'device', 'circuit')?.declaration.kind === 'circuit';
    return (
      arrays.find((m) => declaredBy(m.statement).some((name) => coupled.has(name.text))) ??
      arrays.find(isCircuit) ??
      arrays.find((m) => m.statement.kind === 'instance') ??
      arrays[0]!
    );
  }
  /** Takes what an array reads into its population: only what is the same for all. */
  private take(name: Syntax.Identifier, members: readonly Item[], taken: Set<Item>, ports: Set<string>): void {
    const item = this.items[this.byName.get(name.text) ?? -1];
    if (!item) {
      if (this.declaration.ports.some((p) => p.name.text === name.text)) ports.add(name.text);
      return;
    }
    if (taken.has(item)) return;
    taken.add(item);
    if (!runs(item.statement)) return;
    const array = members.find((m) => m.statement.kind === 'instance' || m.statement.kind === 'node')!;
    const text = `\`${declaredBy(array.statement)[0]!.text}\` ${shapeText(array.shape!)}`;
    const isNode = item.statement.kind === 'node';
    this.report(
      'E0332',
      name.span,
      isNode
        ? `\`${name.text}\` is one node, and the array ${text} is connected to it: that would join all its instances`
        : `\`${name.text}\` is there once and changes with time, and the array ${text} reads it`,
      {
        related: [
          { span: item.statement.span, text: isNode ? 'one node, whose potential must be solved' : 'there once' },
        ],
        help:
          isNode || item.statement.kind === 'instance'
            ? `${isNode ? 'give it a value, `= VALUE fixed`, or ' : ''}couple the one to all: \`couple ${name.text} to ${declaredBy(array.statement)[0]!.text} by all { ... }\``
            : 'move it into the device that the array is made of, or make a device of it and `couple` that',
      },
    );
  }
}

/** Statements that take the shape of what they read. */
function follows(statement: Statement): boolean {
  return ['let', 'probe', 'event', 'contribution', 'own', 'assert', 'instance', 'node', 'place', 'solve'].includes(
    statement.kind,
  )
    ? !((statement.kind === 'instance' || statement.kind === 'node') && statement.shape.length === 0)
    : false;
}
/** What has states, potentials or times of its own, so that there must be one of it. */
function runs(statement: Statement): boolean {
  if (statement.kind === 'node') return !statement.fixed;
  return !['param', 'let', 'probe', 'function', 'table', 'assert', 'place', 'solve'].includes(statement.kind);
}
function nameOf(statement: Statement): string {
  const [name] = declaredBy(statement);
  return name ? `\`${name.text}\`` : 'this statement';
}
