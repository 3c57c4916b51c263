/**
 * Characters and operators that are not qnm: letters that only look like ASCII ones, typographic signs, habits from other
 * languages. Each is reported where it stands and replaced by what was meant, so that nothing after it is misread.
 */
import type { IToken, TokenType } from 'chevrotain';
import type { SyntaxErrors } from './syntax-errors.ts';
import * as T from './tokens.ts';
import { endOf } from './words.ts';

/** Letters that belong to units and to nothing else. */
const UNIT_LETTERS = '\u00B5\u03BC\u03A9\u2126\u00C5\u212B\u00B0\u00B7';
const INVISIBLE = /[\u200B-\u200F\u2060\uFEFF]/;
const SUPERSCRIPT = /[²³¹⁰⁴-⁹⁻]/;
/** Letters of other scripts beside the ASCII letter that they are mistaken for. */
const LOOK_ALIKES = new Map([
  ...pairs('АВЕЅІЈКМНОРСТУХаеорсухѕіјһԁ', 'ABESIJKMHOPCTYXaeopcyxsijhd'),
  ...pairs('ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοι', 'ABEZHIKMNOPTYXoi'),
]);
/** How a Greek letter is written in a name. */
const GREEK = new Map(
  Object.entries({
    α: 'alpha',
    β: 'beta',
    γ: 'gamma',
    δ: 'delta',
    ε: 'epsilon',
    ζ: 'zeta',
    η: 'eta',
    θ: 'theta',
    κ: 'kappa',
    λ: 'lambda',
    ν: 'nu',
    ξ: 'xi',
    π: 'pi',
    ρ: 'rho',
    σ: 'sigma',
    τ: 'tau',
    φ: 'phi',
    ϕ: 'phi',
    χ: 'chi',
    ψ: 'psi',
    ω: 'omega',
    Γ: 'Gamma',
    Δ: 'Delta',
    Θ: 'Theta',
    Λ: 'Lambda',
    Ξ: 'Xi',
    Π: 'Pi',
    Σ: 'Sigma',
    Φ: 'Phi',
    Ψ: 'Psi',
    '\u00B5': 'mu',
    '\u03BC': 'mu',
    '\u03A9': 'Omega',
    '\u2126': 'Omega',
    '\u00C5': 'Angstrom',
    '\u212B': 'Angstrom',
  }),
);
const SCRIPTS: readonly (readonly [number, number, string])[] = [
  [0x0370, 0x03ff, 'Greek'],
  [0x0400, 0x052f, 'Cyrillic'],
  [0x0530, 0x058f, 'Armenian'],
  [0xff00, 0xffef, 'full-width'],
];

interface Meant {
  readonly type: TokenType | null;
  readonly image: string;
  readonly help: string;
}
function meant(type: TokenType, image: string): Meant {
  return { type, image, help: `write \`${image}\`` };
}
/** What the writer of a foreign sign most likely meant. */
const SIGNS = new Map<string, Meant>([
  ['&&', meant(T.Word, 'and')],
  ['||', meant(T.Word, 'or')],
  ['!', meant(T.Word, 'not')],
  ['**', meant(T.Caret, '^')],
  [':=', meant(T.Equals, '=')],
  ['−', meant(T.Minus, '-')],
  ['–', meant(T.Minus, '-')],
  ['—', meant(T.Minus, '-')],
  ['×', meant(T.Star, '*')],
  ['·', meant(T.Star, '*')],
  ['⋅', meant(T.Star, '*')],
  ['∙', meant(T.Star, '*')],
  ['÷', meant(T.Slash, '/')],
  ['≤', meant(T.LessEqual, '<=')],
  ['≥', meant(T.GreaterEqual, '>=')],
  ['≠', meant(T.NotEqual, '!=')],
  ['±', meant(T.PlusMinus, '+-')],
  ['→', meant(T.Arrow, '->')],
  ['≈', meant(T.Tilde, '~')],
  ['…', meant(T.DotDot, '..')],
  ['′', meant(T.Quote, "'")],
  ['’', meant(T.Quote, "'")],
  ['（', meant(T.OpenParen, '(')],
  ['）', meant(T.CloseParen, ')')],
  ['，', meant(T.Comma, ',')],
  ['：', meant(T.Colon, ':')],
  ['＝', meant(T.Equals, '=')],
  [';', { type: null, image: '', help: 'remove it: a statement ends where the next one begins' }],
]);

function pairs(letters: string, ascii: string): [string, string][] {
  return [...letters].map((letter, i) => [letter, ascii[i]!]);
}
function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
/** `U+0410 (Cyrillic)` */
function describe(character: string): string {
  const code = character.codePointAt(0)!;
  const script = SCRIPTS.find(([low, high]) => code >= low && code <= high)?.[2];
  return script === undefined ? codePoint(character) : `${codePoint(character)} (${script})`;
}
/** The ASCII letters meant by a foreign letter, '' when none can be guessed. */
function asciiFor(character: string): string {
  const known = LOOK_ALIKES.get(character) ?? GREEK.get(character);
  if (known !== undefined) return known;
  return character.normalize('NFKD').replace(/[^A-Za-z0-9_]/g, '');
}

/** The tokens with foreign signs and letters replaced or dropped; one message for each. */
export function replaceForeign(tokens: readonly IToken[], errors: SyntaxErrors): IToken[] {
  return tokens.flatMap((token, i) => {
    switch (token.tokenType) {
      case T.Word:
        return [plainWord(token, errors)];
      case T.OpenString:
        return [closeString(token, errors)];
      case T.ForeignText:
      case T.ForeignCharacter:
        return replaceSign(token, tokens[i - 1], errors);
      default:
        return [token];
    }
  });
}

