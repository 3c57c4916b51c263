/** Reads the text of a unit: `mW/K`, `emu/cm3`, `A/m^2`, `V/m^(1/2)`, `/K`, `%`, `1`. */
import type { Span } from './source.ts';
import type { UnitSyntax } from './syntax.ts';

type Factor = UnitSyntax['factors'][number];
const FACTOR =
  /([/*·]?)(1(?![0-9])|%|[^\s/*·^()0-9²³¹⁰⁴-⁹⁻]+)((?:\^(?:\(-?\d+(?:\/\d+)?\)|-?\d+(?:\.\d+)?))|\d+|[²³¹⁰⁴-⁹⁻]+)?/y;
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A power as written behind a symbol: `3`, `^-1`, `^(1/2)`, `^0.5`, `²`. */
function readPower(text: string | undefined): { numerator: number; denominator: number } {
  if (text === undefined || text === '') return { numerator: 1, denominator: 1 };
  const plain = [...text]
    .map((c) => (c === '⁻' ? '-' : SUPERSCRIPTS.includes(c) ? String(SUPERSCRIPTS.indexOf(c)) : c))
    .join('');
  const decimals = /\.(\d+)$/.exec(plain)?.[1]?.length ?? 0;
  if (decimals > 0) return reduced(Math.round(Number(plain.slice(1)) * 10 ** decimals), 10 ** decimals);
  const [numerator, denominator] = plain.replace(/[\^()]/g, '').split('/');
  return { numerator: Number(numerator), denominator: denominator === undefined ? 1 : Number(denominator) };
}

/** A fraction of whole numbers in its lowest terms. */
function reduced(numerator: number, denominator: number): { numerator: number; denominator: number } {
  let [a, b] = [Math.abs(numerator), denominator];
  while (b > 0) [a, b] = [b, a % b];
  return { numerator: numerator / a, denominator: denominator / a };
}

/**
 * Factors of a unit as written, nothing looked up.
 * @returns `null` where the text is not a product of powers (`m^`, `m//s`, a power of n/0)
 */
export function readUnit(text: string, span: Span): UnitSyntax | null {
  const factors: Factor[] = [];
  FACTOR.lastIndex = 0;
  for (let at = 0; at < text.length; at = FACTOR.lastIndex) {
    const match = FACTOR.exec(text);
    if (match === null) return null;
    const [, sign = '', symbol = '', power] = match;
    if (sign === '' && at > 0) return null;
    const { numerator, denominator } = readPower(power);
    if (denominator === 0 || !Number.isSafeInteger(numerator) || Math.abs(numerator) > 99 || denominator > 99)
      return null;
    if (symbol === '1') continue;
    const start = span.start + at + sign.length;
    const place: Span = { file: span.file, start, end: start + symbol.length };
    factors.push({
      symbol: { text: symbol, span: place },
      numerator: sign === '/' ? -numerator : numerator,
      denominator,
    });
  }
  return { text, factors, span };
}
