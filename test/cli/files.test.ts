/** What a `.qnm` file may read, and what a broken file gets. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NodeFiles, readUserFile } from '../../cli/files.ts';
import { FileRefused } from '../../dsl/index.ts';

let folder = '';
const main = () => join(folder, 'project/main.qnm');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qnm-files-'));
  mkdirSync(join(folder, 'project/data'), { recursive: true });
  writeFileSync(join(folder, 'secret.csv'), '1\n');
  writeFileSync(main(), 'circuit A {}\n');
  writeFileSync(join(folder, 'project/data/r.csv'), '\uFEFFT,R\n1,2\n');
  writeFileSync(join(folder, 'project/data/picture.csv'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1]));
  writeFileSync(join(folder, 'project/data/latin.csv'), Buffer.from([0x67, 0xfc, 0x6e]));
  writeFileSync(join(folder, 'project/big.qnm'), '('.repeat(3 * 2 ** 20));
  symlinkSync(join(folder, 'secret.csv'), join(folder, 'project/data/link.csv'));
  symlinkSync(join(folder, 'project/data/r.csv'), join(folder, 'project/data/inner.csv'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('files that a .qnm file names', () => {
  it('are read below its own folder, without a byte-order mark', () => {
    expect(new NodeFiles().readText('data/r.csv', main())?.text).toBe('T,R\n1,2\n');
    expect(new NodeFiles().readText('data/inner.csv', main())?.text).toBe('T,R\n1,2\n');
  });

  it('are undefined when missing', () => {
    expect(new NodeFiles().readText('data/none.csv', main())).toBeUndefined();
  });

  it.each(['../secret.csv', 'data/../../secret.csv', '/etc/passwd', 'C:\\x.csv', 'data/link.csv', 'data/r.csv\0.qnm'])(
    'are refused outside of that folder: %j',
    (path) => {
      expect(() => new NodeFiles().readText(path, main())).toThrow(FileRefused);
    },
  );

  it.each(['data/picture.csv', 'data/latin.csv', 'data'])('are refused when they are no text: %s', (path) => {
    expect(() => new NodeFiles().readText(path, main())).toThrow(/not a text file|not a file/);
  });

  it('ship with qnm under std, templates and rtl, and nowhere else', () => {
    expect(new NodeFiles().readPackaged('rtl/qnm_add.v')?.text).toContain('module qnm_add');
    expect(new NodeFiles().readPackaged('rtl/none.v')).toBeUndefined();
    expect(new NodeFiles().readPackaged('package.json')).toBeUndefined();
    expect(() => new NodeFiles().readPackaged('rtl/../package.json')).toThrow(FileRefused);
  });
});

describe('the file on the command line', () => {
  it.each([
    ['project/none.qnm', 'E0001'],
    ['project', 'E0002'],
    ['project/data/picture.csv', 'E0003'],
    ['project/data/latin.csv', 'E0003'],
    ['project/big.qnm', 'E0004'],
    ['project/main.qnm/inside.qnm', 'E0001'],
    [`project/${'x'.repeat(300)}.qnm`, 'E0001'],
  ])('%s is %s', (path, code) => {
    expect(readUserFile(join(folder, path))).toMatchObject({ code });
  });

  it('that is a device, not a file, is E0005', () => {
    expect(readUserFile('/dev/zero')).toMatchObject({ code: 'E0005' });
  });
});
