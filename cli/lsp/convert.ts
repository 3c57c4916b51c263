/** From the words of the compiler to those of the language server protocol. */
import {
  CompletionItemKind,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  type DocumentSymbol,
  type Diagnostic as LspDiagnostic,
  SymbolKind,
} from 'vscode-languageserver/node';
import type { Diagnostic } from '../../dsl/index.ts';
import type { Completion } from '../language/completion.ts';
import type { QnmSymbol } from '../language/symbols.ts';
import type { Workspace } from './workspace.ts';

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

/** A diagnostic for a document. What lies in another file is shown at the top, with the way there. */
export function toLspDiagnostic(d: Diagnostic, path: string, uri: string, workspace: Workspace): LspDiagnostic {
  const here = d.span.file === path;
  const related: DiagnosticRelatedInformation[] = (d.related ?? []).map(({ span, text }) => ({
    location: workspace.location(span),
    message: text,
  }));
  if (!here) related.unshift({ location: workspace.location(d.span), message: d.label ?? d.message });
  const label = d.label === undefined ? '' : ` (${d.label})`;
  const help = d.help === undefined ? '' : `\nhelp: ${d.help}`;
  return {
    range: workspace.range(uri, here ? d.span : { start: 0, end: 0 }),
    severity: severities[d.severity],
    code: d.code,
    source: 'qnm',
    message: `${here ? '' : `in ${d.span.file}: `}${d.message}${label}${help}`,
    ...(related.length > 0 ? { relatedInformation: related } : {}),
  };
}

const symbolKinds: Readonly<Record<QnmSymbol['kind'], SymbolKind>> = {
  device: SymbolKind.Class,
  circuit: SymbolKind.Module,
  experiment: SymbolKind.Namespace,
  discipline: SymbolKind.Interface,
  function: SymbolKind.Function,
  constant: SymbolKind.Constant,
  unit: SymbolKind.Constant,
  access: SymbolKind.Property,
  reference: SymbolKind.Field,
  port: SymbolKind.Field,
  param: SymbolKind.Constant,
  state: SymbolKind.Variable,
  memory: SymbolKind.Variable,
  let: SymbolKind.Variable,
  node: SymbolKind.Field,
  instance: SymbolKind.Object,
  event: SymbolKind.Event,
  probe: SymbolKind.Property,
  table: SymbolKind.Array,
  argument: SymbolKind.TypeParameter,
  measure: SymbolKind.Number,
  edge: SymbolKind.Object,
};

/** A symbol with its members, for the outline. */
export function toDocumentSymbol(symbol: QnmSymbol, uri: string, workspace: Workspace): DocumentSymbol {
  const members = symbol.children.filter((child) => child.kind !== 'argument');
  return {
    name: symbol.name,
    detail: symbol.kind,
    kind: symbolKinds[symbol.kind],
    range: workspace.range(uri, symbol.whole),
    selectionRange: workspace.range(uri, symbol.span),
    ...(members.length > 0 ? { children: members.map((child) => toDocumentSymbol(child, uri, workspace)) } : {}),
  };
}

export const completionKinds: Readonly<Record<Completion['kind'], CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  name: CompletionItemKind.Variable,
  device: CompletionItemKind.Class,
  function: CompletionItemKind.Function,
  param: CompletionItemKind.Property,
  unit: CompletionItemKind.Unit,
  module: CompletionItemKind.Module,
  type: CompletionItemKind.Interface,
  event: CompletionItemKind.Event,
};
