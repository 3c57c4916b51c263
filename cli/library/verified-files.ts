/** What `verify` leaves in the result folder: results, pictures, the report as JSON and as a page. */
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { VerifyExperiment } from '../documents.ts';
import { packageVersion } from '../package-root.ts';
import { draw } from '../plots/draw.ts';
import { populationTables, rateSentence } from '../report/build-report.ts';
import { renderPage } from '../report/html.ts';
import { verifiedTables } from '../report/verify-report.ts';
import { ResultFolder } from '../write-whole.ts';
import { describeMachine } from './build.ts';
import { plotResultOf, resultFiles } from './result-files.ts';
import type { Simulated } from './simulate.ts';

export async function writeVerified(
  document: VerifyExperiment,
  run: Simulated,
  experiment: CompiledExperiment,
  plots: boolean,
): Promise<void> {
  const folder = new ResultFolder(document.folder);
  for (const file of resultFiles(run)) folder.write(file.name, file.content);
  const { step } = run;
  const drawn = plots ? await draw(plotResultOf(run), step.experiment.plots, step.steps * step.dt, folder) : [];
  const population = describeMachine(experiment);
  const verdict = document.pass
    ? 'verified: bit-exact, within tolerance, every expect line holds'
    : document.reasons.join('; ');
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
      {
        heading: 'Hardware',
        verdict: rateSentence(population),
        good: true,
        tables: populationTables(population),
        figures: [],
      },
    ],
    footer: `made by qnmc verify, qnm ${packageVersion()}; ${Object.entries(document.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
  });
  folder.write('report.html', page);
  folder.write('report.json', `${JSON.stringify(document, null, 2)}\n`);
}
