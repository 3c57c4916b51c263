/** Writes `dist/compiler/translated-templates.js`: what Handlebars makes of each template, by its text. A step of `scripts/build.sh`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { templateOptions } from '../compiler/render.ts';

const entries = readdirSync('templates')
  .filter((name) => name.endsWith('.hbs'))
  .map((name) => readFileSync(`templates/${name}`, 'utf8'))
  .map((text) => `[${JSON.stringify(text)}, ${Handlebars.precompile(text, templateOptions)}]`);
writeFileSync(
  'dist/compiler/translated-templates.js',
  `export const translatedTemplates = new Map([\n${entries.join(',\n')}\n]);\n`,
);
