/** What yosys reported of examples, kept with the instances it reported it of: the estimate is fitted and checked without yosys. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CountedInstance } from '../../sim/synth/estimate/instances.ts';

/** One design: the top of a board with an experiment. */
export interface Truth {
  readonly file: string;
  readonly experiment: string;
  readonly board: string;
  /** Version of yosys. */
  readonly yosys: string;
  readonly cells: { readonly lut: number; readonly ff: number; readonly dsp: number; readonly bram: number };
  readonly instances: readonly CountedInstance[];
}
export const truthFolder = join(import.meta.dirname, 'truth');

export function readTruths(): Truth[] {
  return readdirSync(truthFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => parseTruth(readFileSync(join(truthFolder, name), 'utf8')));
}

/** Maps as lists of pairs, integers as text. */
export function writeTruth(truth: Truth): string {
  const name = `${truth.board}/${truth.file
    .replace(/^examples\//, '')
    .replace(/\.qnm$/, '')
    .replaceAll('/', '_')}-${truth.experiment}.json`;
  const { instances, ...rest } = truth;
  const lines = instances.map((instance) =>
    JSON.stringify({
      ...instance,
      numbers: [...instance.numbers],
      memories: [...instance.memories],
      constants: [...instance.constants].map(([port, value]) => [port, String(value)]),
    }),
  );
  const head = JSON.stringify(rest, null, 2).replace(/\n}$/, '');
  mkdirSync(join(truthFolder, truth.board), { recursive: true });
  writeFileSync(join(truthFolder, name), `${head},\n  "instances": [\n    ${lines.join(',\n    ')}\n  ]\n}\n`);
  return name;
}

interface WrittenInstance extends Omit<CountedInstance, 'numbers' | 'memories' | 'constants'> {
  readonly numbers: readonly (readonly [string, number])[];
  readonly memories: readonly (readonly [string, number])[];
  readonly constants: readonly (readonly [string, string])[];
}
function parseTruth(text: string): Truth {
  const read: Omit<Truth, 'instances'> & { readonly instances: readonly WrittenInstance[] } = JSON.parse(text);
  const instances = read.instances.map((instance) => ({
    ...instance,
    numbers: new Map(instance.numbers),
    memories: new Map(instance.memories),
    constants: new Map(instance.constants.map(([port, value]) => [port, BigInt(value)])),
  }));
  return { ...read, instances };
}
