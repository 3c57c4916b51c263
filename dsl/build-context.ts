/** What every builder of form 1 needs: spans, names, documentation comments. */
import type { CstNode, IToken } from 'chevrotain';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import type { Span } from './source.ts';
import type { Identifier } from './syntax.ts';
import { endOf } from './words.ts';

/** The file being built, and the comments the parser does not see. */
export interface BuildContext {
  readonly path: string;
  readonly text: string;
  readonly tokens: readonly IToken[];
  readonly docs: readonly IToken[];
  readonly comments: readonly IToken[];
  report(diagnostic: Diagnostic): void;
}

/** Index of the first element of an ascending list for which `isBehind` holds. */
function firstIndex<Item>(items: readonly Item[], isBehind: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBehind(items[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function tokenSpan(context: BuildContext, token: IToken): Span {
  return { file: context.path, start: token.startOffset, end: endOf(token) };
}
export function nodeSpan(context: BuildContext, node: CstNode): Span {
  return { file: context.path, start: node.location!.startOffset, end: node.location!.endOffset! + 1 };
}
export function identifier(context: BuildContext, token: IToken): Identifier {
  return { text: token.image, span: tokenSpan(context, token) };
}
/** A text in double quotes as a name without them; the span keeps the quotes. */
export function quoted(context: BuildContext, token: IToken): Identifier {
  return { text: unquote(token.image), span: tokenSpan(context, token) };
}
export function unquote(image: string): string {
  return image.slice(1, image.length > 1 && image.endsWith('"') ? -1 : undefined);
}

/** The `///` lines between the statement that starts at `start` and the token before it. */
export function docBefore(context: BuildContext, start: number): string {
  const before = context.tokens[firstIndex(context.tokens, (t) => t.startOffset >= start) - 1];
  const lines: string[] = [];
  for (let i = firstIndex(context.docs, (d) => d.startOffset >= start) - 1; i >= 0; i--) {
    const doc = context.docs[i]!;
    if (before !== undefined && doc.startOffset < before.startOffset) break;
    lines.unshift(doc.image.slice(3).trim());
  }
  return lines.join('\n');
}

/** The text of the `//` comment on the line on which `end` lies, '' when there is none behind it. */
export function commentAfter(context: BuildContext, end: number): string {
  const comment = context.comments[firstIndex(context.comments, (c) => c.startOffset >= end)];
  if (comment === undefined || /[\n\r]/.test(context.text.slice(end, comment.startOffset))) return '';
  return comment.image.slice(2).trim();
}

/** Whether the parser had to repair something in this part of the tree, so that it does not say what the file says. */
export function isBroken(node: CstNode): boolean {
  const waiting: CstNode[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.recoveredNode === true || Number.isNaN(next.location?.startOffset)) return true;
    for (const children of Object.values(next.children)) {
      for (const child of children) {
        if ('children' in child) waiting.push(child);
        else if (child.isInsertedInRecovery === true) return true;
      }
    }
  }
  return false;
}
