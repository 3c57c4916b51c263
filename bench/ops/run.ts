/**
 * `npm run ops [-- NAME] [--inputs 250000]`: every operation of `compiler/ops` that has hardware, its integer meaning against its Verilog
 * under Verilator; then the fitted tables of the functions, and what is made of several operations. Exit code 1 on a difference.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { operations } from '../../compiler/ops/index.ts';
import { checkout } from '../../test/support/tools.ts';
import { recipes, tolerances, tryComposed } from './composed.ts';
import { functionSites } from './functions.ts';
import { shapes, sitesOf } from './sites.ts';
import { type SiteOutcome, trySites } from './try-sites.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { inputs: { type: 'string', default: '250000' }, only: { type: 'string' } },
});
const cacheDir = resolve(checkout, '.cache/ops');
const composed = 'composed: ';

function line(title: string, width: string, sites: number, inputs: number, differences: number, how: string): void {
  const cells = [title.padEnd(20), width.padStart(8), String(sites).padStart(6), String(inputs).padStart(11)];
  process.stdout.write(`${cells.join('')}${String(differences).padStart(13)}  ${how}\n`);
}
const total = (of: readonly SiteOutcome[], key: 'compared' | 'differences'): number =>
  of.reduce((n, o) => n + o[key], 0);
function sayFirst(of: readonly SiteOutcome[]): void {
  const first = of.find((o) => o.first !== null)?.first;
  if (first) process.stdout.write(`  ${first}\n`);
}

/** Sites, inputs and differences of one operation by width, as lines of the table. */
async function tryOperation(op: string): Promise<boolean> {
  const sites = sitesOf(op, Number(values.inputs));
  const outcomes = await trySites(sites, cacheDir);
  let good = true;
  for (const row of new Set(sites.map((s) => s.row))) {
    const own = outcomes.filter((_, i) => sites[i]!.row === row);
    const of = sites.filter((s) => s.row === row);
    const modes = new Set(of.map(({ site }) => `${site.rounding === 'floor' ? 'floor' : 'nearest'} ${site.overflow}`));
    const how = of.every((s) => s.inputs.exhaustive) ? 'all inputs' : 'corners, seeded';
    line(
      op,
      row,
      of.length,
      total(own, 'compared'),
      total(own, 'differences'),
      `${how.padEnd(16)} ${[...modes].join(', ')}`,
    );
    sayFirst(own);
    good &&= total(own, 'differences') === 0 && total(own, 'compared') > 0;
  }
  return good;
}
/** Tables of the functions: Verilog and integers on every code, and the integers against the function. */
async function tryFunctions(): Promise<boolean> {
  const sites = functionSites();
  const outcomes = await trySites(sites, cacheDir);
  let good = true;
  sites.forEach(({ row, worst, site }, i) => {
    const own = [outcomes[i]!];
    const [name = '', width = ''] = row.split(/ (?=\d+$)/);
    const error = `degree ${site.table!.degree}, error ${(100 * worst).toFixed(0)} % of what is stated`;
    line(name, width, 1, total(own, 'compared'), total(own, 'differences'), `all inputs       ${error}`);
    sayFirst(own);
    good &&= total(own, 'differences') === 0 && worst <= 1 + 1e-9;
  });
  return good;
}
/** A device, at every tolerance. */
async function tryRecipe(name: string): Promise<boolean> {
  const tried = recipes.find((r) => r.name === name)!;
  let good = true;
  for (const tolerance of tolerances) {
    const { inputs, differences, worst, fault } = await tryComposed(tried, tolerance, 4 * Number(values.inputs));
    const how = `drawn inputs     worst error ${(100 * worst).toFixed(0)} % of the bound`;
    line(name, `${100 * tolerance} %`, 1, inputs, differences, how);
    if (fault !== null) process.stdout.write(`  ${fault}\n`);
    good &&= fault === null;
  }
  return good;
}
function tryOne(name: string): Promise<boolean> {
  if (name === 'functions') return tryFunctions();
  return name.startsWith(composed) ? tryRecipe(name.slice(composed.length)) : tryOperation(name);
}

/** Another process for one entry: two of them keep two cores busy. */
function child(op: string): Promise<boolean> {
  const args = [...process.execArgv, process.argv[1]!, '--inputs', values.inputs, '--only', op];
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  running.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return new Promise((done) =>
    running.on('close', (code) => {
      process.stdout.write(text === '' ? `${op} ended with code ${code}\n` : text);
      done(code === 0);
    }),
  );
}

if (values.only !== undefined) process.exitCode = (await tryOne(values.only)) ? 0 : 1;
else {
  const known = [...Object.keys(shapes), 'polynomial'];
  const missing = [...operations.values()]
    .filter((o) => o.fixed !== null && !known.includes(o.name))
    .map((o) => o.name);
  const all = [...known, 'functions', ...recipes.map((r) => `${composed}${r.name}`)];
  const waiting = all.filter((op) => op.includes(positionals[0] ?? ''));
  const began = performance.now();
  process.stdout.write('operation              width sites     inputs  differences\n');
  let good = missing.length === 0 && waiting.length > 0;
  if (missing.length > 0) process.stdout.write(`no sites for: ${missing.join(', ')}\n`);
  if (waiting.length === 0) process.stdout.write(`nothing is called so; there are: ${all.join(', ')}\n`);
  const worker = async (): Promise<void> => {
    for (let op = waiting.shift(); op !== undefined; op = waiting.shift()) good = (await child(op)) && good;
  };
  await Promise.all([worker(), worker()]);
  process.stdout.write(
    `${good ? 'no differences' : 'DIFFERENCES'}; ${((performance.now() - began) / 60_000).toFixed(1)} min\n`,
  );
  process.exitCode = good ? 0 : 1;
}
