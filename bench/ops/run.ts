/**
 * `npm run ops [-- NAME] [--inputs 250000]`: every operation of `compiler/ops` that has hardware, its integer meaning against its Verilog
 * under Verilator. Exit code 1 on a difference.
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { operations } from '../../compiler/ops/index.ts';
import { checkout } from '../../test/support/tools.ts';
import { shapes, sitesOf } from './sites.ts';
import { trySites } from './try-sites.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { inputs: { type: 'string', default: '250000' }, only: { type: 'string' } },
});
const cacheDir = resolve(checkout, '.cache/ops');

/** Sites, inputs and differences of one operation by width, as lines of the table. */
async function tryOperation(op: string): Promise<boolean> {
  const sites = sitesOf(op, Number(values.inputs));
  const outcomes = await trySites(sites, cacheDir);
  let good = true;
  for (const row of new Set(sites.map((s) => s.row))) {
    const own = outcomes.filter((_, i) => sites[i]!.row === row);
    const of = sites.filter((s) => s.row === row);
    const sum = (key: 'compared' | 'outside' | 'differences'): number => own.reduce((n, o) => n + o[key], 0);
    const modes = new Set(of.map(({ site }) => `${site.rounding === 'floor' ? 'floor' : 'nearest'} ${site.overflow}`));
    const how = of.every((s) => s.inputs.exhaustive) ? 'all inputs' : 'corners, seeded';
    const cells = [op.padEnd(11), row.padStart(9), String(of.length).padStart(6), String(sum('compared')).padStart(11)];
    process.stdout.write(
      `${cells.join('')}${String(sum('differences')).padStart(13)}  ${how.padEnd(16)} ${[...modes].join(', ')}\n`,
    );
    const first = own.find((o) => o.first !== null)?.first;
    if (first) process.stdout.write(`  ${first}\n`);
    good &&= sum('differences') === 0 && sum('compared') > 0;
  }
  return good;
}
/** Another process for one operation: two of them keep two cores busy. */
function child(op: string): Promise<boolean> {
  const args = [...process.execArgv, process.argv[1]!, '--inputs', values.inputs, '--only', op];
  const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  running.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return new Promise((done) =>
    running.on('close', (code) => {
      process.stdout.write(text);
      done(code === 0);
    }),
  );
}

if (values.only !== undefined) process.exitCode = (await tryOperation(values.only)) ? 0 : 1;
else {
  const known = [...Object.keys(shapes), 'polynomial'];
  const missing = [...operations.values()]
    .filter((o) => o.fixed !== null && !known.includes(o.name))
    .map((o) => o.name);
  const waiting = known.filter((op) => op.includes(positionals[0] ?? ''));
  const began = performance.now();
  process.stdout.write('operation      width sites     inputs  differences\n');
  let good = missing.length === 0;
  if (!good) process.stdout.write(`no sites for: ${missing.join(', ')}\n`);
  const worker = async (): Promise<void> => {
    for (let op = waiting.shift(); op !== undefined; op = waiting.shift()) good = (await child(op)) && good;
  };
  await Promise.all([worker(), worker()]);
  process.stdout.write(
    `${good ? 'no differences' : 'DIFFERENCES'}; ${((performance.now() - began) / 60_000).toFixed(1)} min\n`,
  );
  process.exitCode = good ? 0 : 1;
}
