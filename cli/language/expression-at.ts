/** The smallest expression around an offset. */
import type { Syntax } from '../../dsl/index.ts';
import { holds } from './analysis.ts';
import { partsOf } from './walk.ts';

/** Null between expressions. */
export function expressionAt(file: Syntax.FileSyntax, offset: number): Syntax.Expression | null {
  let best: Syntax.Expression | null = null;
  const look = (e: Syntax.Expression): void => {
    if (!holds(e.span, offset)) return;
    best = e;
    for (const part of partsOf(e)) look(part);
  };
  for (const e of expressionsIn(file)) look(e);
  return best;
}

/** The outermost expressions below any node of the tree: every object with a `kind` that an expression has. */
function expressionsIn(node: unknown): readonly Syntax.Expression[] {
  if (Array.isArray(node)) return node.flatMap(expressionsIn);
  if (node === null || typeof node !== 'object') return [];
  if (isExpression(node)) return [node];
  return Object.values(node).flatMap(expressionsIn);
}
const KINDS = new Set<string>([
  'number',
  'string',
  'name',
  'member',
  'index',
  'call',
  'unary',
  'binary',
  'if',
  'vector',
  'list',
  'range',
] satisfies Syntax.Expression['kind'][]);
function isExpression(node: object): node is Syntax.Expression {
  if (!('kind' in node) || typeof node.kind !== 'string') return false;
  // A statement of a rate has the same kind as a rate that is read; only the latter has `of`.
  return KINDS.has(node.kind) || (node.kind === 'rate' && 'of' in node);
}
