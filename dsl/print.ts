/**
 * Form 1 as text (`qnmc build --emit syntax`): what was written, one statement a line, spaces and brackets made regular, comments
 * other than documentation left out. The text parses to the same form.
 */
import { printArgument, printExpression, printType } from './print-expression.ts';
import type * as S from './syntax.ts';

/** A whole file. */
export function printSyntax(file: S.FileSyntax): string {
  return file.declarations
    .map((declaration) => `${documented(declaration.doc, printDeclaration(declaration))}\n`)
    .join('\n');
}

function documented(doc: string, text: string): string {
  return doc === ''
    ? text
    : `${doc
        .split('\n')
        .map((line) => `/// ${line}`.trimEnd())
        .join('\n')}\n${text}`;
}
function indented(lines: readonly string[]): string {
  return lines.length === 0 ? '{ }' : `{\n${lines.join('\n').replace(/^(?=.)/gm, '  ')}\n}`;
}
/** Parts that are there, a space between them. */
function words(...parts: readonly (string | null | false)[]): string {
  return parts.filter((part) => part !== null && part !== false && part !== '').join(' ');
}
function after(word: string, value: S.Expression | null): string | null {
  return value === null ? null : `${word} ${printExpression(value)}`;
}
function bracketed(shape: readonly S.Expression[]): string {
  return shape.length === 0 ? '' : `[${shape.map(printExpression).join(', ')}]`;
}
function settings(list: readonly { readonly name: S.Identifier; readonly value: S.Expression }[]): string | null {
  return list.length === 0 ? null : `{ ${list.map((s) => `${s.name.text} = ${printExpression(s.value)}`).join('  ')} }`;
}

function printDeclaration(d: S.Declaration): string {
  switch (d.kind) {
    case 'use':
      return d.path.length === 1 && !/^[A-Za-z_]\w*$/.test(d.path[0]!.text)
        ? `use "${d.path[0]!.text}"`
        : `use ${d.path.map((p) => p.text).join('.')}`;
    case 'unit':
      return words(`unit ${d.name.text} = ${printExpression(d.value)}`, d.prefixable && 'prefixable');
    case 'discipline':
      return printDiscipline(d);
    case 'device':
    case 'circuit':
      return printDevice(d);
    case 'experiment':
      return `experiment ${d.name.text} of ${d.of.text} ${indented(d.body.map((s) => documented(s.doc, printExperimentStatement(s))))}`;
    case 'function':
    case 'param':
      return printBodyStatement(d);
    default:
      return d satisfies never;
  }
}

function printDiscipline(d: S.DisciplineDeclaration): string {
  const members = d.quantities.map((q) => `${q.role} ${q.access.text}: ${printType(q.type)}`);
  if (d.references.length > 0) members.push(`reference ${d.references.map((r) => r.text).join(', ')}`);
  return words(`discipline ${d.name.text} ${d.nature}`, members.length > 0 && `{ ${members.join('  ')} }`);
}

function printDevice(d: S.DeviceDeclaration): string {
  const ports = d.ports.map((p) => words(`${p.name.text}: ${p.discipline.text}`, p.owner && 'owner')).join(', ');
  const head = d.ports.length === 0 ? d.name.text : `${d.name.text}(${ports})`;
  return `${d.kind} ${head} ${indented(d.body.map((s) => documented(s.doc, printBodyStatement(s))))}`;
}

function typed(name: S.Identifier, type: S.TypeSyntax | null): string {
  return type === null ? name.text : `${name.text}: ${printType(type)}`;
}
function signature(f: Pick<S.FunctionStatement, 'name' | 'params' | 'result'>): string {
  const params = f.params.map((p) => typed(p.name, p.type)).join(', ');
  return words(`${f.name.text}(${params})`, f.result !== null && `-> ${printType(f.result)}`);
}

function printBodyStatement(s: S.BodyStatement): string {
  switch (s.kind) {
    case 'param':
      return words(s.host && 'host', 'param', typed(s.name, s.type), after('=', s.value), after('in', s.range));
    case 'state':
    case 'memory':
      return printState(s);
    case 'rate':
      return `${s.name.text}${"'".repeat(s.order)} ${s.accumulate ? '+=' : '='} ${printExpression(s.value)}`;
    case 'let':
      return printLet(s);
    case 'contribution':
    case 'own':
      return `${s.access.text}(${s.terminals.map(printExpression).join(', ')}) ${s.kind === 'own' ? '=' : '<+'} ${printExpression(s.value)}`;
    case 'event':
      return `event ${s.name.text} when ${printExpression(s.when)}`;
    case 'on':
      return words('on', condition(s.condition), after('priority', s.priority), block(s.body));
    case 'every':
      return words(
        'every',
        printExpression(s.period),
        s.update && `update = ${s.update.text}`,
        after('priority', s.priority),
        block(s.body),
      );
    case 'function':
      return `function ${signature(s)} = ${printExpression(s.value)}`;
    case 'table':
      return `table ${signature(s)} from "${s.file.text}"`;
    case 'assert':
      return printAssert(s);
    default:
      return printStructure(s);
  }
}

function printStructure(
  s: Extract<S.BodyStatement, { kind: 'node' | 'instance' | 'couple' | 'place' | 'probe' | 'solve' }>,
): string {
  switch (s.kind) {
    case 'node': {
      const names = s.names.map((n) => n.text).join(', ');
      return words(
        `node ${names}: ${s.discipline.text}${bracketed(s.shape)}`,
        after('=', s.initial),
        s.fixed && 'fixed',
      );
    }
    case 'instance':
      return printInstance(s);
    case 'couple':
    case 'place':
      return printCouple(s);
    case 'probe':
      return `probe ${s.name.text} = ${printExpression(s.value)}`;
    case 'solve':
      return words(`solve ${s.net.text} by ${s.method.text}`, settings(s.settings));
    default:
      return s satisfies never;
  }
}

function printState(s: S.StateStatement): string {
  return words(
    s.kind,
    typed(s.name, s.type),
    after('=', s.initial),
    after('in', s.range),
    s.format && `format ${s.format.text}`,
    s.rounding && `round ${s.rounding.text}`,
    s.log && 'log',
    after('step', s.step),
  );
}
function printLet(s: S.LetStatement): string {
  const said =
    s.table === null ? null : words('table', option('degree', s.table.degree), option('segments', s.table.segments));
  return words(`let ${s.name.text} = ${printExpression(s.value)}`, said);
}
function option(word: string, value: number | null): string | null {
  return value === null ? null : `${word} ${value}`;
}
function printAssert(s: S.AssertStatement): string {
  return words('assert', printExpression(s.condition), s.message !== '' && `"${s.message}"`);
}
/** `end of free` stands in the tree as the call `end(free)`. */
function condition(e: S.Expression): string {
  const phase = e.kind === 'call' && e.callee.text === 'end' ? e.args[0]?.value : undefined;
  return phase?.kind === 'name' ? `end of ${phase.name.text}` : printExpression(e);
}
function block(body: readonly (S.LetStatement | S.AssignStatement)[]): string {
  return indented(body.map((s) => (s.kind === 'let' ? printLet(s) : `${s.name.text} = ${printExpression(s.value)}`)));
}
function printInstance(s: S.InstanceStatement): string {
  const connections = s.connections.length === 0 ? '' : `(${s.connections.map(printArgument).join(', ')})`;
  return words(
    `${s.name.text}: ${s.of.text}${bracketed(s.shape)}${connections}`,
    settings(s.settings),
    s.parameterFile && `with "${s.parameterFile.text}"`,
  );
}
function printCouple(s: S.CoupleStatement): string {
  const devices = s.body.map((d) =>
    words(
      `${d.name ? `${d.name.text}: ` : ''}${d.of.text}(${d.connections.map(printArgument).join(', ')})`,
      settings(d.settings),
    ),
  );
  return words(
    s.kind,
    s.from.text,
    s.to && `to ${s.to.text}`,
    after('by', s.topology),
    s.as && `as ${s.as.text}`,
    devices.length > 0 && `{ ${devices.join('  ')} }`,
  );
}

function printExperimentStatement(s: S.ExperimentStatement): string {
  const all = (list: readonly S.Expression[]): string => list.map(printExpression).join(', ');
  switch (s.kind) {
    case 'setting':
      return `${s.name.text} = ${printExpression(s.value)}`;
    case 'sweep':
      return `sweep ${s.name.text} = ${printExpression(s.values)}`;
    case 'record':
      return words('record', all(s.what), after('every', s.every));
    case 'measure':
      return words(`measure ${s.name.text} = ${printExpression(s.value)}`, ...s.qualifiers.map(printQualifier));
    case 'expect':
      return printExpect(s);
    case 'plot':
      return words('plot', all(s.what), after('over', s.over));
    case 'data':
      return words(
        `data ${s.name.text} from "${s.file.text}"`,
        s.columns.length > 0 && `(${s.columns.map((c) => c.text).join(', ')})`,
      );
    case 'phase':
      return printPhase(s);
    case 'repeat':
      return words('repeat', printExpression(s.count), after('over', s.over), indented(s.body.map(printPhase)));
    case 'target':
      return words(
        'target',
        s.board?.text ?? null,
        indented([...s.settings.map(printTargetSetting), ...s.requirements.map(printExpression)]),
      );
    case 'assert':
      return printAssert(s);
    case 'let':
      return printLet(s);
    default:
      return s satisfies never;
  }
}

function printQualifier(q: S.MeasureStatement['qualifiers'][number]): string {
  if (q.value === null) return q.keyword;
  const last =
    q.keyword === 'over' && q.value.kind === 'call' && q.value.callee.text === 'last' ? q.value.args[0] : undefined;
  return `${q.keyword} ${last === undefined ? condition(q.value) : `last ${printExpression(last.value)}`}`;
}
function printExpect(s: S.ExpectStatement): string {
  return words(
    `expect ${printExpression(s.left)} ${s.relation} ${printExpression(s.right)}`,
    after('+-', s.tolerance),
    s.at.length > 0 && `at ${s.at.map((p) => `${p.name.text} = ${printExpression(p.value)}`).join(', ')}`,
    after('where', s.where),
    s.on.length > 0 && `on ${s.on.map((model) => model.text).join(', ')}`,
    s.source !== '' && `// ${s.source}`,
  );
}
function printPhase(s: S.PhaseStatement): string {
  return words(`phase ${s.name.text} for ${printExpression(s.duration)}`, settings(s.settings));
}
function printTargetSetting(s: S.SettingStatement): string {
  const { value } = s;
  if (s.name.text === 'scale' && value.kind === 'binary')
    return `scale ${printExpression(value.left)} = ${printExpression(value.right)}`;
  return `${s.name.text} = ${printExpression(value)}`;
}
