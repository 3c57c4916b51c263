/** Delays that differ between instances: every simulator looks as far back as each instance says. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { compile, evaluators } from '../../index.ts';
import { runFixed } from '../../sim/fixed/index.ts';
import { runFloat64 } from '../../sim/float64/index.ts';

const lates = [10, 30, 20, 70];
const text = `
device Late {
  param late = 10 ns
  state x = 1 in 0 .. 8
  state z = 1 in 0 .. 8
  x' = 1 /us
  z' = (delay(x, late) - z) / 10 ns
}
circuit Net { n: Late[4] { late = [${lates.map((late) => `${late} ns`).join(', ')}] } }
experiment E of Net { stop = 400 ns  dt = 10 ns  tolerance = 0.1 % }`;

function compiled(source: string) {
  return compile({ path: 'late.qnm', text: source }, new NodeFiles(), { until: 'fixed' }, evaluators);
}
const { experiments } = compiled(text);
const { step, fixed } = experiments[0]!.parts[0]!;
const names = step!.population.cell.states.map(({ name }) => name);
const [x, z] = ['x', 'z'].map((name) => names.findIndex((own) => own.endsWith(name)));

describe('delays that differ between instances', () => {
  it('are a line as long as the longest, and the steps of each instance', () => {
    expect(step!.population.cell.delayLines).toMatchObject([{ steps: 7, own: Uint32Array.of(1, 3, 2, 7) }]);
  });
  it('give in float64 what was there so many steps before, and before the start the first value', () => {
    let worst = 0;
    runFloat64(step!, {
      frame: ({ step: k, states }) => {
        lates.forEach((late, i) => {
          // z after step k is x at t_(k - n), and x grows by 0.01 a step
          const want = 1 + 0.01 * Math.max(0, k - late / 10);
          worst = Math.max(worst, Math.abs(states[i * names.length + z!]! - want));
        });
      },
    });
    expect(worst).toBeLessThan(1e-12);
  });
  it('give the same integers in all engines, those of the value so many steps before', () => {
    const run = (engine: 'auto' | 'bigint' | 'javascript'): bigint[][] => {
      const rows: bigint[][] = [];
      runFixed(fixed!, { frame: ({ integers }) => rows.push([...integers!]) }, { engine });
      return rows;
    };
    const want = run('bigint');
    expect(run('javascript')).toEqual(want);
    expect(run('auto')).toEqual(want);
    const [fx, fz] = [x!, z!].map((s) => 2 ** -fixed!.states[s]!.format.fraction);
    lates.forEach((late, i) => {
      const [seen, then] = [want[30]![i * names.length + z!]!, want[30 - 1 - late / 10]![i * names.length + x!]!];
      expect(Math.abs(Number(seen) * fz! - Number(then) * fx!)).toBeLessThan(2 * fz! + 2 * fx!);
    });
  });
  it('are at least a step, and two where events and blocks read them', () => {
    const codes = (source: string): string[] => compiled(source).diagnostics.map(({ code }) => code);
    const short = compiled(text.replace('70 ns', '2 ns')).diagnostics.find(({ code }) => code === 'E0313')!;
    expect(short.label).toBe(`of instance ${lates.indexOf(70)}, counted from 0`);
    const block = text.replace("  x' = 1 /us\n", "  x' = 1 /us\n  event up when delay(x, late) > 2\n");
    expect(codes(block)).toEqual(['E0314']);
    expect(codes(block.replace('[10 ns', '[40 ns'))).toEqual([]);
    expect(codes(block.replace('[10 ns', '[0 ns'))).toEqual(['E0313']);
  });
  it('are refused where they take more memory than there is, also when 32 bits would make a step of them', () => {
    const wraps = `${2 ** 32 + 1}0 ns`;
    for (const source of [text.replace('70 ns', wraps), text.replace(/\[10.*\]/, wraps)]) {
      const found = compiled(source).diagnostics.map(({ code, label }) => ({ code, label }));
      expect(found).toEqual([
        { code: 'E0319', label: `${2 ** 32 + 1} steps of dt, in each of ${lates.length} instances` },
      ]);
    }
  });
});
