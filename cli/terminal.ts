/** Everything that a person sees: short lines on stderr, colours only where they are wanted, progress only on a terminal. */
import pc from 'picocolors';

type Environment = Readonly<Record<string, string | undefined>>;
type Colours = ReturnType<typeof pc.createColors>;

export class Terminal {
  readonly colours: Colours;
  readonly colour: boolean;
  private readonly quiet: boolean;
  private readonly live: boolean;
  private lineOpen = false;
  private lastShown = 0;
  /** When each stage began that says how far it is: two may go on side by side. */
  private readonly began = new Map<string, number>();

  constructor(options: { readonly quiet: boolean; readonly json: boolean }, environment: Environment = process.env) {
    const terminal = process.stderr.isTTY === true && environment['TERM'] !== 'dumb';
    const forced = environment['FORCE_COLOR'] !== undefined && environment['FORCE_COLOR'] !== '0';
    this.colour = !environment['NO_COLOR'] && (forced || terminal);
    this.colours = pc.createColors(this.colour);
    this.quiet = options.quiet;
    this.live = terminal && !options.quiet && !options.json;
  }

  /** Width of the terminal, bounded to what is pleasant to read. */
  get width(): number {
    return Math.min(Math.max(process.stderr.columns ?? 100, 40), 160);
  }

  /** A line that `--quiet` leaves out. */
  say(line: string): void {
    if (!this.quiet) this.print(line);
  }

  /** A line that always shows: errors. */
  print(line: string): void {
    this.clearProgress();
    process.stderr.write(`${line}\n`);
  }

  /** Stage, share done and time left; only on a terminal, at most ten times a second. */
  progress(stage: string, done: number, total: number): void {
    if (!this.live) return;
    const now = performance.now();
    const start = done === 0 ? now : (this.began.get(stage) ?? now);
    this.began.set(stage, start);
    if (done < total && now - this.lastShown < 100) return;
    this.lastShown = now;
    const share = total > 0 ? done / total : 0;
    const left = share > 0.02 ? ((now - start) * (1 - share)) / share / 1000 : null;
    const time = left === null || left < 1 ? '' : `, ${timeText(left)} left`;
    process.stderr.write(`\r\x1b[2K${stage} ${Math.floor(share * 100)} %${time}`);
    this.lineOpen = true;
    if (done >= total) this.clearProgress();
  }

  /** Names a stage of unknown length. */
  stage(name: string): void {
    if (!this.live) return;
    process.stderr.write(`\r\x1b[2K${name} ...`);
    this.lineOpen = true;
    this.began.clear();
  }

  clearProgress(): void {
    if (this.lineOpen) process.stderr.write('\r\x1b[2K');
    this.lineOpen = false;
  }
}

/** `42 s`, `3 min`, `2 h 10 min`, rounded up. */
export function timeText(seconds: number): string {
  const [whole, minutes] = [Math.ceil(seconds), Math.ceil(seconds / 60)];
  if (whole <= 100) return `${whole} s`;
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Writes to stdout and waits until the reader has it; a reader that went away is no error. */
export function writeOut(text: string): Promise<void> {
  return new Promise((done, fail) => {
    process.stdout.write(text, (error) => {
      if (error && !('code' in error && error.code === 'EPIPE')) fail(error);
      else done();
    });
  });
}

/** A table with two spaces between columns; numbers are right-aligned when `right` says so. */
export function alignTable(rows: readonly (readonly string[])[], right: readonly boolean[] = []): string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, c) => Math.max(...rows.map((row) => visibleLength(row[c] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, c) => {
        const space = ' '.repeat(widths[c]! - visibleLength(cell));
        return right[c] ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Length without colour codes. */
function visibleLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins a colour code
  return [...text.replace(/\x1b\[[0-9;]*m/g, '')].length;
}
