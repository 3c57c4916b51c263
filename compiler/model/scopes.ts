/**
 * What each file declares and which files it uses. A name is looked up in its own file first, then in the files it
 * uses, nearest first; a device of the user may therefore be called like one of the library.
 */

import { type FileAccess, FileRefused, parseFile, type SourceFile, type Syntax } from '../../dsl/index.ts';
import { byName } from './by-name.ts';
import { didYouMean, type Reporter } from './reporter.ts';

export type NamedDeclaration = Exclude<Syntax.Declaration, Syntax.UseDeclaration>;

export interface FileScope {
  readonly source: SourceFile;
  readonly syntax: Syntax.FileSyntax;
  readonly own: Map<string, NamedDeclaration>;
  readonly uses: FileScope[];
}
/** A declaration and the file it is written in. */
export interface Found<D extends NamedDeclaration = NamedDeclaration> {
  readonly declaration: D;
  readonly scope: FileScope;
}

/** Modules of the packaged library, for suggestions only: what a file contains is read from the file. */
function modulesOf(files: FileAccess): readonly string[] {
  return files.libraryModules?.() ?? [];
}

/** Loads `main` and everything it uses. Each file is read once; files may use each other in a circle. */
export function loadFiles(main: SourceFile, files: FileAccess, reporter: Reporter): FileScope {
  const loaded = new Map<string, FileScope>();
  const load = (source: SourceFile): FileScope => {
    const syntax = parseFile(source, reporter.sink);
    const scope: FileScope = { source, syntax, own: new Map(), uses: [] };
    loaded.set(source.path, scope);
    declareNames(scope, reporter);
    for (const use of syntax.declarations) {
      if (use.kind !== 'use') continue;
      const used = readUsed(use, source, files, reporter);
      if (used) scope.uses.push(loaded.get(used.path) ?? load(used));
    }
    return scope;
  };
  return load(main);
}

function declareNames(scope: FileScope, reporter: Reporter): void {
  for (const declaration of scope.syntax.declarations) {
    if (declaration.kind === 'use') continue;
    const key = declaration.kind === 'unit' ? unitKey(declaration.name.text) : declaration.name.text;
    const before = scope.own.get(key);
    if (before) {
      reporter.report('E0202', declaration.name.span, `\`${declaration.name.text}\` is declared twice in this file`, {
        related: [{ span: before.name.span, text: 'first declared here' }],
        help: 'give one of them another name',
      });
    } else scope.own.set(key, declaration);
  }
}

/** Units have a name space of their own: a variable may be called `V` or `T`. */
export function unitKey(symbol: string): string {
  return `unit ${symbol}`;
}

function readUsed(
  use: Syntax.UseDeclaration,
  from: SourceFile,
  files: FileAccess,
  reporter: Reporter,
): SourceFile | undefined {
  const names = use.path.map((part) => part.text);
  if (names[0] === 'std') {
    const found = files.readPackaged(`std/${names.slice(1).join('/')}.qnm`);
    if (!found)
      reporter.report('E0204', use.span, `the library has no module \`${names.join('.')}\``, {
        help: didYouMean(names.slice(1).join('.'), modulesOf(files))?.replace('`', '`std.'),
      });
    return found;
  }
  const path = names.length === 1 && /[./]/.test(names[0]!) ? names[0]! : `${names.join('/')}.qnm`;
  try {
    const found = files.readText(path, from.path);
    if (!found)
      reporter.report('E0204', use.span, `there is no file \`${path}\` beside ${from.path.split('/').at(-1)}`, {
        help: 'a library module is written `use std.NAME`; a file of yours is written `use "NAME.qnm"`',
      });
    return found;
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    reporter.report('E0204', use.span, `\`${path}\` is not read: ${error.reason}`);
    return undefined;
  }
}

/** All files reachable from `scope`, itself first, nearest first. */
export function reachable(scope: FileScope): FileScope[] {
  const seen = new Set<FileScope>([scope]);
  for (const file of seen) for (const used of file.uses) seen.add(used);
  return [...seen];
}

/** Finds a declaration of one of `kinds`; names of other kinds do not hide it. */
export function findDeclaration<K extends NamedDeclaration['kind']>(
  scope: FileScope,
  name: string,
  ...kinds: readonly K[]
): Found<Extract<NamedDeclaration, { kind: K }>> | undefined {
  for (const file of reachable(scope)) {
    const declaration = file.own.get(name);
    if (declaration && (kinds as readonly string[]).includes(declaration.kind))
      return { declaration: declaration as Extract<NamedDeclaration, { kind: K }>, scope: file };
  }
  return undefined;
}

/** Names of all visible declarations of the given kinds, for suggestions. */
export function visibleNames(scope: FileScope, ...kinds: readonly NamedDeclaration['kind'][]): string[] {
  return reachable(scope).flatMap((file) =>
    [...file.own.values()].filter((d) => kinds.includes(d.kind)).map((d) => d.name.text),
  );
}

/** Help for words that a device does not know, though a physicist or another language would. */
export const meantElsewhere: Readonly<Record<string, string>> = byName({
  time: "a device knows no clock, the waveforms of an experiment do: give it a port and drive that, `in = sine(1 V, 1 kHz)`; or keep a phase, `state phi: angle` with `phi' = 2 * pi * f`, or `state t = 0 s` with `t' = 1`",
  t: "the time of a waveform is `time`: `in = sin(2 * pi * 1 kHz * time) * 1 V`; in a device keep one of its own, `state t = 0 s` with `t' = 1`",
  dt: 'the equations of a device hold for any dt, which an experiment chooses; `every 10 ns { ... }` is a clock of its own',
  e: 'the elementary charge is `q_e` of `std.constants`, the other e is `exp(1)`',
  c: 'the speed of light is `c_light` of `std.constants`',
  h: 'the Planck constant is `h_planck` of `std.constants`',
});

/** "add `use std.passive`": where the library declares a name that the file does not see. */
export function libraryHint(
  name: string,
  kinds: readonly NamedDeclaration['kind'][],
  files: FileAccess,
): string | undefined {
  const words = kinds.map((kind) => (kind === 'param' ? 'param' : kind)).join('|');
  for (const module of modulesOf(files)) {
    const text = files.readPackaged(`std/${module}.qnm`)?.text;
    if (
      text &&
      new RegExp(`^(?:${words})\\s+${name.replace(/[^\p{L}\p{N}_]/gu, '\\$&')}(?![\\p{L}\\p{N}_])`, 'mu').test(text)
    )
      return `the library declares it: add \`use std.${module}\``;
  }
  return undefined;
}
