/** What the parser expected and found, in the reader's words. */
import type { IParserErrorMessageProvider, IRecognitionException, IToken, TokenType } from 'chevrotain';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import type { SyntaxErrors } from './syntax-errors.ts';

function labelOf(type: TokenType): string {
  return type.LABEL ?? type.name;
}
function list(words: readonly string[]): string {
  const unique = [...new Set(words)];
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')} or ${unique.at(-1)}`;
}
export const readerMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => labelOf(expected),
  buildNotAllInputParsedMessage: () => 'a declaration',
  buildNoViableAltMessage: ({ expectedPathsPerAlt }) =>
    list(expectedPathsPerAlt.flatMap((paths) => paths.map((path) => labelOf(path[0]!)))),
  buildEarlyExitMessage: ({ expectedIterationPaths }) => list(expectedIterationPaths.map((path) => labelOf(path[0]!))),
};
export function toDiagnostic(
  error: IRecognitionException,
  tokens: readonly IToken[],
  errors: SyntaxErrors,
): Diagnostic {
  const last = tokens.at(-1)!;
  const found = Number.isNaN(error.token.startOffset) ? null : error.token;
  const span =
    found === null
      ? errors.span(last.endOffset!, last.endOffset! + 1)
      : errors.span(found.startOffset, found.endOffset! + 1);
  return {
    code: 'E0101',
    severity: 'error',
    message: `expected ${error.message}, found ${found === null ? 'the end of the file' : `\`${found.image}\``}`,
    span,
  };
}
