/** Every block of the pages: circuits compile or are wrong as they say, commands run, links lead somewhere. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { noEvaluators } from '../../cli/library/check.ts';
import { compile } from '../../compiler/pipeline.ts';
import { type Diagnostic, DiagnosticSink, messageKinds, parseFile } from '../../dsl/index.ts';
import { diagnosticsPage } from '../../site/diagnostics.ts';
import { linksOf, plainText } from '../../site/links.ts';
import { qnmc } from '../support/qnmc.ts';
import { checkout, tools } from '../support/tools.ts';

interface Block {
  readonly info: string;
  readonly text: string;
  readonly line: number;
}
function blocksOf(page: string): Block[] {
  const text = readFileSync(join(checkout, page), 'utf8');
  return [...text.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].map((found) => ({
    info: found[1]!.trim(),
    text: found[2]!,
    line: text.slice(0, found.index).split('\n').length,
  }));
}
function pagesIn(folder: string): string[] {
  return readdirSync(join(checkout, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return path === 'docs/gallery' ? [] : pagesIn(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}
const pages = ['README.md', 'python/README.md', ...pagesIn('docs')];

const errorsOf = (text: string): readonly Diagnostic[] =>
  compile({ path: 'snippet.qnm', text }, new NodeFiles(), { until: 'step' }, noEvaluators).diagnostics.filter(
    ({ severity }) => severity === 'error',
  );
/** A few statements as they stand in a device, a circuit or an experiment: at least their words must be right. */
function readsAsPart(text: string): boolean {
  const frames = ['', 'device d(p: electrical, n: electrical) {', 'circuit c(in: electrical) {', 'experiment e of c {'];
  return frames.some((frame) => {
    const sink = new DiagnosticSink();
    parseFile({ path: 'snippet.qnm', text: frame === '' ? text : `${frame}\n${text}\n}` }, sink);
    return !sink.hasErrors;
  });
}

describe.each(pages.map((page) => ({ page })))('$page', ({ page }) => {
  const circuits = blocksOf(page).filter(({ info }) => /^qnm\b/.test(info));
  it(`its ${circuits.length} circuits compile, those that are wrong are wrong as it says`, () => {
    for (const { info, text, line } of circuits) {
      const found = errorsOf(text).map(({ code, message }) => `${code} ${message}`);
      const wrong = /^qnm wrong (E\d{4})$/.exec(info)?.[1];
      if (wrong !== undefined)
        expect(
          found.map((each) => each.slice(0, 5)),
          `line ${line}`,
        ).toEqual([wrong]);
      else if (/^qnm file=/.test(info) || page === 'docs/language.md' || page === 'docs/numerics.md')
        expect(found, `line ${line}`).toEqual([]);
      else expect(found.length === 0 || readsAsPart(text), `line ${line}: ${found[0]}`).toBe(true);
    }
  });
  it('its links lead to files of the checkout', () => {
    const text = readFileSync(join(checkout, page), 'utf8').replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '');
    for (const [, link] of text.matchAll(/\[[^\]\n]*\]\(([^)\s#]+)[^)\s]*\)/g)) {
      if (/^[a-z]+:/.test(link!)) continue;
      expect.soft(existsSync(resolve(checkout, dirname(page), link!)), `${page}: ${link}`).toBe(true);
    }
  });
});

const folder = mkdtempSync(join(tmpdir(), 'qnm-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
/** The pages that are followed from top to bottom, in one empty folder: their files are written, their commands run. */
describe('what a reader does', () => {
  it.each(['docs/tutorial.md', 'docs/numerics.md', 'docs/how-to/device.md'])(
    '%s',
    (page) => {
      let ran = 0;
      for (const { info, text, line } of blocksOf(page)) {
        const name = /^qnm file=(\S+)$/.exec(info)?.[1];
        if (name !== undefined) writeFileSync(join(folder, name), text);
        if (info !== 'sh') continue;
        for (const command of text.trim().split('\n')) {
          const words = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
          expect(words.slice(0, 2), `${page}:${line}`).toEqual(['npx', 'qnmc']);
          const quick =
            words[2] === 'verify'
              ? ['--simulator', 'verilator', '--no-plots']
              : words[2] === 'simulate'
                ? ['--no-plots']
                : [];
          if (words[2] === 'verify' && !tools.verilator) continue;
          const { code, err } = qnmc([...words.slice(2), ...quick], { cwd: folder });
          expect(code, `${command}\n${err}`).toBe(0);
          ran++;
        }
      }
      expect(ran).toBeGreaterThan(1);
    },
    240_000,
  );
});

describe('the site', () => {
  it('has a section for every diagnostic, with the words of qnmc explain', () => {
    const page = diagnosticsPage(messageKinds);
    for (const code of Object.keys(messageKinds)) expect(page).toContain(`\n## ${code}\n`);
    expect(page).toContain('```qnm\nnode a: electrical');
  });
  it('keeps pages as pages and takes a copy of what lies outside', () => {
    const text =
      '[a](cli.md#exit-codes) [b](../python/README.md) [c](../examples/lif.qnm) ![d](figures/lane.svg) [e](https://x.org)';
    const { page, files } = linksOf(text, 'docs', '');
    expect(page).toBe(
      '[a](./cli.md#exit-codes) [b](./python.md) [c](./files/examples/lif.qnm) ![d](./figures/lane.svg) [e](https://x.org)',
    );
    expect(files).toEqual(['examples/lif.qnm']);
    expect(linksOf('[x](../cli.md)', 'docs/how-to', 'how-to').page).toBe('[x](../cli.md)');
  });
  it('leaves no tag but pictures outside of code', () => {
    expect(plainText('<noise(t)> `<a>` <img src="x"> {{ y }}')).toBe(
      '&lt;noise(t)> `<a>` <img src="x"> {&#8203;{ y }}',
    );
  });
});
