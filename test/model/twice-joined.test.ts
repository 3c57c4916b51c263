/** Pairs that a coupling joins both ways by a device that acts on both ends (W0333). */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { buildModel } from '../../compiler/model/index.ts';
import { DiagnosticSink, positionOf } from '../../dsl/index.ts';

const packaged = new NodeFiles();
/** What is said about a text with files beside it. */
function saidOf(text: string, beside: Readonly<Record<string, string>>) {
  const sink = new DiagnosticSink();
  const readText = (path: string) => (beside[path] === undefined ? undefined : { path, text: beside[path] });
  buildModel({ path: 'net.qnm', text }, { readPackaged: (path) => packaged.readPackaged(path), readText }, sink);
  return { all: sink.all, codes: sink.all.map(({ code }) => code) };
}
const run = 'stop = 1 us  dt = 10 ns';

describe('a pair that is joined twice', () => {
  const spins = (statement: string): string => `use std.ising
    circuit Net { p: pbit[3]  ${statement} }
    experiment E of Net { ${run} }`;
  const full = { 'w.csv': '0, 1, 2\n1, 0, 3\n2, 3, 0\n' };
  const said = (statement: string, files: Record<string, string>) => saidOf(spins(statement), files).codes;

  it('is told of where a matrix has both its entries, at both', () => {
    const { all } = saidOf(spins('couple p by matrix("w.csv") as J { bond(a.own, b.own) { J = J } }'), full);
    const [one] = all;
    expect(all).toHaveLength(1);
    expect(one).toMatchObject({
      code: 'W0333',
      message: 'the pair of 0 and 1 is joined both ways, and so are 2 others',
    });
    const places = [one!.span, one!.related![0]!.span];
    const [here, there] = places.map((span) => positionOf(full['w.csv'], span!.start));
    expect(places.map((span) => span!.file)).toEqual(['w.csv', 'w.csv']);
    expect([here!.line, here!.column, there!.line, there!.column]).toEqual([2, 1, 1, 4]);
  });
  it('is not where each pair is there once, or a device acts one way', () => {
    const upper = { 'w.csv': '0, 1, 2\n0, 0, 3\n0, 0, 0\n' };
    expect(said('couple p by matrix("w.csv") as J { bond(a.own, b.own) { J = J } }', upper)).toEqual([]);
    expect(said('couple p by matrix("w.csv") as w { weight(a.own, b.own) { w = w } }', full)).toEqual([]);
    expect(said('couple p by all { bond(a.own, b.own) }', {})).toEqual([]);
  });
  it('is in lists of edges, and where a rule joins all both ways', () => {
    const lists = { 'e.csv': 'from,to\n0,1\n1,2\n2,1\n' };
    expect(said('couple p by edges("e.csv") { bond(a.own, b.own) }', lists)).toEqual(['W0333']);
    expect(said('couple p by edges("e.csv") { weight(a.own, b.own) }', lists)).toEqual([]);
    expect(said('couple p to p by all { bond(a.own, b.own) }', {})).toEqual(['W0333']);
    expect(said('couple p by edges("e.csv") { weight(a.own, b.own) }', { 'e.csv': 'from,to\n0,1\n0,1\n' })).toEqual([
      'W0332',
    ]);
  });
});
