/** Contents and look of the documentation site; copied beside the pages by `build.ts`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';

/** The grammar of the editors; without it snippets have no colours. */
const grammarFile = new URL('./qnm.tmLanguage.json', import.meta.url);
const grammar = existsSync(grammarFile) ? [{ ...JSON.parse(readFileSync(grammarFile, 'utf8')), name: 'qnm' }] : [];

const page = (text: string, link: string) => ({ text, link });

const sidebar = [
  {
    text: 'Begin',
    items: [
      page('Ten minutes', '/tutorial'),
      page('When something does not work', '/troubleshooting'),
      page('Gallery', '/gallery/index'),
      page('The live page and the report', '/live'),
      page('Python and notebooks', '/python'),
      page('Command line', '/cli'),
      page('Sweeps on many machines', '/sweeps'),
    ],
  },
  {
    text: 'The language',
    items: [
      page('Rule by rule', '/language'),
      page('How a text is read', '/language-notes'),
      page('Arrays and couplings', '/arrays'),
      page('Noise and draws', '/noise'),
      page('What one step is', '/step'),
      page('Diagnostics', '/diagnostics'),
    ],
  },
  {
    text: 'Numbers and hardware',
    items: [
      page('Numbers', '/numerics'),
      page('The Verilog', '/hardware'),
      page('Host interface and registers', '/host'),
      page('What is verified', '/verification'),
      page('Speed', '/bench'),
      page('Beside other tools', '/comparison'),
    ],
  },
  {
    text: 'How to',
    items: [
      page('Add a device', '/how-to/device'),
      page('Add an operation', '/how-to/operation'),
      page('Add a topology', '/how-to/topology'),
      page('Add a board', '/how-to/board'),
      page('Import Verilog-A and NIR', '/how-to/import'),
      page('From PyNN', '/how-to/pynn'),
    ],
  },
  {
    text: 'Verified figures',
    items: [
      page('Examples', '/library-examples'),
      page('Electronic devices', '/library'),
      page('Magnetic devices', '/library-magnetic'),
    ],
  },
  { text: 'Inside', items: [page('Architecture', '/architecture'), page('API', '/api/index')] },
];
/** Pages that nobody put into a group yet. */
const listed = new Set(sidebar.flatMap(({ items }) => items.map(({ link }) => link)));
const others = readdirSync(new URL('..', import.meta.url))
  .filter((name) => name.endsWith('.md') && name !== 'index.md')
  .map((name) => `/${name.slice(0, -3)}`)
  .filter((link) => !listed.has(link))
  .map((link) => page(link.slice(1), link));

export default defineConfig({
  title: 'qnm',
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  description: 'From the physics of quantum-material devices to bit-exact Verilog',
  cleanUrls: false,
  lastUpdated: false,
  base: process.env['SITE_BASE'] ?? '/',
  // examples and sources are files, not pages, also those that are written in Markdown
  srcExclude: ['public/**'],
  ignoreDeadLinks: [/\/files\//, /playground/],
  vue: { template: { compilerOptions: { isCustomElement: () => false } } },
  markdown: { languages: grammar },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      page('Tutorial', '/tutorial'),
      page('Language', '/language'),
      page('Gallery', '/gallery/index'),
      { text: 'Playground', link: '/playground/index.html', target: '_blank' },
    ],
    sidebar: others.length > 0 ? [...sidebar, { text: 'More', items: others }] : sidebar,
  },
});
