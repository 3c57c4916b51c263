/** Fills the templates of `templates/`: Verilog and Python are written there, not in TypeScript. */
import type { FileAccess } from '../dsl/index.ts';
import { fillTemplate, parseTemplate, type Template } from './template.ts';

/** Templates by their text: one that was read is not taken apart again. Only a memory of pure results. */
const known = new Map<string, Template>();

/** Fills one template; `each` and `if` only, a missing name is an error. */
export function render(files: FileAccess, name: string, view: object): string {
  return renderFile(files, `templates/${name}.hbs`, view);
}

/** The same for a template that lies elsewhere in the package, by its whole path. */
export function renderFile(files: FileAccess, path: string, view: object): string {
  const source = files.readPackaged(path);
  if (!source) throw new Error(`${path} is missing from this installation`);
  const template = known.get(source.text) ?? parseTemplate(source.text);
  known.set(source.text, template);
  return fillTemplate(template, view).replace(/[ \t]+$/gm, '');
}
