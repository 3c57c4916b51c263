/** Everything in a file that has a name, as an editor shows it. */
import type { Span, Syntax } from '../../dsl/index.ts';

export type SymbolKind =
  | 'device'
  | 'circuit'
  | 'experiment'
  | 'discipline'
  | 'function'
  | 'constant'
  | 'unit'
  | 'access'
  | 'reference'
  | 'port'
  | 'param'
  | 'state'
  | 'memory'
  | 'let'
  | 'node'
  | 'instance'
  | 'event'
  | 'probe'
  | 'table'
  | 'argument'
  | 'measure'
  | 'edge';

export interface QnmSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  /** The characters of its name where it is declared. */
  readonly span: Span;
  /** The whole declaration. */
  readonly whole: Span;
  readonly doc: string;
  /** Device, circuit, experiment or function that it stands in; null at file level. */
  readonly container: string | null;
  /** The expression that it is a name of, where there is one. */
  readonly value: Syntax.Expression | null;
  readonly children: readonly QnmSymbol[];
}

/** Two symbols are one when they are declared at one place. */
export function symbolId({ span }: Pick<QnmSymbol, 'span'>): string {
  return `${span.file}:${span.start}`;
}

interface More {
  readonly doc?: string;
  readonly container?: string | null;
  readonly value?: Syntax.Expression | null;
  readonly children?: readonly QnmSymbol[];
}
export function makeSymbol(kind: SymbolKind, name: Syntax.Identifier, whole: Span, more: More = {}): QnmSymbol {
  const { doc = '', container = null, value = null, children = [] } = more;
  return { name: name.text, kind, span: name.span, whole, doc, container, value, children };
}

/** The names that a declaration brings into its file; the disciplines' words and references among them. */
export function symbolsOfDeclaration(d: Syntax.Declaration): readonly QnmSymbol[] {
  switch (d.kind) {
    case 'use':
      return [];
    case 'param':
      return [makeSymbol('constant', d.name, d.span, { doc: d.doc, value: d.value })];
    case 'function':
      return [functionSymbol(d, null)];
    case 'unit':
      return [makeSymbol('unit', d.name, d.span, { doc: d.doc, value: d.value })];
    case 'discipline':
      return [makeSymbol('discipline', d.name, d.span, { doc: d.doc, children: disciplineMembers(d) })];
    case 'device':
    case 'circuit':
      return [makeSymbol(d.kind, d.name, d.span, { doc: d.doc, children: membersOf(d) })];
    case 'experiment':
      return [makeSymbol('experiment', d.name, d.span, { doc: d.doc, children: measuresOf(d) })];
    default:
      return d satisfies never;
  }
}

function disciplineMembers(d: Syntax.DisciplineDeclaration): readonly QnmSymbol[] {
  const container = d.name.text;
  return [
    ...d.quantities.map((q) => makeSymbol('access', q.access, q.access.span, { container, doc: d.doc })),
    ...d.references.map((r) => makeSymbol('reference', r, r.span, { container, doc: d.doc })),
  ];
}

function functionSymbol(s: Syntax.FunctionStatement, container: string | null): QnmSymbol {
  const children = s.params.map((p) => makeSymbol('argument', p.name, p.name.span, { container: s.name.text }));
  return makeSymbol('function', s.name, s.span, { doc: s.doc, container, value: s.value, children });
}

/** Ports and named statements of a device or circuit, in the order of the file. */
export function membersOf(d: Syntax.DeviceDeclaration): readonly QnmSymbol[] {
  const container = d.name.text;
  const ports = d.ports.map((p) => makeSymbol('port', p.name, p.span, { doc: p.doc, container }));
  return [...ports, ...d.body.flatMap((statement) => symbolsOfStatement(statement, container))];
}

function symbolsOfStatement(s: Syntax.BodyStatement, container: string): readonly QnmSymbol[] {
  const { doc } = s;
  switch (s.kind) {
    case 'param':
      return [makeSymbol('param', s.name, s.span, { doc, container, value: s.value })];
    case 'state':
    case 'memory':
      return [makeSymbol(s.kind, s.name, s.span, { doc, container, value: s.initial })];
    case 'let':
    case 'probe':
      return [makeSymbol(s.kind, s.name, s.span, { doc, container, value: s.value })];
    case 'event':
      return [makeSymbol('event', s.name, s.span, { doc, container, value: s.when })];
    case 'function':
      return [functionSymbol(s, container)];
    case 'table':
      return [makeSymbol('table', s.name, s.span, { doc, container })];
    case 'node':
      return s.names.map((name) => makeSymbol('node', name, s.span, { doc, container, value: s.initial }));
    case 'instance':
      return [makeSymbol('instance', s.name, s.span, { doc, container })];
    case 'couple':
      return s.body.flatMap((device) =>
        device.name === null ? [] : [makeSymbol('edge', device.name, device.span, { container })],
      );
    default:
      return [];
  }
}

/** Measures, lets and phases' data of an experiment. */
export function measuresOf(e: Syntax.ExperimentDeclaration): readonly QnmSymbol[] {
  const container = e.name.text;
  return e.body.flatMap((s) =>
    s.kind === 'measure' || s.kind === 'let'
      ? [makeSymbol(s.kind, s.name, s.span, { doc: s.doc, container, value: s.value })]
      : [],
  );
}
