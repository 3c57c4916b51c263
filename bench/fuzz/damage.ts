/** Valid files made wrong: pieces deleted, doubled, swapped, units changed, signs from nowhere. The compiler must say where. */
import { type Draw, drawFrom } from '../../test/support/random-fixed.ts';
import { compileText, type Fault, stopwatch } from './judge.ts';

const units = ['V', 'mA', 'kΩ', 'K', 'pJ/K', 'ns', 'Hz', '%', 'emu/cm3', 'Oe', 'furlong', '/K', 'T'];
const scraps = [
  '{', '}', '(', ')', '[', ']', '..', '=', '==', "'", '<+', '+=', '"', '//', ',', ':', '^', '1e999', '-1', '0', 'NaN',
  'in', 'state', 'on', 'every', 'if', 'x2', 'undefined', '__proto__', 'constructor', '\u0000', '\uFEFF', 'µ', '😀', '\\',
]; // biome-ignore format: one list
type Edit = (draw: Draw, tokens: string[]) => void;
const edits: readonly Edit[] = [
  (draw, tokens) => void tokens.splice(draw.whole(0, tokens.length - 1), draw.whole(1, 3)),
  (draw, tokens) => {
    const at = draw.whole(0, tokens.length - 1);
    tokens.splice(at, 0, tokens[at]!, ' ');
  },
  (draw, tokens) => {
    const [a, b] = [draw.whole(0, tokens.length - 1), draw.whole(0, tokens.length - 1)];
    [tokens[a], tokens[b]] = [tokens[b]!, tokens[a]!];
  },
  (draw, tokens) => void tokens.splice(draw.whole(0, tokens.length - 1), 1, draw.pick(scraps)),
  (draw, tokens) => void tokens.splice(draw.whole(0, tokens.length), 0, ` ${draw.pick(scraps)} `),
  (draw, tokens) => {
    const numbers = tokens.flatMap((token, at) => (/^[\d.]+$/.test(token) ? [at] : []));
    if (numbers.length > 0)
      tokens[draw.pick(numbers)] = draw.pick(['0', '-1', '1e300', '1e-300', '3', '999999999', '.5.']);
  },
  (draw, tokens) => {
    const numbers = tokens.flatMap((token, at) => (/^[\d.]+$/.test(token) ? [at] : []));
    if (numbers.length > 0) tokens[draw.pick(numbers)] += ` ${draw.pick(units)}`;
  },
  (draw, tokens) => {
    const names = tokens.flatMap((token, at) => (/^[a-zA-Z]\w*$/.test(token) ? [at] : []));
    if (names.length > 1) tokens[draw.pick(names)] = tokens[draw.pick(names)]!;
  },
];

/** The text with one to four edits. */
export function damage(text: string, seed: number): string {
  const draw = drawFrom(seed ^ 0x5bd1e995);
  const tokens = text.match(/[A-Za-z]\w*|[\d.]+|\s+|[^\sA-Za-z\d]/g) ?? [];
  for (let n = draw.whole(1, 4); n > 0 && tokens.length > 0; n--) draw.pick(edits)(draw, tokens);
  return tokens.join('');
}

/** Seconds that a wrong file may take. */
const patience = 5;

/** What is wrong with how the compiler takes the text; null when it is right. */
export function judgeDamaged(text: string): Fault | null {
  const worked = stopwatch();
  const compiled = compileText(text);
  const seconds = worked();
  if ('kind' in compiled) return { kind: `damaged: ${compiled.kind}`, detail: compiled.detail };
  if (!compiled.good) {
    const errors = compiled.diagnostics.filter((d) => d.severity === 'error');
    const lost = errors.find(({ span }) => !(span.start >= 0 && span.end >= span.start) || span.file === '');
    if (errors.length === 0 || lost) return { kind: 'damaged: no place', detail: JSON.stringify(lost ?? 'no error') };
    const strange = errors.find(
      (d) => /\bundefined\b|\bNaN\b|\[object/.test(`${d.message} ${d.help ?? ''}`) && !/undefined|NaN/.test(text),
    );
    if (strange) return { kind: `damaged: strange text ${strange.code}`, detail: strange.message };
  }
  return seconds > patience && !compiled.good ? { kind: 'damaged: slow', detail: `${seconds.toFixed(1)} s` } : null;
}