function plainWord(token: IToken, errors: SyntaxErrors): IToken {
  const strange = [...token.image].find(
    (c) => !/[A-Za-z0-9_]/.test(c) && !UNIT_LETTERS.includes(c) && !SUPERSCRIPT.test(c),
  );
  if (strange === undefined) return token;
  return plain(token, strange, errors);
}

/** Reports the first foreign letter of a word and spells the word in ASCII. */
function plain(token: IToken, strange: string, errors: SyntaxErrors): IToken {
  const at = token.startOffset + token.image.indexOf(strange);
  const ascii = asciiFor(strange);
  const image = [...token.image].map((c) => (/[A-Za-z0-9_]/.test(c) ? c : asciiFor(c))).join('') || '_';
  const looks = ascii.length === 1;
  const message = looks
    ? `\`${strange}\` is ${describe(strange)}, which only looks like the letter \`${ascii}\``
    : `${INVISIBLE.test(strange) ? 'an invisible character stands here,' : `\`${strange}\` is`} ${describe(strange)}; names are written with a-z, A-Z, 0-9 and _`;
  errors.error(
    looks ? 'E0107' : 'E0106',
    message,
    errors.span(at, at + strange.length),
    image === '_' ? {} : { help: `write \`${image}\`` },
  );
  return { ...token, image };
}

function closeString(token: IToken, errors: SyntaxErrors): IToken {
  errors.error('E0105', 'this text has no closing `"` on its line', errors.span(token.startOffset, endOf(token)), {
    help: 'a text begins and ends with `"` on one line',
  });
  return {
    ...token,
    image: `${token.image}"`,
    tokenType: T.StringLiteral,
    tokenTypeIdx: T.StringLiteral.tokenTypeIdx!,
  };
}

function replaceSign(token: IToken, previous: IToken | undefined, errors: SyntaxErrors): IToken[] {
  const { image, startOffset } = token;
  const become = (type: TokenType, text: string): IToken[] => [
    { ...token, image: text, tokenType: type, tokenTypeIdx: type.tokenTypeIdx! },
  ];
  if (image.startsWith('/*') || image.startsWith('#')) {
    errors.error(
      'E0108',
      `a comment does not begin with \`${image.startsWith('#') ? '#' : '/*'}\``,
      errors.span(startOffset, startOffset + (image.startsWith('#') ? 1 : 2)),
      {
        help: 'write `//` before each line of it',
      },
    );
    return [];
  }
  if (/^[\u201C-\u201F]./.test(image)) {
    errors.error(
      'E0106',
      `\`${image[0]}\` is ${codePoint(image[0]!)}, a typographic quotation mark`,
      errors.span(startOffset, startOffset + 1),
      {
        help: 'write a plain `"` at both ends of the text',
      },
    );
    return become(T.StringLiteral, `"${image.slice(1, -1)}"`);
  }
  // `·` between the symbols of a unit is well written; `words.ts` takes it.
  if (image === '·' && previous?.tokenType === T.Word && endOf(previous) === startOffset) return [token];
  return replaceCharacter(token, errors);
}

function replaceCharacter(token: IToken, errors: SyntaxErrors): IToken[] {
  const { image, startOffset } = token;
  const span = errors.span(startOffset, endOf(token));
  const sign = SIGNS.get(image);
  const name =
    image.charCodeAt(0) > 126 || image.trim() === ''
      ? `${INVISIBLE.test(image) ? 'this invisible character' : `\`${image}\``} is ${describe(image)}; it`
      : `\`${image}\``;
  if (sign === undefined && token.startOffset === 0 && image === '\uFEFF') return [];
  const message = image === ';' ? 'statements are not separated by `;`' : `${name} does not belong to the language`;
  errors.error(sign === undefined ? 'E0106' : 'E0108', message, span, { help: sign?.help ?? 'remove it' });
  if (sign === undefined || sign.type === null) return [];
  return [{ ...token, image: sign.image, tokenType: sign.type, tokenTypeIdx: sign.type.tokenTypeIdx! }];
}

/** `data("x.csv", kΩ)`: a call that begins with the name of a file takes a unit behind it, where no number stands before. */
function isUnitOfFile(tokens: readonly IToken[], i: number): boolean {
  for (let at = i - 1, depth = 0; at > 0; at--) {
    const type = tokens[at]!.tokenType;
    if (type === T.CloseParen) depth++;
    else if (type === T.OpenParen && depth-- === 0)
      return tokens[at - 1]!.image === 'data' && tokens[at + 1]?.tokenType === T.StringLiteral;
    else if (type === T.OpenBrace || type === T.CloseBrace) return false;
  }
  return false;
}

/** `1 kΩ : 3 kΩ`, a range of other languages: the message is about the colon. */
function isUnitBeforeColon(tokens: readonly IToken[], i: number): boolean {
  const [before, token, after] = [tokens[i - 1], tokens[i]!, tokens[i + 1]];
  return before?.tokenType === T.NumberLiteral && before.endLine === token.startLine && after?.tokenType === T.Colon;
}

/** Letters of units (µ, Ω, superscripts) that ended up in a name. */
export function reportForeignNames(tokens: IToken[], errors: SyntaxErrors): void {
  tokens.forEach((token, i) => {
    if (token.tokenType === T.ForeignCharacter) {
      tokens[i] = replaceCharacter(token, errors)[0] ?? token;
    } else if (token.tokenType === T.Word || token.tokenType === T.StatementName) {
      const strange = [...token.image].find((c) => !/[A-Za-z0-9_]/.test(c));
      if (strange !== undefined && !isUnitOfFile(tokens, i) && !isUnitBeforeColon(tokens, i))
        tokens[i] = plain(token, strange, errors);
    }
  });
}
