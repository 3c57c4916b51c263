/**
 * `npm run gallery` (all, or `npm run gallery -- lif.qnm rcsj.qnm`): runs every experiment of the examples in float64, draws it, and writes docs/gallery with what
 * `npm run library` found about its figures on float64, fixed point and the Verilog.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { sectionsOf } from '../../bench/library/table.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { load } from '../../cli/library/load.ts';
import { plotResultOf } from '../../cli/library/result-files.ts';
import { simulate } from '../../cli/library/simulate.ts';
import { choosePlots, fileName, type NamedPlot, type PlotWish } from '../../cli/plots/index.ts';
import { render } from '../../cli/plots/render.ts';
import { type CompiledExperiment, compile } from '../../compiler/pipeline.ts';
import { indexedPng } from './indexed-png.ts';
import { aboutExperiment, aboutOf, type GalleryEntry, type GalleryPicture, indexOf, pageOf } from './page.ts';

const checkout = resolve(import.meta.dirname, '../..');
const gallery = join(checkout, 'docs/gallery');
/** Folders of examples, and the page with the figures of each. */
const groups = [
  { title: 'Circuits and arrays', folder: 'examples', figures: 'library-examples.md' },
  { title: 'Devices of the electronic library', folder: 'examples/library', figures: 'library.md' },
  { title: 'Magnetic and stochastic systems', folder: 'examples/magnetic', figures: 'library-magnetic.md' },
  { title: 'Real work', folder: 'examples/digits', figures: 'library-digits.md' },
  { title: 'Noise', folder: 'examples/noise', figures: 'library-noise.md' },
];
/** Pixels across: letters are 10 pixels high, and still read at half the size of a printed page. */
const width = 640;

/**
 * What an experiment shows: the first measure that it plots over its sweep, or quantity over another, and a map, the traces of its end, or
 * its events.
 */
function chosen(plots: readonly NamedPlot[], wishes: readonly PlotWish[]): NamedPlot[] {
  const wished = wishes.filter(({ kind }) => kind !== 'trace').flatMap(({ names }) => names);
  const measured = (name: string): boolean => wished.some((wish) => name.startsWith(fileName(`${wish}-over-`)));
  const first = (fits: (name: string) => boolean): NamedPlot | undefined => plots.find(({ name }) => fits(name));
  const curve = first(measured);
  const scene =
    first((name) => name.startsWith('map-')) ??
    first((name) => /^traces(-\d+)?$/.test(name)) ??
    first((name) => name.startsWith('traces-whole')) ??
    first((name) => name.startsWith('raster-')) ??
    plots[0];
  return [curve, scene].filter((plot) => plot !== undefined).filter((plot, k, all) => all.indexOf(plot) === k);
}

async function pictures(experiment: CompiledExperiment, page: string): Promise<GalleryPicture[]> {
  const run = await simulate(experiment, 'float64');
  const { plots } = run.step.experiment;
  const drawn: GalleryPicture[] = [];
  for (const plot of chosen(choosePlots(plotResultOf(run), plots, run.step.steps * run.step.dt), plots)) {
    const { svg } = await render(plot.spec);
    const file = `${page}-${experiment.experiment.name}-${plot.name}.png`;
    const font = { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans' };
    const image = new Resvg(svg, { fitTo: { mode: 'width', value: width }, font, background: 'white' }).render();
    writeFileSync(join(gallery, file), indexedPng(image.pixels, image.width, image.height));
    drawn.push({ file, title: `${experiment.experiment.name}: ${plot.name.replaceAll('_', ' ').trim()}` });
  }
  return drawn;
}

async function entryOf(path: string, figuresPage: string): Promise<GalleryEntry> {
  const name = basename(path, '.qnm');
  const page = `${path.split('/').at(-2)!}-${name}`;
  const text = readFileSync(join(checkout, path), 'utf8');
  const figures = join(checkout, 'docs', figuresPage);
  const { source, files } = load(join(checkout, path));
  const compilation = compile(source!, files, { until: 'step' }, evaluators);
  if (!compilation.good) throw new Error(`${path} is wrong: ${compilation.diagnostics[0]?.message}`);
  const experiments = [];
  for (const old of readdirSync(gallery))
    if (old.startsWith(`${page}-`) && old.endsWith('.png')) rmSync(join(gallery, old));
  for (const experiment of compilation.experiments) {
    const of = experiment.experiment.name;
    experiments.push({ name: of, about: aboutExperiment(text, of), pictures: await pictures(experiment, page) });
  }
  return {
    path,
    page,
    about: aboutOf(text),
    experiments,
    figures: existsSync(figures) ? (sectionsOf(readFileSync(figures, 'utf8')).get(name) ?? null) : null,
    figuresPage: `../${figuresPage}`,
  };
}

/** What earlier runs drew of a file that is not asked for. */
function known(path: string): GalleryEntry | null {
  const page = `${path.split('/').at(-2)!}-${basename(path, '.qnm')}`;
  if (!existsSync(join(gallery, `${page}.md`))) return null;
  const file = readFileSync(join(gallery, `${page}.md`), 'utf8').match(/!\[.*?\]\((.*?)\)/)?.[1];
  const first = file === undefined ? [] : [{ file, title: '' }];
  const about = aboutOf(readFileSync(join(checkout, path), 'utf8'));
  return { path, page, about, experiments: [{ name: '', about: '', pictures: first }], figures: null, figuresPage: '' };
}

const named = process.argv.slice(2).flatMap((word) => (word.startsWith('-') ? [] : [basename(word)]));
const met = new Set<string>();
let failed = 0;
mkdirSync(gallery, { recursive: true });
const shown = [];
for (const { title, folder, figures } of groups) {
  const entries: GalleryEntry[] = [];
  for (const file of readdirSync(join(checkout, folder)).sort()) {
    if (!file.endsWith('.qnm')) continue;
    const path = `${folder}/${file}`;
    met.add(file);
    if (named.length > 0 && !named.includes(file)) {
      const before = known(path);
      if (before !== null) entries.push(before);
      continue;
    }
    try {
      const began = performance.now();
      const entry = await entryOf(path, figures);
      writeFileSync(join(gallery, `${entry.page}.md`), pageOf(entry));
      entries.push(entry);
      const count = entry.experiments.reduce((sum, { pictures: drawn }) => sum + drawn.length, 0);
      console.log(`${path}: ${count} pictures, ${((performance.now() - began) / 1000).toFixed(1)} s`);
    } catch (error) {
      failed++;
      console.log(`${path}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  shown.push({ title, entries });
}
writeFileSync(join(gallery, 'README.md'), indexOf(shown));
for (const name of named.filter((each) => !met.has(each))) {
  failed++;
  console.log(`no example is called ${name}`);
}
process.exit(failed === 0 ? 0 : 1);
