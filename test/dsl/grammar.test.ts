import { expect, it } from 'vitest';
import { QnmParser } from '../../dsl/grammar.ts';
import { readerMessages } from '../../dsl/syntax-messages.ts';

it('the grammar is sound: no ambiguity, no left recursion, nothing that cannot be reached', () => {
  const parser = new QnmParser(readerMessages, true);
  expect(Object.keys(parser.getGAstProductions())).toContain('experimentDeclaration');
});
