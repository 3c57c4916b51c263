/** `--set name=value`: values that win over what the file says. */
import type { Span, Syntax } from '../../../dsl/index.ts';
import type { Context } from '../environment.ts';
import { parseQuantityText } from '../units.ts';

export interface SetOverride {
  readonly name: string;
  readonly value: Syntax.Expression;
  readonly span: Span;
  /** Whether any experiment knows the name, and the names they know. */
  readonly used: { value: boolean };
  readonly known: Set<string>;
}

/** Reads the texts; reports those that are no `name=value`. */
export function checkOverrides(texts: readonly string[], context: Context): SetOverride[] {
  return texts.flatMap((text) => {
    const span: Span = { file: `--set ${text}`, start: 0, end: 0 };
    const [, name, value] = /^\s*([^=\s]+)\s*=\s*(.+)$/s.exec(text) ?? [];
    const expression = value === undefined ? null : parseQuantityText(value, span);
    if (name && expression)
      return [{ name, value: expression, span, used: { value: false }, known: new Set<string>() }];
    context.reporter.report('E0619', span, `\`--set ${text}\` is not a name and a value`, {
      help: 'write for example `--set R0=5kΩ` or `--set X.R0="5 kΩ"`',
    });
    return [];
  });
}
