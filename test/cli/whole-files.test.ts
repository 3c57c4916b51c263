/** Files and folders on a disk that does not want them. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { systemErrorText } from '../../cli/exit.ts';
import { makeFolder, WholeFile, writeWhole } from '../../sim/whole-file.node.ts';

const folder = mkdtempSync(join(tmpdir(), 'qnm-whole-'));
afterAll(() => rmSync(folder, { recursive: true }));
function sentence(run: () => void): string | null {
  try {
    run();
  } catch (error) {
    return systemErrorText(error);
  }
  return 'nothing happened';
}

describe('a folder', () => {
  it('is made with all that is missing above it, and again', () => {
    makeFolder(join(folder, 'a/b/c'));
    makeFolder(join(folder, 'a/b/c'));
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['c']);
  });
  it('that cannot be made is named', () => {
    writeFileSync(join(folder, 'file'), '');
    symlinkSync('nowhere', join(folder, 'link'));
    expect(sentence(() => makeFolder(join(folder, 'file/x/y')))).toBe(
      `${folder}/file/x goes through a file as if it were a folder`,
    );
    expect(sentence(() => makeFolder(join(folder, 'link/x')))).toBe(`${folder}/link exists and is not a folder`);
  });
  it.skipIf(!existsSync('/proc/self'))('in a file system without folders is no endless search', () => {
    expect(sentence(() => makeFolder('/proc/qnm/out'))).toBe('no permission to use /proc/qnm');
  });
});

describe('a file', () => {
  it.skipIf(!existsSync('/dev/full'))('on a full disk is named, and nothing of it stays', () => {
    const place = join(folder, 'full');
    mkdirSync(place);
    // the temporary file beside `x` is a disk that is always full
    symlinkSync('/dev/full', join(place, `x.part-${process.pid}`));
    expect(sentence(() => writeWhole(join(place, 'x'), ['some text']))).toBe(
      `no space left on the disk while writing ${place}/x`,
    );
    expect(readdirSync(place)).toEqual([]);
    const file = new WholeFile(join(place, 'y'));
    file.write('half');
    file.abandon();
    expect(readdirSync(place)).toEqual([]);
  });
  it('that a killed process began is taken away by the next', () => {
    const place = join(folder, 'stale');
    mkdirSync(place);
    // no process has this number: Linux counts to 2^22
    for (const name of ['x.part-4999999', 'x.part-4999998']) writeFileSync(join(place, name), 'half');
    utimesSync(join(place, 'x.part-4999999'), 0, 0);
    writeFileSync(join(place, `x.part-${process.ppid}`), 'of one that lives');
    writeFileSync(join(place, 'x.part-two'), 'of somebody else');
    writeWhole(join(place, 'x'), ['whole']);
    const kept = ['x', 'x.part-4999998', `x.part-${process.ppid}`, 'x.part-two'];
    expect(readdirSync(place).sort()).toEqual(kept.sort());
    expect(readFileSync(join(place, 'x'), 'utf8')).toBe('whole');
  });
});
