/** Programs in groups of their own: one that takes too long, or whose bench is stopped, ends with all that it has started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const running = new Set<ChildProcess>();

/** How a program ended. */
export interface Ended {
  /** null: it was killed. */
  readonly status: number | null;
  /** Its limit was over. */
  readonly late: boolean;
  /** The last of what it said on stderr. */
  readonly said: string;
}
export interface Limits {
  /** Seconds of the wall until it is killed; `extend` of `line` sets it anew. */
  readonly seconds: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Every line on stdout; `extend(seconds)`: so many from now on. */
  line(text: string, extend: (seconds: number) => void): void;
}
const keptText = 20_000;

/** Runs a program to its end, or to that of its time. */
export function runChild(command: string, args: readonly string[], limits: Limits): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, ...limits.env },
    });
    running.add(child);
    let late = false;
    let said = '';
    let timer: NodeJS.Timeout | undefined;
    const extend = (seconds: number): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        late = true;
        kill(child);
      }, seconds * 1000);
    };
    extend(limits.seconds);
    createInterface({ input: child.stdout }).on('line', (text) => limits.line(text, extend));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-keptText);
    });
    const end = (status: number | null): void => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ status, late, said });
    };
    child.on('error', (error) => {
      said += error.message;
      end(null);
    });
    child.on('close', end);
  });
}
/** Ends all that `runChild` has started. */
export function endChildren(): void {
  for (const child of running) kill(child);
}
function kill(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // it has ended by itself
  }
}
