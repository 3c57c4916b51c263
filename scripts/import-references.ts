/**
 * `npm run import-references`: runs ngspice on the decks of examples/import and writes what they measure into ngspice.csv there. The
 * decks hold the same equations as the Verilog-A, by hand: they share no code with the import. With `--check` it writes nothing
 * and ends with 1 where a figure differs from the stored one by more than 1e-4.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findToolbox } from '../sim/rtl/toolbox.ts';

const checkout = resolve(import.meta.dirname, '..');
const folder = join(checkout, 'examples/import');
const stored = join(folder, 'ngspice.csv');
const { ngspice } = findToolbox(checkout, process.env);
if (!ngspice) throw new Error('ngspice is not installed: `make setup` gets it');

/** Lines `deck,measure,value` of one deck, in SI units. */
function measuresOf(program: string, deck: string): string[] {
  const said = execFileSync(program, ['-b', `${deck}.cir`], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
    timeout: 60_000,
  });
  const found = [...said.matchAll(/^(\w+) += {1,2}(-?[\d.]+e[+-]\d+)/gm)].map(
    ([, name, value]) => `${deck},${name},${Number(value)}`,
  );
  if (found.length === 0) throw new Error(`ngspice measured nothing in ${deck}.cir:\n${said}`);
  return found;
}

const decks = readdirSync(folder)
  .filter((name) => name.endsWith('.cir'))
  .map((name) => name.slice(0, -4))
  .sort();
const lines = ['deck,measure,value', ...decks.flatMap((deck) => measuresOf(ngspice.command, deck))];
if (process.argv.includes('--check')) {
  const known = readFileSync(stored, 'utf8').trim().split('\n');
  const same = (line: string, other: string | undefined): boolean => {
    const [a, b] = [line.split(','), (other ?? '').split(',')];
    if (a[0] !== b[0] || a[1] !== b[1]) return false;
    return a[2] === b[2] || Math.abs(Number(a[2]) - Number(b[2])) <= 1e-4 * Math.abs(Number(b[2]));
  };
  const wrong = lines.filter((line, i) => !same(line, known[i]));
  for (const line of wrong) console.error(`ngspice now says ${line}`);
  process.exitCode = wrong.length > 0 || known.length !== lines.length ? 1 : 0;
} else writeFileSync(stored, `${lines.join('\n')}\n`);
