/** NIR to .qnm: files that `nir.write` and h5wasm made, run against loops of numpy; what is refused, and at which node. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File, ready } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isHdf5, readHdf5 } from '../../cli/library/hdf5.ts';
import { load } from '../../cli/library/load.ts';
import { simulate } from '../../cli/library/simulate.ts';
import { verify } from '../../cli/library/verify.ts';
import { verilogRunner } from '../../cli/library/verilog.ts';
import { importNir, type NirEntry, type NirGroup } from '../../dsl/nir/index.ts';
import { built } from '../library/suite.ts';
import { qnmc } from '../support/qnmc.ts';
import { checkout, tools } from '../support/tools.ts';
import { graph, group, node, numbers, plain, read, text } from './graphs.ts';

const examples = join(checkout, 'examples/import');
const committed = (name: string): string => readFileSync(join(examples, name), 'utf8');
/** A CSV file as columns of texts. */
const columns = (text: string): ReadonlyMap<string, readonly string[]> => {
  const [head, ...rows] = text.trimEnd().split('\n');
  return new Map(head!.split(',').map((name, k) => [name, rows.map((row) => row.split(',')[k]!)]));
};

describe.each([
  ['recurrent', ['li.v'], 'output', 1],
  ['every_node', ['out_sum.y', 'out_delay.y'], null, 0],
  ['windows', ['li2.v'], 'out', 1],
] as const)('%s.nir, which nir 1.0.8 wrote', (name, quantities, called, ahead) => {
  it('becomes the committed file', async () => {
    const path = join(examples, `${name}.nir`);
    expect(isHdf5(path)).toBe(true);
    const made = importNir(path, (await readHdf5(path))!, { base: name, unit: 1, dt: 1e-3 });
    expect(made.diagnostics).toEqual([]);
    expect(made.text).toBe(committed(`${name}.qnm`));
    for (const file of made.files) expect(file.text, file.name).toBe(committed(file.name));
  });

  it('runs as the loops of numpy do: every sample, every spike', async () => {
    const { recorded } = await simulate(built(`examples/import/${name}.qnm`, 'Run', 'step'), 'float64');
    const expected = columns(committed(`${name}_numpy.csv`));
    const rows = expected.get('step')!.length;
    for (const wanted of quantities) {
      const { values, samples, field } = recorded.quantities.find((quantity) => quantity.name === wanted)!;
      for (let k = 0; k < field[0]!; k++) {
        const reference = expected.get(`${called ?? wanted.split('.')[0]}.${k}`)!;
        // a sample is taken at the end of a step; numpy writes what is there at its beginning
        for (let step = 0; step < Math.min(samples, rows - ahead); step++)
          expect(
            Math.abs(values[step * field[0]! + k]! - Number(reference[step + ahead])),
            `${wanted} ${step}`,
          ).toBeLessThan(1e-12);
      }
    }
    const { events } = recorded;
    const spikes = Array.from(events.step, (step, i) => {
      const source = events.names[events.source[i]!]!.split('.')[0]!.replace('layer_if', 'if');
      return `${step + 1},${source},${events.instance[i]}`;
    });
    const wanted = committed(`${name}_spikes.csv`).trimEnd().split('\n').slice(1);
    expect(wanted.length).toBeGreaterThan(100);
    const inTime = spikes.filter((line) => Number(line.split(',')[0]) <= rows);
    expect(inTime.sort()).toEqual([...wanted].sort());
  });
});

describe('in fixed point', () => {
  it('a held spike is exact: nothing is rounded where all fraction bits are kept', () => {
    const { parts } = built('examples/import/recurrent.qnm', 'Run', 'fixed');
    const held = parts.flatMap(({ fixed }) => fixed?.states ?? []).filter(({ name }) => /^delay_\d\.y$/.test(name));
    expect(held.map(({ localError }) => localError)).toEqual([0, 0]);
  });
});

describe.skipIf(!tools.iverilog)('in Verilog', () => {
  it('the recurrent network is bit-exact', async () => {
    const { files } = load(join(examples, 'recurrent.qnm'));
    const { report } = await verify(built('examples/import/recurrent.qnm', 'Run', 'verilog'), {
      simulators: ['icarus'],
      runner: verilogRunner(process.env),
      compileSeconds: 0,
      files,
    });
    expect(report.reasons).toEqual([]);
    expect(report.bitExact).toBe(true);
  });
});

