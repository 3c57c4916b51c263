/** What the parser expected and what it found, in the reader's words: one diagnostic for each of its exceptions. */
import type { IParserErrorMessageProvider, IRecognitionException, IToken, TokenType } from 'chevrotain';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { nearest } from './diagnostics/nearest.ts';
import { rateInCompany } from './rate-alone.ts';
import type { SyntaxErrors } from './syntax-errors.ts';
import {
  CONTROL,
  describeExpected,
  helpOf,
  OTHERWISE,
  placeOf,
  SYNONYMS,
  statementWords,
  wordsOfPlace,
} from './syntax-words.ts';
import * as T from './tokens.ts';
import { endOf } from './words.ts';

function labelOf(type: TokenType): string {
  return type.name === 'EOF' ? 'the end of the file' : (type.LABEL ?? type.name);
}
function list(types: readonly TokenType[]): string {
  const unique = [...new Set(types.map(labelOf))];
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}`;
}

/** Names what was expected; `toDiagnostic` makes the sentence. */
export const readerMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) => describeExpected(ruleName, labelOf(expected)),
  buildNotAllInputParsedMessage: () => labelOf(T.CloseBrace),
  buildNoViableAltMessage: ({ expectedPathsPerAlt, ruleName }) =>
    describeExpected(ruleName, list(expectedPathsPerAlt.flatMap((paths) => paths.map((path) => path[0]!)))),
  buildEarlyExitMessage: ({ expectedIterationPaths, ruleName }) =>
    describeExpected(ruleName, list(expectedIterationPaths.map((path) => path[0]!))),
};

/** A parser exception with its surroundings. */
interface Trouble {
  readonly expected: string;
  /** The grammar rule that could not go on. */
  readonly rule: string;
  /** `null` at the end of the file. */
  readonly found: IToken | null;
  readonly previous: IToken | undefined;
  readonly next: IToken | undefined;
  readonly rules: readonly string[];
  readonly errors: SyntaxErrors;
}
type Finding = Pick<Diagnostic, 'code' | 'message' | 'span'> & Partial<Diagnostic>;

/** The first that knows better than "expected x, found y" speaks. */
const specialCases: readonly ((trouble: Trouble) => Finding | null)[] = [
  controlStatement,
  rateAsQuotient,
  rateNotAlone,
  rangeByOther,
  misspeltStatement,
  bareAssignment,
  misplacedStatement,
  separatingComma,
  reservedName,
  keywordWithoutName,
  unfinishedNumber,
  singleEquals,
  assignedPotential,
  looseName,
  impliedProduct,
  lineEnd,
];

/** The diagnostic for one exception of the parser. */
export function toDiagnostic(
  error: IRecognitionException,
  tokens: readonly IToken[],
  errors: SyntaxErrors,
): Diagnostic {
  const found = Number.isNaN(error.token.startOffset) ? null : error.token;
  const index = found === null ? tokens.length : tokens.indexOf(found);
  const rules = error.context.ruleStack;
  const trouble: Trouble = {
    expected: error.message,
    rule: rules.at(-1) ?? 'file',
    found,
    previous: tokens[index - 1],
    next: tokens[index + 1],
    rules,
    errors,
  };
  for (const special of specialCases) {
    const finding = special(trouble);
    if (finding !== null) return { severity: 'error', ...finding };
  }
  return { severity: 'error', ...plainly(trouble) };
}

function spanOf({ errors }: Trouble, token: IToken): Finding['span'] {
  return errors.span(token.startOffset, Math.max(endOf(token), token.startOffset + 1));
}
function plainly(trouble: Trouble): Finding {
  const { found, expected } = trouble;
  if (found === null) return atEnd(trouble);
  return {
    code: 'E0101',
    message: `expected ${expected}, found \`${found.image}\``,
    span: spanOf(trouble, found),
    ...helpFor(trouble),
  };
}
function helpFor({ rule, expected, found }: Trouble): { help?: string } {
  const help = helpOf(rule, expected, found?.image ?? '');
  return help === undefined ? {} : { help };
}
function atEnd(trouble: Trouble): Finding {
  const last = endOf(trouble.previous!);
  const span = trouble.errors.span(last - 1, last);
  return {
    code: 'E0101',
    message: `the file ends where ${trouble.expected} is expected`,
    span,
    label: 'the last character',
  };
}

