/**
 * Bundles the page of `qnmc serve` (serve/) to dist/serve. With a folder as argument, also writes the playground there: the same page without a
 * server, with the examples packed beside it.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { keywords } from '../dsl/tokens.ts';

const root = resolve(import.meta.dirname, '..');
/** Largest file beside an example that goes into the playground, characters. */
const largest = 200_000;

/** `std/mott.qnm` to its text. */
function library(): Record<string, string> {
  const names = readdirSync(join(root, 'dsl/std')).filter((name) => name.endsWith('.qnm'));
  return Object.fromEntries(
    names.sort().map((name) => [`std/${name}`, readFileSync(join(root, 'dsl/std', name), 'utf8')]),
  );
}

async function bundle(to: string): Promise<void> {
  mkdirSync(to, { recursive: true });
  const shared = {
    bundle: true,
    format: 'esm',
    target: 'es2023',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  } as const;
  await build({
    ...shared,
    entryPoints: { page: join(root, 'serve/page.ts') },
    outdir: to,
    define: { QNM_KEYWORDS: JSON.stringify([...keywords.keys()]) },
  });
  await build({
    ...shared,
    entryPoints: { worker: join(root, 'serve/worker/main.ts') },
    outdir: to,
    define: { QNM_LIBRARY: JSON.stringify(library()) },
    // whatever of the compiler wanted Node here would be a mistake: the build fails and says where
    platform: 'browser',
  });
  for (const name of ['index.html', 'style.css']) copyFileSync(join(root, 'serve', name), join(to, name));
}

/** Examples with the files that lie beside them and are named in them. */
function examples(): object[] {
  return ['examples', 'examples/library'].flatMap((folder) => {
    const names = readdirSync(join(root, folder));
    return names
      .filter((name) => name.endsWith('.qnm'))
      .sort()
      .flatMap((name) => {
        const text = readFileSync(join(root, folder, name), 'utf8');
        const beside = names.filter((other) => /\.(csv|toml)$/.test(other) && text.includes(other));
        const others = Object.fromEntries(
          beside.map((other) => [other, readFileSync(join(root, folder, other), 'utf8')]),
        );
        return Object.values(others).some((content) => content.length > largest)
          ? []
          : [{ path: `${folder}/${name}`, text, others }];
      });
  });
}

await bundle(join(root, 'dist/serve'));
const playground = process.argv[2];
if (playground !== undefined) {
  await bundle(resolve(playground));
  writeFileSync(join(resolve(playground), 'examples.json'), JSON.stringify(examples()));
}
