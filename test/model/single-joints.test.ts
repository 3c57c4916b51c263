/** Devices that are joined to single instances of arrays: couplings of one edge. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { buildModel } from '../../compiler/model/index.ts';
import { DiagnosticSink } from '../../dsl/index.ts';

function modelOf(body: string) {
  const sink = new DiagnosticSink();
  const text = `use std.passive
    circuit Cell { node out: electrical  C: capacitor(out, gnd) { C = 1 nF } }
    device star(p: electrical, q: electrical, r: electrical, s: electrical) { param G = 1 mS  I(p, q) <+ G * V(p, r)  I(s, r) <+ G * V(s, q) }
    circuit Inner(far: electrical) { cell: Cell[3]  probe_in: resistor(far, cell[2].out) { R = 1 Ω } }
    circuit Net(in: electrical) { param last = 2  ${body} }
    experiment E of Net { in = 1 V  stop = 1 us  dt = 10 ns }`;
  const model = buildModel({ path: 'net.qnm', text }, new NodeFiles(), sink);
  const parts = model?.experiments[0]?.parts ?? [];
  const edges = parts.flatMap(({ name, edges }) => (edges ? [{ name, edges }] : []));
  return {
    codes: sink.all.map((d) => d.code),
    joints: edges.map(({ edges: { ends, from, to, more } }) => [
      ends.map((end) => parts[end]!.name),
      [...from],
      [...to],
      ...more.map((list) => [...list]),
    ]),
  };
}

describe('a device at single instances', () => {
  it.each([
    ['cell: Cell[3]  feed: resistor(in, cell[0].out) { R = 1 kΩ }', [['cell', 'cell'], [0], [0]]],
    ['sheet: Cell[2, 3]  short: resistor(sheet[0, 1].out, sheet[1, last].out) { R = 1 kΩ }', [['sheet', 'sheet'], [1], [5]]],
    ['a: Cell[3]  b: Cell[2]  j: resistor(b[1].out, a[last].out) { R = 1 kΩ }', [['b', 'a'], [1], [2]]],
    ['n: Cell[3]  one: Cell  j: resistor(n[1].out, one.out) { R = 1 kΩ }', [['n', 'Net'], [1], [0]]],
    ['g: Cell[3]  node s: electrical  C: capacitor(s, gnd) { C = 1 nF }  j: resistor(s, g[1].out) { R = 1 kΩ }', [['Net', 'g'], [0], [1]]],
    ['inner: Inner(in)', [['inner_cell', 'inner_cell'], [2], [2]]],
    ['s: Cell[2, 3]  t: star(s[0, 1].out, s[1, last].out, s[0, 1].out, s[1, 0].out)', [['s', 's', 's'], [1], [5], [3]]],
    ['c: Cell[4]  couple c by pair(3, 0, 2, 1) { star(a.out, b.out, d.out, c.out) }', [['c', 'c', 'c', 'c'], [3], [0], [2], [1]]],
    ['c: Cell[3, 3]  left: resistor(in, c[0 .. last, 0].out) { R = 1 Ω }', [['c', 'c'], [0, 3, 6], [0, 3, 6]]],
    ['a: Cell[4]  b: Cell[6]  j: resistor(a[0 .. 2].out, b[1 .. 5 by 2].out) { R = 1 Ω }', [['a', 'b'], [0, 1, 2], [1, 3, 5]]],
    ['a: Cell[4]  b: Cell[6]  j: resistor(a[3].out, b[1 .. 3].out) { R = 1 Ω }', [['a', 'b'], [3, 3, 3], [1, 2, 3]]],
    ['inner: Inner[2](in)', [['inner_cell', 'inner_cell'], [2, 5], [2, 5]]],
  ])('%s', (body, joint) => {
    const { codes, joints } = modelOf(body);
    expect(codes).toEqual([]);
    expect(joints).toEqual([joint]);
  }); // biome-ignore format: a row each
  it.each([
    ['cell: Cell[3]  feed: resistor(in, cell[3].out) { R = 1 kΩ }', 'E0336'],
    ['cell: Cell[3]  feed: resistor(in, cell[0, 0].out) { R = 1 kΩ }', 'E0336'],
    ['cell: Cell[3]  feed: resistor(in, cell[0 .. 3].out) { R = 1 kΩ }', 'E0336'],
    ['cell: Cell[3]  feed: resistor(in, cell[2 .. 0].out) { R = 1 kΩ }', 'E0336'],
    ['a: Cell[3]  b: Cell[3]  j: resistor(a[0 .. 1].out, b[0 .. 2].out) { R = 1 kΩ }', 'E0335'],
    ['cell: Cell[3]  feed: resistor(in, cell.out) { R = 1 kΩ }', 'E0331'],
    ['a: Cell[3]  one: Cell  t: star(a[0].out, one.out, a[1].out, one.out)', 'E0331'],
    ['cell: Cell[3]  couple cell by pair(0, 1, 1) { star(a.out, b.out, c.out, c.out) }', 'E0341'],
    ['a: Cell[3]  b: Cell[3]  couple a to b by pair(0, 1, 2) { star(a.out, b.out, c.out, c.out) }', 'E0212'],
    ['cell: Cell[3]  couple cell by pair(0) { conductor(a.out, b.out) { G = 1 S } }', 'E0212'],
    ['cell: Cell[3]  couple cell by pair(0, 5) { conductor(a.out, b.out) { G = 1 S } }', 'E0336'],
  ])('%s is refused with %s', (body, code) => {
    expect([...new Set(modelOf(body).codes)]).toEqual([code]);
  });
});
