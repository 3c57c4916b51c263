/** `qnmc lsp`: the language server. It answers from `cli/language`; here are only its wires. */
import {
  type CodeAction,
  CodeActionKind,
  type CompletionItem,
  type Connection,
  type DocumentSymbol,
  type Hover,
  type InitializeParams,
  type InitializeResult,
  type InlayHint,
  type Location,
  type Position,
  ResponseError,
  TextDocumentSyncKind,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { formatSource } from '../../dsl/format/index.ts';
import { type Analysis, holds } from '../language/analysis.ts';
import { completionsAt } from '../language/completion.ts';
import { builtinText, explainText, hoverText, typeText } from '../language/describe.ts';
import { expressionAt } from '../language/expression-at.ts';
import { fixesFor } from '../language/fixes.ts';
import { hintsOf, outlineOf } from '../language/outline.ts';
import { nameProblem, referencesIn, renameEdits } from '../language/rename.ts';
import { packageVersion } from '../package-root.ts';
import { completionKinds, toDocumentSymbol, toLspDiagnostic } from './convert.ts';
import { pathOfUri, uriOfPath } from './files.ts';
import { FormatsThread, formatsOf, type PlacedFormat } from './formats.ts';
import { Workspace } from './workspace.ts';

export interface ServerOptions {
  /** Milliseconds without a key stroke before a document is checked, and before its formats are looked for. */
  readonly checkAfter: number;
  readonly formatsAfter: number;
}
interface At {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}
const INVALID_REQUEST = -32600;

/** Answers on a connection until it closes. */
export function serve(connection: Connection, options: ServerOptions = { checkAfter: 150, formatsAfter: 1000 }): void {
  new Server(connection, options).listen();
}

class Server {
  private readonly connection: Connection;
  private readonly options: ServerOptions;
  private readonly workspace = new Workspace();
  private readonly thread = new FormatsThread();
  private readonly formats = new Map<string, readonly PlacedFormat[]>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private formatsWanted = true;

  constructor(connection: Connection, options: ServerOptions) {
    this.connection = connection;
    this.options = options;
  }

  listen(): void {
    const c = this.connection;
    c.onInitialize((params) => this.initialize(params));
    c.onDidOpenTextDocument(({ textDocument: d }) =>
      this.changed(TextDocument.create(d.uri, d.languageId, d.version, d.text)),
    );
    c.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
      const open = this.workspace.open.get(uri);
      if (open !== undefined) this.changed(TextDocument.update(open, contentChanges, version));
    });
    c.onDidCloseTextDocument(({ textDocument: { uri } }) => this.closed(uri));
    c.onDidChangeWatchedFiles(() => this.recheck());
    c.onHover((params) => this.guard(() => this.hover(params), null));
    c.onCompletion((params) => this.guard(() => this.completion(params), []));
    c.onDefinition((params) => this.guard(() => this.definition(params), null));
    c.onReferences((params) => this.guard(() => this.references(params), []));
    c.onDocumentHighlight((params) => this.guard(() => this.highlights(params), []));
    c.onDocumentSymbol(({ textDocument }) => this.guard(() => this.symbols(textDocument.uri), []));
    c.onDocumentFormatting(({ textDocument }) => this.guard(() => this.formatting(textDocument.uri), []));
    c.onPrepareRename((params) => this.guard(() => this.prepareRename(params), null));
    c.onRenameRequest((params) => this.rename(params, params.newName));
    c.onCodeAction(({ textDocument, context }) =>
      this.guard(
        () =>
          this.actions(
            textDocument.uri,
            context.diagnostics.map((d) => d.range),
          ),
        [],
      ),
    );
    c.languages.inlayHint.on(({ textDocument, range }) =>
      this.guard(() => this.hints(textDocument.uri, range.start, range.end), []),
    );
    c.onShutdown(() => this.thread.stop());
    c.listen();
  }

  /** A defect of ours must not end the editing: it is logged, and the request has no answer. */
  private guard<Answer>(work: () => Answer, nothing: Answer): Answer {
    try {
      return work();
    } catch (error) {
      this.connection.console.error(`qnm: ${error instanceof Error ? error.stack : String(error)}`);
      return nothing;
    }
  }

  private initialize(params: InitializeParams): InitializeResult {
    const wanted = params.initializationOptions as { formats?: unknown } | undefined;
    this.formatsWanted = wanted?.formats !== false;
    this.workspace.folders = (params.workspaceFolders ?? [])
      .filter(({ uri }) => uri.startsWith('file:'))
      .map(({ uri }) => pathOfUri(uri));
    return {
      serverInfo: { name: 'qnmc', version: packageVersion() },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        hoverProvider: true,
        completionProvider: { triggerCharacters: ['.', ':', '{'] },
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        documentSymbolProvider: true,
        documentFormattingProvider: true,
        renameProvider: { prepareProvider: true },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        inlayHintProvider: true,
      },
    };
  }

  // ---- documents ---------------------------------------------------------------------------------------------------
  private changed(document: TextDocument): void {
    this.workspace.open.set(document.uri, document);
    this.workspace.forget();
    this.formats.delete(document.uri);
    this.after(document.uri, this.options.checkAfter, () => this.recheck(document.uri));
  }
  private closed(uri: string): void {
    this.workspace.open.delete(uri);
    this.workspace.forget();
    clearTimeout(this.timers.get(uri));
    void this.connection.sendDiagnostics({ uri, diagnostics: [] });
  }
  private after(uri: string, milliseconds: number, work: () => void): void {
    clearTimeout(this.timers.get(uri));
    this.timers.set(
      uri,
      setTimeout(() => this.guard(work, undefined), milliseconds),
    );
  }
  /** The document and every open one that uses it; without one, all. */
  private recheck(uri?: string): void {
    if (uri === undefined) this.workspace.forget();
    for (const open of this.workspace.open.keys()) {
      const uses = (analysis: Analysis | undefined): boolean =>
        analysis?.reachable.some((file) => uriOfPath(file.source.path) === uri) ?? false;
      if (uri === undefined || open === uri || uses(this.workspace.analysis(open))) this.publish(open);
    }
    if (uri !== undefined) this.after(uri, this.options.formatsAfter, () => this.findFormats(uri));
  }
  private publish(uri: string): void {
    const [analysis, version] = [this.workspace.analysis(uri), this.workspace.open.get(uri)?.version];
    if (analysis === undefined) return;
    const path = pathOfUri(uri);
    const diagnostics = analysis.diagnostics.map((d) => toLspDiagnostic(d, path, uri, this.workspace));
    void this.connection.sendDiagnostics({ uri, diagnostics, ...(version === undefined ? {} : { version }) });
  }
  private findFormats(uri: string): void {
    const source = this.workspace.source(uri);
    if (!this.formatsWanted || source === undefined) return;
    if (this.workspace.analysis(uri)?.diagnostics.some((d) => d.severity === 'error')) return;
    const open = Object.fromEntries(
      [...this.workspace.open].map(([u, document]) => [pathOfUri(u), document.getText()]),
    );
    const version = this.workspace.open.get(uri)?.version;
    this.thread.start({ source, open }, (formats) => {
      if (this.workspace.open.get(uri)?.version !== version) return;
      this.formats.set(uri, formats);
      void this.connection.sendNotification('qnm/formats', { uri, version, count: formats.length });
    });
  }

  // ---- questions ---------------------------------------------------------------------------------------------------
  private at({ textDocument: { uri }, position }: At): { uri: string; offset: number; analysis: Analysis } | null {
    const analysis = this.workspace.analysis(uri);
    return analysis === undefined ? null : { uri, analysis, offset: this.workspace.document(uri).offsetAt(position) };
  }
  private hover(params: At): Hover | null {
    const at = this.at(params);
    if (at === null) return null;
    const { analysis, offset, uri } = at;
    const show = (value: string, span: { start: number; end: number }): Hover => ({
      contents: { kind: 'markdown', value },
      range: this.workspace.range(uri, span),
    });
    const occurrence = analysis.occurrenceAt(offset);
    if (occurrence !== undefined) {
      const formats = formatsOf(occurrence.symbol, this.formats.get(uri) ?? []);
      return show(hoverText(occurrence.symbol, analysis, formats), occurrence.span);
    }
    const expression = expressionAt(analysis.scope.syntax, offset);
    if (expression?.kind === 'call') {
      const builtin = holds(expression.callee.span, offset) ? builtinText(expression.callee.text) : undefined;
      if (builtin !== undefined) return show(builtin, expression.callee.span);
    }
    const type = typeText(analysis.factOf(expression));
    if (expression !== null && type !== '') return show(`\`${type}\``, expression.span);
    const wrong = analysis.diagnostics.find((d) => d.span.file === analysis.source.path && holds(d.span, offset));
    const why = wrong && explainText(wrong.code);
    return why === undefined ? null : show(why, wrong!.span);
  }
  private completion(params: At): CompletionItem[] {
    const at = this.at(params);
    if (at === null) return [];
    const { start, items } = completionsAt(at.analysis, at.offset);
    const range = this.workspace.range(at.uri, { start, end: at.offset });
    return items.map(({ label, kind, detail, doc }, i) => ({
      label,
      kind: completionKinds[kind],
      detail,
      sortText: `${kind === 'keyword' ? '1' : '0'}${String(i).padStart(4, '0')}`,
      textEdit: { range, newText: label },
      ...(doc === '' ? {} : { documentation: { kind: 'markdown' as const, value: doc } }),
    }));
  }
  private definition(params: At): Location | null {
    const at = this.at(params);
    const found = at?.analysis.occurrenceAt(at.offset);
    if (found !== undefined) return this.workspace.location(found.symbol.span);
    return at === null ? null : this.usedFile(at.analysis, at.offset);
  }
  /** `use std.mott` leads to that file. */
  private usedFile(analysis: Analysis, offset: number): Location | null {
    const uses = analysis.scope.syntax.declarations.filter((d) => d.kind === 'use');
    const use = uses.find((d) => holds(d.span, offset));
    const names = use?.path.map((part) => part.text) ?? [];
    const wanted =
      names[0] === 'std' ? `std/${names.slice(1).join('/')}.qnm` : names.join('/').replace(/(\.qnm)?$/, '.qnm');
    const file =
      use && analysis.scope.uses.find(({ source }) => source.path === wanted || source.path.endsWith(`/${wanted}`));
    return file === undefined ? null : this.workspace.location({ file: file.source.path, start: 0, end: 0 });
  }
  private references(params: At): Location[] {
    const at = this.at(params);
    const symbol = at?.analysis.occurrenceAt(at.offset)?.symbol;
    if (symbol === undefined) return [];
    return this.workspace.everything().flatMap((analysis) => {
      const uri = uriOfPath(analysis.source.path);
      return referencesIn(symbol, analysis).map((span) => ({ uri, range: this.workspace.range(uri, span) }));
    });
  }
  private highlights(params: At): { range: Location['range'] }[] {
    const at = this.at(params);
    const symbol = at?.analysis.occurrenceAt(at.offset)?.symbol;
    if (at === null || symbol === undefined) return [];
    return referencesIn(symbol, at.analysis).map((span) => ({ range: this.workspace.range(at.uri, span) }));
  }
  private symbols(uri: string): DocumentSymbol[] {
    const analysis = this.workspace.analysis(uri);
    return analysis === undefined
      ? []
      : outlineOf(analysis.scope.syntax).map((symbol) => toDocumentSymbol(symbol, uri, this.workspace));
  }
  private formatting(uri: string): TextEdit[] {
    const source = this.workspace.source(uri);
    const result = source && formatSource(source);
    if (source === undefined || !result?.good || !result.changed) return [];
    return [{ range: this.workspace.range(uri, { start: 0, end: source.text.length }), newText: result.text }];
  }
  private hints(uri: string, start: Position, end: Position): InlayHint[] {
    const analysis = this.workspace.analysis(uri);
    if (analysis === undefined) return [];
    const document = this.workspace.document(uri);
    return hintsOf(analysis, document.offsetAt(start), document.offsetAt(end)).map(({ offset, text }) => ({
      position: document.positionAt(offset),
      label: text,
      kind: 1,
    }));
  }
  private actions(uri: string, ranges: readonly Location['range'][]): CodeAction[] {
    const [analysis, source] = [this.workspace.analysis(uri), this.workspace.source(uri)];
    if (analysis === undefined || source === undefined) return [];
    const same = (a: Location['range'], b: Location['range']): boolean => JSON.stringify(a) === JSON.stringify(b);
    return analysis.diagnostics.flatMap((diagnostic) => {
      const shown = toLspDiagnostic(diagnostic, source.path, uri, this.workspace);
      if (!ranges.some((range) => same(range, shown.range))) return [];
      return fixesFor(diagnostic, source, this.workspace.files()).map(({ title, edits, preferred }) => ({
        title,
        kind: CodeActionKind.QuickFix,
        isPreferred: preferred,
        diagnostics: [shown],
        edit: { changes: { [uri]: edits.map((e) => ({ range: this.workspace.range(uri, e), newText: e.text })) } },
      }));
    });
  }

  // ---- rename ------------------------------------------------------------------------------------------------------
  private prepareRename(params: At): Location['range'] | null {
    const at = this.at(params);
    const found = at?.analysis.occurrenceAt(at.offset);
    if (at === null || found === undefined || found.symbol.span.file.startsWith('std/')) return null;
    return this.workspace.range(at.uri, found.span);
  }
  private rename(params: At, name: string): WorkspaceEdit | ResponseError<void> | null {
    const refuse = (why: string): ResponseError<void> => new ResponseError(INVALID_REQUEST, why);
    const at = this.at(params);
    const symbol = at?.analysis.occurrenceAt(at.offset)?.symbol;
    if (at === null || symbol === undefined) return refuse('nothing here can be renamed');
    if (symbol.span.file.startsWith('std/')) return refuse(`\`${symbol.name}\` belongs to the library`);
    const problem = nameProblem(name);
    if (problem !== null) return refuse(problem);
    const edits = renameEdits(symbol, name, this.workspace.everything());
    const broken = this.workspace.errorAfter(edits);
    if (broken !== null) return refuse(`\`${name}\` does not go: ${broken}`);
    const changes = [...edits].map(([path, list]) => {
      const uri = uriOfPath(path);
      return [uri, list.map((e) => ({ range: this.workspace.range(uri, e), newText: e.text }))] as const;
    });
    return { changes: Object.fromEntries(changes) };
  }
}
