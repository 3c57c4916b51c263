/**
 * Ctrl-C: child processes are told to stop, then the command ends with 130. Long computations never return to the event
 * loop, where a handler would wait unheard; they call `computing()` now and then, which gives Ctrl-C back to the system
 * (nothing is half-written then: files are renamed into place).
 */
import { type ExitCode, exitCode } from './exit.ts';

type Signal = 'SIGINT' | 'SIGTERM';
const exitCodes: Readonly<Record<Signal, ExitCode>> = { SIGINT: exitCode.interrupted, SIGTERM: exitCode.terminated };

export class Interruption {
  private readonly controller = new AbortController();
  private received: Signal | null = null;
  private listening = false;
  private readonly timer: NodeJS.Timeout;
  private readonly handlers: Readonly<Record<Signal, () => void>> = {
    SIGINT: () => this.receive('SIGINT'),
    SIGTERM: () => this.receive('SIGTERM'),
  };

  constructor() {
    this.listen();
    // Runs only while the event loop is alive, that is while the command waits for a child.
    this.timer = setInterval(() => this.listen(), 50);
    this.timer.unref();
  }

  /** Hand this to everything that starts a process. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Exit code when a signal came, else null. */
  get exitCode(): ExitCode | null {
    return this.received === null ? null : exitCodes[this.received];
  }

  /** Says that a long computation is going on. */
  computing(): void {
    if (!this.listening) return;
    this.listening = false;
    for (const name of Object.keys(this.handlers) as Signal[]) process.off(name, this.handlers[name]);
  }

  end(): void {
    clearInterval(this.timer);
    this.computing();
  }

  private listen(): void {
    if (this.listening) return;
    this.listening = true;
    for (const name of Object.keys(this.handlers) as Signal[]) process.on(name, this.handlers[name]);
  }

  private receive(name: Signal): void {
    // A second Ctrl-C does not wait for anybody.
    if (this.received !== null) process.exit(exitCodes[name]);
    this.received = name;
    this.controller.abort(new Error(`stopped by ${name}`));
  }
}
