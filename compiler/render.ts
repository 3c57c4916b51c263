/** Fills the templates of `templates/`: Verilog and Python are written there, not in TypeScript. */
import Handlebars from 'handlebars';
import type { FileAccess } from '../dsl/index.ts';

/** Fills one template; `each` and `if` only, a missing name is an error. */
export function render(files: FileAccess, name: string, view: object): string {
  const source = files.readPackaged(`templates/${name}.hbs`);
  if (!source) throw new Error(`templates/${name}.hbs is missing from this installation`);
  return Handlebars.compile(source.text, { noEscape: true, strict: true })(view).replace(/[ \t]+$/gm, '');
}
