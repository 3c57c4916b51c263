/** Arrays and couplings in form 2: parts, their cells, what passes between them. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { buildModel, type Experiment } from '../../compiler/model/index.ts';
import { DiagnosticSink, type FileAccess, type SourceFile } from '../../dsl/index.ts';

const packaged = new NodeFiles();
/** Models of a text with files beside it. */
function modelOf(text: string, beside: Readonly<Record<string, string>> = {}) {
  const files: FileAccess = {
    readPackaged: (path) => packaged.readPackaged(path),
    readText: (path): SourceFile | undefined => (beside[path] === undefined ? undefined : { path, text: beside[path] }),
  };
  const sink = new DiagnosticSink();
  const model = buildModel({ path: 'net.qnm', text }, files, sink);
  return { model, codes: sink.all.map((d) => d.code), messages: sink.all.map((d) => d.message) };
}
function experimentOf(text: string, beside: Readonly<Record<string, string>> = {}): Experiment {
  const { model, messages } = modelOf(text, beside);
  expect(messages).toEqual([]);
  return model!.experiments[0]!;
}
const uses = ['disciplines', 'passive', 'thermal', 'sources'].map((name) => `use std.${name}\n`).join('');
const run = 'stop = 1 us  dt = 10 ns';

const cell = `${uses}
circuit Cell(in: electrical, bath: thermal) {
  param C = 145 pF
  node out: electrical
  node hot: thermal = 325 K
  R: resistor(in, out) { R = 12 kΩ }
  C1: capacitor(out, gnd) { C = C }
  Ch: heat_capacity(hot) { C = 50 pJ/K }
  Gh: thermal_conductor(hot, bath) { G = 0.2 mW/K }
  event spike when rising(V(out), 1 V)
}`;
/** Names of the parts with their shapes. */
const outline = ({ parts }: Experiment): string[] => parts.map((p) => `${p.name} [${p.shape.join(', ')}]`);

describe('populations', () => {
  it('a circuit without arrays is one part of shape []', () => {
    const experiment = experimentOf(`${cell} experiment E of Cell { in = 1 V  bath = 300 K ${run} }`);
    expect(outline(experiment)).toEqual(['Cell []']);
    expect(experiment.parts[0]!.edges).toBeNull();
  });
  it('arrays that are joined element by element are one, others are their own', () => {
    const experiment = experimentOf(`${cell}
      circuit Net(in: electrical) {
        param R = 1 Ω
        node bath: thermal = 300 K fixed
        node feed: electrical[2, 3]
        drive: resistor[2, 3](in, feed) { R = R }
        cell: Cell[2, 3](feed, bath)
        other: Cell[2, 3](in, bath)
        node pool: thermal = 300 K
        Cp: heat_capacity(pool) { C = 1 nJ/K }
      }
      experiment E of Net { in = 1 V  R = 2 Ω  ${run}  record pool, cell.spike, V(other.out) }`);
    expect(outline(experiment)).toEqual(['Net []', 'cell [2, 3]', 'other [2, 3]']);
    const [home, joined, other] = experiment.parts.map((part) => part.cell);
    expect(joined!.nodes.map((n) => n.name)).toEqual(expect.arrayContaining(['feed', 'cell.out', 'cell.hot']));
    expect(other!.nodes.map((n) => n.name)).toEqual(expect.arrayContaining(['in', 'bath', 'other.out']));
    expect(home!.params.map((p) => p.name)).toEqual(['R', 'Cp.C']);
    expect(experiment.records.map((r) => [r.part, r.instances])).toEqual([
      [0, null],
      [1, null],
      [2, null],
    ]);
    // every part that reads `in` or `R` is told its value
    const told = experiment.settings.map(({ target: { part, kind, index } }) => {
      const of = experiment.parts[part]!.cell;
      return `${part} ${(kind === 'input' ? of.inputs : of.params)[index]!.name}`;
    });
    expect(told.sort()).toEqual(['0 R', '0 in', '1 R', '1 in', '2 in']);
  });
  it('sizes may be parameters, and the last index is the fastest', () => {
    const experiment = experimentOf(`${cell}
      param M = 2
      circuit Net(in: electrical) {
        param N = 3
        node bath: thermal = 300 K fixed
        cell: Cell[M, N, 2 * N](in, bath)
        probe spikes = cell.spike
      }
      experiment E of Net { in = 1 V  ${run}  record cell[1, 2, 3].out, spikes[0, 1, 0]
        measure f = rate(cell[0, 0, 5].spike)
        measure p = phase(cell[0, 0, 0].spike, cell[1, 0, 0].spike) }`);
    expect(outline(experiment)).toEqual(['cell [2, 3, 6]']);
    expect(experiment.records.map((r) => r.instances)).toEqual([[1 * 18 + 2 * 6 + 3], [6]]);
    const instances = experiment.measures.map((m) => (m.value.kind === 'reduce' ? m.value.instances : undefined));
    expect(instances).toEqual([[5], [0, 18]]);
  });
  it('an experiment may say the size, and each has its own', () => {
    const { model, messages } = modelOf(`${cell}
      circuit Net(in: electrical) {
        param N = 3
        param M = 2 * N
        node bath: thermal = 300 K fixed
        cell: Cell[M](in, bath)
        couple cell by chain { thermal_conductor(a.hot, b.hot) { G = N * 1 uW/K } }
      }
      experiment E of Net { in = 1 V  ${run} }
      experiment F of Net { in = 1 V  N = 5  ${run} }`);
    expect(messages).toEqual([]);
    expect(model!.experiments.map(outline)).toEqual([
      ['cell [6]', 'cell_chain [5]'],
      ['cell [10]', 'cell_chain [9]'],
    ]);
  });
  it('a device without connections has nodes of its own', () => {
    const experiment = experimentOf(`${cell}
      circuit Net {
        drive: voltage_source[3] { V = [1 V, 2 V, 3 V] }
        load: resistor[3](drive.p, gnd) { R = 1 kΩ }
        C: capacitor[3](drive, gnd) { C = 1 nF }
      }
      experiment E of Net { ${run} }`);
    const [part] = experiment.parts;
    expect(part!.cell.nodes.map((n) => `${n.name} ${n.role}`)).toEqual(['drive.p internal', 'gnd reference']);
    expect([...part!.cell.data[0]!.values]).toEqual([1, 2, 3]);
  });
});

