/** Trains of a NIR network's inputs: each element is in each step what the file says, and wrong files are told by their lines. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTrain } from '../../dsl/nir/index.ts';
import { qnmc } from '../support/qnmc.ts';
import { checkout } from '../support/tools.ts';
import { graph, node, numbers, read } from './graphs.ts';

const examples = join(checkout, 'examples/import');
const linesOf = (path: string): readonly string[] => readFileSync(path, 'utf8').trim().split('\n').slice(1);

describe('trains', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'qnm-train-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  /** Spikes of a run as `step,instance`, of one source. */
  const spikes = (name: string, text: string, source: string): readonly string[] => {
    writeFileSync(join(folder, `${name}.qnm`), text);
    const ran = qnmc(['simulate', `${name}.qnm`, '--no-plots', '--quiet', '-o', name], { cwd: folder });
    expect(ran, ran.err).toMatchObject({ code: 0 });
    const path = join(folder, name, 'Run/events.csv');
    const [head] = readFileSync(path, 'utf8').split('\n');
    const [step, from, index] = ['step', 'source', 'index'].map((column) => head!.split(',').indexOf(column));
    return linesOf(path)
      .map((line) => line.split(','))
      .filter((cells) => cells[from!]!.includes(source))
      .map((cells) => `${cells[step!]},${cells[index!]}`);
  };

  it('reach each element in their steps, the first and the last too', () => {
    // v += dt r I / 1 s = I: a neuron fires in each step in which its element is 1, and in no other
    const one = (value: number): ReturnType<typeof numbers> => numbers([value, value, value]);
    const top = graph(
      { input: node('Input', { shape: numbers([3]) }), n: node('IF', { r: one(1000), v_threshold: one(0.5) }) },
      [['input', 'n']],
    );
    const wanted = ['0,2', '1,0', '2,0', '2,1', '7,2', '40,1', '117,0'];
    const train = readTrain(`step,index\n${wanted.join('\n')}\n`);
    const made = read(top, { dt: 1e-3, train: 'message' in train ? null : train });
    expect(made.diagnostics).toEqual([]);
    for (const file of made.files) writeFileSync(join(folder, file.name), file.text);
    expect(spikes('ports', made.text!, 'n')).toEqual(wanted);
  });

  it('of ones are the drive of one with which the loops of numpy ran', () => {
    const ones = Array.from({ length: 900 }, (_, i) => `${Math.floor(i / 3)},${i % 3}`);
    writeFileSync(join(folder, 'ones.csv'), `step,index\n${ones.join('\n')}\n`);
    const file = join(examples, 'recurrent.nir');
    const imported = qnmc(['import', file, '--dt', '1ms', '--train', 'ones.csv', '-o', 'r.qnm'], { cwd: folder });
    expect(imported, imported.err).toMatchObject({ code: 0 });
    const found = spikes('r', readFileSync(join(folder, 'r.qnm'), 'utf8'), 'lif');
    const wanted = linesOf(join(examples, 'recurrent_spikes.csv')).map((line) => line.split(','));
    const last = Math.max(...wanted.map(([step]) => Number(step)));
    const inTime = found.map((line) => line.split(',')).filter(([step]) => Number(step) + 1 <= last);
    expect(inTime.map(([step, index]) => `${Number(step) + 1},${index}`).sort()).toEqual(
      wanted.map(([step, , index]) => `${step},${index}`).sort(),
    );
    expect(wanted.length).toBeGreaterThan(100);
  });

  it.each([
    ['step,element\n1,2\n', 1, 'a column `index` is missing'],
    ['step,index\n1,2\n1.5,2\n', 3, 'whole numbers'],
    ['step,index,value\n1,2,\n', 2, 'a value is a number'],
    ['step,index\n70000,2\n', 2, 'at most 65536 steps'],
  ])('%j is wrong in line %i', (text, line, message) => {
    expect(readTrain(text)).toEqual({ line, message: expect.stringContaining(message) });
  });

  it('say which line names an element or an Input that is not there', () => {
    writeFileSync(join(folder, 'wrong.csv'), 'step,index\n0,1\n4,3\n');
    const path = join(examples, 'recurrent.nir');
    const wrong = qnmc(['import', path, '--train', 'wrong.csv', '-o', 'w.qnm'], { cwd: folder });
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain('wrong.csv:3: `input` has 3 elements');
    writeFileSync(join(folder, 'named.csv'), 'step,index,input\n0,1,retina\n');
    const named = qnmc(['import', path, '--train', 'named.csv', '-o', 'w.qnm'], { cwd: folder });
    expect(named.err).toContain('named.csv:2: there is no Input `retina`; there is input');
  });
});
