/** Files of a result folder. Each is written beside its place and renamed: whole or not at all. */
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Measurement } from '../measure/index.ts';
import { encodeNpz } from './npz.ts';
import type { RecordedRun } from './recorder.ts';
import { eventsCsv, measuresCsv, resultArrays, resultsDocument } from './tables.ts';

/** A file that appears under its name only when it is complete. */
export class WholeFile {
  readonly path: string;
  private readonly temporary: string;
  private readonly handle: number;
  private waiting: string[] = [];
  private size = 0;

  constructor(path: string) {
    this.path = path;
    this.temporary = `${path}.part-${process.pid}`;
    mkdirSync(dirname(path), { recursive: true });
    this.handle = openSync(this.temporary, 'w');
  }
  write(piece: string | Uint8Array): void {
    if (typeof piece !== 'string') {
      this.flush();
      for (let done = 0; done < piece.length; ) done += writeSync(this.handle, piece, done);
      return;
    }
    this.waiting.push(piece);
    this.size += piece.length;
    if (this.size > 1 << 16) this.flush();
  }
  /** Gives the file its name. */
  finish(): void {
    this.flush();
    closeSync(this.handle);
    renameSync(this.temporary, this.path);
  }
  /** Leaves nothing behind. */
  abandon(): void {
    closeSync(this.handle);
    rmSync(this.temporary, { force: true });
  }
  private flush(): void {
    const text = this.waiting.join('');
    this.waiting = [];
    this.size = 0;
    const bytes = new TextEncoder().encode(text);
    for (let done = 0; done < bytes.length; ) done += writeSync(this.handle, bytes, done);
  }
}
/** Writes a file whole or not at all. */
export function writeWhole(path: string, pieces: Iterable<string | Uint8Array>): void {
  const file = new WholeFile(path);
  try {
    for (const piece of pieces) file.write(piece);
  } catch (error) {
    file.abandon();
    throw error;
  }
  file.finish();
}

/** Writes `results.npz results.json events.csv measures.csv`; gives the paths. */
export function writeResults(folder: string, run: RecordedRun, measurement: Measurement, model: string): string[] {
  const files: readonly (readonly [string, Iterable<string | Uint8Array>])[] = [
    ['results.npz', [encodeNpz(resultArrays(run))]],
    ['results.json', [`${JSON.stringify(resultsDocument(run, measurement, model), null, 2)}\n`]],
    ['events.csv', eventsCsv(run)],
    ['measures.csv', measuresCsv(run.step, measurement)],
  ];
  return files.map(([name, pieces]) => {
    const path = join(folder, name);
    writeWhole(path, pieces);
    return path;
  });
}