/** Where the exception is about the start of a statement: its first token. */
function statementStart({ rule, found, previous }: Trouble): IToken | null {
  if (rule === 'namedStatement' || rule === 'assignment' || rule === 'targetEntry' || rule === 'coupledDevice') {
    return previous?.tokenType === T.StatementName ? previous : found;
  }
  return placeOf(rule) === null ? null : found;
}

/** `if x > 3 { y = 2 }`, `for k in 0 .. 7 { ... }` */
function controlStatement(trouble: Trouble): Finding | null {
  const start = statementStart(trouble);
  const help = start ? CONTROL.get(start.image) : undefined;
  if (!start || help === undefined || !/(^|[{}])\s*$/.test(lineBefore(start, trouble.errors))) return null;
  return { code: 'E0108', message: `no statement begins with \`${start.image}\``, span: spanOf(trouble, start), help };
}

/** `du/dt = ...` */
function rateAsQuotient(trouble: Trouble): Finding | null {
  const { found, previous, next } = trouble;
  const name = previous?.tokenType === T.StatementName ? /^d(\w+)$/.exec(previous.image)?.[1] : undefined;
  if (name === undefined || found?.tokenType !== T.Slash || next?.image !== 'dt') return null;
  const span = trouble.errors.span(previous!.startOffset, endOf(next));
  return { code: 'E0108', message: 'a rate is not written as a quotient', span, help: `write \`${name}' = ...\`` };
}

/** `tau * v' = -v` */
function rateNotAlone({ found, rule, rules, errors }: Trouble): Finding | null {
  if (found === null || placeOf(rule, rules) !== 'device') return null;
  const seen = rateInCompany(errors.source.text, found.startOffset);
  const message = 'a rate stands alone on the left of its `=`';
  return seen && { code: 'E0108', message, span: errors.span(seen.start, seen.end), help: seen.help };
}

