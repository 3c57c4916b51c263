/** Links of a page of docs/ for the site: other pages stay pages, what lies outside of docs/ becomes a copy below /files/. */
import { posix } from 'node:path';

/** Pages of the site that lie outside of docs/. */
const moved: Readonly<Record<string, string>> = { 'python/README.md': 'python.md', 'README.md': 'index.md' };

/**
 * @param folder  of the page in the checkout
 * @param at      of the page in the site
 * @returns the page, and the files that it needs beside it (paths in the checkout)
 */
export function linksOf(
  text: string,
  folder: string,
  at: string,
): { readonly page: string; readonly files: readonly string[] } {
  const files: string[] = [];
  const page = text.replaceAll(/(!?\[[^\]\n]*\])\(([^)\s]+)\)/g, (whole, label: string, link: string) => {
    if (/^[a-z]+:|^#/.test(link)) return whole;
    const [path, anchor] = link.split('#');
    const target = posix.normalize(posix.join(folder, path!));
    const place = moved[target] ?? (target.startsWith('docs/') ? pageOf(target.slice(5)) : null);
    if (place !== null) return `${label}(${relativeTo(at, place)}${anchor ? `#${anchor}` : ''})`;
    files.push(target);
    return `${label}(${relativeTo(at, `files/${target}`)})`;
  });
  return { page, files: [...new Set(files)] };
}
/** A folder is its own first page. */
function pageOf(path: string): string {
  return posix.extname(path) === '' ? posix.join(path, 'index.md') : path.replace(/README\.md$/, 'index.md');
}
/** Text in which a `<` outside of code is no tag (but for pictures and line ends) and `{{` is nothing of Vue's. */
export function plainText(text: string): string {
  return text
    .split(/(```[\s\S]*?\n```|`[^`\n]*`)/)
    .map((part, k) =>
      k % 2 === 1 ? part : part.replaceAll(/<(?!\/?(?:img|br)\b)/g, '&lt;').replaceAll('{{', '{&#8203;{'),
    )
    .join('');
}
function relativeTo(at: string, place: string): string {
  const path = posix.relative(at === '' ? '.' : at, place);
  return path.startsWith('.') ? path : `./${path}`;
}
