/** A network with edges of three and of four ends, which all read and act unlike each other: whoever takes one end for another gives other numbers. */
import { NodeFiles } from '../../cli/files.ts';
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { FileAccess } from '../../dsl/index.ts';
import { compile, evaluators } from '../../index.ts';

export const triples = [[0, 1, 2], [4, 2, 0], [3, 6, 5], [6, 1, 4], [5, 0, 3], [2, 3, 6]] as const; // biome-ignore format: a list
const quads = [[0, 5, 2, 6], [1, 3, 4, 2], [6, 4, 0, 5]] as const; // biome-ignore format: a list
export const weights = [0.9, -0.7, 0.5, 0.8, -0.4, 0.6] as const;
export const starts = [0.9, -0.6, 0.3, 1.1, -0.2, 0.7, -1] as const;
const tables: Readonly<Record<string, string>> = {
  // columns in another order than the ends
  'three.csv': `c,w,a,b\n${triples.map(([a, b, c], e) => `${c},${weights[e]},${a},${b}`).join('\n')}\n`,
  'four.csv': `a,b,c,d,tau[ns]\n${quads.map((ends, e) => `${ends.join()},${100 + 40 * e}`).join('\n')}\n`,
};
const packaged = new NodeFiles();
/** What ships with qnm, and tables by name. */
export const filesWith = (beside: Readonly<Record<string, string>>): FileAccess => ({
  readPackaged: (path) => packaged.readPackaged(path),
  readText: (path, from) => (beside[path] === undefined ? packaged.readText(path, from) : { path, text: beside[path] }),
});
const devices = `use std.disciplines
device Unit(body: neural owner) {
  param start = 0
  state v = start in -4 .. 4
  v' = (x(body) - v) / 100 ns
  s(body) = v
}
device Triad(one: neural, two: neural, three: neural) {
  param J = 1
  x(one)   <+ J * s(two) * s(three)
  x(two)   <+ 0.5 * J * s(one)
  x(three) <+ J * (s(two) / 4 - s(one))
}
`;
/** Triads within one array. */
export const triadText = `${devices}circuit Net {
  n: Unit[7] { start = [${starts.join(', ')}] }
  couple n by hyperedges("three.csv") as w { t: Triad(a.body, b.body, c.body) { J = w } }
}
experiment E of Net { stop = 1 us  dt = 10 ns  tolerance = 1 %  record n.v, t.J }`;
/** Edges with a state and an event of their own as well, in two copies of the array and at two points of a sweep. */
export const manyText = `${devices}device Quad(one: neural, two: neural, three: neural, four: neural) {
  param tau = 100 ns
  state w = 0.1 in -4 .. 4
  w' = (s(one) * s(four) - w) / tau
  event high when rising(w, 0.05)
  x(four) <+ w * s(three)
  x(two)  <+ s(one) / 8
}
circuit Net { param k = 1
  n: Unit[7] { start = k * [${starts.join(', ')}] }
  couple n by hyperedges("three.csv") as w { Triad(a.body, b.body, c.body) { J = w } }
  couple n by hyperedges("four.csv") { Quad(a.body, b.body, c.body, d.body) }
}
circuit Nets { param k = 1  g: Net[2] { k = k } }
experiment E of Nets { sweep k = (0.5, 1)  stop = 2 us  dt = 10 ns  tolerance = 1 %  record g.n.v }`;

/** The experiment of a text down to fixed point, with formats that nobody tried. */
export function compiledHyper(text: string): CompiledExperiment {
  const network = evaluators.network && { ...evaluators.network, trial: null };
  const asked = { ...evaluators, trial: null, network };
  const { experiments, diagnostics } = compile({ path: 'net.qnm', text }, filesWith(tables), { until: 'fixed' }, asked);
  if (!experiments[0]) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return experiments[0];
}
