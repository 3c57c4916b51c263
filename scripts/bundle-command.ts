/**
 * Bundles the compiled command line of `dist/cli` into a few files in `dist/bundle/cli`: Node takes longer to find and link some hundred
 * modules than to compile what they hold. Other packages stay where they are. A step of `scripts/build.sh`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

// three folders above a chunk, as above dist/sim/rtl, is the root of the package (`sim/rtl/index.ts`)
const folder = 'dist/bundle/cli';
/** Milliseconds for which chunks of the bundle before are kept: a command that runs now may still ask for them. */
const kept = 3_600_000;

const { outputFiles } = await build({
  entryPoints: {
    main: 'dist/cli/main.js',
    'formats-worker': 'dist/cli/lsp/formats-worker.js',
    thread: 'dist/cli/library/thread.js',
  },
  outdir: folder,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
  write: false,
});
const names = new Set(['version', ...outputFiles.map(({ path }) => basename(path))]);
mkdirSync(folder, { recursive: true });
// what earlier commands worked out holds for this code only (`cli/library/memory.ts`)
const version = createHash('sha256');
for (const { path, contents } of outputFiles) version.update(basename(path)).update(contents);
rmSync(join(folder, 'version'), { force: true });
// the entries name the chunks: last
for (const { path, contents } of outputFiles.sort((a, b) => Number(isEntry(a.path)) - Number(isEntry(b.path)))) {
  writeFileSync(`${path}.new`, contents, { mode: 0o755 });
  renameSync(`${path}.new`, path);
}
writeFileSync(join(folder, 'version'), version.digest('hex'));
for (const name of readdirSync(folder)) {
  const path = join(folder, name);
  if (!names.has(name) && Date.now() - statSync(path).mtimeMs > kept) rmSync(path);
}

function isEntry(path: string): boolean {
  return ['main.js', 'formats-worker.js', 'thread.js'].includes(basename(path));
}
