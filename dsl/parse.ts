/** Text to form 1: limits, lexer, repairs, words, grammar, tree. Never throws for what a file holds. */
import type { IToken } from 'chevrotain';
import { balanceBrackets } from './brackets.ts';
import type { BuildContext } from './build-context.ts';
import { buildFile } from './build-syntax.ts';
import type * as Cst from './cst.d.ts';
import type { DiagnosticSink } from './diagnostics/diagnostic.ts';
import { replaceForeign, reportForeignNames } from './foreign.ts';
import { QnmParser } from './grammar.ts';
import { withinLimits } from './limits.ts';
import type { SourceFile } from './source.ts';
import type { FileSyntax } from './syntax.ts';
import { SyntaxErrors } from './syntax-errors.ts';
import { readerMessages, toDiagnostic } from './syntax-messages.ts';
import { lexer } from './tokens.ts';
import { readWords } from './words.ts';

/**
 * Parses a whole file, mistakes or not.
 * @returns what could be read; statements with an error in them are left out
 * @throws never; reports into `sink`
 */
export function parseFile(source: SourceFile, sink: DiagnosticSink): FileSyntax {
  const errors = new SyntaxErrors(source, sink);
  const nothing: FileSyntax = { path: source.path, declarations: [], complete: false };
  if (!withinLimits(source, errors)) return nothing;
  const lexed = lexer.tokenize(source.text);
  const tokens = balanceBrackets(replaceForeign(lexed.tokens, errors), errors);
  const words = readWords(tokens, source.text);
  errors.statementStarts = words.statementStarts;
  reportForeignNames(words.tokens, errors);
  if (words.tokens.length === 0) {
    errors.reportEmpty();
    return nothing;
  }
  const file = parseTokens(words.tokens, lexed.groups['docs'] ?? [], lexed.groups['comments'] ?? [], source, errors);
  errors.close();
  return file;
}

function parseTokens(
  tokens: IToken[],
  docs: IToken[],
  comments: IToken[],
  source: SourceFile,
  errors: SyntaxErrors,
): FileSyntax {
  if (!errors.withinOperatorLimit(tokens)) return { path: source.path, declarations: [], complete: false };
  const parser = theParser();
  parser.input = tokens;
  const tree = parser.file() as Cst.FileCstNode;
  for (const error of parser.errors)
    errors.reportOncePerStatement(error.token.startOffset, () => toDiagnostic(error, tokens, errors));
  const context: BuildContext = {
    path: source.path,
    text: source.text,
    tokens,
    docs,
    comments,
    report: (d) => errors.report(d),
  };
  return { ...buildFile(context, tree), complete: errors.none };
}

let parser: QnmParser | undefined;
/** Made at the first use (it takes some 30 ms) and kept: a chevrotain parser resets itself when given an input. */
function theParser(): QnmParser {
  parser ??= new QnmParser(readerMessages);
  return parser;
}