describe('a file that h5wasm writes', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'qnm-nir-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is imported by the command, beside its numbers, and runs', async () => {
    await ready;
    const path = join(folder, 'two.nir');
    const file = new File(path, 'w');
    file.create_dataset({ name: 'version', data: '1.0' });
    const top = file.create_group('node');
    top.create_dataset({ name: 'type', data: 'NIRGraph' });
    const edges = [
      ['input', 'fc'],
      ['fc', 'lif'],
      ['lif', 'output'],
    ].flat();
    top.create_dataset({ name: 'edges', data: edges, shape: [3, 2] });
    const nodes = top.create_group('nodes');
    const add = (
      name: string,
      type: string,
      values: Readonly<Record<string, readonly [readonly number[], readonly number[]]>>,
    ) => {
      const made = nodes.create_group(name);
      made.create_dataset({ name: 'type', data: type });
      for (const [key, [data, shape]] of Object.entries(values))
        made.create_dataset({ name: key, data: Float32Array.from(data), shape: [...shape], dtype: '<f' });
    };
    add('input', 'Input', { shape: [[1], [1]] });
    add('fc', 'Linear', {
      weight: [
        [3, 4],
        [2, 1],
      ],
    });
    add('lif', 'LIF', { tau: [[10], []], r: [[1], []], v_leak: [[0], []], v_threshold: [[2], []] });
    add('output', 'Output', { shape: [[2], [1]] });
    file.close();

    const ran = qnmc(['import', 'two.nir', '--time-unit', 'ms'], { cwd: folder });
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.err).toContain('two.qnm: circuit Two, 1 CSV file');
    expect(readFileSync(join(folder, 'two.qnm'), 'utf8')).toContain(
      'lif: nir_lif[2] { tau = 10 ms  r = 1  v_threshold = 2 }',
    );
    expect(readFileSync(join(folder, 'two_input_to_lif.csv'), 'utf8')).toBe('3,4\n');
    const simulated = qnmc(['simulate', 'two.qnm', '--no-plots', '--json'], { cwd: folder });
    const [{ measures }] = JSON.parse(simulated.out).experiments;
    // tau ln(R I / (R I - threshold)): periods of 10.99 and 6.93 ms in 100 ms, each rounded up to steps of 0.5 ms
    const [a, b] = [3, 4].map((drive) => {
      let [v, count] = [0, 0];
      for (let step = 0; step < 200; step++) {
        v += (0.5 * (drive - v)) / 10;
        if (v > 2) [v, count] = [0, count + 1];
      }
      return count;
    });
    expect(measures[0].values[0]).toBe(a! + b!);
  });

  it('that is damaged, or no file of NIR, is a message', () => {
    const whole = readFileSync(join(examples, 'recurrent.nir'));
    writeFileSync(join(folder, 'cut.nir'), whole.subarray(0, 3000));
    writeFileSync(join(folder, 'text.nir'), 'hello');
    for (const name of ['cut.nir', 'text.nir']) {
      const ran = qnmc(['import', name], { cwd: folder });
      expect(ran.code).toBe(1);
      expect(ran.err).toContain('E0704');
    }
    expect(qnmc(['import', 'none.nir'], { cwd: folder }).code).toBe(2);
    expect(qnmc(['import', join(examples, 'junction.va'), '--dt', '1ms'], { cwd: folder }).code).toBe(2);
  });
});

describe.skipIf(!tools.cocotb)('the loops of numpy', () => {
  it('still give the committed numbers', () => {
    const folder = mkdtempSync(join(tmpdir(), 'qnm-nir-'));
    execFileSync(tools.cocotb!.command, [join(examples, 'make_networks.py'), folder], {
      env: { ...tools.cocotb!.env },
    });
    for (const name of ['recurrent', 'every_node', 'windows']) {
      expect(readFileSync(join(folder, `${name}_spikes.csv`), 'utf8')).toBe(committed(`${name}_spikes.csv`));
      const [again, before] = [
        readFileSync(join(folder, `${name}_numpy.csv`), 'utf8'),
        committed(`${name}_numpy.csv`),
      ].map(columns);
      for (const [key, values] of again!)
        for (const [i, value] of values.entries())
          expect(Math.abs(Number(value) - Number(before!.get(key)![i]))).toBeLessThan(1e-12);
    }
    rmSync(folder, { recursive: true });
  });
});

describe('spikes', () => {
  const two = (kind: NirGroup) =>
    graph(
      { a: kind, b: node('LI', { tau: numbers([0.02]), r: numbers([1]), v_leak: numbers([0]) }), out: node('Output') },
      [
        ['a', 'b'],
        ['b', 'out'],
      ],
    );
  const lif = node('LIF', { tau: numbers([0.01]), r: numbers([1]), v_leak: numbers([0]), v_threshold: numbers([1]) });

  it('have the area 1 where nobody says how long they last, which is said', () => {
    const { text: made, diagnostics } = read(two(lif));
    expect(diagnostics.map(({ code }) => code)).toEqual(['W0702']);
    expect(made).toContain('height = 2000');
    expect(made).toContain('dt = 500 us');
  });
  it('are 1 for a step that was said', () => {
    const { text: made, diagnostics } = read(two(lif), { dt: 1e-3 });
    expect(diagnostics).toEqual([]);
    expect(made).not.toContain('height');
  });
  it('are not asked about where there are none', () => {
    const li = node('LI', { tau: numbers([0.02]), r: numbers([1]), v_leak: numbers([0]) });
    expect(read(two(li)).diagnostics).toEqual([]);
  });
});

