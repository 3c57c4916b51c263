/** The first minutes of a user: a new project, completion in the shell, the manual page. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completionScript, shells } from '../../cli/library/completion-scripts.ts';
import { qnmc } from '../support/qnmc.ts';
import { checkout } from '../support/tools.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'qnm-new-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const here = { cwd: '' };

describe('qnmc new', () => {
  it.each(['oscillator', 'device', 'array'])('%s: checks, is set out, simulates', (template) => {
    here.cwd = folder;
    expect(qnmc(['new', `my-${template}`, '--template', template], here).code).toBe(0);
    const file = `my-${template}/my-${template}.qnm`;
    expect(readFileSync(join(folder, file), 'utf8')).toContain(`my-${template}.qnm`);
    expect(qnmc(['check', file], here).err).toContain('nothing to say');
    expect(qnmc(['fmt', '--check', `my-${template}`], here).code).toBe(0);
    const ran = qnmc(['simulate', file, '--json'], here);
    expect(ran.code).toBe(0);
    const { folder: results } = JSON.parse(ran.out).experiments[0];
    expect(existsSync(join(folder, results, 'results.npz'))).toBe(true);
  });

  it('device: its hardware computes the same and meets what the formula says', () => {
    const ran = qnmc(['verify', 'my-device/my-device.qnm', '--simulator', 'icarus'], here);
    if (ran.code === 3) console.warn('Icarus is not here: the project of qnmc new was not verified');
    else expect(ran).toMatchObject({ code: 0 });
  });

  it('leaves a folder that holds something alone', () => {
    const ran = qnmc(['new', 'my-device'], { cwd: folder });
    expect(ran).toMatchObject({ code: 2 });
    expect(ran.err).toContain('not empty');
    expect(qnmc(['new', 'x', '--template', 'nothing'], { cwd: folder }).code).toBe(2);
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });

  it('has a beginning for every folder of templates/new', () => {
    const help = qnmc(['new', '--help']).out;
    for (const name of readdirSync(join(checkout, 'templates/new'))) expect(help).toContain(`${name}:`);
  });
});

describe('completion', () => {
  /** What bash offers for a command line that ends in the middle of its last word. */
  const offered = (line: string): string[] => {
    const script = `source <("${process.execPath}" dist/bundle/cli/main.js completion bash)
      COMP_WORDS=(${line.trimEnd()}${line.endsWith(' ') ? ' ""' : ''}); COMP_CWORD=$(( $\{#COMP_WORDS[@]} - 1 )); _qnmc
      printf '%s\\n' "$\{COMPREPLY[@]}"`;
    const ran = spawnSync('bash', ['-c', script], { cwd: checkout, encoding: 'utf8' });
    expect(ran.stderr).toBe('');
    return ran.stdout.split('\n').filter((word) => word !== '');
  };

  it('in bash: commands, options, words of an option, files', () => {
    expect(offered('qnmc ver')).toEqual(['verify']);
    expect(offered('qnmc simulate --mod')).toEqual(['--model']);
    expect(offered('qnmc simulate --model ')).toEqual(['float64', 'fixed', 'rtl']);
    expect(offered('qnmc check examples/lif.')).toEqual(['examples/lif.qnm']);
    expect(offered('qnmc completion ')).toEqual(['bash', 'zsh', 'fish']);
  });

  it.each(shells)('the script for %s names every command and every option', (shell) => {
    const script = completionScript(shell, [
      {
        name: 'try',
        text: "it's a test",
        operands: [],
        operandChoices: [],
        options: [
          { flags: '-o, --out <x>', long: '--out', short: '-o', takesValue: true, choices: ['a', 'b'], text: 'where' },
        ],
      },
    ]);
    expect(script).toContain('try');
    expect(script).toMatch(/(--|-l )out/);
    expect(script).toContain('a b');
  });
});

describe('the manual page', () => {
  it('is roff that names every command, without a warning of groff', () => {
    const page = qnmc(['man']).out;
    for (const name of ['check', 'verify', 'fmt', 'lsp', 'new']) expect(page).toContain(`qnmc ${name}`);
    const groff = spawnSync('groff', ['-man', '-Tutf8', '-ww'], { input: page, encoding: 'utf8' });
    if (groff.error === undefined) expect(groff).toMatchObject({ status: 0, stderr: '' });
    else console.warn('groff is not here: the manual page was not set');
  });
});
