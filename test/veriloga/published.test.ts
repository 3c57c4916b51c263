/**
 * Models as their authors published them, imported, simulated and compared with decks of ngspice and with loops that hold the same
 * equations by hand. Files whose licence allows it are in published/; the others belong to their authors and are not part of this
 * project: put them into .cache/published (published/models.json says where they are). A file that is not there is a named skip.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { qnmc } from '../support/qnmc.ts';
import { checkout, tools } from '../support/tools.ts';

interface Published {
  readonly model: string;
  readonly source: string;
  readonly sha256: string;
  readonly verilog: boolean;
}
const here = join(import.meta.dirname, 'published');
const models: readonly Published[] = JSON.parse(readFileSync(join(here, 'models.json'), 'utf8'));
const fileOf = (model: string): string => {
  const ours = join(here, `${model}.va`);
  return existsSync(ours) ? ours : join(checkout, '.cache/published', `${model}.va`);
};
const isHere = ({ model }: Published): boolean => existsSync(fileOf(model));
type Figure = [model: string, measure: string, value: string];
const tableOf = (name: string): readonly Figure[] =>
  readFileSync(join(here, name), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',') as Figure);
const references = tableOf('references.csv');
const ngspice = tableOf('ngspice.csv');

describe('published models', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'qnm-published-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('the stored figures are what the loops by hand give', () => {
    execFileSync('python3', [join(here, 'integrate.py'), '--check'], { stdio: 'pipe' });
    expect(new Set(references.map(([model]) => model))).toEqual(new Set(models.map(({ model }) => model)));
  });

  it('ngspice, on decks by hand, measures what the loops do', () => {
    const named = (table: readonly Figure[]): readonly string[] => table.map((f) => `${f[0]} ${f[1]}`).sort();
    expect(named(ngspice)).toEqual(named(references));
    for (const [model, measure, value] of ngspice) {
      const [, , byLoop] = references.find((f) => f[0] === model && f[1] === measure)!;
      expect(Math.abs(Number(value) / Number(byLoop) - 1), `${model} ${measure}`).toBeLessThan(1e-4);
    }
  });

  for (const published of models)
    it.skipIf(!isHere(published))(
      `${published.model} is imported as published and measures what ngspice and the loop do (.cache/published/${published.model}.va)`,
      () => {
        const { model, sha256 } = published;
        expect(
          createHash('sha256')
            .update(readFileSync(fileOf(model)))
            .digest('hex'),
        ).toBe(sha256);
        copyFileSync(join(here, `${model}.qnm`), join(folder, `${model}.qnm`));
        const imported = qnmc(['import', fileOf(model), '-o', `${model}_imported.qnm`], { cwd: folder });
        expect(imported.code, imported.err).toBe(0);
        const ran = qnmc(['simulate', `${model}.qnm`, '--no-plots', '--json'], { cwd: folder });
        expect(ran).toMatchObject({ code: 0 });
        const [experiment] = JSON.parse(ran.out).experiments;
        for (const { name, values } of experiment.measures) {
          const others = [...references, ...ngspice].filter(([of, measure]) => of === model && measure === name);
          expect(others).toHaveLength(2);
          for (const [, , value] of others) expect(Math.abs(values[0] / Number(value) - 1), name).toBeLessThan(1e-4);
        }
        if (!published.verilog || !tools.verilator) return;
        const verify = ['verify', `${model}.qnm`, '--simulator', 'verilator', '--no-plots', '--json'];
        const verified = qnmc(verify, { cwd: folder });
        expect(JSON.parse(verified.out).experiments[0]).toMatchObject({ bitExact: true });
      },
      240_000,
    );
});
