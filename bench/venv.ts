/** Peers from PyPI, in an environment of the bench's own, pinned by bench/peers/requirements.txt. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const folder = '.cache/bench-venv';
const list = 'bench/peers/requirements.txt';

export type Python = { readonly command: string; version(name: string): string } | { readonly missing: string };

/** Python with the peers; installs them when the list has changed. `missing` says why there is none. */
export function benchPython(): Python {
  const text = readFileSync(list, 'utf8');
  const want = createHash('sha256').update(text).digest('hex');
  const stamp = `${folder}/installed`;
  const command = `${folder}/bin/python`;
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== want || !existsSync(command)) {
    process.stderr.write(`installing ${list} into ${folder}\n`);
    rmSync(folder, { recursive: true, force: true });
    const made = spawnSync('python3', ['-m', 'venv', folder], { encoding: 'utf8' });
    if (made.status !== 0)
      return { missing: `no environment could be made: ${firstLine(made.stderr ?? String(made.error))}` };
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', list];
    const installed = spawnSync(command, pip, { encoding: 'utf8', timeout: 600_000 });
    if (installed.status !== 0) return { missing: `pip could not install it: ${firstLine(installed.stderr)}` };
    writeFileSync(stamp, want);
  }
  return { command, version: (name) => new RegExp(`^${name}==(.+)$`, 'm').exec(text)?.[1] ?? 'unknown' };
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? '';
}
