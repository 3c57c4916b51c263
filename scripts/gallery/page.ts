/** Text of the gallery: a page for each file of examples, and the list of all. */

export interface GalleryPicture {
  /** Name of the PNG beside the page. */
  readonly file: string;
  readonly title: string;
}
export interface GalleryEntry {
  /** Path of the example in the checkout. */
  readonly path: string;
  /** Name of the page, without `.md`. */
  readonly page: string;
  /** Its `///` comment. */
  readonly about: readonly string[];
  readonly experiments: readonly {
    readonly name: string;
    readonly about: string;
    readonly pictures: readonly GalleryPicture[];
  }[];
  /** Section of a page that `npm run library` made; null: that command was not run on this file. */
  readonly figures: string | null;
  /** Page with the figures, as seen from the gallery. */
  readonly figuresPage: string;
}

/** The `///` lines that stand before the first word of a file. */
export function aboutOf(source: string): string[] {
  const lines = source.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('///'));
  return lines.slice(0, end < 0 ? lines.length : end).map((line) => line.replace(/^\/\/\/ ?/, ''));
}
/** The `///` lines right above an experiment, as one text. */
export function aboutExperiment(source: string, name: string): string {
  const lines = source.split('\n');
  const at = lines.findIndex((line) => new RegExp(`^experiment\\s+${name}\\b`).test(line));
  const said: string[] = [];
  for (let k = at - 1; k >= 0 && lines[k]!.startsWith('///'); k--) said.unshift(lines[k]!.replace(/^\/\/\/ ?/, ''));
  return said.join(' ');
}
/** The rows of the figures' table, without the name of the experiment; [] where it has none. */
export function rowsOf(figures: string, experiment: string): string[] {
  return figures
    .split('\n')
    .filter((line) => line.startsWith(`| ${experiment} |`))
    .map((line) => line.replace(`| ${experiment} |`, '|'));
}

/** The page of one example. */
export function pageOf(entry: GalleryEntry): string {
  const name = nameOf(entry);
  const experiments = entry.experiments.map(({ name: experiment, about, pictures }) => {
    const rows = entry.figures === null ? [] : rowsOf(entry.figures, experiment);
    const table = ['| expected | float64 | fixed | RTL | bit-exact | source |', '|---|---|---|---|---|---|', ...rows];
    return [
      `## ${experiment}`,
      ...(about === '' ? [] : [about]),
      ...pictures.map(({ file, title }) => `![${title}](${file})`),
      ...(rows.length === 0 ? [] : [table.join('\n')]),
    ].join('\n\n');
  });
  const judged =
    entry.figures === null
      ? `Not judged yet: \`npm run library -- ${name}.qnm\`.`
      : `Figures: [${entry.figuresPage}](${entry.figuresPage}), judged on float64, fixed point and the Verilog; \`!\` marks one that is missed.`;
  return [
    `# ${name}`,
    entry.about.join('\n'),
    `Source: [${entry.path}](../../${entry.path})`,
    `\`\`\`sh\nnpx qnmc verify ${entry.path}\n\`\`\``,
    ...experiments,
    judged,
    '',
  ].join('\n\n');
}

/** The list: a picture, what it is, the command. */
export function indexOf(
  groups: readonly { readonly title: string; readonly entries: readonly GalleryEntry[] }[],
): string {
  const sections = groups.map(({ title, entries }) => {
    const rows = entries.map((entry) => {
      const picture = entry.experiments.flatMap(({ pictures }) => pictures)[0];
      const shown = picture === undefined ? '' : `<img src="./${picture.file}" width="260" alt="${nameOf(entry)}">`;
      const about = (entry.about[0] ?? '').replaceAll('|', '\\|');
      return `| ${shown} | [**${nameOf(entry)}**](${entry.page}.md)<br>${about}<br>\`npx qnmc verify ${entry.path}\` |`;
    });
    return `## ${title}\n\n| | |\n|---|---|\n${rows.join('\n')}`;
  });
  return `# Gallery\n\nEvery example: its picture (float64), its source, its figures on float64, fixed point and the Verilog, one command. Made by \`npm run gallery\`.\n\n${sections.join('\n\n')}\n`;
}
function nameOf({ path }: GalleryEntry): string {
  return path
    .split('/')
    .at(-1)!
    .replace(/\.qnm$/, '');
}
