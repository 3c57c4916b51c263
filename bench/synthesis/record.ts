/**
 * `npm run synthesis [-- --board NAME] [FILE]...`: what yosys reports of examples on a board (the ULX3S unless it says otherwise), beside
 * the estimate; kept in `truth/`. Some half minute for each, the first time; needs `make tools`.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadBoard } from '../../cli/library/boards.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { load } from '../../cli/library/load.ts';
import { designFor } from '../../cli/library/synthesize.ts';
import { packageVersion } from '../../cli/package-root.ts';
import { compile } from '../../compiler/pipeline.ts';
import { estimateInstances } from '../../sim/synth/estimate/index.ts';
import { rtlInstances } from '../../sim/synth/estimate/instances.ts';
import { families } from '../../sim/synth/families/index.ts';
import { synthesise } from '../../sim/synth/flow.ts';
import { findSynthesisTools } from '../../sim/synth/tools.ts';
import { writeTruth } from './truth.ts';

/** One of each kind of circuit. */
const usual = [
  'lif', 'neuristor', 'crossbar', 'josephson', 'hodgkin_huxley', 'kuramoto', 'macrospin', 'memristor', 'heat_chain', 'lif_network', 'pendulum',
]; // biome-ignore format: one list
const { values, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: { board: { type: 'string', default: 'ulx3s' } },
});
const board = loadBoard(values.board);
const root = join(import.meta.dirname, '../..');
const tools = findSynthesisTools(root, process.env);
for (const file of asked.length > 0 ? asked : usual.map((name) => `examples/${name}.qnm`)) {
  const loaded = load(file);
  if (loaded.source === null) throw new Error(`${file}: ${loaded.problem?.message}`);
  const options = { version: packageVersion(), device: board };
  const model = compile(loaded.source, loaded.files, { ...options, until: 'model' }, evaluators).model;
  const name = model?.experiments[0]?.name;
  if (name === undefined) continue;
  const [experiment] = compile(loaded.source, loaded.files, { ...options, experiment: name }, evaluators).experiments;
  if (!experiment?.hardware) throw new Error(`${file}: ${name} has no hardware`);
  const design = designFor(experiment, board, loaded.files);
  const instances = rtlInstances(design.files, design.top);
  const found = await synthesise(design, families[board.family], {
    tools,
    cacheDir: join(root, '.cache', 'qnm'),
    timeLimit: 3_600_000,
  });
  const { needs } = found;
  writeTruth({
    file,
    experiment: name,
    board: board.name,
    yosys: tools.yosys?.version ?? 'unknown',
    cells: needs,
    instances,
  });
  const estimate = estimateInstances(instances, families[board.family].mapping);
  const of = (what: 'lut' | 'dsp' | 'bram'): string => `${what} ${estimate[what]} of ${needs[what]}`;
  console.log(
    `${file} ${name}: ${of('lut')}, ${of('dsp')}, ${of('bram')}, ff ${needs.ff}, ${found.seconds.toFixed(0)} s`,
  );
}
