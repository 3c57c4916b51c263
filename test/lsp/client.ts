/** A language client of a few lines: `qnmc lsp` over stdio, requests with answers, notifications kept. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkout } from '../support/tools.ts';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}
export interface Range {
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
}
export interface Shown {
  readonly code: string;
  readonly message: string;
  readonly severity: number;
  readonly range: Range;
}

export class Client {
  private readonly child: ChildProcessWithoutNullStreams;
  private received = Buffer.alloc(0);
  private next = 1;
  private readonly waiting = new Map<number, (message: Message) => void>();
  private readonly listeners = new Set<(message: Message) => void>();
  private readonly versions = new Map<string, number>();
  readonly texts = new Map<string, string>();
  /** What the server said beside the protocol. */
  errors = '';
  readonly logged: string[] = [];

  constructor() {
    this.child = spawn(process.execPath, [join(checkout, 'dist/bundle/cli/main.js'), 'lsp', '--stdio']);
    this.child.stdout.on('data', (piece: Buffer) => this.read(piece));
    this.child.stderr.on('data', (piece: Buffer) => {
      this.errors += piece.toString();
    });
  }

  private read(piece: Buffer): void {
    this.received = Buffer.concat([this.received, piece]);
    for (;;) {
      const head = this.received.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.received.subarray(0, head).toString())![1]);
      if (this.received.length < head + 4 + length) return;
      const message = JSON.parse(this.received.subarray(head + 4, head + 4 + length).toString()) as Message;
      this.received = this.received.subarray(head + 4 + length);
      if (message.method === 'window/logMessage') this.logged.push(String(message.params!['message']));
      if (message.id !== undefined && message.method === undefined) this.waiting.get(message.id)?.(message);
      for (const listener of this.listeners) listener(message);
    }
  }
  private send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    this.child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    this.child.stdin.write(body);
  }

  /** The result of a request; rejects with the message of its error. */
  request<Result>(method: string, params: object): Promise<Result> {
    const id = this.next++;
    return new Promise((done, fail) => {
      this.waiting.set(id, ({ result, error }) =>
        error === undefined ? done(result as Result) : fail(new Error(error.message)),
      );
      this.send({ id, method, params });
    });
  }
  notify(method: string, params: object): void {
    this.send({ method, params });
  }
  /** The first notification from now on that fits. */
  heard(fits: (message: Message) => boolean): Promise<Message> {
    return new Promise((done) => {
      const listener = (message: Message): void => {
        if (!fits(message)) return;
        this.listeners.delete(listener);
        done(message);
      };
      this.listeners.add(listener);
    });
  }

  async initialize(folder: string, options: object = {}): Promise<Record<string, unknown>> {
    const uri = pathToFileURL(folder).href;
    const result = await this.request<Record<string, unknown>>('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'test' }],
      capabilities: {},
      initializationOptions: options,
    });
    this.notify('initialized', {});
    return result;
  }
  /** Opens or changes a document; its diagnostics for that version. */
  async write(uri: string, text: string): Promise<readonly Shown[]> {
    const version = (this.versions.get(uri) ?? 0) + 1;
    this.versions.set(uri, version);
    this.texts.set(uri, text);
    const published = this.diagnostics(uri, version);
    if (version === 1) this.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'qnm', version, text } });
    else this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });
    return published;
  }
  private async diagnostics(uri: string, version: number): Promise<readonly Shown[]> {
    const message = await this.heard(
      ({ method, params }) =>
        method === 'textDocument/publishDiagnostics' && params!['uri'] === uri && params!['version'] === version,
    );
    return message.params!['diagnostics'] as Shown[];
  }
  /** A document and the place in it just before the n-th `mark`, moved by `by` characters. */
  at(uri: string, mark: string, by = 0, nth = 1): object {
    const text = this.texts.get(uri)!;
    let offset = -1;
    for (let i = 0; i < nth; i++) offset = text.indexOf(mark, offset + 1);
    if (offset < 0) throw new Error(`${mark} is not in ${uri}`);
    const before = text.slice(0, offset + by).split('\n');
    return { textDocument: { uri }, position: { line: before.length - 1, character: before.at(-1)!.length } };
  }
  /** The characters in a range. */
  textIn(uri: string, range: Range): string {
    const lines = this.texts.get(uri)!.split('\n');
    const { start, end } = range;
    if (start.line === end.line) return lines[start.line]!.slice(start.character, end.character);
    const middle = lines.slice(start.line + 1, end.line);
    return [lines[start.line]!.slice(start.character), ...middle, lines[end.line]!.slice(0, end.character)].join('\n');
  }

  /** Ends the server as an editor does; its exit code. */
  async close(): Promise<number | null> {
    const exit = new Promise<number | null>((done) => this.child.once('exit', done));
    await this.request('shutdown', {});
    this.notify('exit', {});
    return exit;
  }
}
