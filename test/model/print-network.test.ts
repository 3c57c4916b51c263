/** `qnmc build --emit model` of a network: parts, shapes, edges, what passes between cells. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { buildModel, printModel } from '../../compiler/model/index.ts';
import { DiagnosticSink } from '../../dsl/index.ts';

const text = `use std.passive
use std.thermal
use std.sources
circuit Cell(in: electrical) {
  node out: electrical
  node hot: thermal = 300 K
  R: resistor(in, out) { R = 1 kΩ }
  C: capacitor(out, gnd) { C = 1 nF }
  Ch: heat_capacity(hot) { C = 1 pJ/K }
  event spike when rising(V(out), 0.5 V)
}
device Link(pre: spike, post: electrical) {
  param I0 = 1 uA
  memory n = 0
  on pre { n = n + 1 }
  I(post) <+ -n * I0
}
circuit Net {
  param G = 2 uW/K
  node pool: thermal = 290 K
  Cp: heat_capacity(pool) { C = 1 nJ/K }
  drive: voltage_source[2, 3] { V = [1 V, 2 V, 3 V, 4 V, 5 V, 6 V] }
  cell: Cell[2, 3](drive.p)
  couple cell by torus(4) { thermal_conductor(a.hot, b.hot) { G = G } }
  couple pool to cell by all { thermal_conductor(a, b.hot) { G = normal(1 uW/K, 0.1 uW/K, seed: 2) } }
  couple cell to cell by random(0.4, seed: 3) { Link(a.spike, b.out) { I0 = 2 uA } }
}
experiment E of Net {
  sweep G = 1 uW/K .. 3 uW/K by 1 uW/K
  stop = 1 us  dt = 10 ns
  record cell.hot, cell[1, 2].out every 100 ns
  measure f = rate(cell.spike)
  measure p = phase(cell[0, 0].spike, cell[1, 1].spike)
  measure n = mean(Link.n)
}
`;

it('prints a network', async () => {
  const sink = new DiagnosticSink();
  const model = buildModel({ path: 'net.qnm', text }, new NodeFiles(), sink);
  expect(sink.all.map((d) => d.message)).toEqual([]);
  await expect(printModel(model!)).toMatchFileSnapshot(join(import.meta.dirname, 'files/network.txt'));
});
