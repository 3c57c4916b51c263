/** One self-contained page: tables and pictures, no scripts, nothing from elsewhere. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { packageRoot } from '../package-root.ts';

export interface ReportTable {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}
export interface ReportSection {
  readonly heading: string;
  readonly verdict: string | null;
  readonly good: boolean;
  readonly tables: readonly ReportTable[];
  /** SVG texts. */
  readonly figures: readonly string[];
}
export interface ReportPage {
  readonly title: string;
  readonly subtitle: string;
  readonly sections: readonly ReportSection[];
  readonly footer: string;
}

export function renderPage(page: ReportPage): string {
  const source = readFileSync(join(packageRoot, 'templates', 'report.html.hbs'), 'utf8');
  const template = Handlebars.compile(source, { strict: true });
  const sections = page.sections.map((section) => ({
    ...section,
    verdictClass: section.good ? 'good' : 'bad',
    tables: section.tables.filter((table) => table.rows.length > 0),
    figures: section.figures.map((svg) => ({ svg })),
  }));
  return template({ ...page, sections });
}
