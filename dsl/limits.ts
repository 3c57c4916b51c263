/** Limits that are checked before the first token is cut, in one quick walk over the characters. */

import type { SourceFile } from './source.ts';
import type { SyntaxErrors } from './syntax-errors.ts';

/** Characters of one file; the description of a circuit is a few thousand. */
export const LENGTH_LIMIT = 2_000_000;
/** Brackets inside brackets; the parser and every later pass recurse that deep. */
export const NESTING_LIMIT = 60;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells a binary file
const NOT_TEXT = /[\u0000-\u0008\u000E-\u001F\uFFFD]/;

/** Whether the file is text, small enough and nested shallowly enough to be read; reports why not. */
export function withinLimits(source: SourceFile, errors: SyntaxErrors): boolean {
  const { text } = source;
  const binary = text.search(NOT_TEXT);
  if (binary >= 0) {
    errors.error(
      'E0003',
      `this is not a text file: it holds ${codePoint(text, binary)}`,
      errors.span(binary, binary + 1),
      {
        help: 'a `.qnm` file is UTF-8 text',
      },
    );
    return false;
  }
  const deep = tooDeep(text);
  if (deep >= 0) {
    errors.error('E0109', `brackets are nested deeper than ${NESTING_LIMIT}`, errors.span(deep, deep + 1), {
      label: `the bracket too many`,
      help: 'name the inner parts with `let`',
    });
    return false;
  }
  if (text.length > LENGTH_LIMIT) {
    errors.error('E0004', `the file has ${text.length} characters; ${LENGTH_LIMIT} is the most`, errors.span(0, 1), {
      help: 'put tables of numbers into CSV files and name them in the `.qnm` file',
    });
    return false;
  }
  return true;
}

function codePoint(text: string, at: number): string {
  return `U+${text.codePointAt(at)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Offset of the first bracket beyond the limit, -1 when none; brackets in texts and comments do not count. */
function tooDeep(text: string): number {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '(' || c === '[' || c === '{') {
      depth += 1;
      if (depth > NESTING_LIMIT) return i;
    } else if (c === ')' || c === ']' || c === '}') {
      depth = Math.max(0, depth - 1);
    } else if (c === '"') {
      while (i + 1 < text.length && text[i + 1] !== '"' && text[i + 1] !== '\n') i += 1;
      if (text[i + 1] === '"') i += 1;
    } else if (c === '/' && text[i + 1] === '/') {
      while (i + 1 < text.length && text[i + 1] !== '\n') i += 1;
    }
  }
  return -1;
}
