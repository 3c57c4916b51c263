/**
 * The server of the live page: this machine only, behind a random token in the address. It hands out the page, one circuit with the files
 * beside it, and writes the circuit back; all computing is done by the page.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { check } from '../library/check.ts';
import { load } from '../library/load.ts';
import { writeWhole } from '../write-whole.ts';

/** Largest file that the page may write, bytes: what the compiler reads. */
const largest = 2 * 2 ** 20;
const pages: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'worker.js': 'text/javascript; charset=utf-8',
  'style.css': 'text/css; charset=utf-8',
};
/** Generated code of the simulators needs 'unsafe-eval', WebAssembly too; nothing is loaded from elsewhere. */
const policy =
  "default-src 'none'; script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface LivePage {
  readonly url: string;
  readonly server: Server;
}

/** What the page is given: the file and those that it names. Files beside it that the compiler does not ask for stay here. */
export function circuitOf(file: string): {
  readonly path: string;
  readonly text: string;
  readonly others: Readonly<Record<string, string>>;
} {
  const loaded = load(file);
  if (loaded.source === null) return { path: basename(file), text: '', others: {} };
  check(loaded.source, loaded.files);
  const folder = file.slice(0, file.length - basename(file).length);
  const others: Record<string, string> = {};
  for (const [path, { text }] of loaded.files.sources)
    if (path !== loaded.source.path && !path.startsWith('std/')) others[path.slice(folder.length)] = text;
  return { path: basename(file), text: loaded.source.text, others };
}

/** Listens on 127.0.0.1. `port` 0: any that is free. @throws what `listen` throws */
export async function servePage(file: string, pageFolder: string, port: number): Promise<LivePage> {
  const token = randomBytes(18).toString('base64url');
  const server = createServer((request, response) => {
    answer(request, response, { file, pageFolder, token }).catch(() => refuse(response, 500, 'not done'));
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', listening);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return { url: `http://127.0.0.1:${bound}/${token}/`, server };
}

interface Served {
  readonly file: string;
  readonly pageFolder: string;
  readonly token: string;
}
async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const [, token, name, ...rest] = new URL(request.url ?? '/', 'http://127.0.0.1').pathname.split('/');
  // another site's name that was made to point here does not help it: the Host is not ours then
  if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? ''))
    return refuse(response, 403, 'only for this machine');
  if (!same(token ?? '', served.token) || name === undefined || rest.length > 0)
    return refuse(response, 404, 'not here');
  const page = name === '' ? 'index.html' : name;
  if (request.method === 'GET' && pages[page] !== undefined)
    return give(response, pages[page], readFileSync(join(served.pageFolder, page)));
  if (request.method === 'GET' && name === 'circuit')
    return give(response, 'application/json; charset=utf-8', JSON.stringify(circuitOf(served.file)));
  if (request.method === 'PUT' && name === 'circuit') return await save(request, response, served.file);
  refuse(response, 404, 'not here');
}
async function save(request: IncomingMessage, response: ServerResponse, file: string): Promise<void> {
  // a page of another site may not write even if it learnt the token
  const { origin } = request.headers;
  if (origin !== undefined && new URL(origin).host !== request.headers.host)
    return refuse(response, 403, 'another site');
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > largest) return refuse(response, 413, 'the file is too large');
    parts.push(part);
  }
  try {
    writeWhole(file, Buffer.concat(parts));
  } catch (error) {
    return refuse(response, 500, error instanceof Error ? error.message : String(error));
  }
  response.writeHead(204).end();
}
function same(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
function give(response: ServerResponse, type: string, content: string | Buffer): void {
  response.writeHead(200, {
    'content-type': type,
    'cache-control': 'no-store',
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  response.end(content);
}
function refuse(response: ServerResponse, code: number, why: string): void {
  if (!response.headersSent) response.writeHead(code, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(why);
}
