/** Every example says nothing wrong, keeps its promises in float64, and means the same after it was printed. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../../cli/library/check.ts';
import { load } from '../../cli/library/load.ts';
import { DiagnosticSink, parseFile, printSyntax, type SourceFile, type Syntax } from '../../dsl/index.ts';
import { judgeExpects, Measurement } from '../../sim/measure/index.ts';
import { runFloat64Network } from '../../sim/network/index.ts';
import { checkout } from '../support/tools.ts';

const folder = join(checkout, 'examples');
const examples = readdirSync(folder).filter((name) => name.endsWith('.qnm'));

function parsed(source: SourceFile): Syntax.FileSyntax {
  const sink = new DiagnosticSink();
  const file = parseFile(source, sink);
  expect(sink.all).toEqual([]);
  return file;
}
/** A tree without its places in the text. */
function bare(file: Syntax.FileSyntax): unknown {
  const place = (key: string, value: unknown): boolean =>
    (['span', 'target', 'text'].includes(key) && typeof value !== 'string') ||
    (key === 'text' && String(value).startsWith('expect'));
  return JSON.parse(JSON.stringify(file, (key, value) => (place(key, value) ? undefined : value)));
}

describe.each(examples)('%s', (name) => {
  const { source, files } = load(join(folder, name));

  it('has nothing that the check would mention', () => {
    const { diagnostics, experiments } = check(source!, files);
    expect(diagnostics).toEqual([]);
    expect(experiments.length).toBeGreaterThan(0);
  });
  it('carries figures, and float64 meets them', { timeout: 30_000 }, () => {
    const { experiments } = check(source!, files);
    const verdicts = experiments.flatMap(({ parts, experiment }) => {
      const network = parts.map(({ step }) => step);
      const measurement = new Measurement(network);
      expect(runFloat64Network(network, measurement).failure).toBeNull();
      return judgeExpects({ experiment }, measurement, 'float64').filter((verdict) => verdict !== null);
    });
    expect(verdicts.length).toBeGreaterThan(0);
    for (const verdict of verdicts) expect(verdict.source, `${verdict.text} has a source`).not.toBe('');
    expect(verdicts.filter((verdict) => !verdict.pass).map((v) => `${v.text}: ${v.value}`)).toEqual([]);
  });
  it('prints to a text with the same tree', () => {
    const file = parsed(source!);
    const printed = printSyntax(file);
    const again = parsed({ path: source!.path, text: printed });
    expect(bare(again)).toEqual(bare(file));
    expect(printSyntax(again)).toBe(printed);
  });
});
