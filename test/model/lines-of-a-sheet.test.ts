/** `chain(d)` and `ring(d)`: every line of an array along one of its dimensions. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { buildModel } from '../../compiler/model/index.ts';
import { DiagnosticSink } from '../../dsl/index.ts';

function modelOf(topology: string) {
  const sink = new DiagnosticSink();
  const text = `use std.passive
    circuit Cell { node out: electrical  C: capacitor(out, gnd) { C = 1 nF } }
    circuit Net { cell: Cell[2, 3]  couple cell by ${topology} { conductor(a.out, b.out) { G = 1 uS } } }
    experiment E of Net { stop = 1 us  dt = 10 ns }`;
  const model = buildModel({ path: 'net.qnm', text }, new NodeFiles(), sink);
  return { model, codes: sink.all.map((d) => d.code), messages: sink.all.map((d) => d.message) };
}

describe('a line of a sheet', () => {
  it.each([
    ['chain(1)', [0, 1, 3, 4], [1, 2, 4, 5]],
    ['chain(0)', [0, 1, 2], [3, 4, 5]],
    ['ring(1)', [0, 1, 2, 3, 4, 5], [1, 2, 0, 4, 5, 3]],
  ])('%s joins the lines of a sheet along a dimension', (topology, from, to) => {
    const { model, codes } = modelOf(topology);
    expect(codes).toEqual([]);
    const { edges } = model!.experiments[0]!.parts[1]!;
    expect([[...edges!.from], [...edges!.to]]).toEqual([from, to]);
  });
  it.each(['chain(2)', 'chain(-1)', 'chain(0.5)', 'chain'])('%s is refused for a sheet', (topology) => {
    const { codes, messages } = modelOf(topology);
    expect(codes).toEqual(['E0335']);
    expect(messages[0]).toContain('dimension');
  });
});
