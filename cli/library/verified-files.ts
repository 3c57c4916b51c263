/** What `verify` leaves in the result folder: results, pictures, the report as JSON and as a page. */
import { basename } from 'node:path';
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import { positionOf, type Span } from '../../dsl/index.ts';
import type { VerifyExperiment } from '../documents.ts';
import type { NodeFiles } from '../files.ts';
import { packageVersion } from '../package-root.ts';
import { draw } from '../plots/draw.ts';
import { budgetSection } from '../report/budget-tables.ts';
import { hardwareSections } from '../report/build-report.ts';
import { type ReportSection, renderPage } from '../report/html.ts';
import { verifiedTables } from '../report/verify-report.ts';
import { ResultFolder } from '../write-whole.ts';
import { describeHardware } from './describe-hardware.ts';
import { plotResultOf, resultFiles } from './result-files.ts';
import type { Simulated } from './simulate.ts';

export async function writeVerified(
  document: VerifyExperiment,
  run: Simulated,
  experiment: CompiledExperiment,
  plots: boolean,
  files: NodeFiles,
): Promise<void> {
  const folder = new ResultFolder(document.folder);
  for (const file of resultFiles(run)) folder.write(file.name, file.content);
  const { step } = run;
  const drawn = plots ? await draw(plotResultOf(run), step.experiment.plots, step.steps * step.dt, folder) : [];
  const hardware = experiment.hardware === null ? [] : hardwareSections(describeHardware(experiment));
  const verdict = document.pass
    ? 'verified: bit-exact, within tolerance, every expect line holds'
    : document.reasons.join('; ');
  // Other builds at other budgets take a second or two: with the pictures.
  const numbers: ReportSection[] = [];
  for (const { numerics, step: part } of plots ? experiment.parts : []) {
    if (numerics === null) continue;
    const section = await budgetSection(numerics.budget(), placeIn(files));
    const of = experiment.parts.length > 1 ? `${section.heading}: ${part.population.name}` : section.heading;
    numbers.push({ ...section, heading: of });
  }
  const page = renderPage({
    title: document.name,
    subtitle: `${document.file}, qnm ${packageVersion()}`,
    sections: [
      { heading: 'Verification', verdict, good: document.pass, tables: verifiedTables(document), figures: [] },
      {
        heading: 'Results of the fixed-point run',
        verdict: null,
        good: true,
        tables: [],
        figures: drawn.map((picture) => picture.svg),
      },
      ...hardware.map((section) => ({ ...section, heading: hardware.length > 1 ? section.heading : 'Hardware' })),
      ...numbers,
    ],
    footer: `made by qnmc verify, qnm ${packageVersion()}; ${Object.entries(document.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
  });
  folder.write('report.html', page);
  folder.write('report.json', `${JSON.stringify(document, null, 2)}\n`);
}

/** `neuristor.qnm:12` */
function placeIn(files: NodeFiles): (span: Span) => string {
  return (span) => {
    const source = files.sources.get(span.file);
    return source ? `${basename(span.file)}:${positionOf(source.text, span.start).line}` : basename(span.file);
  };
}
