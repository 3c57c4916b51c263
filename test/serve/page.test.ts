/** The live page: its server in the hands of a stranger, and the page itself in Chromium. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LivePage, servePage } from '../../cli/serve/server.ts';
import { qnmc } from '../support/qnmc.ts';
import { checkout } from '../support/tools.ts';

const pageFolder = join(checkout, 'dist/serve');
const browserPath = [
  process.env['CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== undefined && existsSync(path));
const folder = mkdtempSync(join(tmpdir(), 'qnm-serve-'));
const file = join(folder, 'lif.qnm');
copyFileSync(join(checkout, 'examples/lif.qnm'), file);
let live: LivePage;
beforeAll(async () => {
  live = await servePage(file, pageFolder, 0);
});
afterAll(() => {
  live.server.closeAllConnections();
  live.server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Status of a request with headers of the asker's choice. */
function ask(
  path: string,
  options: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
) {
  const url = new URL(path, live.url);
  return new Promise<{
    readonly status: number;
    readonly headers: NodeJS.Dict<string | string[]>;
    readonly body: string;
  }>((done, fail) => {
    const asked = httpRequest(url, { method: options.method ?? 'GET', headers: options.headers ?? {} }, (answer) => {
      let body = '';
      answer.on('data', (part) => (body += part));
      answer.on('end', () => done({ status: answer.statusCode!, headers: answer.headers, body }));
    });
    asked.on('error', fail);
    asked.end(options.body);
  });
}

describe('the server', () => {
  it('listens on this machine only, behind a token that cannot be guessed', async () => {
    expect((live.server.address() as AddressInfo).address).toBe('127.0.0.1');
    expect(new URL(live.url).pathname).toMatch(/^\/[\w-]{24}\/$/);
    for (const path of ['/', '/circuit', `/${'x'.repeat(24)}/`, `/${'x'.repeat(24)}/circuit`, '/../../etc/passwd'])
      expect((await ask(path)).status).toBe(404);
    for (const path of ['../x', 'page.js/../../..', '%2e%2e/package.json', 'package.json', 'x/y'])
      expect((await ask(path)).status).toBe(404);
  });
  it('refuses names of other machines and pages of other sites', async () => {
    expect((await ask('circuit', { headers: { host: 'evil.example' } })).status).toBe(403);
    const foreign = { method: 'PUT', headers: { origin: 'https://evil.example' }, body: 'gone' };
    expect((await ask('circuit', foreign)).status).toBe(403);
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(join(checkout, 'examples/lif.qnm'), 'utf8'));
  });
  it('gives the circuit and only files that it names', async () => {
    const served = await ask('circuit');
    expect(JSON.parse(served.body)).toEqual({ path: 'lif.qnm', text: readFileSync(file, 'utf8'), others: {} });
    expect(served.headers['content-security-policy']).toContain("default-src 'none'");
  });
  it('does not write what the compiler would not read', async () => {
    expect((await ask('circuit', { method: 'PUT', body: 'x'.repeat(2 ** 21 + 1) })).status).toBe(413);
  });
});

it('colours have the contrast of WCAG AA on light and dark ground', () => {
  const grounds = [
    ...readFileSync(join(checkout, 'serve/style.css'), 'utf8').matchAll(/:root \{([^}]*--ground[^}]*)\}/g),
  ];
  expect(grounds.length).toBe(2);
  for (const [, text] of grounds) {
    const colour = (name: string): string => new RegExp(`--${name}: (#[0-9a-f]+)`).exec(text!)![1]!;
    for (const ink of ['ink', 'dim', 'accent', 'good', 'bad', 'warn'])
      for (const ground of ['ground', 'panel'])
        expect.soft(contrast(colour(ink), colour(ground)), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  }
});
function contrast(a: string, b: string): number {
  const light = (hex: string): number => {
    const full = hex.length === 4 ? hex.replace(/[0-9a-f]/g, '$&$&') : hex;
    const [r, g, b2] = [1, 3, 5].map((at) => Number.parseInt(full.slice(at, at + 2), 16) / 255);
    const linear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r!) + 0.7152 * linear(g!) + 0.0722 * linear(b2!);
  };
  const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

