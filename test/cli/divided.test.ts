/** Runs in pieces: the same bits as in one piece, whoever makes the pieces and however often they are lost. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Engine, makePieces, missingPieces, readPieces, workKey } from '../../cli/library/divided.ts';
import { engineOf } from '../../cli/library/engines.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { load } from '../../cli/library/load.ts';
import { parsePieces, pieceName, piecesText } from '../../cli/library/piece-names.ts';
import { decodePiece, encodePiece, joinPieces, runPiece } from '../../cli/library/pieces.ts';
import { resultFiles } from '../../cli/library/result-files.ts';
import { simulate } from '../../cli/library/simulate.ts';
import { type CompiledExperiment, compile } from '../../compiler/pipeline.ts';
import { pointsOf } from '../../sim/network/index.ts';
import { qnmc } from '../support/qnmc.ts';

const folder = mkdtempSync(join(tmpdir(), 'qnm-divided-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Noise, a delay, spread parameters, events, states that leave their range, a coupling, and 3 x 2 points. */
const circuit = `use std.passive
device walker(p: electrical) {
  param sigma = 10 mV
  param gain = 1
  state u = 0 V in -0.2 V .. 0.2 V
  u' = -u / 1 us + gain * V(p) / 10 us + sigma * noise / sqrt(1 us)
  event up when rising(u, 0.01 V)
  let late = delay(u, 40 ns)
  I(p, gnd) <+ late / 100 kΩ
}
circuit Pair(in: electrical) {
  param load = 1 nF
  node x: electrical
  R: resistor(in, x) { R = 1 kΩ }
  C: capacitor(x, gnd) { C = load }
  W: walker(x) { gain = normal(1, 0.2, seed: 3) }
}
circuit Row(in: electrical) {
  cell: Pair[5](in)
  couple cell by chain { resistor(a.x, b.x) { R = 10 kΩ } }
}
experiment One of Pair {
  sweep in = 1 V .. 3 V by 1 V
  sweep load = (1 nF, 2 nF)
  stop = 20 us  dt = 10 ns  settle = 2 us  tolerance = 2 % // what the end of the range cuts off is 1.2 % of the distribution of u
  record W.up, V(x) every 100 ns
  measure f = rate(W.up)
  measure top = max(V(x))
  measure ratio = f / top
  expect top > 0 V
}
experiment Many of Row {
  sweep in = 1 V .. 3 V by 1 V
  stop = 4 us  dt = 10 ns  tolerance = 1 %
  record cell.W.up, cell.W.u every 50 ns
  measure top = max(cell.W.u)
}
`;
const path = join(folder, 'pair.qnm');
writeFileSync(path, circuit);

