/** Fills the templates of `templates/`: Verilog and Python are written there, not in TypeScript. */
import Handlebars from 'handlebars';
import type { FileAccess } from '../dsl/index.ts';
import { translatedTemplates } from './translated-templates.ts';

/** How templates are read: Verilog is no HTML, and a missing name is an error. */
export const templateOptions = { noEscape: true, strict: true } as const;

/** Templates by their text: one that was translated is not translated again. Only a memory of pure results. */
const translated = new Map<string, (view: object) => string>();

/** Fills one template; `each` and `if` only, a missing name is an error. */
export function render(files: FileAccess, name: string, view: object): string {
  return renderFile(files, `templates/${name}.hbs`, view);
}

/** The same for a template that lies elsewhere in the package, by its whole path. */
export function renderFile(files: FileAccess, path: string, view: object): string {
  const source = files.readPackaged(path);
  if (!source) throw new Error(`${path} is missing from this installation`);
  const fill = translated.get(source.text) ?? translate(source.text);
  translated.set(source.text, fill);
  return fill(view).replace(/[ \t]+$/gm, '');
}
function translate(text: string): (view: object) => string {
  const specification = translatedTemplates.get(text);
  return specification ? Handlebars.template(specification) : Handlebars.compile(text, templateOptions);
}
