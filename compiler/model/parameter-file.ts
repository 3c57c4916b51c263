/** Parameter sets beside the model: `X: VO2(out, gnd, hot) with "vo2_sample_a.toml"`, values as text with a unit. */
import { parse, TomlError } from 'smol-toml';
import { FileRefused, type SourceFile, type Span, type Syntax } from '../../dsl/index.ts';
import type { ValueId } from '../ops/graph.ts';
import { fileName } from './environment.ts';
import { FileEnvironment } from './file-environment.ts';
import type { Instance } from './instance.ts';
import { didYouMean } from './reporter.ts';
import { parseQuantityText } from './units.ts';

/** Sets the parameters of `inner` that the file names; the braces of the instance win over it. */
export function readParameterFile(name: Syntax.Identifier, inner: Instance, parent: Instance): void {
  const source = open(name, parent);
  const values = source && parseToml(source, name, parent);
  if (!source || !values) {
    inner.parametersFailed = true;
    return;
  }
  for (const [key, value] of Object.entries(values)) setOne(key, value, source, inner, parent);
}

function open(name: Syntax.Identifier, parent: Instance): SourceFile | null {
  const { reporter, files } = parent.context;
  try {
    return (
      files.readText(name.text, parent.file.source.path) ??
      reporter.report(
        'E0229',
        name.span,
        `there is no file \`${name.text}\` beside ${fileName(parent.file.source.path)}`,
      )
    );
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    return reporter.report('E0229', name.span, `\`${name.text}\` is not read: ${error.reason}`);
  }
}

function parseToml(source: SourceFile, name: Syntax.Identifier, parent: Instance): Record<string, unknown> | null {
  try {
    return parse(source.text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const start =
      source.text
        .split('\n')
        .slice(0, error.line - 1)
        .reduce((sum, line) => sum + line.length + 1, 0) +
      error.column -
      1;
    const message = error.message.split('\n')[0]!.replace(/^Invalid TOML document: /, '');
    return parent.context.reporter.report(
      'E0229',
      { file: source.path, start, end: start + 1 },
      `${fileName(source.path)} is no TOML: ${message}`,
      { related: [{ span: name.span, text: 'asked for here' }] },
    );
  }
}

function setOne(key: string, value: unknown, source: SourceFile, inner: Instance, parent: Instance): void {
  const { reporter } = parent.context;
  const span = spanOfKey(key, source);
  const entry = inner.entries.get(key);
  if (entry?.kind !== 'param') {
    const known = [...inner.entries].filter(([, e]) => e.kind === 'param').map(([name]) => name);
    reporter.report('E0229', span, `\`${inner.declaration.name.text}\` has no parameter \`${key}\``, {
      help: didYouMean(key, known),
    });
    return;
  }
  const expression =
    typeof value === 'number' || typeof value === 'string' ? parseQuantityText(String(value), span) : null;
  if (!expression) {
    reporter.report('E0229', span, `\`${key}\` is not a quantity`, {
      help: `write \`${key} = "12 kΩ"\`: a text with a number and a unit`,
    });
    return;
  }
  const environment = new FileEnvironment<ValueId>(parent.context, parent.builder, parent.file);
  entry.override = { expression, environment, span };
}

function spanOfKey(key: string, source: SourceFile): Span {
  const match = new RegExp(`^[ \\t]*"?${key.replace(/[^\w]/g, '\\$&')}"?[ \\t]*=.*$`, 'm').exec(source.text);
  const start = match ? match.index + (match[0].length - match[0].trimStart().length) : 0;
  return { file: source.path, start, end: match ? match.index + match[0].trimEnd().length : 1 };
}
