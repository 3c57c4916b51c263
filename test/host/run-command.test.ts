/** `qnmc run` on the virtual board, as a user starts it: to its end, killed in the middle, with a board that dies. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { qnmc } from '../support/qnmc.ts';
import { checkout, tools } from '../support/tools.ts';

const timeout = 180_000;
const circuit = `/// A current that is integrated until it is large enough.
discipline drive signal { value D: 1 }
device Counter(in: drive) {
  param tau = 1 ms
  state x = 0 in -1 .. 2
  x' = D(in) / tau
  event full when rising(x, 1)
  on full { x = 0 }
}
experiment Count of Counter {
  sweep in = (0.3, 0.7, 0.9)
  stop = 400 ms  dt = 10 us
  solver = euler
  tolerance = 0.1 %
  record full, x every 10 ms
  measure n = count(full)
  measure top = max(x)
  expect n == 119 at in = 0.3
  expect top ~ 0.995 +- 0.5 %
}
`;

describe.skipIf(!tools.verilator)('qnmc run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qnm-run-'));
  const file = join(folder, 'counter.qnm');
  writeFileSync(file, circuit);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const text = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');
  const run = (out: string, ...args: string[]) => qnmc(['run', file, '--no-plots', '-o', join(folder, out), ...args]);

  it('gives the events and measures of simulate, and says so', { timeout }, () => {
    const ran = run('whole', '--check', '--json');
    expect(ran.err).toMatch(/identical.* to the bit-exact simulator: 3 state words after step 40000, 755 events/);
    expect(ran.code).toBe(0);
    const document = JSON.parse(ran.out) as { experiments: { check: object; events: number; boards: number }[] };
    expect(document.experiments[0]).toMatchObject({
      steps: 40000,
      first: 0,
      boards: 1,
      check: { pass: true, difference: null },
    });
    expect(qnmc(['simulate', file, '--model', 'fixed', '--no-plots', '-o', join(folder, 'fixed')]).code).toBe(0);
    for (const name of ['events.csv', 'measures.csv'])
      expect(text('whole', 'Count', name)).toBe(text('fixed', 'Count', name));
    expect(existsSync(join(folder, 'whole', 'Count', 'run.journal'))).toBe(false);
    expect(ran.err).toMatch(/identical to the simulator, which fills in the others/);
    expect(ran.err).toMatch(/ok +expect top ~ 0.995 \+- 0.5 % +0.999/);
  });

  it('does not judge a peak by rare samples, says how to see it, and judges what it saw whole', { timeout }, () => {
    const ran = run('rare');
    expect(ran.err).toMatch(/seen +expect top ~ 0.995 \+- 0.5 % +0.936/);
    expect(ran.err).toMatch(/ok +expect n == 119/);
    expect(ran.err).toMatch(/taken from one step in 1000, .*--check judges them at every step, --trace 10us samples/);
    expect(ran.err).not.toMatch(/FAIL/);
    expect(ran.code).toBe(0);
    const part = run('part', '--for', '20ms', '--trace', '10us');
    expect(part.err).toMatch(/its 'expect' lines are about all of it, and not judged/);
    expect(part.err).not.toMatch(/(ok|seen|FAIL) +expect/);
  });

  it('goes on where another one wrote its snapshot', { timeout }, () => {
    const snapshot = join(folder, 'half.json');
    expect(run('half', '--for', '150ms', '--snapshot', snapshot).code).toBe(0);
    const ran = run('rest', '--from', snapshot, '--for', '250ms', '--check');
    expect(ran.err).toMatch(/identical.* after step 40000/);
    expect(ran.code).toBe(0);
    const behind = (csv: string) => csv.split('\n').filter((line) => Number.parseInt(line, 10) >= 15000);
    expect(behind(text('rest', 'Count', 'events.csv'))).toEqual(behind(text('whole', 'Count', 'events.csv')));
    const other = (JSON.parse(readFileSync(snapshot, 'utf8')) as { fingerprint: string }).fingerprint;
    writeFileSync(snapshot, readFileSync(snapshot, 'utf8').replace(other, `00${other.slice(2)}`));
    const refused = run('rest', '--from', snapshot);
    expect(refused.err).toMatch(/snapshot of other hardware/);
    expect(refused.code).toBe(2);
  });

  /** Starts a run and waits until so much is in its journal. */
  async function started(out: string, bytes: number) {
    const child = spawn(
      process.execPath,
      [
        join(checkout, 'dist/bundle/cli/main.js'),
        'run',
        file,
        '--no-plots',
        '-o',
        join(folder, out),
        '--trace',
        '100us',
        '--checkpoint',
        '0.2',
      ],
      {
        cwd: checkout,
        stdio: ['ignore', 'ignore', 'pipe'],
      },
    );
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    const journal = join(folder, out, 'Count', 'run.journal');
    while (!existsSync(journal) || statSync(journal).size < bytes) {
      if (child.exitCode !== null) throw new Error(`ended too early: ${said}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const head = JSON.parse(readFileSync(journal, 'utf8').split('\n')[0]!) as { pid: number };
    return { child, ended, board: head.pid, said: () => said };
  }

  it('is joined again by the same command when it was killed', { timeout }, async () => {
    const { child, ended, board } = await started('killed', 20_000);
    // it must not come to its end while the second one starts
    child.kill('SIGSTOP');
    const second = run('killed', '--for', '10ms');
    expect(second.err).toMatch(/the result folder .* is in use by another host \(process \d+\)/);
    expect(second.code).toBe(2);
    child.kill('SIGKILL');
    await ended;
    const ran = run('killed', '--trace', '100us', '--check');
    expect(ran.err).toMatch(/joining the run on .*, which is at step \d+ of 40000/);
    expect(ran.err).toMatch(/identical/);
    expect(ran.code).toBe(0);
    expect(text('killed', 'Count', 'events.csv')).toBe(text('whole', 'Count', 'events.csv'));
    // one that nobody reaps has an empty command line
    const isThere = () => existsSync(`/proc/${board}`) && readFileSync(`/proc/${board}/cmdline`, 'utf8') !== '';
    for (let i = 0; i < 100 && isThere(); i++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isThere(), 'its board goes on').toBe(false);
  });

  it('leaves a process alone that has the number of a board that is gone', { timeout }, async () => {
    const { child, ended, board } = await started('reused', 20_000);
    child.kill('SIGKILL');
    await ended;
    process.kill(board, 'SIGKILL');
    const journal = join(folder, 'reused', 'Count', 'run.journal');
    writeFileSync(journal, readFileSync(journal, 'utf8').replace(`"pid":${board}`, `"pid":${process.pid}`));
    const ran = run('reused', '--trace', '100us');
    expect(ran.err).toMatch(/the virtual board of this run is gone/);
    expect(ran.code).toBe(0);
    expect(text('reused', 'Count', 'events.csv')).toBe(text('whole', 'Count', 'events.csv'));
  });

  it('goes on with another board when its own dies', { timeout }, async () => {
    const { ended, board, said } = await started('board', 60_000);
    process.kill(board, 'SIGKILL');
    expect(await ended).toBe(0);
    expect(said()).toMatch(/another virtual board (goes on from step \d+|begins anew)/);
    expect(text('board', 'Count', 'events.csv')).toBe(text('whole', 'Count', 'events.csv'));
  });

  it('says what is missing', { timeout }, () => {
    expect(run('none', '--board', 'ulx3s').err).toMatch(/where is the board\? --port says it/);
    const away = run('none', '--board', 'ulx3s', '--port', join(folder, 'ttyNone'));
    expect(away.err).toMatch(/no board can be reached at .*ttyNone/);
    expect(away.code).toBe(3);
    expect(run('none', '--for', 'soon').code).toBe(2);
    expect(run('none', '--from', join(folder, 'nowhere.json')).err).toMatch(/is not there/);
  });
});