function compiled(until: 'step' | 'fixed'): readonly CompiledExperiment[] {
  const { source, files } = load(path);
  const compilation = compile(source!, files, { until }, evaluators);
  expect(compilation.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return compilation.experiments;
}
async function bytesOf(run: Parameters<typeof resultFiles>[0]): Promise<Record<string, string>> {
  const text = (content: unknown): string =>
    content instanceof Uint8Array
      ? Buffer.from(content).toString('base64')
      : typeof content === 'string'
        ? content
        : [...(content as { pieces: Iterable<string> }).pieces].join('');
  return Object.fromEntries(resultFiles(run).map(({ name, content }) => [name, text(content)]));
}

it.each([
  ['float64', 0],
  ['fixed', 0],
  ['float64', 1],
  ['fixed', 1],
] as const)('pieces by %s add up to the run in one piece, bit for bit (experiment %i)', async (model, which) => {
  const experiment = compiled(model === 'fixed' ? 'fixed' : 'step')[which]!;
  const network = experiment.parts.map(({ step }) => step);
  const points = pointsOf(network);
  const whole = await bytesOf(await simulate(experiment, model));
  expect(whole['events.csv']!.split('\n').length).toBeGreaterThan(5);
  for (const size of [1, 2, points]) {
    const pieces = [];
    for (const piece of missingPieces([], points, size))
      pieces.push(decodePiece(encodePiece(await runPiece(experiment, model, piece))));
    expect(await bytesOf(joinPieces(network, model, pieces, 0))).toEqual(whole);
  }
});

it('states that leave their range are reported as often and at the same place as in one piece', async () => {
  const [experiment] = compiled('step');
  const network = experiment!.parts.map(({ step }) => step);
  const { warnings } = await simulate(experiment!, 'float64');
  expect(warnings.join()).toMatch(/left its range/);
  const pieces = [];
  for (const piece of missingPieces([], 6, 1)) pieces.push(await runPiece(experiment!, 'float64', piece));
  expect(joinPieces(network, 'float64', pieces, 0).warnings).toEqual(warnings);
});

it('lost pieces are made again, finished ones are not, broken files do not count', async () => {
  const [experiment] = compiled('step');
  const place = join(folder, 'lost');
  const asked: string[] = [];
  /** Makes one piece of what it is asked for, and breaks another in the first round. */
  const engine: Engine = {
    pieces: 3,
    async make({ missing, folder: to }) {
      asked.push(piecesText(missing));
      const piece = await runPiece(experiment!, 'float64', missing[0]!);
      writeFileSync(join(to, pieceName(missing[0]!)), encodePiece(piece));
      if (asked.length === 1) writeFileSync(join(to, pieceName(missing[1]!)), 'half a fi');
    },
  };
  const work = { file: path, sources: new Map(), options: [], folder: place, signal: new AbortController().signal, done: () => {}, say: () => {} }; // biome-ignore format: one record
  const made = await makePieces(engine, 6, work);
  expect(made.kept).toBe(0);
  expect(asked).toEqual(['0:2,2:4,4:6', '2:4,4:6', '4:6']);
  const again = await makePieces(engine, 6, work);
  expect(again.kept).toBe(6);
  expect(asked.length).toBe(3);
  rmSync(join(place, pieceName({ first: 2, count: 2 })));
  expect(readPieces(place, 6).map(({ piece }) => piece.first)).toEqual([0, 4]);
});

it('an engine that brings nothing back is given up', async () => {
  const engine: Engine = { pieces: 2, make: async () => {} };
  const work = { file: path, sources: new Map(), options: [], folder: join(folder, 'nothing'), signal: new AbortController().signal, done: () => {}, say: () => {} }; // biome-ignore format: one record
  await expect(makePieces(engine, 6, work)).rejects.toThrow(/lost 5 times/);
});

it('a folder of pieces belongs to its files and options', () => {
  const sources = (text: string) => new Map([['a.qnm', { path: 'a.qnm', text }]]);
  const key = workKey(sources('x'), ['--seed', '1']);
  expect(workKey(sources('x'), ['--seed', '1'])).toBe(key);
  expect(workKey(sources('y'), ['--seed', '1'])).not.toBe(key);
  expect(workKey(sources('x'), ['--seed', '2'])).not.toBe(key);
});

it('ranges of pieces are read, engines are told apart', () => {
  expect(parsePieces('0:4,4:6')).toEqual([
    { first: 0, count: 4 },
    { first: 4, count: 2 },
  ]);
  for (const wrong of ['', '4', '4:4', '5:4', 'a:b', '0:4,']) expect(parsePieces(wrong)).toBeNull();
  expect(engineOf('local', 3).pieces).toBe(12);
  expect(() => engineOf('dask://nowhere', null)).toThrow(/no engine/);
});

it('qnmc simulate --jobs writes what qnmc simulate writes, and clears its pieces away', () => {
  const args = ['simulate', path, '--no-plots', '--experiment', 'One'];
  expect(qnmc([...args, '-o', join(folder, 'a')]).code).toBe(0);
  const divided = qnmc([...args, '-o', join(folder, 'b'), '--jobs', '2']);
  expect(divided.err).toMatch(/One: 2,000 steps of 6 instances/);
  const files = readdirSync(join(folder, 'a/One')).sort();
  expect(readdirSync(join(folder, 'b/One')).sort()).toEqual(files);
  for (const file of files)
    expect(readFileSync(join(folder, 'b/One', file)).equals(readFileSync(join(folder, 'a/One', file)))).toBe(true);
  expect(qnmc([...args, '--jobs', '2', '--model', 'rtl']).code).toBe(2);
  expect(qnmc([...args, '--engine', 'dask://127.0.0.1:1'], { env: { QNM_PYTHON: '/nowhere/python' } }).code).toBe(3);
});
