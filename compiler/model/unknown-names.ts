/** Names in expressions that stand for nothing there. */
import { findUnit, type Span, type Syntax } from '../../dsl/index.ts';
import type { Environment } from './environment.ts';
import { didYouMean } from './reporter.ts';
import { libraryHint, meantElsewhere } from './scopes.ts';

/** E0201: nothing has this name, and what may have been meant. */
export function unknownName<T>(identifier: Syntax.Identifier, env: Environment<T>): null {
  const [inside] = env.within?.(identifier.text) ?? [];
  const help =
    bracketedUnit(identifier, env) ??
    meantElsewhere[identifier.text] ??
    (inside === undefined ? didYouMean(identifier.text, env.names()) : `did you mean \`${inside}\`?`) ??
    libraryHint(identifier.text, ['param'], env.context.files) ??
    (findUnit(identifier.text) &&
      `\`${identifier.text}\` is a unit, and a unit stands behind a number: \`1 ${identifier.text}\``);
  return env.context.reporter.report('E0201', identifier.span, `nothing here is called \`${identifier.text}\``, {
    label: 'unknown name',
    help,
  });
}

/** Characters on each side of a name that are looked at for a unit in brackets. */
const longestUnit = 100;
/** `2 /(T*s)`: brackets make an expression of a unit. */
function bracketedUnit<T>({ text, span }: Syntax.Identifier, env: Environment<T>): string | undefined {
  const { source } = env.file;
  if (findUnit(text) === undefined || span.file !== source.path) return undefined;
  const begin = Math.max(source.text.lastIndexOf('\n', span.start) + 1, span.start - longestUnit);
  const before = /\d\s*(?<above>[\p{L}µΩ]*)\/\((?<inside>[^()\n]*)$/u.exec(
    source.text.slice(begin, span.start),
  )?.groups;
  if (before === undefined) return undefined;
  const behind = /^[^()\n]*/.exec(source.text.slice(span.start, span.start + longestUnit))![0];
  const below = `${before.inside}${behind}`.split(/[*·]/).map((factor) => factor.trim());
  return `a unit has no brackets: write \`${before.above}/${below.join('/')}\` behind the number`;
}

/** E0291: a word that draws, where nothing is drawn. */
export function drawRefused<T>(span: Span, word: string, env: Environment<T>): null {
  if (word === 'poisson')
    return env.context.reporter.report('E0291', span, '`poisson` is a waveform, which an experiment gives to a port', {
      help: 'draw here: `event hit when uniform(0, 1) < rate * step`, with the step dt as a parameter',
    });
  return env.context.reporter.report(
    'E0291',
    span,
    `nothing can be drawn here: \`${word}\` belongs in the body of a device or circuit`,
    {
      help: 'draw there, in a rate, a `let`, a block, a parameter or an initial value; an experiment says the `seed`',
    },
  );
}
