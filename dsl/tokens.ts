/**
 * The alphabet of `.qnm`: what the lexer cuts the text into, and the words that carry meaning.
 *
 * The lexer knows one kind of word. Whether a word is a name, a unit or a keyword depends on where it stands (a port may be called
 * `in`, a parameter `K`), so `words.ts` decides that once, before the grammar sees the tokens.
 */
import { createToken, Lexer, type TokenType } from 'chevrotain';

// ---- what the lexer finds ----------------------------------------------------------------------------------------
const space = createToken({
  name: 'Space',
  pattern: /[ \t\r\n\f\u00A0\u2007\u2009\u202F]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
const docComment = createToken({ name: 'DocComment', pattern: /\/\/\/[^\n\r]*/, group: 'docs' });
const comment = createToken({ name: 'Comment', pattern: /\/\/[^\n\r]*/, group: 'comments' });

/** ASCII words, the letters units need (µ Ω Å ° and superscripts), and foreign letters, which get a message of their own. */
const WORD =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: chevrotain reads patterns without the flag u
  /[A-Za-z_\u00AA\u00B0\u00B5\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u1FFF\u2102-\u2149\u2C00-\u2DFF\u3040-\uDFFF\uF900-\uFDCF\uFF21-\uFF3A\uFF41-\uFF5A][A-Za-z0-9_\u00AA\u00B0\u00B2\u00B3\u00B5\u00B9\u00BA\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0300-\u1FFF\u200B-\u200D\u2070-\u209C\u2102-\u2149\u2C00-\u2DFF\u3040-\uDFFF\uF900-\uFDCF\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]*/;
export const Word = createToken({ name: 'Word', pattern: WORD, label: 'a name' });
export const NumberLiteral = createToken({
  name: 'NumberLiteral',
  pattern: /[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/,
  label: 'a number',
});
export const StringLiteral = createToken({
  name: 'StringLiteral',
  pattern: /"[^"\n\r]*"/,
  label: 'a text in double quotes',
});
/** A string that its line does not end; `foreign.ts` reports it and makes it a string. */
export const OpenString = createToken({ name: 'OpenString', pattern: /"[^"\n\r]*/ });

function sign(name: string, pattern: string): TokenType {
  return createToken({ name, pattern, label: `\`${pattern}\`` });
}
export const OpenBrace = sign('OpenBrace', '{');
export const CloseBrace = sign('CloseBrace', '}');
export const OpenParen = sign('OpenParen', '(');
export const CloseParen = sign('CloseParen', ')');
export const OpenBracket = sign('OpenBracket', '[');
export const CloseBracket = sign('CloseBracket', ']');
export const Contribute = sign('Contribute', '<+');
export const Accumulate = sign('Accumulate', '+=');
export const PlusMinus = sign('PlusMinus', '+-');
export const Arrow = sign('Arrow', '->');
export const DotDot = sign('DotDot', '..');
export const EqualEqual = sign('EqualEqual', '==');
export const NotEqual = sign('NotEqual', '!=');
export const LessEqual = sign('LessEqual', '<=');
export const GreaterEqual = sign('GreaterEqual', '>=');
export const Less = sign('Less', '<');
export const Greater = sign('Greater', '>');
export const Equals = sign('Equals', '=');
export const Tilde = sign('Tilde', '~');
export const Plus = sign('Plus', '+');
export const Minus = sign('Minus', '-');
export const Star = sign('Star', '*');
export const Slash = sign('Slash', '/');
export const Caret = sign('Caret', '^');
export const Quote = sign('Quote', "'");
export const Comma = sign('Comma', ',');
export const Colon = sign('Colon', ':');
export const Dot = sign('Dot', '.');
export const Percent = sign('Percent', '%');
/** Operators and comments of other languages; `foreign.ts` reports them and puts the qnm sign in their place. */
export const ForeignText = createToken({
  name: 'ForeignText',
  pattern:
    /\/\*[^*]*(\*+[^*/][^*]*)*(\*\/)?|#[^\n\r]*|[\u201C-\u201F][^"\u201C-\u201F\n\r]*[\u201C-\u201F]|&&|\|\||\*\*|:=/,
  line_breaks: true,
});
/** A character that belongs to nothing. */
export const ForeignCharacter = createToken({
  name: 'ForeignCharacter',
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this token is whatever no other token is
  pattern: /[\u0000-\uFFFF]/,
  line_breaks: true,
});

// ---- what words become -------------------------------------------------------------------------------------------
/** The name a statement begins with (`x' = ...`, `RL: resistor(...)`, `stop = 1 us`). */
export const StatementName = createToken({ name: 'StatementName', pattern: Lexer.NA, label: 'a name' });
/** A whole unit, `mW/K`, `emu/cm3`, `/K`, `%`. */
export const Unit = createToken({ name: 'Unit', pattern: Lexer.NA, label: 'a unit' });
/** `vec3 direction complex angle` in a type. */
export const Shape = createToken({
  name: 'Shape',
  pattern: Lexer.NA,
  label: 'a shape (`vec3`, `direction`, `complex`, `angle`)',
});

/** Where a keyword stands and what may follow. */
export interface Keyword {
  readonly token: TokenType;
  /**
   * `reserved` anywhere (`if`) · `statement` first in a statement · `clause` behind an operand (`in 0 .. 1`) · `both` ·
   * `inner` only where `words.ts` looks for it by its neighbours.
   */
  readonly place: 'reserved' | 'statement' | 'clause' | 'both' | 'inner';
  /** A bracket may follow at once: `on (a > b) { }`. */
  readonly takesExpression: boolean;
  /** Nothing of this clause follows: `fixed`, `log`. */
  readonly closes: boolean;
}
const table = new Map<string, Keyword>();
function keyword(word: string, place: Keyword['place'], takesExpression = false, closes = false): TokenType {
  const name = `${word.charAt(0).toUpperCase()}${word.slice(1)}Word`;
  const token = createToken({ name, pattern: Lexer.NA, label: `\`${word}\`` });
  table.set(word, { token, place, takesExpression, closes });
  return token;
}
export const UseWord = keyword('use', 'statement');
export const UnitWord = keyword('unit', 'statement');
export const DisciplineWord = keyword('discipline', 'statement');
export const DeviceWord = keyword('device', 'statement');
export const CircuitWord = keyword('circuit', 'statement');
export const ExperimentWord = keyword('experiment', 'statement');
export const FunctionWord = keyword('function', 'statement');
export const ParamWord = keyword('param', 'statement');
export const HostWord = keyword('host', 'statement');
export const StateWord = keyword('state', 'statement');
export const MemoryWord = keyword('memory', 'statement');
export const LetWord = keyword('let', 'statement');
export const EventWord = keyword('event', 'statement');
export const OnWord = keyword('on', 'both', true);
export const EveryWord = keyword('every', 'both', true);
export const TableWord = keyword('table', 'statement');
export const AssertWord = keyword('assert', 'statement', true);
export const NodeWord = keyword('node', 'statement');
export const CoupleWord = keyword('couple', 'statement');
export const PlaceWord = keyword('place', 'statement');
export const ProbeWord = keyword('probe', 'statement');
export const SolveWord = keyword('solve', 'statement');
export const SweepWord = keyword('sweep', 'statement');
export const RecordWord = keyword('record', 'statement', true);
export const MeasureWord = keyword('measure', 'statement');
export const ExpectWord = keyword('expect', 'statement', true);
export const PlotWord = keyword('plot', 'statement', true);
export const DataWord = keyword('data', 'statement');
export const RepeatWord = keyword('repeat', 'statement', true);
export const PhaseWord = keyword('phase', 'statement');
export const TargetWord = keyword('target', 'statement');
export const LanesWord = keyword('lanes', 'statement');
export const SolverWord = keyword('solver', 'statement');
export const ScaleWord = keyword('scale', 'statement');
export const PotentialWord = keyword('potential', 'statement');
export const FlowWord = keyword('flow', 'statement');
export const ValueWord = keyword('value', 'statement');
export const ReferenceWord = keyword('reference', 'statement');

export const InWord = keyword('in', 'clause', true);
export const AtWord = keyword('at', 'clause', true);
export const AfterWord = keyword('after', 'clause', true);
export const OverWord = keyword('over', 'clause', true);
export const WhereWord = keyword('where', 'clause', true);
export const ByWord = keyword('by', 'clause', true);
export const FromWord = keyword('from', 'clause');
export const ForWord = keyword('for', 'clause', true);
export const ToWord = keyword('to', 'clause');
export const AsWord = keyword('as', 'clause');
export const WithWord = keyword('with', 'clause');
export const WhenWord = keyword('when', 'clause', true);
export const FormatWord = keyword('format', 'clause');
export const RoundWord = keyword('round', 'clause');
export const LogWord = keyword('log', 'clause', false, true);
export const StepWord = keyword('step', 'clause', true);
export const FixedWord = keyword('fixed', 'clause', false, true);
export const PriorityWord = keyword('priority', 'clause', true);
export const OfWord = keyword('of', 'clause');
export const ConservedWord = keyword('conserved', 'clause', false, true);
export const OwnedWord = keyword('owned', 'clause', false, true);
export const SignalWord = keyword('signal', 'clause', false, true);
export const PrefixableWord = keyword('prefixable', 'clause', false, true);

export const UpdateWord = keyword('update', 'inner');
export const CountingWord = keyword('counting', 'inner', false, true);
export const OwnerWord = keyword('owner', 'inner', false, true);
export const EndWord = keyword('end', 'inner', false, true);
export const LastWord = keyword('last', 'inner');
export const DegreeWord = keyword('degree', 'inner');
export const SegmentsWord = keyword('segments', 'inner');
/** `table` behind a value: `let F = tanh(x) table degree 2 segments 128`. */
export const TableClause = createToken({ name: 'TableClause', pattern: Lexer.NA, label: '`table`' });

export const IfWord = keyword('if', 'reserved');
export const ThenWord = keyword('then', 'reserved');
export const ElseWord = keyword('else', 'reserved');
export const AndWord = keyword('and', 'reserved');
export const OrWord = keyword('or', 'reserved');
export const NotWord = keyword('not', 'reserved');

/** Every word with a meaning. */
export const keywords: ReadonlyMap<string, Keyword> = table;

/** Shapes a type may name. */
export const shapes: ReadonlySet<string> = new Set(['scalar', 'vec3', 'direction', 'complex', 'angle']);

const lexed: TokenType[] = [
  space,
  docComment,
  comment,
  NumberLiteral,
  Word,
  StringLiteral,
  OpenString,
  ForeignText,
  OpenBrace,
  CloseBrace,
  OpenParen,
  CloseParen,
  OpenBracket,
  CloseBracket,
  Contribute,
  Accumulate,
  PlusMinus,
  Arrow,
  DotDot,
  EqualEqual,
  NotEqual,
  LessEqual,
  GreaterEqual,
  Less,
  Greater,
  Equals,
  Tilde,
  Plus,
  Minus,
  Star,
  Slash,
  Caret,
  Quote,
  Comma,
  Colon,
  Dot,
  Percent,
  ForeignCharacter,
];

/** All token types, for the parser. */
export const allTokens: TokenType[] = [
  ...lexed,
  StatementName,
  Unit,
  Shape,
  TableClause,
  ...[...table.values()].map((k) => k.token),
];

/** Accepts every text: what nothing else takes is `ForeignCharacter`. */
export const lexer = new Lexer(lexed, { ensureOptimizations: true, positionTracking: 'full' });
