/**
 * Pictures of what a person sees, in docs/figures: the live page, the report of the neuristor, the site and its playground. Needs `make demo` (the report),
 * `npm run site` and Chromium (or CHROMIUM=path): npm run screenshots [live] [report] [site]
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { servePage } from '../cli/serve/server.ts';

const root = resolve(import.meta.dirname, '..');
const figures = join(root, 'docs/figures');
const types: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  png: 'image/png',
  json: 'application/json',
  woff2: 'font/woff2',
};
const size = { width: 1120, height: 680 };

const shot = (page: Page, name: string): Promise<Buffer> => page.screenshot({ path: join(figures, `${name}.png`) });
/** Waits until the page says so in its line of state. */
const said = (page: Page, text: string) =>
  page.waitForFunction(`document.getElementById('status').textContent.includes(${JSON.stringify(text)})`, undefined, {
    timeout: 120_000,
  });

const traces = `document.querySelector('#view-traces canvas').toDataURL()`;

/** The live page on a copy of an example, and what it depends on. */
async function live(browser: Browser, example: string, show: (page: Page) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'qnm-shot-'));
  cpSync(join(root, dirname(example)), folder, {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || /\.(qnm|csv|toml)$/.test(path),
  });
  const { url, server } = await servePage(join(folder, basename(example)), join(root, 'dist/serve'), 0);
  const page = await browser.newPage({ viewport: size, colorScheme: 'light' });
  page.on('pageerror', (error) => console.error(`${example}: ${error.message}`));
  await page.goto(url);
  await said(page, 'steps in');
  await show(page);
  await page.close();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
}

async function livePages(browser: Browser): Promise<void> {
  await live(browser, 'examples/vanderpol.qnm', async (page) => {
    // the slider of the first parameter, by the keyboard
    const drawn = JSON.stringify(await page.evaluate(traces));
    await page.locator('#sliders input').first().focus();
    for (let k = 0; k < 6; k++) await page.keyboard.press('PageUp');
    await page.waitForFunction(`${traces} !== ${drawn}`);
    await page.waitForTimeout(1000);
    await said(page, 'steps in');
    await shot(page, 'serve-slider');
    await page.click('.cm-content');
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\nexperiment Stiff of VanDerPol { mu = 3 V  stop = 100 us  dt = 5 ns }');
    await said(page, 'error');
    await page.waitForTimeout(300);
    await shot(page, 'serve-diagnostic');
  });
  await live(browser, 'examples/neuristor_array.qnm', async (page) => {
    await page.selectOption('#experiment', 'Ring');
    await page.waitForTimeout(500);
    await said(page, 'steps in');
    await page.click('#tab-map');
    await page.waitForTimeout(500);
    await shot(page, 'serve-map');
    await page.click('#tab-events');
    await page.waitForTimeout(500);
    await shot(page, 'serve-raster');
  });
  await live(browser, 'examples/memristor.qnm', async (page) => {
    await page.click('#tab-portrait');
    await page.waitForTimeout(500);
    await shot(page, 'serve-loop');
  });
}

async function report(browser: Browser): Promise<void> {
  const made = join(root, 'build/neuristor/Firing/report.html');
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport: { width: 1000, height: 1250 }, colorScheme });
    await page.goto(`file://${made}`);
    await shot(page, `report-${colorScheme}`);
    await page.close();
  }
}

async function site(browser: Browser): Promise<void> {
  const base = join(root, 'build/site');
  const server: Server = createServer(({ url }, response) => {
    const asked = join(base, decodeURIComponent(new URL(url!, 'http://here').pathname));
    const path = existsSync(asked) && statSync(asked).isDirectory() ? join(asked, 'index.html') : asked;
    if (!path.startsWith(base) || !existsSync(path)) response.writeHead(404).end();
    else
      response
        .writeHead(200, { 'content-type': types[path.split('.').at(-1)!] ?? 'text/plain' })
        .end(readFileSync(path));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const page = await browser.newPage({ viewport: size, colorScheme: 'light' });
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await page.goto(`${at}/`);
  await page.waitForTimeout(1500);
  await shot(page, 'site-home');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${at}/playground/#examples/fitzhugh_nagumo.qnm`);
  await said(page, 'steps in');
  await shot(page, 'playground');
  server.closeAllConnections();
  server.close();
}

const path = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (each) => each !== undefined && existsSync(each),
);
if (path === undefined) throw new Error('Chromium is not here; CHROMIUM=path says where one is');
const parts: Readonly<Record<string, (browser: Browser) => Promise<void>>> = { live: livePages, report, site };
const wanted = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox'] });
for (const [name, make] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) await make(browser);
await browser.close();
