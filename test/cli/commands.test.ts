/** The command line through the built program: exit codes, what goes to which stream, documents against their schemas. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BuildDocument, DiagnosticsDocument } from '../../cli/documents.ts';
import { messageKinds } from '../../dsl/index.ts';
import { qnmc, type Ran } from '../support/qnmc.ts';
import { checkout } from '../support/tools.ts';

let folder = '';
const at = (name: string) => join(folder, name);
const good = `use std.disciplines
use std.passive

circuit Discharge {
  node out: electrical = 1 V
  R1: resistor(out, gnd) { R = 1 kΩ }
  C1: capacitor(out, gnd) { C = 1 nF }
}

experiment Decay of Discharge {
  stop = 2 us
  dt = 10 ns
  solver = heun
  measure final = last(V(out))
  expect final ~ 135.3 mV +- 1 %
}
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qnm-cli-'));
  writeFileSync(at('good.qnm'), good);
  writeFileSync(at('wrong.qnm'), good.replace('1 kΩ', '1 kV'));
  writeFileSync(at('none.qnm'), good.slice(0, good.indexOf('experiment')));
  writeFileSync(at('empty.qnm'), '');
  writeFileSync(at('picture.qnm'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 254]));
  writeFileSync(at('brackets.qnm'), '('.repeat(10 * 2 ** 20));
  writeFileSync(at('deep.qnm'), `circuit A { param x = ${'('.repeat(100_000)} }`);
  mkdirSync(at('folder.qnm'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const noTrace = (ran: Ran) => expect(ran.err).not.toMatch(/^\s+at .*(\(|:\d+:\d+)/m);

describe('the command line', () => {
  it('says its version, which is that of the package', () => {
    const ran = qnmc(['--version']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out.trim()).toBe(JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')).version);
  });

  it.each([
    ['no command', []],
    ['an unknown command', ['biuld', 'x.qnm']],
    ['an unknown option', ['check', 'x.qnm', '--fast']],
    ['a missing argument', ['check']],
    ['a tolerance of 200 %', ['build', 'good.qnm', '--tolerance', '200%']],
    ['half a lane', ['build', 'good.qnm', '--lanes', '0.5']],
    ['a clock in metres', ['build', 'good.qnm', '--clock', '5m']],
    ['a form that is none', ['build', 'good.qnm', '--emit', 'soup']],
    ['a setting without a value', ['build', 'good.qnm', '--set', 'R']],
    ['a file that is not there', ['check', 'nowhere.qnm']],
    ['a folder', ['check', 'folder.qnm']],
    ['an experiment that is not there', ['check', 'good.qnm', '--experiment', 'Dacay']],
    ['a file without experiments', ['build', 'none.qnm']],
    ['a result folder without results', ['plot', '.']],
    ['an unknown diagnostic', ['explain', 'E9999']],
  ] as const)('ends with 2 on %s, and says why', (_, args) => {
    const ran = qnmc(args, { cwd: folder });
    expect(ran.code).toBe(2);
    expect(ran.err.length + ran.out.length).toBeGreaterThan(10);
    noTrace(ran);
  });

  it.each(['wrong.qnm', 'picture.qnm', 'brackets.qnm', 'deep.qnm'])(
    'ends with 1 on %s, with a short message and JSON diagnostics',
    (name) => {
      const ran = qnmc(['check', name], { cwd: folder });
      expect(ran.code).toBe(1);
      expect(ran.err).toMatch(/error\[E\d{4}\]/);
      expect(ran.err.length).toBeLessThan(4000);
      noTrace(ran);
      const json = qnmc(['check', name, '--json'], { cwd: folder });
      expect(json.code).toBe(1);
      expect(DiagnosticsDocument.parse(JSON.parse(json.out)).length).toBeGreaterThan(0);
    },
  );

  it('suggests the nearest experiment', () => {
    expect(qnmc(['check', 'good.qnm', '--experiment', 'Dacay'], { cwd: folder }).err).toContain('did you mean Decay?');
  });

  it('says which boards there are when one is misspelt', () => {
    const ran = qnmc(['build', 'good.qnm', '--board', 'ulx3'], { cwd: folder });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('did you mean ulx3s?');
  });

  it('checks a good file: exit code 0, an empty list', () => {
    const ran = qnmc(['check', 'good.qnm', '--json'], { cwd: folder });
    expect(ran.err + ran.out).toContain('[]');
    expect(ran.code).toBe(0);
  });

  it('checks several files: what is wrong with any of them, the worst exit code', () => {
    const ran = qnmc(['check', 'good.qnm', 'wrong.qnm', 'none.qnm', '--json'], { cwd: folder });
    expect(ran.code).toBe(1);
    const found = DiagnosticsDocument.parse(JSON.parse(ran.out));
    expect(new Set(found.map(({ file }) => file))).toContain('wrong.qnm');
    expect(ran.err).toContain('wrong.qnm: 1 error');
  });

  it('keeps quiet when asked', () => {
    expect(qnmc(['check', 'good.qnm', '--quiet'], { cwd: folder })).toEqual({ code: 0, out: '', err: '' });
  });

  it('ends quietly when the reader of its output goes away', () => {
    const run = spawnSync(
      'bash',
      ['-c', `set -o pipefail; node ${checkout}/dist/bundle/cli/main.js explain | head -1`],
      {
        encoding: 'utf8',
      },
    );
    expect(run.stderr).toBe('');
    expect(run.stdout.split('\n').length).toBe(2);
  });
});

describe('explain', () => {
  it.each(Object.keys(messageKinds))('%s', async (code) => {
    // One process for all codes would do; the table itself is asked here, the program once below.
    expect(messageKinds[code]!.explanation.trim().length).toBeGreaterThan(0);
  });
  it('prints the page of a code to stdout', () => {
    const ran = qnmc(['explain', 'e0003']);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('error[E0003]');
    expect(ran.out).toContain('iconv');
  });
  it('suggests the nearest code', () => {
    expect(qnmc(['explain', 'E003']).err).toContain('E0003');
  });
});

describe('build', () => {
  it('writes Verilog, a report and nothing half-written; the document names every file', () => {
    const ran = qnmc(['build', 'good.qnm', '--json'], { cwd: folder });
    expect(ran.code, ran.err).toBe(0);
    const document = BuildDocument.parse(JSON.parse(ran.out));
    for (const file of document.files) expect(existsSync(at(`build/good/${file}`)), file).toBe(true);
    expect(document.files.some((file) => file.endsWith('_core.v'))).toBe(true);
    expect(filesBelow(at('build')).filter((name) => name.includes('partial'))).toEqual([]);
    expect(document.populations[0]!.states.map((state) => state.name)).toEqual(['out']);
  });

  it('gives the same bytes twice, and in another folder', () => {
    const texts = ['a', 'b'].map((name) => {
      expect(qnmc(['build', 'good.qnm', '-o', at(name), '--quiet'], { cwd: folder }).code).toBe(0);
      return filesBelow(at(name))
        .filter((file) => file.includes('/rtl/'))
        .map((file) => [file.slice(at(name).length), readFileSync(file, 'utf8')]);
    });
    expect(texts[0]!.length).toBeGreaterThan(3);
    expect(texts[0]).toEqual(texts[1]);
  });

  it('prints each of the five forms to stdout and writes nothing', () => {
    const sizes = ['syntax', 'model', 'step', 'fixed', 'machine'].map((form) => {
      const ran = qnmc(['build', 'good.qnm', '--emit', form, '-o', at('forms')], { cwd: folder });
      expect(ran.code, ran.err).toBe(0);
      expect(ran.out).toContain('out');
      return ran.out.length;
    });
    expect(Math.min(...sizes)).toBeGreaterThan(100);
    expect(existsSync(at('forms'))).toBe(false);
  });

  it('says when the folder cannot be written', () => {
    writeFileSync(at('occupied'), 'a file');
    const ran = qnmc(['build', 'good.qnm', '-o', at('occupied')], { cwd: folder });
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('occupied');
    noTrace(ran);
  });

  it.skipIf(process.getuid?.() === 0)('says when a permission is missing (not as root)', () => {
    mkdirSync(at('closed'));
    chmodSync(at('closed'), 0o500);
    expect(qnmc(['build', 'good.qnm', '-o', at('closed/x')], { cwd: folder })).toMatchObject({ code: 2 });
  });

  it('says when the disk is full', () => {
    // Writing to /dev/full always fails with ENOSPC; a link puts it where a file of the result would go.
    const run = spawnSync('bash', ['-c', `node ${checkout}/dist/bundle/cli/main.js explain --json > /dev/full`], {
      encoding: 'utf8',
    });
    expect(run.status).toBe(2);
    expect(run.stderr).not.toMatch(/^\s+at /m);
  });
});

function filesBelow(path: string): string[] {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
