/** Parsing in one line, and trees without their places. */
import { type Diagnostic, DiagnosticSink, parseFile, type Syntax } from '../../dsl/index.ts';

export interface Parsed {
  readonly file: Syntax.FileSyntax;
  readonly diagnostics: readonly Diagnostic[];
}
export function parse(text: string, path = 'test.qnm'): Parsed {
  const sink = new DiagnosticSink();
  return { file: parseFile({ path, text }, sink), diagnostics: sink.all };
}
/** A file that must parse without a message. */
export function parsed(text: string): Syntax.FileSyntax {
  const { file, diagnostics } = parse(text);
  if (diagnostics.length > 0) throw new Error(diagnostics.map((d) => `${d.code} ${d.message}`).join('\n'));
  return file;
}
export function bodyOf(text: string): readonly Syntax.BodyStatement[] {
  const [device] = parsed(`device D {\n${text}\n}`).declarations;
  return (device as Syntax.DeviceDeclaration).body;
}
export function experimentOf(text: string): readonly Syntax.ExperimentStatement[] {
  const [experiment] = parsed(`experiment E of D {\n${text}\n}`).declarations;
  return (experiment as Syntax.ExperimentDeclaration).body;
}
export function expressionOf(text: string): Syntax.Expression {
  const [statement] = bodyOf(`let y = ${text}`);
  return (statement as Syntax.LetStatement).value;
}
/** Anything of the tree with spans taken out (and the text of `expect`, which is source too). */
export function withoutPlaces(node: unknown): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, value) =>
      ['span', 'target', 'text'].includes(key) && key !== 'text' ? undefined : value,
    ),
  );
}
/** A tree as nested text, for short expectations: `(a + (b * c))`. */
export function sketch(e: Syntax.Expression): string {
  switch (e.kind) {
    case 'number':
      return e.unit === null ? e.text : `${e.text}<${e.unit.text}>`;
    case 'string':
      return `"${e.value}"`;
    case 'name':
      return e.name.text;
    case 'member':
      return `${sketch(e.base)}.${e.member.text}`;
    case 'index':
      return `${sketch(e.base)}[${e.indices.map(sketch).join(',')}]`;
    case 'call':
      return `${e.callee.text}(${e.args.map((a) => (a.name ? `${a.name.text}:` : '') + sketch(a.value)).join(',')})`;
    case 'unary':
      return `(${e.operator} ${sketch(e.operand)})`;
    case 'binary':
      return `(${sketch(e.left)} ${e.operator} ${sketch(e.right)})`;
    case 'if':
      return `(if ${sketch(e.condition)} ${sketch(e.then)} ${sketch(e.otherwise)})`;
    case 'vector':
      return `<${e.items.map(sketch).join(',')}>`;
    case 'list':
      return `[${e.items.map(sketch).join(',')}]`;
    case 'range':
      return `(${sketch(e.low)} .. ${sketch(e.high)}${e.step ? ` by ${sketch(e.step)}` : ''})`;
    case 'rate':
      return `${e.of.text}${"'".repeat(e.order)}`;
    default:
      return e satisfies never;
  }
}
