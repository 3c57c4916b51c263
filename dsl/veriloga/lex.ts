/** Verilog-A text to tokens: comments and attributes skipped, directives obeyed, macros put in. */
import type { Span } from '../source.ts';
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
  /(?<space>\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\(\*(?!\))[\s\S]*?\*\))|(?<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+|[TGMKkmunpfa](?![A-Za-z0-9_]))?)|(?<word>[$A-Za-z_][$\w]*)|(?<macro>`[A-Za-z_]\w*)|(?<string>"(?:[^"\\\n]|\\.)*")|(?<sign><\+|\*\*|<=|>=|==|!=|&&|\|\||[-+*/%<>!?:;,.()[\]{}=@#&|^~])/gy;

/** All tokens of a file; the last one is `end`. */
export function lex(path: string, text: string, problems: Problems): Token[] {
  const reader = new Reader(path, text, problems);
  reader.run();
  return reader.out;
}

class Reader {
  readonly out: Token[] = [];
  private readonly path: string;
  private readonly text: string;
  private readonly problems: Problems;
  private readonly macros = new Map<string, Macro>();
  /** For each open `ifdef: whether its lines count, and whether one of its branches did. */
  private readonly conditions: { on: boolean; done: boolean }[] = [];
  private at = 0;

  constructor(path: string, text: string, problems: Problems) {
    this.path = path;
    this.text = text;
    this.problems = problems;
  }

  run(): void {
    while (this.at < this.text.length) this.out.push(...this.next());
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
    else if (name === 'include') this.include(span);
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
  private include(span: Span): void {
    const name = /"([^"]*)"/.exec(this.restOfLine())?.[1] ?? '';
    if (!KNOWN_FILES.test(name))
      this.problems.error(
        'E0702',
        `\`include "${name}": files are not read into a file that is imported`,
        span,
        'put its text there',
      );
  }
  private define(span: Span): readonly Token[] {
    const start = this.at;
    const line = this.restOfLine();
    const head = /^\s*([A-Za-z_]\w*)(\(([^)]*)\))?/.exec(line);
    if (head === null) {
      this.problems.error('E0701', '`define is followed by a name', span);
      return [];
    }
    const inner = new Reader(
      this.path,
      this.text.slice(0, start + line.length).replace(/\\(?=\r?\n)/g, ' '),
      this.problems,
    );
    for (const [name, macro] of this.macros) inner.macros.set(name, macro);
    inner.at = start + head[0].length;
    inner.keepMacros = true;
    inner.run();
    const params = head[2] === undefined ? null : head[3]!.split(',').map((param) => param.trim());
    this.macros.set(head[1]!, { params, body: inner.out.slice(0, -1) });
    return [];
  }
  /** While a body is read: macros in it are put in where it is used. */
  private keepMacros = false;

  private expand(name: string, span: Span, depth = 0): readonly Token[] {
    const constant = CONSTANTS[name];
    const macro = this.macros.get(name);
    if (this.keepMacros) return [{ kind: 'word', text: `\`${name}`, value: Number.NaN, span }];
    if (macro === undefined && constant !== undefined)
      return [{ kind: 'number', text: constant, value: Number(constant), span }];
    if (macro === undefined || depth > 20) {
      this.problems.error('E0701', `\`${name} is not defined`, span);
      return [];
    }
    const given = macro.params === null ? [] : this.macroArguments();
    return macro.body.flatMap((token) => {
      const param = macro.params?.indexOf(token.text) ?? -1;
      if (param >= 0) return given[param] ?? [];
      if (token.text.startsWith('`')) return this.expand(token.text.slice(1), span, depth + 1);
      return [{ ...token, span }];
    });
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

function numberOf(text: string): number {
  const plain = text.replaceAll('_', '');
  const scale = /[TGMKkmunpfa]$/.exec(plain)?.[0];
  return scale === undefined ? Number(plain) : Number(`${plain.slice(0, -1)}e${Math.round(Math.log10(SCALE[scale]!))}`);
}
