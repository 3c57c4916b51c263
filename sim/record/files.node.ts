/** Files of a result folder. */
import { join } from 'node:path';
import type { Measurement } from '../measure/index.ts';
import { writeWhole } from '../whole-file.node.ts';
import { encodeNpz } from './npz.ts';
import type { RecordedRun } from './recorder.ts';
import { eventsCsv, measuresCsv, resultArrays, resultsDocument } from './tables.ts';

/** Writes `results.npz results.json events.csv measures.csv`; gives the paths. */
export function writeResults(folder: string, run: RecordedRun, measurement: Measurement, model: string): string[] {
  const files: readonly (readonly [string, Iterable<string | Uint8Array>])[] = [
    ['results.npz', [encodeNpz(resultArrays(run))]],
    ['results.json', [`${JSON.stringify(resultsDocument(run, measurement, model), null, 2)}\n`]],
    ['events.csv', eventsCsv(run)],
    ['measures.csv', measuresCsv(run.step, measurement)],
  ];
  return files.map(([name, pieces]) => {
    const path = join(folder, name);
    writeWhole(path, pieces);
    return path;
  });
}
