/**
 * `npm run import-references`: runs ngspice on the decks of examples/import and of test/veriloga/published and writes what they measure
 * into ngspice.csv beside them. The decks hold the equations of the models by hand: they share no code with the import. With `--check`
 * it writes nothing and ends with 1 where a figure differs from the stored one by more than 1e-4.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findToolbox } from '../sim/rtl/toolbox.ts';

const checkout = resolve(import.meta.dirname, '..');
const { ngspice } = findToolbox(checkout, process.env);
if (!ngspice) throw new Error('ngspice is not installed: `make setup` gets it');

/** Lines `deck,measure,value` of one deck, in SI units. */
function measuresOf(program: string, folder: string, deck: string): string[] {
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

/** All figures of a folder, the head of the table first. */
function figuresOf(program: string, folder: string): readonly string[] {
  const decks = readdirSync(folder)
    .filter((name) => name.endsWith('.cir'))
    .map((name) => name.slice(0, -4))
    .sort();
  return ['deck,measure,value', ...decks.flatMap((deck) => measuresOf(program, folder, deck))];
}

/** Says which figures are not the stored ones any more; true when all are. */
function agrees(lines: readonly string[], known: readonly string[]): boolean {
  const same = (line: string, other: string | undefined): boolean => {
    const [a, b] = [line.split(','), (other ?? '').split(',')];
    if (a[0] !== b[0] || a[1] !== b[1]) return false;
    return a[2] === b[2] || Math.abs(Number(a[2]) - Number(b[2])) <= 1e-4 * Math.abs(Number(b[2]));
  };
  const wrong = lines.filter((line, i) => !same(line, known[i]));
  for (const line of wrong) console.error(`ngspice now says ${line}`);
  return wrong.length === 0 && known.length === lines.length;
}

for (const name of ['examples/import', 'test/veriloga/published']) {
  const folder = join(checkout, name);
  const lines = figuresOf(ngspice.command, folder);
  const stored = join(folder, 'ngspice.csv');
  if (!process.argv.includes('--check')) writeFileSync(stored, `${lines.join('\n')}\n`);
  else if (!agrees(lines, readFileSync(stored, 'utf8').trim().split('\n'))) process.exitCode = 1;
}