/** Chromium of the machine; without one this is named at the end of `make test` among what did not run. */
describe.skipIf(browserPath === undefined || !existsSync(join(pageFolder, 'index.html')))(
  'the page in Chromium',
  () => {
    let browser: Browser;
    let page: Page;
    const complaints: string[] = [];
    // what runs in the page is text: the checks of these files know no DOM
    const done = (text: string, of = page) =>
      of.waitForFunction(`document.getElementById('status').textContent.includes(${JSON.stringify(text)})`, undefined, {
        timeout: 90_000,
      });
    /** Pixels in the colour of the first curve, Okabe and Ito's blue. */
    const inkOf = (view: string, of = page): Promise<number> =>
      of.evaluate(`(() => {
        const canvas = document.querySelector('#view-${view} canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let k = 0; k < data.length; k += 4)
          if (data[k] < 40 && data[k + 1] > 90 && data[k + 1] < 140 && data[k + 2] > 150) count++;
        return count;
      })()`);
    const picture = `document.querySelector('#view-traces canvas').toDataURL()`;

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: browserPath!, args: ['--no-sandbox'] });
      page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(live.url);
    }, 120_000);
    afterAll(() => browser?.close());

    it('runs the circuit and finds what the command line finds', async () => {
      await done('steps in');
      expect(await inkOf('traces')).toBeGreaterThan(300);
      await page.click('#tab-measures');
      const found = await page.$$eval('#view-measures tbody tr', (rows) =>
        rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent)),
      );
      const ran = qnmc(['simulate', file, '--no-plots', '--json', '-o', join(folder, 'out')]);
      const { measures, sweeps } = JSON.parse(ran.out).experiments[0];
      const rate = measures.find((m: { name: string }) => m.name === 'f');
      const at = found.find(([line]) => /^f ~ .* at drive = /.test(line!))!;
      const drive = Number(/at drive = ([\d.]+)/.exec(at[0]!)![1]);
      const point = sweeps[0].values.findIndex((v: number) => Math.abs(v * sweeps[0].scale - drive) < 1e-9);
      expect(Number(at[1]!.split(' ')[0])).toBeCloseTo(rate.values[point] * rate.scale, 3);
      expect(found.every((cells) => cells[2] === 'holds')).toBe(true);
    }, 120_000);

    it('shows a mistake while it is typed, at its place, and runs again when it is mended', async () => {
      await page.click('.cm-content');
      await page.keyboard.press('Control+End');
      await page.keyboard.type('\nexperiment Twice of Lif { stop = 1 ms dt = 1 us');
      await done('error');
      expect(await page.textContent('#problems li b')).toMatch(/^E\d{4}$/);
      expect(await page.locator('.cm-lintRange-error, .cm-lintPoint-error').count()).toBeGreaterThan(0);
      await page.click('#problems li button');
      expect(await page.evaluate(`document.activeElement.classList.contains('cm-content')`)).toBe(true);
      for (let k = 0; k < 3; k++) await page.keyboard.press('Control+z');
      await done('steps in');
      expect(await page.locator('#problems li').count()).toBe(0);
    }, 120_000);

    it('a slider is moved by the keyboard, the run follows', async () => {
      await page.click('#tab-traces');
      const slider = page.locator('#sliders input').first();
      const before = await page.locator('#sliders output').first().textContent();
      const drawn = JSON.stringify(await page.evaluate(picture));
      await slider.focus();
      await page.keyboard.press('PageUp');
      await page.keyboard.press('PageUp');
      await page.waitForFunction(`${picture} !== ${drawn}`);
      await done('steps in');
      expect(await page.locator('#sliders output').first().textContent()).not.toBe(before);
      expect(await page.evaluate(`document.activeElement === document.querySelector('#sliders input')`)).toBe(true);
    }, 120_000);

    it('a moved slider outlives an edit elsewhere, and gives way to an edit of its number', async () => {
      const value = (): Promise<string | null> => page.locator('#sliders output').first().textContent();
      const moved = await value();
      expect(moved).not.toBe('20 ms');
      await page.click('.cm-content');
      await page.keyboard.press('Control+End');
      await page.keyboard.type('\n// a note');
      await page.waitForTimeout(400);
      await done('steps in');
      expect(await value()).toBe(moved);
      // 20 ms becomes 200 ms
      await page.locator('.cm-line', { hasText: 'param tau' }).click();
      await page.keyboard.press('End');
      for (let k = 0; k < 3; k++) await page.keyboard.press('ArrowLeft');
      await page.keyboard.type('0');
      await page.waitForFunction(`document.querySelector('#sliders output').textContent === '200 ms'`);
      await page.keyboard.press('Backspace');
      await page.waitForFunction(`document.querySelector('#sliders output').textContent !== '200 ms'`);
      await done('steps in');
    }, 120_000);

    it('fixed point gives its formats, tabs are reached by arrow keys', async () => {
      await page.focus('#tab-traces');
      for (let k = 0; k < 8 && !(await page.isVisible('#view-hardware')); k++) await page.keyboard.press('ArrowRight');
      await page.waitForSelector('#view-hardware table', { timeout: 90_000 });
      expect(await page.textContent('#view-hardware p')).toMatch(/clocks a step/);
      expect(await page.textContent('#view-hardware table')).toMatch(/[su]\d+\.\d+/);
    }, 120_000);

    it('saves with Ctrl-S', async () => {
      await page.click('.cm-content');
      await page.keyboard.press('Control+End');
      await page.keyboard.type('\n// kept');
      await page.keyboard.press('Control+s');
      await page.waitForFunction(`document.getElementById('save').textContent === 'Saved'`);
      expect(readFileSync(file, 'utf8')).toMatch(/\/\/ kept\s*$/);
      expect(complaints).toEqual([]);
    }, 60_000);

    it('the same page without a server is a playground', async () => {
      const examples = ['lif', 'fitzhugh_nagumo'].map((name) => ({
        path: `examples/${name}.qnm`,
        text: readFileSync(join(checkout, `examples/${name}.qnm`), 'utf8'),
        others: {},
      }));
      const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };
      const plain: Server = createServer(({ url }, response) => {
        const name = url === '/' ? 'index.html' : url!.slice(1);
        if (name === 'examples.json') response.end(JSON.stringify(examples));
        else if (!existsSync(join(pageFolder, name))) response.writeHead(404).end();
        else
          response
            .writeHead(200, { 'content-type': types[name.split('.').at(-1)!]! })
            .end(readFileSync(join(pageFolder, name)));
      });
      await new Promise<void>((listening) => plain.listen(0, '127.0.0.1', listening));
      const playground = await browser.newPage({ colorScheme: 'dark', viewport: { width: 1280, height: 800 } });
      await playground.goto(`http://127.0.0.1:${(plain.address() as AddressInfo).port}/#examples/fitzhugh_nagumo.qnm`);
      await done('steps in', playground);
      expect(await playground.textContent('#file')).toBe('examples/fitzhugh_nagumo.qnm');
      expect(await playground.isVisible('#save')).toBe(false);
      await playground.selectOption('#examples', 'examples/lif.qnm');
      await playground.waitForFunction(`document.title.startsWith('examples/lif')`);
      await done('steps in', playground);
      await playground.close();
      plain.closeAllConnections();
      plain.close();
    }, 120_000);
  },
);

it('qnmc serve refuses a file that is not there', () => {
  writeFileSync(join(folder, 'x.txt'), '');
  expect(qnmc(['serve', join(folder, 'none.qnm')]).code).toBe(2);
});
