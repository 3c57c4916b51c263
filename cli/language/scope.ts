/** Which symbol a name means: the names of a device, of the ends of a coupling, of an experiment. */
import { endNames } from '../../compiler/model/form.ts';
import { endsOfBlock } from '../../compiler/model/network/hyperedges.ts';
import { type FileScope, findDeclaration, reachable } from '../../compiler/model/scopes.ts';
import type { Syntax } from '../../dsl/index.ts';
import { makeSymbol, measuresOf, membersOf, type QnmSymbol, symbolsOfDeclaration } from './symbols.ts';
import { withoutIndex } from './walk.ts';

/** A device or circuit and the file it is written in. */
export interface Home {
  readonly declaration: Syntax.DeviceDeclaration;
  readonly file: FileScope;
}

/** Names in reach at some place, nearest first. */
export interface Scope {
  readonly file: FileScope;
  /** The symbol of a plain name; undefined when nothing here has it. */
  find(name: string): QnmSymbol | undefined;
  /** The device whose members `name.` may be followed by. */
  homeOf(name: string): Home | undefined;
  /** All plain names in reach. */
  names(): readonly QnmSymbol[];
}

/** Symbols at file level: constants, functions, and the references of disciplines (`gnd`). */
export class FileNames implements Scope {
  readonly file: FileScope;
  constructor(file: FileScope) {
    this.file = file;
  }
  find(name: string): QnmSymbol | undefined {
    return this.names().find((symbol) => symbol.name === name);
  }
  homeOf(): undefined {
    return undefined;
  }
  names(): readonly QnmSymbol[] {
    return visibleSymbols(this.file, 'constant', 'function', 'reference');
  }
}

/** Inside the braces of a device or circuit. */
export class DeviceNames implements Scope {
  readonly file: FileScope;
  private readonly own: ReadonlyMap<string, QnmSymbol>;
  private readonly declaration: Syntax.DeviceDeclaration;
  private readonly outer: FileNames;

  constructor({ declaration, file }: Home) {
    this.file = file;
    this.declaration = declaration;
    this.own = byName(membersOf(declaration));
    this.outer = new FileNames(file);
  }
  /** Members only, as they are seen from outside by `X.name`. */
  member(name: string): QnmSymbol | undefined {
    return this.own.get(name);
  }
  members(): readonly QnmSymbol[] {
    return [...this.own.values()];
  }
  find(name: string): QnmSymbol | undefined {
    return this.own.get(name) ?? this.outer.find(name);
  }
  homeOf(name: string): Home | undefined {
    const statement = this.declaration.body.find((s) => s.kind === 'instance' && s.name.text === name);
    if (statement?.kind === 'instance') return findHome(this.file, statement.of.text);
    for (const couple of this.declaration.body) {
      if (couple.kind !== 'couple') continue;
      const device = couple.body.find((d) => (d.name ?? d.of).text === name);
      if (device !== undefined) return findHome(this.file, device.of.text);
    }
    return undefined;
  }
  names(): readonly QnmSymbol[] {
    return [...this.own.values(), ...this.outer.names()];
  }
}

/** Some more names inside of another place: arguments of a function, `let` of a block, `a` and `b` of a coupling. */
export class InnerNames implements Scope {
  readonly file: FileScope;
  private readonly outer: Scope;
  private readonly own: ReadonlyMap<string, QnmSymbol>;
  private readonly ends: ReadonlyMap<string, Home>;

  constructor(outer: Scope, own: readonly QnmSymbol[], ends: ReadonlyMap<string, Home> = new Map()) {
    this.file = outer.file;
    this.outer = outer;
    this.own = byName(own);
    this.ends = ends;
  }
  find(name: string): QnmSymbol | undefined {
    return this.own.get(name) ?? this.outer.find(name);
  }
  homeOf(name: string): Home | undefined {
    return this.ends.get(name) ?? this.outer.homeOf(name);
  }
  names(): readonly QnmSymbol[] {
    return [...this.own.values(), ...this.outer.names()];
  }
}

function byName(symbols: readonly QnmSymbol[]): ReadonlyMap<string, QnmSymbol> {
  const found = new Map<string, QnmSymbol>();
  for (const symbol of symbols) if (!found.has(symbol.name)) found.set(symbol.name, symbol);
  return found;
}

/** The device or circuit of a name, as `file` sees it. */
export function findHome(file: FileScope, name: string): Home | undefined {
  const found = findDeclaration(file, name, 'device', 'circuit');
  return found && { declaration: found.declaration, file: found.scope };
}

/** The symbol of a declaration of one of these kinds, as `file` sees it. */
export function findSymbol(file: FileScope, name: string, ...kinds: QnmSymbol['kind'][]): QnmSymbol | undefined {
  return visibleSymbols(file, ...kinds).find((symbol) => symbol.name === name);
}
/** All symbols of these kinds that `file` sees, the words of disciplines among them. */
export function visibleSymbols(file: FileScope, ...kinds: QnmSymbol['kind'][]): readonly QnmSymbol[] {
  let all = seen.get(file);
  if (all === undefined) {
    all = reachable(file)
      .flatMap((each) => each.syntax.declarations.flatMap(symbolsOfDeclaration))
      .flatMap((symbol) => (symbol.kind === 'discipline' ? [symbol, ...symbol.children] : [symbol]));
    seen.set(file, all);
  }
  return all.filter((symbol) => kinds.includes(symbol.kind));
}
/** A file that was loaded does not change. */
const seen = new WeakMap<FileScope, readonly QnmSymbol[]>();

/** What an experiment sees: its measures, then the names of its circuit. */
export function experimentScope(file: FileScope, e: Syntax.ExperimentDeclaration): Scope {
  const home = findHome(file, e.of.text);
  const circuit: Scope = home === undefined ? new FileNames(file) : new DeviceNames(home);
  const seen: Scope = {
    file,
    find: (n) => circuit.find(n),
    homeOf: (n) => circuit.homeOf(n),
    names: () => circuit.names(),
  };
  return new InnerNames(seen, measuresOf(e));
}

/** `a` and `b` of a coupling, the name of its numbers, and the devices at its ends. */
export function couplingScope(outer: Scope, s: Syntax.CoupleStatement): Scope {
  const ends = new Map<string, Home>();
  const from = outer.homeOf(s.from.text);
  const to = s.to === null ? from : outer.homeOf(s.to.text);
  if (from !== undefined) ends.set('a', from);
  if (to !== undefined) ends.set('b', to);
  for (const letter of endNames.slice(2, endsOfBlock(s))) if (from !== undefined) ends.set(letter, from);
  return new InnerNames(outer, s.as === null ? [] : [makeSymbol('argument', s.as, s.as.span)], ends);
}

/** The device that `e` stands for, as in `e.member`: `X`, `cell[0]`, `cell.X`. */
export function homeOfExpression(e: Syntax.Expression, scope: Scope): Home | undefined {
  const plain = withoutIndex(e);
  if (plain.kind === 'name') return scope.homeOf(plain.name.text);
  if (plain.kind !== 'member') return undefined;
  const base = homeOfExpression(plain.base, scope);
  return base && new DeviceNames(base).homeOf(plain.member.text);
}
