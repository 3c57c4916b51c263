/** Every place of a file that names a symbol: definitions and uses, for go to definition, references, rename. */
import type { FileScope } from '../../compiler/model/scopes.ts';
import type { Span, Syntax } from '../../dsl/index.ts';
import {
  couplingScope,
  DeviceNames,
  experimentScope,
  FileNames,
  findHome,
  findSymbol,
  type Home,
  homeOfExpression,
  InnerNames,
  type Scope,
} from './scope.ts';
import { makeSymbol, type QnmSymbol, symbolsOfDeclaration } from './symbols.ts';
import { partsOf } from './walk.ts';

export interface Occurrence {
  readonly span: Span;
  readonly symbol: QnmSymbol;
  readonly definition: boolean;
}

/** All of one file, in the order in which they are found; what cannot be resolved is left out. */
export function occurrencesOf(file: FileScope): readonly Occurrence[] {
  const finder = new Finder(file);
  for (const declaration of file.syntax.declarations) finder.declaration(declaration);
  return finder.found;
}

class Finder {
  readonly found: Occurrence[] = [];
  private readonly file: FileScope;
  constructor(file: FileScope) {
    this.file = file;
  }

  private define(symbol: QnmSymbol): void {
    this.found.push({ span: symbol.span, symbol, definition: true });
    for (const child of symbol.children) this.define(child);
  }
  private use(span: Span, symbol: QnmSymbol | undefined): void {
    if (symbol !== undefined) this.found.push({ span, symbol, definition: false });
  }

  declaration(d: Syntax.Declaration): void {
    for (const symbol of symbolsOfDeclaration(d)) this.define(symbol);
    const outside = new FileNames(this.file);
    switch (d.kind) {
      case 'use':
        return;
      case 'param':
      case 'unit':
        this.optional(d.value, outside);
        return;
      case 'function':
        this.expression(d.value, argumentsOf(d, outside));
        return;
      case 'discipline':
        for (const q of d.quantities) this.unit(q.type.unit);
        return;
      case 'device':
      case 'circuit':
        this.device(d);
        return;
      case 'experiment':
        this.experiment(d);
        return;
      default:
        d satisfies never;
    }
  }

  // ---- devices -----------------------------------------------------------------------------------------------------
  private device(d: Syntax.DeviceDeclaration): void {
    const scope = new DeviceNames({ declaration: d, file: this.file });
    for (const port of d.ports) this.discipline(port.discipline);
    for (const statement of d.body) this.statement(statement, scope);
  }
  private discipline(name: Syntax.Identifier): void {
    this.use(name.span, findSymbol(this.file, name.text, 'discipline'));
  }
  private unit(unit: Syntax.UnitSyntax | null): void {
    for (const { symbol } of unit?.factors ?? []) this.use(symbol.span, findSymbol(this.file, symbol.text, 'unit'));
  }
  private optional(e: Syntax.Expression | null, scope: Scope): void {
    if (e !== null) this.expression(e, scope);
  }
  private all(list: readonly Syntax.Expression[], scope: Scope): void {
    for (const e of list) this.expression(e, scope);
  }

  private statement(s: Syntax.BodyStatement, scope: DeviceNames): void {
    switch (s.kind) {
      case 'param':
        this.unit(s.type?.unit ?? null);
        this.optional(s.value, scope);
        this.optional(s.range, scope);
        return;
      case 'state':
      case 'memory':
        this.unit(s.type?.unit ?? null);
        this.optional(s.initial, scope);
        this.optional(s.range, scope);
        this.optional(s.step, scope);
        return;
      case 'rate':
        this.use(s.name.span, scope.find(s.name.text));
        this.expression(s.value, scope);
        return;
      case 'let':
      case 'probe':
        this.expression(s.value, scope);
        return;
      case 'contribution':
      case 'own':
        this.use(s.access.span, findSymbol(this.file, s.access.text, 'access'));
        this.all(s.terminals, scope);
        this.expression(s.value, scope);
        return;
      case 'event':
        this.expression(s.when, scope);
        return;
      case 'on':
        this.expression(s.condition, scope);
        this.optional(s.priority, scope);
        this.block(s.body, scope);
        return;
      case 'every':
        this.expression(s.period, scope);
        this.block(s.body, scope);
        return;
      case 'function':
        this.expression(s.value, argumentsOf(s, scope));
        return;
      case 'table':
        for (const p of s.params) this.unit(p.type?.unit ?? null);
        this.unit(s.result?.unit ?? null);
        return;
      case 'assert':
        this.expression(s.condition, scope);
        return;
      default:
        this.structure(s, scope);
        return;
    }
  }
  private structure(
    s: Extract<Syntax.BodyStatement, { kind: 'node' | 'instance' | 'couple' | 'place' | 'solve' }>,
    scope: DeviceNames,
  ): void {
    switch (s.kind) {
      case 'node':
        this.discipline(s.discipline);
        this.all(s.shape, scope);
        this.optional(s.initial, scope);
        return;
      case 'instance':
        this.all(s.shape, scope);
        this.used(s.of, s.connections, s.settings, scope);
        return;
      case 'couple':
      case 'place': {
        this.use(s.from.span, scope.find(s.from.text));
        if (s.to !== null) this.use(s.to.span, scope.find(s.to.text));
        this.expression(s.topology, scope);
        const inner = couplingScope(scope, s);
        if (s.as !== null) this.use(s.as.span, inner.find(s.as.text));
        for (const device of s.body) this.used(device.of, device.connections, device.settings, inner);
        return;
      }
      case 'solve':
        for (const setting of s.settings) this.expression(setting.value, scope);
        return;
      default:
        s satisfies never;
    }
  }
  /** A device where it is used: its name, its connections, its parameters. */
  private used(
    of: Syntax.Identifier,
    connections: readonly Syntax.Argument[],
    settings: readonly Syntax.AssignStatement[],
    scope: Scope,
  ): void {
    const home = findHome(this.file, of.text);
    this.use(of.span, findSymbol(this.file, of.text, 'device', 'circuit'));
    for (const { name, value } of connections) {
      if (name !== null) this.member(name, home);
      this.expression(value, scope);
    }
    for (const { name, value } of settings) {
      this.member(name, home);
      this.expression(value, scope);
    }
  }
  private member(name: Syntax.Identifier, home: Home | undefined): void {
    if (home !== undefined) this.use(name.span, new DeviceNames(home).member(name.text));
  }
  private block(body: readonly (Syntax.LetStatement | Syntax.AssignStatement)[], outer: Scope): void {
    const locals = body.flatMap((s) =>
      s.kind === 'let' ? [makeSymbol('let', s.name, s.span, { doc: s.doc, value: s.value })] : [],
    );
    for (const local of locals) this.define(local);
    const scope = new InnerNames(outer, locals);
    for (const s of body) {
      if (s.kind === 'assign') this.use(s.name.span, scope.find(s.name.text));
      this.expression(s.value, scope);
    }
  }

