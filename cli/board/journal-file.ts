/** The journal of a run in its result folder: written as the run goes on, removed at its end. */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, truncateSync, unlinkSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JournalHead } from '../../sim/host/journal.ts';

export class JournalFile {
  readonly path: string;
  private file: number | null = null;

  constructor(path: string) {
    this.path = path;
  }
  /** What a host before us left: its head and its lines; null where there is nothing to go on from. */
  find(): { readonly head: JournalHead; readonly text: string } | null {
    if (!existsSync(this.path)) return null;
    const text = readFileSync(this.path, 'utf8');
    const end = text.indexOf('\n');
    try {
      return end < 0 ? null : { head: JSON.parse(text.slice(0, end)) as JournalHead, text: text.slice(end + 1) };
    } catch {
      return null;
    }
  }
  begin(head: JournalHead): void {
    this.close();
    mkdirSync(dirname(this.path), { recursive: true });
    this.file = openSync(this.path, 'w');
    this.write(`${JSON.stringify(head)}\n`);
  }
  /** Goes on behind the lines that are there; a last one that was cut short is cut off. Nothing else is written again: this process may be killed here too. */
  resume(): void {
    this.close();
    const whole = readFileSync(this.path).lastIndexOf(10) + 1;
    truncateSync(this.path, whole);
    this.file = openSync(this.path, 'a');
  }
  write(line: string): void {
    if (this.file !== null) writeSync(this.file, line);
  }
  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }
  remove(): void {
    this.close();
    if (existsSync(this.path)) unlinkSync(this.path);
  }
}
