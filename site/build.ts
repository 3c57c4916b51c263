/**
 * `npm run site`: the documentation site in build/site, without a network once `npm ci` was made in site/. Gathers the pages of docs/, makes those that are made from the
 * sources (diagnostics, API, playground), and hands all to VitePress.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { messageKinds } from '../dsl/diagnostics/messages/index.ts';
import { diagnosticsPage } from './diagnostics.ts';
import { linksOf, plainText } from './links.ts';

const root = resolve(import.meta.dirname, '..');
const pages = join(root, '.cache/site');
const output = join(root, 'build/site');

function run(command: string, args: readonly string[], cwd: string): void {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args[0]} ended with ${status}`);
}

function gather(folder: string, to: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const [from, name] = [join(folder, entry.name), entry.name === 'README.md' ? 'index.md' : entry.name];
    if (entry.isDirectory()) gather(from, join(to, entry.name));
    else if (entry.name.endsWith('.md'))
      writePage(join(to, name), readFileSync(from, 'utf8'), relative(root, dirname(from)));
    else {
      mkdirSync(to, { recursive: true });
      copyFileSync(from, join(to, name));
    }
  }
}
/** A page whose links that leave docs/ go to copies of the files. */
function writePage(place: string, text: string, folder: string): void {
  const { page, files } = linksOf(text, folder, relative(pages, dirname(place)).split('\\').join('/'));
  for (const file of files) {
    if (!existsSync(join(root, file))) throw new Error(`${folder}: a link to ${file}, which is not there`);
    const copy = join(pages, 'public/files', file);
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(join(root, file), copy, { recursive: true });
  }
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, plainText(page));
}

rmSync(pages, { recursive: true, force: true });
mkdirSync(join(pages, '.vitepress'), { recursive: true });
gather(join(root, 'docs'), pages);
writePage(join(pages, 'python.md'), readFileSync(join(root, 'python/README.md'), 'utf8'), 'python');
writePage(join(pages, 'index.md'), readFileSync(join(root, 'README.md'), 'utf8'), '.');
writeFileSync(join(pages, 'diagnostics.md'), diagnosticsPage(messageKinds));
copyFileSync(join(root, 'site/config.ts'), join(pages, '.vitepress/config.ts'));
if (!existsSync(join(pages, 'node_modules')))
  run('ln', ['-s', join(root, 'site/node_modules'), join(pages, 'node_modules')], root);
const grammar = join(root, 'editors/vscode/syntaxes/qnm.tmLanguage.json');
if (existsSync(grammar)) copyFileSync(grammar, join(pages, '.vitepress/qnm.tmLanguage.json'));
const bin = (name: string): string => join(root, 'site/node_modules/.bin', name);
const api = [
  '--plugin',
  'typedoc-plugin-markdown',
  '--out',
  join(pages, 'api'),
  '--readme',
  'none',
  '--entryFileName',
  'index',
  '--hideBreadcrumbs',
  '--disableSources',
  '--logLevel',
  'Error',
  '--skipErrorChecking',
  '--tsconfig',
  join(root, 'tsconfig.json'),
];
run(bin('typedoc'), [...api, join(root, 'index.ts')], join(root, 'site'));
run(join(root, 'node_modules/.bin/tsx'), ['scripts/build-page.ts', join(pages, 'public/playground')], root);
run(bin('vitepress'), ['build', pages, '--outDir', output], join(root, 'site'));
console.log(`the site is in ${posix.join('build', 'site')}: npx vitepress preview, or any web server`);
