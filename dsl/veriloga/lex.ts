/** Verilog-A text to tokens: comments and attributes skipped, directives obeyed, macros put in. */
import { FileRefused, type SourceFile, type Span } from '../source.ts';
import type { Problems } from './problems.ts';

export interface Token {
  readonly kind: 'word' | 'number' | 'string' | 'sign' | 'end';
  readonly text: string;
  /** Of a number, with its scale factor. */
  readonly value: number;
  readonly span: Span;
}

/** Words behind a backtick that every simulator knows (constants.vams). CODATA 2018, as in the LRM 2023, annex D. */
const CONSTANTS: Readonly<Record<string, string>> = {
  M_PI: '3.14159265358979323846',
  M_TWO_PI: '6.28318530717958647693',
  M_PI_2: '1.57079632679489661923',
  M_PI_4: '0.78539816339744830962',
  M_1_PI: '0.31830988618379067154',
  M_2_PI: '0.63661977236758134308',
  M_E: '2.7182818284590452354',
  M_LN2: '0.69314718055994530942',
  M_LN10: '2.30258509299404568402',
  M_LOG2E: '1.4426950408889634074',
  M_LOG10E: '0.43429448190325182765',
  M_SQRT2: '1.41421356237309504880',
  M_SQRT1_2: '0.70710678118654752440',
  P_Q: '1.602176634e-19',
  P_C: '2.99792458e8',
  P_K: '1.380649e-23',
  P_H: '6.62607015e-34',
  P_EPS0: '8.8541878128e-12',
  P_U0: '1.25663706212e-6',
  P_CELSIUS0: '273.15',
};
const SCALE: Readonly<Record<string, number>> = {
  T: 1e12,
  G: 1e9,
  M: 1e6,
  K: 1e3,
  k: 1e3,
  m: 1e-3,
  u: 1e-6,
  n: 1e-9,
  p: 1e-12,
  f: 1e-15,
  a: 1e-18,
};
const IGNORED = new Set([
  'timescale',
  'default_discipline',
  'default_transition',
  'resetall',
  'begin_keywords',
  'end_keywords',
]);
/** Files that only say what is known here already. */
const KNOWN_FILES = /(^|\/)(constants|disciplines?)(\.vams|\.va|\.h|\.def)?$/;

interface Macro {
  readonly params: readonly string[] | null;
  readonly body: readonly Token[];
}