describe('what cannot be imported', () => {
  const input = node('Input', { shape: numbers([2]) });
  const li = (n: number, tau = 0.02): NirGroup =>
    node('LI', {
      tau: numbers(new Array(n).fill(tau)),
      r: numbers(new Array(n).fill(1)),
      v_leak: numbers(new Array(n).fill(0)),
    });
  const linear = (rows: number, columnCount: number): NirGroup =>
    node('Linear', { weight: numbers(new Array(rows * columnCount).fill(1), [rows, columnCount]) });

  it.each<readonly [string, string, NirEntry, string, string]>([
    [
      'a graph without edges that are pairs',
      'E0704',
      group({ type: text('NIRGraph'), nodes: group({}), edges: text('x') }),
      'list of pairs',
      'node: NIRGraph',
    ],
    ['nothing to run', 'E0704', graph({ input }, []), 'nothing to run', 'node: NIRGraph'],
    [
      'a kind of node that nobody knows',
      'E0705',
      graph({ input, x: node('MaxPool2d') }, [['input', 'x']]),
      '`x` is a MaxPool2d',
      'x: MaxPool2d',
    ],
    [
      'a convolution over too few dimensions',
      'E0706',
      graph({ input, conv: node('Conv2d', { weight: numbers([1], [1, 1, 1, 1]) }) }, [['input', 'conv']]),
      'has 2 dimensions, and what comes in has 1',
      'conv: Conv2d',
    ],
    [
      'channels that differ',
      'E0706',
      graph(
        {
          image: node('Input', { shape: numbers([3, 4, 4]) }),
          conv: node('Conv2d', { weight: numbers([1, 1], [1, 2, 1, 1]) }),
        },
        [['image', 'conv']],
      ),
      'takes 2 channels, and 3 come in',
      'conv: Conv2d',
    ],
    [
      'a pooling of nobody knows what',
      'E0706',
      graph({ li: li(4), pool: node('SumPool2d', { kernel_size: numbers([2, 2]) }) }, [['li', 'pool']]),
      '2 dimensions, and what comes in has 1|is not known',
      'pool: SumPool2d',
    ],
    ['an edge from nowhere', 'E0706', graph({ input, li: li(2) }, [['nobody', 'li']]), '`nobody`', 'node: NIRGraph'],
    ['sizes that differ', 'E0706', graph({ input, li: li(3) }, [['input', 'li']]), '2 outputs', 'li: LI'],
    [
      'parameters that differ in length',
      'E0706',
      graph({ li: node('LI', { tau: numbers([1, 2]), r: numbers([1, 2, 3]), v_leak: numbers([0]) }) }, []),
      '2 numbers where others have 3',
      'li: LI',
    ],
    ['a time of 0', 'E0706', graph({ li: li(2, 0) }, []), 'a time is needed', 'li: LI'],
    ['a number that is none', 'E0706', graph({ li: li(1, Number.NaN) }, []), 'NaN', 'li: LI'],
    [
      'a parameter that is missing',
      'E0706',
      graph({ lif: node('LIF', { tau: numbers([1]) }) }, []),
      '`r` is missing',
      'lif: LIF',
    ],
    [
      'a tensor of weights',
      'E0706',
      graph({ input, l: node('Linear', { weight: numbers([1, 1], [1, 1, 2]) }) }, [['input', 'l']]),
      '3 dimensions',
      'l: Linear',
    ],
    [
      'a loop without time',
      'E0706',
      graph({ input, l: linear(2, 2), li: li(2) }, [
        ['input', 'l'],
        ['l', 'l'],
        ['l', 'li'],
      ]),
      '`l` -> `l`',
      'l: Linear',
    ],
  ])('%s', (_what, code, top, message, place) => {
    const { text: made, diagnostics, listing } = read(top);
    expect(made).toBeNull();
    const found = diagnostics.filter((d) => d.severity === 'error');
    expect(found.map((d) => d.code)).toContain(code);
    const [first] = found.filter((d) => message.split('|').some((part) => d.message.includes(part)));
    expect(first, diagnostics.map((d) => d.message).join('\n')).toBeDefined();
    expect(listing.text.slice(first!.span.start, first!.span.end)).toBe(place);
  });

  it('an HDF5 file that holds something else', () => {
    const { text: made, diagnostics } = importNir('weights.h5', group({ w: numbers([1]) }), plain);
    expect(made).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toEqual(['E0704']);
  });

  it('names of nodes are made words of the language', () => {
    const made = read(
      graph({ '0': input, state: li(2), 'a b"\n': node('Output') }, [
        ['0', 'state'],
        ['state', 'a b"\n'],
      ]),
    );
    expect(made.diagnostics).toEqual([]);
    expect(made.text).toContain('couple n0 to state_ by one_to_one');
  });
});
