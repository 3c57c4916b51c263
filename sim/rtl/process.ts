/** Child processes: argument lists only (no shell), time limits, and an end when the user wants one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Tool } from './toolbox.ts';

export interface ProcessOptions {
  readonly cwd: string;
  /** Ends the process when it fires (Ctrl-C). */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds; an hour by default. */
  readonly timeLimit?: number;
  readonly env?: Readonly<Record<string, string>>;
}
/** An outside program that did not do what it was asked to. */
export class ToolFailure extends Error {
  readonly program: string;
  /** What the program said. */
  readonly output: string;
  constructor(program: string, reason: string, output: string) {
    super(`${program} ${reason}${output.trim() === '' ? '' : `:\n${output.trim()}`}`);
    this.program = program;
    this.output = output;
  }
}

/** Starts a program; standard error is collected (its last 64 kB). */
export function startProcess(tool: Tool, args: readonly string[], options: ProcessOptions) {
  const { timeLimit = 3_600_000 } = options;
  const child = spawn(tool.command, args, {
    cwd: options.cwd,
    env: { ...tool.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: options.signal,
    killSignal: 'SIGKILL',
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-65536);
  });
  child.stdin.on('error', () => undefined); // the program may end before it has read all
  return { child, ended: endOf(child, timeLimit), errors: () => errors };
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error: Error | null;
  /** The time limit, in milliseconds, that it was ended for; null: it was not. */
  readonly limit: number | null;
}
function endOf(child: ChildProcess, timeLimit: number): Promise<Ending> {
  return new Promise((resolve) => {
    let [error, limit]: [Error | null, number | null] = [null, null];
    const timer = setTimeout(() => {
      if (child.kill('SIGKILL')) limit = timeLimit;
    }, timeLimit);
    child.on('error', (e) => {
      error = e;
      if (child.pid !== undefined) return;
      clearTimeout(timer);
      resolve({ code: null, signal: null, error, limit });
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code, signal, error, limit: signal === null ? null : limit });
    });
  });
}

/** Until a stream takes more or is closed: a program that ends early never takes more. What was waited for in vain is taken back: a long run waits many times. */
export async function roomIn(input: Writable): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  await Promise.race([once(input, 'drain', { signal }), once(input, 'close', { signal })]).catch(() => undefined);
  waiting.abort();
}

/** Runs a program to its end and returns all it said; throws `ToolFailure` when it fails. */
export async function runProcess(tool: Tool, args: readonly string[], options: ProcessOptions): Promise<string> {
  const { child, ended, errors } = startProcess(tool, args, options);
  child.stdin.end();
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const ending = await ended;
  options.signal?.throwIfAborted();
  mustSucceed(tool, ending, output + errors());
  return output + errors();
}
export function mustSucceed(tool: Tool, { code, signal, error, limit }: Ending, output: string): void {
  if (code === 0) return;
  let reason = `failed with code ${code}`;
  if (error) reason = `did not start (${error.message})`;
  else if (limit) reason = `was ended: it took longer than ${Number((limit / 60_000).toPrecision(3))} minutes`;
  else if (signal) reason = `was ended by ${signal}`;
  throw new ToolFailure(tool.command, reason, output);
}