describe('arrays inside of instances', () => {
  const layer = `${uses}
    circuit Layer(in: electrical, bath: thermal) {
      param G = 1 uW/K
      param N = 4
      node out: electrical[N]
      node hot: thermal[N] = 300 K
      node shield: thermal = 290 K fixed
      R: resistor[N](in, out) { R = 1 kΩ }
      C: capacitor[N](out, gnd) { C = 1 nF }
      Ch: heat_capacity[N](hot) { C = 1 pJ/K }
      Gs: thermal_conductor[N](hot, shield) { G = G }
      couple hot by chain { thermal_conductor(a, b) { G = G } }
      couple hot by edges("e.csv") { thermal_conductor(a, b) }
      event spike when rising(V(out), 0.5 V)
    }`;
  const net = `${layer}
    circuit Net(in: electrical) {
      node bath: thermal = 300 K fixed
      first: Layer(in, bath) { G = 2 uW/K }
      more: Layer[2](bath: bath, in: in) { N = 3 }
      probe fired = first.spike
    }
    experiment E of Net { in = 1 V  ${run}
      record first.hot, more[1].hot[2], more.out[0, 1], fired
      measure f = rate(more.spike) }`;
  const beside = { 'e.csv': 'from,to,G[uW/K]\n0,2,1\n2,1,5\n' };

  it('are written out, with the shape of the instance in front', () => {
    const experiment = experimentOf(net, beside);
    expect(outline(experiment).slice(0, 4)).toEqual([
      'first_R [4]',
      'first_hot [4]',
      'more_R [2, 3]',
      'more_hot [2, 3]',
    ]);
    expect(experiment.records.map((r) => [r.part, r.instances])).toEqual([
      [1, null],
      [3, [5]],
      [2, [1]],
      [0, null],
    ]);
  });
  it('each copy has its couplings, and none leads from one copy to another', () => {
    const { parts } = experimentOf(net, beside);
    const chain = parts.find((p) => p.name === 'more_hot_chain')!;
    const edges = parts.find((p) => p.name === 'more_hot_edges')!;
    expect([[...chain.edges!.from], [...chain.edges!.to]]).toEqual([
      [0, 1, 3, 4],
      [1, 2, 4, 5],
    ]);
    expect(chain.edges!.regular).toEqual({ shape: [2, 3], offsets: [[0, 1]], wraps: false });
    expect([[...edges.edges!.from], [...edges.edges!.to]]).toEqual([
      [0, 2, 3, 5],
      [2, 1, 5, 4],
    ]);
    expect([...edges.cell.data[0]!.values].map((v) => Math.round(v * 1e6))).toEqual([1, 5, 1, 5]);
  });
  it('a parameter of one instance is that of its parts', () => {
    const { parts } = experimentOf(net, beside);
    for (const name of ['first_hot', 'first_hot_chain']) {
      const { params, graph } = parts.find((p) => p.name === name)!.cell;
      expect(graph.constantOf(params.find((p) => p.name === 'first.G')!.value)).toBe(2e-6);
    }
  });
  it.each([
    ['first: Layer(in)', 'E0214'],
    ['first: Layer(in, bath, bath)', 'E0214'],
    ['first: Layer(in, bath) { H = 1 }', 'E0215'],
    ['first: Layer(in, bath) { G = 1 V }', 'E0208'],
    ['load: resistor { R = 1 Ω }', 'E0214'],
    ['node feed: electrical[2]  more: Layer[2](feed, bath)', 'E0331'],
  ])('%s is refused: %s', (statement, code) => {
    const text = `${layer} circuit Net(in: electrical) { node bath: thermal = 300 K fixed  ${statement} }
      experiment E of Net { in = 1 V  ${run} }`;
    expect(modelOf(text, beside).codes).toContain(code);
  });
});

