/** Child processes: argument lists only (no shell), time limits, and an end when the user wants one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Tool } from './toolbox.ts';

export interface ProcessOptions {
  readonly cwd: string;
  /** Ends the process when it fires (Ctrl-C). */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds. */
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
  const child = spawn(tool.command, args, {
    cwd: options.cwd,
    env: { ...tool.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: options.signal,
    killSignal: 'SIGKILL',
    timeout: options.timeLimit ?? 600_000,
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-65536);
  });
  child.stdin.on('error', () => undefined); // the program may end before it has read all
  return { child, ended: endOf(child), errors: () => errors };
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error: Error | null;
}
function endOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    let error: Error | null = null;
    child.on('error', (e) => {
      error = e;
      if (child.pid === undefined) resolve({ code: null, signal: null, error });
    });
    child.on('close', (code, signal) => resolve({ code, signal, error }));
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
export function mustSucceed(tool: Tool, { code, signal, error }: Ending, output: string): void {
  if (code === 0) return;
  const reason = error
    ? `did not start (${error.message})`
    : signal
      ? `was ended by ${signal}`
      : `failed with code ${code}`;
  throw new ToolFailure(tool.command, reason, output);
}
