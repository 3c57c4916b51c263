/**
 * `npm run library`: verifies every file of examples/library (or those named behind `--`) and writes docs/library.md: each figure with what
 * float64, fixed point and the Verilog gave. Takes some minutes; the table says when a file was not run.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { type ExperimentResult, experimentRows, header } from './table.ts';

const checkout = resolve(import.meta.dirname, '../..');
const folder = join(checkout, 'examples/library');
/** Longest time for one file, in minutes. */
const patience = 20;

interface FileResult {
  readonly experiments: readonly ExperimentResult[];
  readonly problem: string | null;
}

function verifyFile(path: string): FileResult {
  const output = mkdtempSync(join(tmpdir(), 'qnm-library-'));
  try {
    const args = ['tsx', join(checkout, 'cli/main.ts'), 'verify', path, '--json', '--no-plots', '-o', output];
    const run = spawnSync('npx', [...args, '--simulator', 'verilator'], {
      encoding: 'utf8',
      timeout: patience * 60_000,
      maxBuffer: 2 ** 28,
      cwd: checkout,
    });
    if (!run.stdout.startsWith('{'))
      return { experiments: [], problem: run.stderr.split('\n').find((line) => line !== '') ?? 'no result' };
    return { experiments: (JSON.parse(run.stdout) as { experiments: ExperimentResult[] }).experiments, problem: null };
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/** First line of the file: what it is about. */
function titleOf(path: string): string {
  return readFileSync(path, 'utf8')
    .split('\n', 1)[0]!
    .replace(/^\/\/\/ ?/, '');
}

const named = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const files = readdirSync(folder).filter(
  (name) => name.endsWith('.qnm') && (named.length === 0 || named.includes(name)),
);
const sections: string[] = [];
let failed = 0;
for (const name of files.sort()) {
  const { experiments, problem } = verifyFile(join(folder, name));
  failed += problem === null ? experiments.filter((e) => !e.pass).length : 1;
  const rows = experiments.flatMap(experimentRows);
  const body = problem === null ? [header, ...rows].join('\n') : `Not verified: ${problem}`;
  const section = `## ${basename(name, '.qnm')}\n${titleOf(join(folder, name))}\n\n${body}\n`;
  console.log(section);
  sections.push(section);
}
if (named.length === 0)
  writeFileSync(
    join(checkout, 'docs/library.md'),
    `# The library, verified\n\nMade by \`npm run library\` from \`examples/library\`; every figure is an \`expect\` line there, its source in the last column.\n\n${sections.join('\n')}`,
  );
console.log(`${files.length} files, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