describe('couplings', () => {
  const net = (couple: string, more = ''): string => `${cell}
    ${more}
    circuit Net(in: electrical) {
      param G = 2 uW/K
      node bath: thermal = 300 K fixed
      cell: Cell[2, 3](in, bath)
      ${couple}
    }
    experiment E of Net { in = 1 V  ${run} }`;

  it('reads potentials of both ends and lets flow into both nodes', () => {
    const experiment = experimentOf(net('couple cell by grid(4) { thermal_conductor(a.hot, b.hot) { G = G } }'));
    expect(outline(experiment)).toEqual(['cell [2, 3]', 'cell_grid [7]']);
    const [population, edge] = experiment.parts;
    expect(edge!.edges).toMatchObject({ text: 'grid(4)', ends: [0, 0] });
    expect(edge!.cell.remotes.map((r) => [r.name, r.end, r.of.kind])).toEqual([
      ['a.hot', 0, 'value'],
      ['b.hot', 1, 'value'],
    ]);
    for (const { of } of edge!.cell.remotes) {
      const value = population!.cell.graph.get(of.kind === 'value' ? of.value : (0 as never));
      expect(population!.cell.nodes[value.attributes.index!]!.name).toBe('cell.hot');
    }
    expect(edge!.cell.outputs.map((o) => o.end)).toEqual([0, 1]);
    expect(population!.cell.gathers.map((g) => g.terms)).toEqual([
      [
        { part: 1, output: 0 },
        { part: 1, output: 1 },
      ],
    ]);
    const branch = population!.cell.branches.at(-1)!;
    const names = [branch.from, branch.to!].map((id) => population!.cell.nodes[id]!.name);
    expect(names).toEqual(['ambient', 'cell.hot']);
    expect(population!.cell.graph.get(branch.value[0]!).op).toBe('gathered');
  });
  it('several devices and several couplings of one node are one sum', () => {
    const experiment = experimentOf(
      net(`couple cell by torus(4) { thermal_conductor(a.hot, b.hot) { G = G } thermal_conductor(b.hot, a.hot) { G = G } }
           couple cell by all { conductor(a.out, b.out) { G = 1 uS } }
           couple cell by random(0.5, seed: 3) { thermal_conductor(a.hot, b.hot) { G = G } }`),
    );
    const [population] = experiment.parts;
    expect(population!.cell.gathers.map((g) => `${g.name}: ${g.terms.map((t) => t.part).join(' ')}`)).toEqual([
      'cell.hot: 1 1 3 3',
      'cell.out: 2 2',
    ]);
  });
  it('nothing is gathered for a node whose potential is given', () => {
    const experiment = experimentOf(net('couple cell by all { thermal_conductor(a.hot, b.bath) { G = G } }'));
    expect(experiment.parts[1]!.cell.outputs.map((o) => o.end)).toEqual([0]);
  });
  it('parameters, lets, states and events of the ends', () => {
    const devices = `
      device Lif(body: neural owner) {
        param gain = 2
        state v = 0
        v' = (x(body) - v) / 1 us
        let double = 2 * v
        event spike when rising(v, 1)
        on spike { v = 0 }
        s(body) = v
      }
      device Synapse(pre: spike, post: neural) {
        param w = 1
        param seen = 0
        state g = 0
        g' = -g / 1 us
        on pre { g = g + w }
        x(post) <+ g * seen
      }`;
    const experiment = experimentOf(`${uses}${devices}
      circuit Net { n: Lif[4]
        couple n to n by random(0.9, seed: 2) { syn: Synapse(a.spike, b.body) { w = a.gain * b.gain  seen = 1 } } }
      experiment E of Net { ${run}  record syn.g, syn[3].g  measure m = mean(syn.g) }`);
    const [population, edge] = experiment.parts;
    expect(edge!.cell.remotes.map((r) => `${r.name} ${r.of.kind}`)).toEqual([
      'a.pre event',
      'a.gain value',
      'b.gain value',
    ]);
    expect(edge!.cell.events.map((e) => e.kind)).toEqual(['condition']);
    // what an end has is read there: `w` is no parameter of its own
    expect(edge!.cell.params.map((p) => p.name)).toEqual(['syn.seen']);
    expect(edge!.edges!.from.every((f, e) => f !== edge!.edges!.to[e])).toBe(true);
    expect(population!.cell.gathers).toHaveLength(1);
    expect(experiment.records.map((r) => [r.part, r.instances])).toEqual([
      [1, null],
      [1, [3]],
    ]);
  });
  it('a changing quantity of an end is no parameter', () => {
    const { codes } = modelOf(
      net('couple cell by chain { Late(a.hot, b.hot) { G = V(a.out) * 1 S } }').replace('[2, 3]', '[6]') +
        'device Late(p: thermal, n: thermal) { param G = 1 A  Q(p, n) <+ G * 1 V }',
    );
    expect(codes).toEqual(['E0221']);
  });
  it('vectors have one sum a component', () => {
    const experiment = experimentOf(`${uses}
      device Spin(body: magnetic owner) {
        state m: direction = (0, 0, 1)
        m' = cross(m, B(body)) * 1 /T/us
        m(body) = m
      }
      device Dipole(a: magnetic, b: magnetic) { B(a) <+ 1 mT * m(b)  B(b) <+ 1 mT * m(a) }
      circuit Ice { s: Spin[3]  couple s by ring { Dipole(a.body, b.body) } }
      experiment E of Ice { ${run} }`);
    expect(experiment.parts[0]!.cell.gathers.map((g) => g.name)).toEqual(['s.body.x', 's.body.y', 's.body.z']);
    expect(experiment.parts[1]!.cell.outputs).toHaveLength(6);
  });
  it('a matrix makes an edge for each entry that is not 0, with its number', () => {
    const experiment = experimentOf(
      `${cell} circuit Net(in: electrical) {
        node bath: thermal = 300 K fixed
        row: Cell[2](in, bath)
        column: Cell[3](in, bath)
        couple row to column by matrix("w.csv") as w { conductor(a.out, b.out) { G = w * 1 uS } } }
      experiment E of Net { in = 1 V ${run} }`,
      { 'w.csv': '0, 1.5, 0\n-2e-1, 0, 3\n' },
    );
    const { edges, cell: edge } = experiment.parts[2]!;
    expect([[...edges!.from], [...edges!.to], [...edge.data[0]!.values]]).toEqual([
      [0, 1, 1],
      [1, 0, 2],
      [1.5, -0.2, 3],
    ]);
    expect(edges!.ends).toEqual([0, 1]);
  });
  it('columns of a list of edges set parameters, in their unit', () => {
    const { model, codes } = modelOf(net('couple cell by edges("e.csv") { thermal_conductor(a.hot, b.hot) }'), {
      'e.csv': '# who meets whom\nG[uW/K], from, to\n1.5, 0, 5\n\n2, 5, 0\n',
    });
    expect(codes).toEqual(['W0333']);
    const { edges, cell: edge } = model!.experiments[0]!.parts[1]!;
    expect([[...edges!.from], [...edges!.to]]).toEqual([
      [0, 5],
      [5, 0],
    ]);
    expect([...edge.data[0]!.values].map((v) => Number(v.toPrecision(12)))).toEqual([1.5e-6, 2e-6]);
    expect(edge.graph.get(edge.params[0]!.value).op).toBe('datum');
  });
});

