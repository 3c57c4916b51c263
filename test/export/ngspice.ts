/** Runs ngspice in batch mode on a deck and reads its binary raw file. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Columns by name (`time`, `v(out)`); adaptive time points. */
export function runSpice(program: string, deck: string): Record<string, Float64Array> {
  const folder = mkdtempSync(join(tmpdir(), 'qnm-spice-'));
  try {
    writeFileSync(join(folder, 'deck.cir'), deck);
    execFileSync(program, ['-b', '-r', 'out.raw', 'deck.cir'], { cwd: folder, stdio: 'pipe', timeout: 60_000 });
    return readRaw(readFileSync(join(folder, 'out.raw')));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
function readRaw(raw: Buffer): Record<string, Float64Array> {
  const marker = Buffer.from('Binary:\n');
  const start = raw.indexOf(marker) + marker.length;
  const head = raw.subarray(0, start).toString('latin1');
  const [count, points] = ['No. Variables', 'No. Points'].map((key) =>
    Number(new RegExp(`${key}: *(\\d+)`).exec(head)![1]),
  );
  const names = [...head.matchAll(/^\t\d+\t(\S+)\t/gm)].map((match) => match[1]!.toLowerCase());
  const columns: Record<string, Float64Array> = {};
  for (const [i, name] of names.entries())
    columns[name] = Float64Array.from({ length: points! }, (_, k) => raw.readDoubleLE(start + 8 * (k * count! + i)));
  return columns;
}
/** Times at which a column rises past a level, interpolated. */
export function crossings(time: Float64Array, x: Float64Array, level: number): number[] {
  const found: number[] = [];
  for (let k = 1; k < x.length; k++)
    if (x[k - 1]! < level && x[k]! >= level)
      found.push(time[k - 1]! + ((level - x[k - 1]!) / (x[k]! - x[k - 1]!)) * (time[k]! - time[k - 1]!));
  return found;
}