/** `9 V to 15 V`, and `1 : 3`, whose colon may make a unit look like the name of an instance. */
function rangeByOther({ found, previous, rule, errors }: Trouble): Finding | null {
  const colon = [found, previous].find((token) => token?.tokenType === T.Colon);
  const sign = colon ?? (found?.tokenType === T.ToWord && placeOf(rule) !== null ? found : null);
  if (!sign) return null;
  if (colon && !/[=(,]\s*[\d.]+[^\s\d:]*(\s+[^\s:]+)?\s*$/.test(lineBefore(colon, errors))) return null;
  return {
    code: 'E0108',
    message: `a range is not written with \`${sign.image}\``,
    span: errors.span(sign.startOffset, endOf(sign)),
    help: 'write `..`: `9 V .. 15 V`',
  };
}
/** What stands on its line before a token. */
function lineBefore({ startOffset }: IToken, { source: { text } }: SyntaxErrors): string {
  return text.slice(text.lastIndexOf('\n', startOffset) + 1, startOffset);
}

function misspeltStatement(trouble: Trouble): Finding | null {
  const start = statementStart(trouble);
  if (start?.tokenType !== T.StatementName) return null;
  const after = start === trouble.found ? trouble.next : trouble.found;
  const names: readonly TokenType[] = [T.StatementName, T.Word, T.StringLiteral, T.NumberLiteral];
  if (!after || !names.includes(after.tokenType)) return null;
  const place = placeOf(trouble.rule, trouble.rules) ?? 'device';
  const { image } = start;
  const close = SYNONYMS.get(image) ?? nearest(image, wordsOfPlace(place)) ?? nearest(image, statementWords.keys());
  const otherwise = place === 'device' ? OTHERWISE.get(image) : undefined;
  const help = otherwise ?? (close && `did you mean \`${close}\`?`);
  if (help === undefined) return null;
  return { code: 'E0102', message: `no statement begins with \`${image}\``, span: spanOf(trouble, start), help };
}

/** `R0 = 5 mΩ` in a device: the word that says what it is, is missing. */
function bareAssignment(trouble: Trouble): Finding | null {
  const { rule, found, previous, rules } = trouble;
  const place = placeOf(rule, rules);
  if (
    rule !== 'namedStatement' ||
    place !== 'device' ||
    found?.tokenType !== T.Equals ||
    previous?.tokenType !== T.StatementName
  )
    return null;
  const keyword = T.keywords.get(previous.image);
  if (keyword?.place === 'statement') return null;
  if (isPort(trouble, previous))
    return {
      code: 'E0118',
      message: `\`${previous.image}\` is a port: it takes no \`=\``,
      span: spanOf(trouble, previous),
      label: 'a port has what its discipline says',
      help: `give to it with the words of its discipline: \`u(${previous.image}) <+ ...\` if it is a \`number\`, \`I(${previous.image}, gnd) <+ ...\` if it is \`electrical\``,
    };
  return {
    code: 'E0118',
    message: `\`${previous.image}\` is given a value, and nothing says what it is`,
    span: spanOf(trouble, previous),
    label: 'a parameter, a value, a state?',
    help: `write \`param ${previous.image} = ...\` for a number that can be set, \`let ${previous.image} = ...\` for a name of an expression`,
  };
}

/** Whether a name stands in the brackets of the device or circuit around it. One look backwards: files may be long. */
function isPort({ errors: { source } }: Trouble, name: IToken): boolean {
  const { text } = source;
  const start = Math.max(...['device ', 'circuit '].map((word) => text.lastIndexOf(word, name.startOffset)));
  const end = text.indexOf('{', start);
  if (start < 0 || end < 0 || end > name.startOffset) return false;
  return text
    .slice(start, end)
    .split(/[(),]/)
    .some((part) => part.split(':')[0]?.trim() === name.image);
}

/** `sweep` in a device, `device` in a device, `param` in an experiment. */
function misplacedStatement(trouble: Trouble): Finding | null {
  const start = statementStart(trouble);
  const place = placeOf(trouble.rule, trouble.rules);
  if (start === null || place === null) return null;
  const homes = statementWords.get(start.image);
  if (homes === undefined || start.tokenType === T.StatementName || homes.places.includes(place)) return null;
  return {
    code: 'E0112',
    message: `\`${start.image}\` does not belong ${WHERE[place]}`,
    span: spanOf(trouble, start),
    help: `\`${start.image}\` stands ${homes.places.map((home) => WHERE[home]).join(' or ')}`,
  };
}
const WHERE = {
  file: 'at the top of a file, outside of all braces',
  device: 'in a device or circuit',
  block: 'in an `on` or `every` block',
  experiment: 'in an experiment',
  discipline: 'in a discipline',
  settings: 'in the settings of an instance',
  target: 'in a target',
  repeat: 'in a `repeat`',
  couple: 'in a coupling',
};

/** `{ R = 12 kΩ, C = 4 nF }` */
function separatingComma(trouble: Trouble): Finding | null {
  const { found, rule } = trouble;
  if (found?.tokenType !== T.Comma || placeOf(rule) === null || statementStart(trouble) !== found) return null;
  return {
    code: 'E0108',
    message: 'statements are not separated by `,`',
    span: spanOf(trouble, found),
    help: `remove it: a statement ends where the next one begins${placeOf(rule) === 'experiment' ? '; points of a sweep are written `sweep x = (1, 2, 3)`' : ''}`,
  };
}

function reservedName(trouble: Trouble): Finding | null {
  const { found } = trouble;
  const wantsName = trouble.expected.includes('name');
  const keyword = found === null ? undefined : T.keywords.get(found.image);
  if (found === null || keyword?.place !== 'reserved' || !wantsName) return null;
  return {
    code: 'E0119',
    message: `\`${found.image}\` is a word of the language and cannot be a name`,
    span: spanOf(trouble, found),
    help: `choose another name, \`${found.image}_\` for example`,
  };
}

/** `param = 3`: the keyword was taken for a name, since `=` follows. */
function keywordWithoutName(trouble: Trouble): Finding | null {
  const start = statementStart(trouble);
  if (start === null || trouble.rule !== 'namedStatement') return null;
  if (start.tokenType !== T.StatementName || T.keywords.get(start.image)?.place !== 'statement') return null;
  return {
    code: 'E0120',
    message: `\`${start.image}\` is followed by no name`,
    span: spanOf(trouble, start),
    help: `write \`${start.image} NAME ...\``,
  };
}

/** `.5` and `1.` */
function unfinishedNumber(trouble: Trouble): Finding | null {
  const { found, previous, next } = trouble;
  if (found?.tokenType === T.Dot && next?.tokenType === T.NumberLiteral && endOf(found) === next.startOffset) {
    const span = trouble.errors.span(found.startOffset, endOf(next));
    return { code: 'E0116', message: 'a number begins with a digit', span, help: `write \`0.${next.image}\`` };
  }
  if (previous?.tokenType === T.Dot && trouble.errors.source.text[previous.startOffset - 1]?.match(/[0-9]/)) {
    const span = trouble.errors.span(previous.startOffset, endOf(previous));
    return { code: 'E0116', message: 'a digit is missing behind the decimal point', span, help: 'write `1.0` or `1`' };
  }
  return null;
}

/** `if a = b`, `on a = b {`: meant as a comparison. */
function singleEquals(trouble: Trouble): Finding | null {
  const { found, rule, rules, previous } = trouble;
  const afterValue = placeOf(rule) !== null && previous?.tokenType !== T.StatementName;
  const compares = [
    'conditional',
    'onStatement',
    'assertStatement',
    'eventStatement',
    'expectRelation',
    'block',
    'parenthesised',
  ].includes(rule);
  if (found?.tokenType !== T.Equals || !(compares || afterValue || rules.at(-2) === 'onStatement')) return null;
  return {
    code: 'E0121',
    message: 'one `=` does not compare',
    span: spanOf(trouble, found),
    help: 'write `==` to ask whether two values are equal',
  };
}

/** `on spike { V(out) = 0 V }` */
function assignedPotential(trouble: Trouble): Finding | null {
  const { found, previous, rule } = trouble;
  if (rule !== 'assignment' || previous?.tokenType !== T.StatementName || found?.tokenType !== T.OpenParen) return null;
  return {
    code: 'E0108',
    message: `a block assigns states and memories, not \`${previous.image}(...)\``,
    span: spanOf(trouble, previous),
    help: 'what a node is at follows from the flows into it: let a memory switch one on, `I(out, gnd) <+ if fired > 0.5 then V(out, gnd) / (100 Ω) else 0 A`; or keep the quantity as a `state`',
  };
}

/** How other tools say `over`. */
const comparing: ReadonlySet<string> = new Set(['against', 'vs', 'versus']);
/** A name where a statement is complete: `let a = b c`, or a line that is only a name. */
function looseName(trouble: Trouble): Finding | null {
  const start = statementStart(trouble);
  if (start?.tokenType !== T.StatementName || start !== trouble.previous) return null;
  const line = lineBefore(start, trouble.errors);
  if (line.trim() === '' || /[{}]\s*$/.test(line)) {
    return {
      code: 'E0101',
      message: `expected ${trouble.expected} after \`${start.image}\``,
      span: spanOf(trouble, start),
      ...helpFor(trouble),
    };
  }
  return {
    code: 'E0101',
    message: `expected an operator or a new statement, found \`${start.image}\``,
    span: spanOf(trouble, start),
    help: comparing.has(start.image)
      ? 'one quantity against another is written `plot y over x`'
      : `to multiply write \`*\` before \`${start.image}\``,
  };
}

/** `(x y)`, `(x) (y)`: paper multiplies by writing side by side. */
function impliedProduct(trouble: Trouble): Finding | null {
  const { found, previous, expected, errors } = trouble;
  if (found === null || previous === undefined || previous.endLine !== found.startLine) return null;
  const ends: readonly TokenType[] = [T.CloseParen, T.NumberLiteral, T.Word];
  const begins: readonly TokenType[] = [T.OpenParen, T.NumberLiteral, T.Word];
  if (!ends.includes(previous.tokenType) || !begins.includes(found.tokenType)) return null;
  const before = lineBefore(found, errors);
  if (!before.includes('=') || before.trimEnd().endsWith('{')) return null;
  return {
    code: 'E0101',
    message: `expected ${expected}, found \`${found.image}\``,
    span: spanOf(trouble, found),
    help: `to multiply write \`*\` before \`${found.image}\``,
    ...helpFor(trouble),
  };
}

/** What is missing at the end of a line is shown there, not at the beginning of the next. */
function lineEnd(trouble: Trouble): Finding | null {
  const { found, previous, expected } = trouble;
  if (found === null || previous === undefined || previous.endLine === found.startLine) return null;
  if (placeOf(trouble.rule) !== null) return null;
  return {
    code: 'E0101',
    message: `expected ${expected} after \`${previous.image}\``,
    span: spanOf(trouble, previous),
    label: `${expected} is missing after this`,
  };
}