describe('a number for each instance', () => {
  const fed = (value: string): string => `${cell}
    circuit Net { drive: voltage_source[2, 2] { V = ${value} }  C: capacitor[2, 2](drive.p, gnd) { C = 1 nF } }
    experiment E of Net { ${run} }`;
  const numbersOf = (value: string, file: string): number[] => {
    const experiment = experimentOf(fed(value), { 'x.csv': file });
    return [...experiment.parts[0]!.cell.data[0]!.values];
  };
  it.each([
    ['[1 V, 2 V, 3 V, 4 mV]', '', [1, 2, 3, 0.004]],
    ['[[1 V, 2 V], [3 V, 4 V]]', '', [1, 2, 3, 4]],
    ['data("x.csv", mV)', '1,2\n3,4\n', [0.001, 0.002, 0.003, 0.004]],
    ['data("x.csv")', 'V[kV]\n1\n2\n3\n4\n', [1000, 2000, 3000, 4000]],
    ['stimulus("x.csv", 1 V .. 3 V)', '0,0.5\n1,0.25\n', [0, 0.5, 1, 0.25]],
    ['stimulus("x.csv", 1 V .. 3 V)', '0,51\n102,204\n', [0, 0.2, 0.4, 0.8]],
    ['stimulus("x.csv", 1 V .. 3 V)', '0,100\n200.5,401\n', [0, 100 / 401, 0.5, 1]],
  ])('%s of %j', (value, file, expected) => {
    expect(numbersOf(value, file)).toEqual(expected);
  });
  it('spreads are drawn once', () => {
    const experiment = experimentOf(`${cell}
      circuit Net { node t: thermal[5] = normal(300 K, 1 K)  Ct: heat_capacity[5](t) { C = lognormal(1 pJ/K, 0.1, seed: 4) } }
      experiment E of Net { ${run} }`);
    expect(experiment.parts[0]!.cell.draws.map((d) => [d.kind, d.once, d.seed])).toEqual([
      ['normal', true, null],
      ['normal', true, 4],
    ]);
  });
});