const PATTERN =
  /(?<space>\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\(\*(?!\))[\s\S]*?\*\))|(?<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+|[TGMKkmunpfa](?![A-Za-z0-9_]))?)|(?<word>[$A-Za-z_][$\w]*)|(?<macro>`[A-Za-z_]\w*)|(?<string>"(?:[^"\\\n]|\\.)*")|(?<sign>'(?=\{)|<\+|\*\*|<=|>=|==|!=|&&|\|\||[-+*/%<>!?:;,.()[\]{}=@#&|^~])/gy;

/**
 * Reads a file that another one includes, by the name that stands there; undefined when there is none.
 * @throws FileRefused for a place that may not be read
 */
export type IncludedFiles = (name: string, from: string) => SourceFile | undefined;

/** Files that include each other go no deeper than this. */
const DEEPEST = 20;

/** All tokens of a file and of those that it includes; the last one is `end`. */
export function lex(source: SourceFile, files: IncludedFiles, problems: Problems): Token[] {
  const reader = new Reader(source, { files, problems, macros: new Map(), depth: 0 });
  reader.run();
  return reader.out;
}

/** What a file shares with those that it includes. */
interface Shared {
  readonly files: IncludedFiles;
  readonly problems: Problems;
  readonly macros: Map<string, Macro>;
  readonly depth: number;
}

class Reader {
  readonly out: Token[] = [];
  private readonly path: string;
  private readonly text: string;
  private readonly problems: Problems;
  private readonly macros: Map<string, Macro>;
  private readonly shared: Shared;
  /** For each open `ifdef: whether its lines count, and whether one of its branches did. */
  private readonly conditions: { on: boolean; done: boolean }[] = [];
  private at = 0;

  constructor({ path, text }: SourceFile, shared: Shared) {
    this.path = path;
    this.text = text;
    this.shared = shared;
    this.problems = shared.problems;
    this.macros = shared.macros;
  }

  run(): void {
    // one by one: an included file may be more tokens than a call has arguments
    while (this.at < this.text.length) for (const token of this.next()) this.out.push(token);
    this.out.push({ kind: 'end', text: 'the end of the file', value: Number.NaN, span: this.span(this.text.length) });
  }
  private span(start: number, end = start): Span {
    return { file: this.path, start: Math.min(start, Math.max(0, this.text.length - 1)), end: Math.max(end, start) };
  }
  private get active(): boolean {
    return this.conditions.every((condition) => condition.on);
  }

  /** The tokens that the text at `at` stands for. */
  private next(): readonly Token[] {
    PATTERN.lastIndex = this.at;
    const start = this.at;
    const found = PATTERN.exec(this.text);
    if (found?.groups === undefined) {
      this.at += 1;
      if (this.active)
        this.problems.error('E0701', 'this character has no meaning in Verilog-A', this.span(start, start + 1));
      return [];
    }
    this.at += found[0].length;
    const { space, number, word, macro, string: quoted } = found.groups;
    if (space !== undefined) return [];
    const span = this.span(start, this.at);
    if (macro !== undefined) return this.directive(macro.slice(1), span);
    if (!this.active) return [];
    if (number !== undefined) return [{ kind: 'number', text: number, value: numberOf(number), span }];
    const kind = word !== undefined ? 'word' : quoted !== undefined ? 'string' : 'sign';
    return [{ kind, text: found[0], value: Number.NaN, span }];
  }

  private directive(name: string, span: Span): readonly Token[] {
    if (name === 'ifdef' || name === 'ifndef') return this.condition(name === 'ifdef');
    const innermost = this.conditions.at(-1);
    if (name === 'else' || name === 'elsif' || name === 'endif') {
      if (innermost === undefined) this.problems.error('E0701', `\`${name} without \`ifdef`, span);
      else if (name === 'endif') this.conditions.pop();
      else {
        const on = !innermost.done && (name === 'else' || this.macros.has(this.restOfLine().trim()));
        this.conditions[this.conditions.length - 1] = { on, done: innermost.done || on };
      }
      return [];
    }
    if (!this.active) return [];
    if (name === 'define') return this.define(span);
    if (name === 'undef') this.macros.delete(this.restOfLine().trim());
    else if (name === 'include') return this.include(span);
    else if (IGNORED.has(name)) this.restOfLine();
    else return this.expand(name, span);
    return [];
  }
  private condition(wanted: boolean): readonly Token[] {
    const name = /^\s*(\w+)/.exec(this.text.slice(this.at))?.[0] ?? '';
    this.at += name.length;
    const on = this.macros.has(name.trim()) === wanted;
    this.conditions.push({ on, done: on });
    return [];
  }
  private restOfLine(): string {
    const found = /(?:\\\r?\n|[^\n])*/y;
    found.lastIndex = this.at;
    const line = found.exec(this.text)?.[0] ?? '';
    this.at += line.length;
    return line;
  }
  private include(span: Span): readonly Token[] {
    const name = /["<]([^">]*)[">]/.exec(this.restOfLine())?.[1] ?? '';
    if (KNOWN_FILES.test(name)) return [];
    const file = this.included(name, span);
    if (file === undefined) return [];
    const inner = new Reader(file, { ...this.shared, depth: this.shared.depth + 1 });
    inner.run();
    return inner.out.slice(0, -1);
  }
  private included(name: string, span: Span): SourceFile | undefined {
    if (this.shared.depth >= DEEPEST) {
      this.problems.error('E0702', `\`include "${name}": files include each other ${DEEPEST} deep`, span);
      return undefined;
    }
    try {
      const file = this.shared.files(name, this.path);
      if (file !== undefined) return file;
      this.problems.error('E0702', `\`include "${name}": there is no such file beside this one`, span, 'put it there');
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      const help = 'files are read from the folder of the file that names them, and below it: put it there';
      this.problems.error('E0702', `\`include "${name}": ${error.message}`, span, help);
    }
    return undefined;
  }
  private define(span: Span): readonly Token[] {
    const start = this.at;
    const line = this.restOfLine();
    const head = /^\s*([A-Za-z_]\w*)(\(([^)]*)\))?/.exec(line);
    if (head === null) {
      this.problems.error('E0701', '`define is followed by a name', span);
      return [];
    }
    const text = this.text.slice(0, start + line.length).replace(/\\(?=\r?\n)/g, ' ');
    const inner = new Reader({ path: this.path, text }, { ...this.shared, macros: new Map(this.macros) });
    inner.at = start + head[0].length;
    inner.keepMacros = true;
    inner.run();
    const params = head[2] === undefined ? null : head[3]!.split(',').map((param) => param.trim());
    this.macros.set(head[1]!, { params, body: inner.out.slice(0, -1) });
    return [];
  }
  /** While a body is read: macros in it are put in where it is used. */
  private keepMacros = false;

  private expand(name: string, span: Span): readonly Token[] {
    const word: Token = { kind: 'word', text: `\`${name}`, value: Number.NaN, span };
    if (this.keepMacros) return [word];
    const args = this.macros.get(name)?.params == null ? [] : this.macroArguments();
    return this.put(name, args, span, 0);
  }
  /** What a macro stands for, with the macros in it. */
  private put(name: string, args: readonly (readonly Token[])[], span: Span, depth: number): readonly Token[] {
    const constant = CONSTANTS[name];
    const macro = this.macros.get(name);
    if (macro === undefined && constant !== undefined)
      return [{ kind: 'number', text: constant, value: Number(constant), span }];
    if (macro === undefined || depth > DEEPEST) {
      this.problems.error('E0701', `\`${name} is not defined`, span);
      return [];
    }
    const body = macro.body.flatMap((token) => {
      const param = macro.params?.indexOf(token.text) ?? -1;
      return param >= 0 ? (args[param] ?? []) : [{ ...token, span }];
    });
    return this.inside(body, span, depth + 1);
  }
  /** Puts in the macros that stand in a list of tokens, their arguments behind them. */
  private inside(tokens: readonly Token[], span: Span, depth: number): readonly Token[] {
    const out: Token[] = [];
    for (let i = 0; i < tokens.length; i++) {
      const { text, kind } = tokens[i]!;
      if (kind !== 'word' || !text.startsWith('`')) {
        out.push(tokens[i]!);
        continue;
      }
      const name = text.slice(1);
      const wanted = this.macros.get(name)?.params != null && tokens[i + 1]?.text === '(';
      const given = wanted ? argumentsAt(tokens, i + 1) : { args: [], end: i };
      i = given.end;
      const args = given.args.map((arg) => this.inside(arg, span, depth + 1));
      for (const token of this.put(name, args, span, depth)) out.push(token);
    }
    return out;
  }
  private macroArguments(): readonly (readonly Token[])[] {
    const all: Token[][] = [[]];
    let depth = 0;
    while (this.at < this.text.length) {
      for (const token of this.next()) {
        if (token.text === '(' && depth++ === 0) continue;
        if (token.text === ')' && --depth === 0) return all;
        if (token.text === ',' && depth === 1) all.push([]);
        else all.at(-1)!.push(token);
      }
      if (depth === 0) return all;
    }
    return all;
  }
}

/** `(a, b)` in a list of tokens from its first parenthesis on, and where it ends. */
function argumentsAt(tokens: readonly Token[], start: number): { readonly args: Token[][]; readonly end: number } {
  const args: Token[][] = [[]];
  let depth = 0;
  for (let i = start; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.text === '(' && depth++ === 0) continue;
    if (token.text === ')' && --depth === 0) return { args, end: i };
    if (token.text === ',' && depth === 1) args.push([]);
    else args.at(-1)!.push(token);
  }
  return { args, end: tokens.length };
}
function numberOf(text: string): number {
  const plain = text.replaceAll('_', '');
  const scale = /[TGMKkmunpfa]$/.exec(plain)?.[0];
  return scale === undefined ? Number(plain) : Number(`${plain.slice(0, -1)}e${Math.round(Math.log10(SCALE[scale]!))}`);
}
