/** The lines of `--live`, drawn over themselves on a terminal; elsewhere one line a second. */
import type { StepNetwork } from '../../compiler/step/form.ts';
import type { BoardRecords } from '../../sim/host/records.ts';
import type { Terminal } from '../terminal.ts';
import { type LiveState, liveLines } from './live-view.ts';

export class LiveScreen {
  private readonly terminal: Terminal;
  private readonly live: boolean;
  private readonly network: StepNetwork;
  private drawn = 0;
  private shown = 0;

  constructor(terminal: Terminal, live: boolean, network: StepNetwork) {
    this.terminal = terminal;
    this.live = live;
    this.network = network;
  }
  show(name: string, records: BoardRecords, state: LiveState): void {
    if (!this.live) {
      this.terminal.progress(`${name} (board)`, state.steps, state.target);
      return;
    }
    const onTerminal = process.stderr.isTTY === true;
    const now = performance.now();
    if (now - this.shown < (onTerminal ? 200 : 1000)) return;
    this.shown = now;
    const lines = liveLines(this.network, records, state, this.terminal.width);
    if (!onTerminal) {
      for (const line of lines) this.terminal.say(`${name}: ${line}`);
      return;
    }
    this.clear();
    for (const line of lines) process.stderr.write(`${line}\n`);
    this.drawn = lines.length;
  }
  /** Takes the lines away. */
  clear(): void {
    if (this.drawn > 0) process.stderr.write(`\x1b[${this.drawn}A\x1b[0J`);
    this.drawn = 0;
    this.terminal.clearProgress();
  }
}