  // ---- experiments -------------------------------------------------------------------------------------------------
  private experiment(e: Syntax.ExperimentDeclaration): void {
    this.use(e.of.span, findSymbol(this.file, e.of.text, 'device', 'circuit'));
    const scope = experimentScope(this.file, e);
    for (const s of e.body) this.experimentStatement(s, scope, findHome(this.file, e.of.text));
  }
  private setting(name: Syntax.Identifier, value: Syntax.Expression, scope: Scope, home: Home | undefined): void {
    this.member(name, home);
    // `solver = euler`: a word of the run, not a name.
    if (value.kind !== 'name' || name.text !== 'solver') this.expression(value, scope);
  }
  private experimentStatement(s: Syntax.ExperimentStatement, scope: Scope, home: Home | undefined): void {
    switch (s.kind) {
      case 'setting':
        this.setting(s.name, s.value, scope, home);
        return;
      case 'sweep':
        this.member(s.name, home);
        this.expression(s.values, scope);
        return;
      case 'record':
        this.all(s.what, scope);
        this.optional(s.every, scope);
        return;
      case 'measure':
        this.expression(s.value, scope);
        for (const q of s.qualifiers) this.optional(q.value, scope);
        return;
      case 'expect':
        this.all([s.left, s.right], scope);
        this.optional(s.tolerance, scope);
        for (const point of s.at) this.setting(point.name, point.value, scope, home);
        this.optional(s.where, scope);
        return;
      case 'plot':
        this.all(s.what, scope);
        this.optional(s.over, scope);
        return;
      case 'repeat':
        this.expression(s.count, scope);
        for (const phase of s.body) this.experimentStatement(phase, scope, home);
        return;
      case 'phase':
        this.expression(s.duration, scope);
        for (const setting of s.settings) this.setting(setting.name, setting.value, scope, home);
        return;
      case 'assert':
        this.expression(s.condition, scope);
        return;
      case 'let':
        this.expression(s.value, scope);
        return;
      case 'data':
      case 'target':
        return;
      default:
        s satisfies never;
    }
  }

  // ---- expressions -------------------------------------------------------------------------------------------------
  private expression(e: Syntax.Expression, scope: Scope): void {
    if (e.kind === 'name') this.use(e.name.span, scope.find(e.name.text));
    else if (e.kind === 'rate') this.use(e.of.span, scope.find(e.of.text));
    else if (e.kind === 'number') this.unit(e.unit);
    else if (e.kind === 'call') this.use(e.callee.span, this.callee(e.callee.text, scope));
    else if (e.kind === 'member') this.member(e.member, homeOfExpression(e.base, scope));
    this.all(partsOf(e), scope);
  }
  private callee(name: string, scope: Scope): QnmSymbol | undefined {
    const near = scope.find(name);
    if (near?.kind === 'function' || near?.kind === 'table') return near;
    return findSymbol(this.file, name, 'access', 'function');
  }
}

function argumentsOf(s: Syntax.FunctionStatement, outer: Scope): Scope {
  return new InnerNames(
    outer,
    s.params.map((p) => makeSymbol('argument', p.name, p.name.span, { container: s.name.text })),
  );
}
