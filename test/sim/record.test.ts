import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { noEvaluators } from '../../cli/library/check.ts';
import type { EventId } from '../../compiler/model/form.ts';
import type { ValueId } from '../../compiler/ops/index.ts';
import { compile } from '../../compiler/pipeline.ts';
import { runFloat64 } from '../../sim/float64/index.ts';
import { Measurement } from '../../sim/measure/index.ts';
import { encodeNpy, encodeNpz, Recorder, VcdWriter, writeResults, writeWhole } from '../../sim/record/index.ts';
import { checkout } from '../support/tools.ts';
import { neuristor, nowhere, plain } from './step-forms.ts';

const folder = mkdtempSync(join(tmpdir(), 'qnm-record-'));
afterAll(() => rmSync(folder, { recursive: true }));
const python = [join(checkout, '.venv/bin/python'), '/usr/bin/python3'].find(
  (path) => existsSync(path) && hasNumpy(path),
);
function hasNumpy(path: string): boolean {
  try {
    execFileSync(path, ['-c', 'import numpy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const mA = { text: 'mA', scale: 1e3 };
const experiment = {
  name: 'Firing',
  sweeps: [{ name: 'in', unit: { text: 'V', scale: 1 }, values: Float64Array.of(11, 12), origin: nowhere }],
  records: [
    { name: 'I', unit: mA, part: 0, instances: null, value: 7 as ValueId, event: null, every: null },
    { name: 'slow', unit: mA, part: 0, instances: null, value: 7 as ValueId, event: null, every: 100e-9 },
    { name: 'spike', unit: plain, part: 0, instances: null, value: null, event: 0 as EventId, every: null },
  ],
  measures: [
    { name: 'n, spikes', unit: plain, value: { kind: 'reduce', reduction: 'count', part: 0, instances: null, events: [0 as EventId], observed: [], settings: {}, origin: nowhere }, origin: nowhere },
  ],
} as const; // biome-ignore format: one record a line
const step = neuristor([11, 12], 2000, { experiment });
const recorder = new Recorder(step);
const measurement = new Measurement(step);
const spikes: string[] = [];
runFloat64(step, {
  frame(frame) {
    recorder.frame(frame);
    measurement.frame(frame);
    for (const i of [0, 1])
      if (frame.fired[i]) spikes.push(`${frame.step},${(frame.step + frame.fractions[i]!) * 10e-9},spike,${i}`);
  },
});
const paths = writeResults(folder, recorder.run(), measurement, 'float64');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

describe('a result folder', () => {
  it('holds its files and nothing half-written', () => {
    expect(readdirSync(folder).sort()).toEqual(['events.csv', 'measures.csv', 'results.json', 'results.npz']);
    expect(paths).toHaveLength(4);
  });
  it('lists every event with its interpolated time', () => {
    expect(read('events.csv').trimEnd().split('\n')).toEqual(['step,t,source,index', ...spikes]);
    expect(spikes.length).toBeGreaterThan(8);
  });
  it('has a line of measures for each point, names quoted where a comma asks for it', () => {
    const count = (i: number): number => spikes.filter((s) => s.endsWith(`,${i}`)).length;
    expect(read('measures.csv')).toBe(`index,in,"n, spikes"\n0,11,${count(0)}\n1,12,${count(1)}\n`);
  });
  it('describes its arrays: unit, shape and times of each', () => {
    const document = JSON.parse(read('results.json')) as { arrays: object[]; instances: number };
    expect(document.instances).toBe(2);
    expect(document.arrays).toEqual([
      { name: 'I', unit: 'mA', scale: 1e3, shape: [2000, 2], time: 't', every: 1 },
      { name: 'slow', unit: 'mA', scale: 1e3, shape: [200, 2], time: 't.slow', every: 10 },
    ]);
  });
  it('stores numpy arrays in C order', () => {
    const files = unzipSync(readFileSync(join(folder, 'results.npz')));
    expect(Object.keys(files)).toEqual(['t.npy', 't.slow.npy', 'I.npy', 'slow.npy']);
    const current = parseNpy(files['I.npy']!);
    const slow = parseNpy(files['slow.npy']!);
    expect([current.shape, slow.shape]).toEqual(['2000, 2', '200, 2']);
    expect(slow.values[2 * 99 + 1]).toBe(current.values[2 * 999 + 1]);
    expect(parseNpy(files['t.slow.npy']!).values[1]).toBeCloseTo(200e-9, 18);
    expect(Math.max(...current.values)).toBeGreaterThan(4e-3);
  });
  it.skipIf(!python)('is opened by numpy (python with numpy)', () => {
    const code =
      'import numpy,sys; z=numpy.load(sys.argv[1]); print(z["I"].shape, z["I"].dtype, repr(float(z["I"][1234,1])), z["t"].shape)';
    const said = execFileSync(python!, ['-c', code, join(folder, 'results.npz')], { encoding: 'utf8' });
    const value = parseNpy(unzipSync(readFileSync(join(folder, 'results.npz')))['I.npy']!).values[2 * 1234 + 1]!;
    expect(said.trim().replace('e-05', 'e-5')).toBe(`(2000, 2) float64 ${String(value)} (2000,)`);
  });
});

it('writes the same bytes for the same arrays, headers on 64 bytes', () => {
  const bytes = encodeNpy({ name: 'x', values: Float64Array.of(1, 2), shape: [2] });
  expect(bytes.length % 64).toBe(16);
  expect(encodeNpy({ name: 'x', values: Float64Array.of(1, 2), shape: [2] })).toEqual(bytes);
});

it('packs large arrays where that makes them smaller, and keeps every bit either way', () => {
  const length = 2 ** 18;
  const noise = Float64Array.from({ length }, (_, i) => Math.sin(i * i));
  const signs = noise.map(Math.sign);
  const size = (values: Float64Array): number => {
    const packed = encodeNpz([{ name: 'x', values, shape: [length] }]);
    const back = parseNpy(unzipSync(packed)['x.npy']!).values;
    expect(back.length === length && back.every((value, i) => Object.is(value, values[i]))).toBe(true);
    return packed.length / values.byteLength;
  };
  expect(size(noise)).toBeGreaterThan(1);
  expect(size(signs)).toBeLessThan(0.1);
});

it('leaves no file when writing fails half way', () => {
  const pieces = function* (): Generator<string> {
    yield 'a';
    throw new Error('disk full');
  };
  expect(() => writeWhole(join(folder, 'sub', 'x.csv'), pieces())).toThrow('disk full');
  expect(readdirSync(join(folder, 'sub'))).toEqual([]);
});

it('writes waves with a time unit that dt is a whole number of', () => {
  let text = '';
  const small = neuristor([12], 3);
  runFloat64(small, new VcdWriter(small, { formats: null, write: (piece) => (text += piece) }));
  const lines = text.split('\n');
  expect(lines).toContain('$timescale 10 ns $end');
  expect(lines).toContain('$var real 64 ! V $end');
  expect(lines.filter((l) => l.startsWith('#'))).toEqual(['#0', '#1', '#2', '#3']);
  const first = 12 / 12e3 / 145.34619293e-12 * 10e-9; // biome-ignore format: physics
  expect(Number(lines[lines.indexOf('#1') + 1]!.slice(1).split(' ')[0])).toBeCloseTo(first, 12);
});
it("writes the integer of a state as two's complement beside its real value", () => {
  let text = '';
  const small = neuristor([12], 1);
  const formats = small.population.cell.states.map(() => ({ signed: true, width: 4, fraction: 1 }));
  const vcd = new VcdWriter(small, { formats: [formats], write: (piece) => (text += piece) });
  const states = Float64Array.of(-1.5, 1, 1, 1, 1, 1);
  const integers = BigInt64Array.of(-3n, 2n, 2n, 2n, 2n, 2n);
  vcd.frame({
    part: 0,
    step: 0,
    states,
    integers,
    fired: Uint8Array.of(1),
    fractions: Float64Array.of(0),
    flags: new Uint32Array(1),
  });
  expect(text.split('#1\n')[1]!.split('\n').slice(0, 2)).toEqual(['r-1.5 !', "b1101 '"]);
  expect(text.trimEnd().endsWith('1-')).toBe(true);
});

function parseNpy(bytes: Uint8Array): { shape: string; values: Float64Array } {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint16(8, true);
  const header = new TextDecoder().decode(bytes.slice(10, 10 + length));
  expect(header).toMatch(/^\{'descr': '<f8', 'fortran_order': False, 'shape': \(.*\), \} *\n$/);
  return { shape: /\((.*?),?\)/.exec(header)![1]!, values: new Float64Array(bytes.slice(10 + length).buffer) };
}

it('keeps angles in radians, and says so', () => {
  const text =
    "device hand { state phi: angle = 1 rad  phi' = 1 rad / 1 s }\nexperiment Turns of hand { stop = 100 ms  dt = 1 ms }";
  const { experiments } = compile({ path: 'hand.qnm', text }, new NodeFiles(), { until: 'step' }, noEvaluators);
  const { step: turning } = experiments[0]!;
  const hand = new Recorder(turning!);
  runFloat64(turning!, hand);
  const [phi] = hand.run().quantities;
  expect(phi).toMatchObject({ name: 'phi', unit: { text: 'rad', scale: 1 } });
  expect(phi!.values.at(-1)).toBeCloseTo(1.1, 12);
});

it('shows by default what the file names, not what the compiler added', () => {
  const text =
    'device counted { memory x = 0  every 2 ms { x = x + 1 } }\nexperiment Counts of counted { stop = 10 ms  dt = 1 ms }';
  const { experiments } = compile({ path: 'counted.qnm', text }, new NodeFiles(), { until: 'step' }, noEvaluators);
  const { step: counting } = experiments[0]!;
  expect(counting!.population.cell.states.map(({ kind }) => kind)).toContain('hidden');
  const shown = new Recorder(counting!);
  runFloat64(counting!, shown);
  expect(shown.run().quantities.map(({ name }) => name)).toEqual(['x']);
});