describe('many', () => {
  it('a million instances and two million edges are two typed arrays', () => {
    const started = performance.now();
    const experiment = experimentOf(`${cell}
      circuit Net(in: electrical) { node bath: thermal = 300 K fixed  cell: Cell[1000, 1000](in, bath)
        couple cell by torus(4) { thermal_conductor(a.hot, b.hot) { G = 1 uW/K } } }
      experiment E of Net { in = 1 V ${run} }`);
    expect(experiment.parts[1]!.shape).toEqual([2_000_000]);
    expect(experiment.parts[1]!.edges!.regular).toMatchObject({ shape: [1000, 1000], wraps: true });
    expect(performance.now() - started).toBeLessThan(5000);
  });
  it('index widths: one more than two bytes hold', () => {
    const experiment = experimentOf(`${cell}
      circuit Net(in: electrical) { node bath: thermal = 300 K fixed  cell: Cell[65537](in, bath)
        couple cell by ring { thermal_conductor(a.hot, b.hot) { G = 1 uW/K } } }
      experiment E of Net { in = 1 V ${run}  record cell[65536].out }`);
    const { from, to } = experiment.parts[1]!.edges!;
    expect([from.at(-1), to.at(-1)]).toEqual([65536, 0]);
    expect(experiment.records[0]!.instances).toEqual([65536]);
  });
});
