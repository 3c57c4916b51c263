/** `export --to fusesoc`: the core names every file that its targets need, and each of them is there; arrays too. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { evaluators } from '../../cli/library/evaluators.ts';
import { exportTo } from '../../cli/library/export.ts';
import { load } from '../../cli/library/load.ts';
import { compile } from '../../compiler/pipeline.ts';
import { checkout } from '../support/tools.ts';

describe('a FuseSoC core', () => {
  it.each([
    ['lif', 'RateCurve', 'Lif'],
    ['mixed_populations', 'Feedback', 'Mixed'],
    ['memristor', 'Loop', null],
  ])('of %s lists what lies beside it', (file, experiment, circuit) => {
    const { source, files } = load(join(checkout, `examples/${file}.qnm`));
    const { model, experiments } = compile(source!, files, { experiment, until: 'verilog' }, evaluators);
    const made = exportTo('fusesoc', model!, experiments[0]!, { steps: 7, files }).files;
    const written = new Map(made.map(({ path, text }) => [path.replace(`${experiment}/`, ''), text]));
    const [name, core] = [...written].find(([path]) => path.endsWith('.core'))!;
    if (circuit !== null) expect(name).toBe(`${circuit}.core`);
    expect(core.startsWith('CAPI=2:\n')).toBe(true);
    const listed = [...core.matchAll(/^ {6}- ([\w.]+)/gm)].map((found) => found[1]!);
    for (const path of listed) expect(written.has(path), path).toBe(true);
    // All that the list for other tools holds, every memory image, and the bench.
    for (const path of written.get('files.f')!.trim().split('\n')) expect(listed).toContain(path);
    for (const path of written.keys()) if (path.endsWith('.hex')) expect(listed).toContain(path);
    expect(listed.some((path) => path.endsWith('_tb.v'))).toBe(true);
    expect(listed.includes('stimulus.txt')).toBe(written.has('stimulus.txt'));
    expect(core).toContain('steps: {datatype: int, default: 7,');
  });
});
