/** Writes `dsl/cst.d.ts`, the types of the concrete syntax tree, from the grammar: `npm run cst`. */
import { writeFileSync } from 'node:fs';
import { generateCstDts } from '@chevrotain/cst-dts-gen';
import { defaultParserErrorProvider } from 'chevrotain';
import { QnmParser } from '../dsl/grammar.ts';

const parser = new QnmParser(defaultParserErrorProvider);
writeFileSync(new URL('../dsl/cst.d.ts', import.meta.url), generateCstDts(parser.getGAstProductions()));
