/** Equations of motion as papers have them, `tau * v' = -v` or `L q'' + R q' = V`, which a statement of the language is not. */
import { statementWords } from './syntax-words.ts';

const name = String.raw`[\p{L}_][\p{L}\p{N}_]*`;
const equation = new RegExp(
  String.raw`^\s*(?<left>(?:(?<factor>[^'={}<>]*?[^'={}<>\s*·])(?:\s*[*·]\s*|\s+|(?<=\))))?(?:(?<rate>${name}'+)|d(?<of>${name})\s*/\s*dt)\s*(?<rest>[-+*/][^={}<>]*?)?)\s*=(?!=)`,
  'u',
);

interface Company {
  readonly start: number;
  readonly end: number;
  readonly help: string;
}
/** Where a rate is not alone on the left of its `=`, on the line of `offset`: the place of what stands there, and what to write. */
export function rateInCompany(text: string, offset: number): Company | null {
  const begin = text.lastIndexOf('\n', offset - 1) + 1;
  const [line] = text.slice(begin).split('\n', 1);
  const { left, factor, rate, of, rest } = equation.exec(line!)?.groups ?? {};
  if (left === undefined || (factor ?? rest) === undefined || statementWords.has(/^\w*/.exec(left)![0])) return null;
  const own = rate ?? `${of}'`;
  const divisor = /^([\p{L}\p{N}_]+|\([^()]*\))$/u.test(factor ?? '') ? factor : `(${factor})`;
  const alone = factor === undefined ? `${own} = ...` : `${own} = (...) / ${divisor}`;
  const start = begin + line!.indexOf(left);
  return {
    start,
    end: start + left.length,
    help: rest === undefined ? `write \`${alone}\`` : `write \`${alone}\`, with all the rest on the right`,
  };
}
