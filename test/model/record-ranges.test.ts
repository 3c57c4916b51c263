/** Records and plots of ranges of instances: `record cell[1 .. 3].out`. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { buildModel } from '../../compiler/model/index.ts';
import { DiagnosticSink } from '../../dsl/index.ts';

function modelOf(asked: string) {
  const sink = new DiagnosticSink();
  const text = `use std.passive
    circuit Cell { node out: electrical  C: capacitor(out, gnd) { C = 1 nF }  event up when rising(V(out), 1 V) }
    circuit Net { cell: Cell[4, 3] }
    experiment E of Net { stop = 1 us  dt = 10 ns  ${asked} }`;
  const model = buildModel({ path: 'net.qnm', text }, new NodeFiles(), sink);
  return {
    records: model?.experiments[0]?.records.map(({ name, instances }) => [name, instances]),
    messages: sink.all.map((d) => `${d.code} ${d.message}`),
  };
}

describe('a range of instances', () => {
  // by hand: instance [i, j] of [4, 3] has the number 3 i + j
  it.each([
    ['record cell[1 .. 2, 0 .. 2 by 2].out', 'cell[1 .. 2, 0 .. 2 by 2].out', [3, 5, 6, 8]],
    ['record cell[3, 1 .. 2].up', 'cell[3, 1 .. 2].up', [10, 11]],
    ['record V(cell[0, 0 .. 1].out) / V(cell[0, 0 .. 1].C)', 'V(cell[0, 0 .. 1].out) / V(cell[0, 0 .. 1].C)', [0, 1]],
    ['plot cell[0 .. 3, 1].out', 'cell[0 .. 3, 1].out', [1, 4, 7, 10]],
    ['record cell[2 .. 2, 1].out', 'cell[2 .. 2, 1].out', [7]],
  ])('%s', (asked, name, instances) => {
    const { records, messages } = modelOf(asked);
    expect(messages).toEqual([]);
    expect(records).toEqual([[name, instances]]);
  });
  it.each([
    ['record cell[2 .. 4, 0].out', 'there is no instance 4'],
    ['record cell[2 .. 1, 0].out', 'indices go upwards, by whole numbers'],
    ['record cell[0 .. 2 by 0.5, 0].out', 'indices go upwards, by whole numbers'],
    ['record cell[0 .. 1.5, 0].out', 'an index is a whole number known before the run'],
    ['record V(cell[0 .. 1, 0].out) / V(cell[1 .. 2, 0].C)', 'this puts together different instances of an array'],
    ['measure m = max(V(cell[0 .. 1, 0].out))', 'one instance is wanted, or the whole array'],
  ])('%s is refused', (asked, said) => {
    expect(modelOf(asked).messages).toEqual([`E0336 ${said}`]);
  });
});
