import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { contentDigest } from '../../cli/library/content-digest.ts';
import { evaluatorsWith } from '../../cli/library/evaluators.ts';
import { Memory, type MemoryBounds } from '../../cli/library/memory.ts';
import { printFixed } from '../../compiler/numerics/index.ts';
import { Graph } from '../../compiler/ops/index.ts';
import { compile } from '../../compiler/pipeline.ts';
import { load } from '../../index.ts';
import { qnmc } from '../support/qnmc.ts';

const root = mkdtempSync(join(tmpdir(), 'qnm-memory-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const newFolder = (): string => mkdtempSync(join(root, 'of-'));
const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
/** Everything is worth a file. */
const bounds = { seconds: 0, entry: 1e6, all: 1e9, left: 1e9 };
const memoryOf = (folder: string | null, version = '1', more: Partial<MemoryBounds> = {}): Memory =>
  new Memory(folder, version, { ...bounds, ...more });

describe('digests of contents', () => {
  it('are equal for equal contents', () => {
    const make = () => ({ a: [1, 'x', null], b: new Map([[1, new Set([2n])]]), c: Float64Array.of(1, Number.NaN) });
    expect(contentDigest(make())).toBe(contentDigest(make()));
  });
  it('tell apart what is not the same', () => {
    const graph = new Graph();
    graph.constant(1);
    const shared = [1];
    const values: unknown[] = [
      null, undefined, 0, -0, 1, '1', 1n, true, 'true', [], [[]], [1], ['1'], ['', '1'], ['1', ''], {}, { a: 1 }, { b: 1 }, { a: undefined },
      new Map([['a', 1]]), new Set([1]), Float64Array.of(1), Float32Array.of(1), Float64Array.of(-0), Float64Array.of(0), new Float64Array(10_000),
      new Float64Array(10_001), [shared, [2]], [[2], shared], graph, new Graph(), { origin: 1, c: 1 }, Number.NaN, Infinity,
    ]; // biome-ignore format: one list
    expect(new Set(values.map(contentDigest)).size).toBe(values.length);
  });
  it('leave out where something is written, and what is made of a run', () => {
    expect(contentDigest({ x: 1, origin: { start: 1 } })).toBe(contentDigest({ x: 1, origin: { start: 7 } }));
    const experiment = { dt: 1, expects: ['a'], records: [1] };
    expect(contentDigest(experiment)).toBe(contentDigest({ ...experiment, expects: [], records: [] }));
    expect(contentDigest(experiment)).not.toBe(contentDigest({ ...experiment, dt: 2 }));
  });
  it('are not there where there is a function', () => {
    expect(contentDigest({ f: () => 1 })).toBeNull();
  });
});

describe('the memory of commands', () => {
  it('gives what was worked out, exactly, to whoever comes later', () => {
    const folder = newFolder();
    const value = { a: Float64Array.of(0.1, Number.NaN, -0), b: 12345678901234567890n, c: [null, undefined] };
    memoryOf(folder).remember('work', [1], () => value);
    const later = memoryOf(folder);
    const got = later.remember('work', [1], (): typeof value => {
      throw new Error('not known');
    });
    expect(got).toEqual(value);
    expect(later.times.get('work')).toMatchObject({ calls: 1, found: 1 });
  });
  it('does not take one thing for another', () => {
    const folder = newFolder();
    memoryOf(folder).remember('work', [1], () => 'first');
    const ask = (version: string, what: string, from: unknown) =>
      memoryOf(folder, version).remember(what, from, () => 'anew');
    expect([ask('2', 'work', [1]), ask('1', 'other', [1]), ask('1', 'work', [2])]).toEqual(['anew', 'anew', 'anew']);
    expect(ask('1', 'work', [1])).toBe('first');
  });
  it('does not believe a file that is broken', () => {
    const folder = newFolder();
    memoryOf(folder).remember('work', 1, () => ({ x: 'first' }));
    const [path] = filesOf(folder);
    const bytes = readFileSync(path!);
    for (const broken of [
      bytes.subarray(0, 10),
      bytes.subarray(0, bytes.length - 1),
      Buffer.concat([bytes, bytes]),
      new Uint8Array(),
    ]) {
      writeFileSync(path!, broken);
      expect(memoryOf(folder).remember('work', 1, () => ({ x: 'anew' }))).toEqual({ x: 'anew' });
    }
    const flipped = Buffer.from(bytes);
    flipped[bytes.length - 3]! ^= 1;
    writeFileSync(path!, flipped);
    expect(memoryOf(folder).remember('work', 1, () => ({ x: 'anew' }))).toEqual({ x: 'anew' });
  });
  it('works where nothing can be written', () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, 'in the way');
    expect(memoryOf(file).remember('work', 1, () => 7)).toBe(7);
    expect(memoryOf('/dev/full/x').remember('work', 1, () => 7)).toBe(7);
    const closed = newFolder();
    chmodSync(closed, 0o500);
    expect(memoryOf(closed).remember('work', 1, () => 7)).toBe(7);
    chmodSync(closed, 0o700);
  });
  it('lets errors of the work through, and keeps nothing of them', () => {
    const folder = newFolder();
    const memory = memoryOf(folder);
    expect(() =>
      memory.remember('work', 1, () => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(filesOf(folder)).toEqual([]);
  });
  it('stays within its bound: the longest unused goes', () => {
    const folder = newFolder();
    const bulk = new Uint8Array(1000);
    for (let i = 0; i < 8; i++) memoryOf(folder).remember('work', i, () => bulk);
    const size = statSync(filesOf(folder)[0]!).size;
    const old = filesOf(folder);
    for (const [i, path] of old.entries()) utimesSync(path, i + 1, i + 1);
    memoryOf(folder, '1', { entry: 1e6, all: 6.5 * size, left: 3.5 * size }).remember('work', 'new', () => bulk);
    const left = filesOf(folder);
    expect(left.length).toBe(4);
    expect(old.slice(5).every((path) => left.includes(path))).toBe(true);
    memoryOf(folder, '1', { entry: size / 2, all: 1e6, left: 1e6 }).remember('work', 'large', () => bulk);
    expect(filesOf(folder).length).toBe(4);
  });
});

const warmRow = `use std.passive
use std.thermal
circuit Body(bath: thermal) {
  node hot: thermal = 300 K
  Ch: heat_capacity(hot)           { C = 50 pJ/K }
  Gh: thermal_conductor(hot, bath) { G = 0.2 mW/K }
}
circuit Row(bath: thermal) {
  cell: Body[4](bath)
  couple cell by chain { thermal_conductor(a.hot, b.hot) { G = 0.1 mW/K } }
}
experiment Warm of Row {
  bath = 320 K
  stop = 2 us   dt = 10 ns
  solver = euler
}
`;
describe('a compilation with a memory', () => {
  const formats = (path: string, memory: Memory, tolerance: number | null = null): string => {
    const { source, files } = load(path);
    return compile(source!, files, { until: 'fixed', tolerance }, evaluatorsWith(memory.remember))
      .experiments.flatMap(({ parts }) => parts.map(({ fixed }) => printFixed(fixed!)))
      .join('\n');
  };
  const row = join(root, 'row.qnm');
  writeFileSync(row, warmRow);
  it.each(['examples/delay.qnm', row])('gives the same formats of %s, cold, warm and without', (path) => {
    const folder = newFolder();
    const plain = formats(path, memoryOf(null));
    expect(plain.length).toBeGreaterThan(500);
    expect(formats(path, memoryOf(folder))).toBe(plain);
    for (const file of filesOf(folder)) utimesSync(file, 1, 1);
    const warm = memoryOf(folder);
    expect(formats(path, warm)).toBe(plain);
    const used = filesOf(folder).filter((file) => statSync(file).mtimeMs > 1000);
    expect([...warm.times.values()].reduce((sum, { found }) => sum + found, 0)).toBe(used.length);
    expect(used.length).toBeGreaterThan(0);
    expect(formats(path, memoryOf(folder), 1e-4)).toBe(formats(path, memoryOf(null), 1e-4));
  });
});

describe('qnmc build', () => {
  it('writes the same files when it knows what it worked out before, and says so', () => {
    const [cold, warm, without] = [newFolder(), newFolder(), newFolder()];
    const env = { QNM_CACHE: newFolder() };
    const build = (output: string, ...more: string[]) =>
      qnmc(['build', 'examples/relaxation.qnm', '--timings', '-o', output, ...more], { env });
    expect(build(cold).err).toMatch(/evidence +[0-9.]+ s +.* 0 of them known/);
    expect(build(warm).err).toMatch(/evidence +[0-9.]+ s +.* [1-9]\d* of them known/);
    expect(build(without, '--no-cache').err).toMatch(/evidence +[0-9.]+ s +.* 0 of them known/);
    const contents = (folder: string): string[] =>
      filesOf(folder)
        .filter((path) => path.includes('/rtl/'))
        .map((path) => `${path.slice(folder.length)}\n${readFileSync(path, 'utf8')}`)
        .sort();
    expect(contents(cold).length).toBeGreaterThan(20);
    expect(contents(warm)).toEqual(contents(cold));
    expect(contents(without)).toEqual(contents(cold));
  });
});
