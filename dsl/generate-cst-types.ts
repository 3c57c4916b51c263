/** Writes `cst.d.ts`, the types of the concrete syntax tree, from the grammar: `npm run cst`. */
import { writeFileSync } from 'node:fs';
import { generateCstDts } from '@chevrotain/cst-dts-gen';
import { defaultParserErrorProvider } from 'chevrotain';
import { QnmParser } from './grammar.ts';

const parser = new QnmParser(defaultParserErrorProvider);
writeFileSync(new URL('./cst.d.ts', import.meta.url), generateCstDts(parser.getGAstProductions()));
