/** The schedule alone: figures small enough to follow by hand. */
import { describe, expect, it } from 'vitest';
import {
  checkProblem,
  longestStage,
  type Operator,
  solveSchedule,
  verifySchedule,
} from '../../compiler/machine/schedule.ts';

const leaf: Operator = { operands: [], places: [], tail: 0, arrival: 1 };
const place = (delay: number) => ({ delay, always: false });
const memory = { delay: 0, always: true };
const adder = (operands: (number | null)[]): Operator => ({ operands, places: [place(3)], tail: 0, arrival: 0 });

/** A leaf and four adders one behind the other: 1 + 4 * 3 ns. */
const chain = [leaf, adder([0]), adder([1, null]), adder([2]), adder([3, 0])];

describe('the schedule', () => {
  it('chains what fits into one stage, and needs no register there', () => {
    const schedule = solveSchedule(chain, 13);
    expect(schedule.map((p) => p.ready)).toEqual([0, 0, 0, 0, 0]);
    expect(schedule[4]!.time).toBe(13);
    expect(longestStage(chain, schedule)).toBe(13);
  });
  it('puts a register where the stage would be exceeded, as late as it can', () => {
    // 1+3+3 = 7 ns fit into 9; the third adder begins a stage, in which the fourth fits.
    const schedule = solveSchedule(chain, 9);
    expect(schedule.map((p) => [p.start, p.ready, p.time])).toEqual([
      [0, 0, 1],
      [0, 0, 4],
      [0, 0, 7],
      [1, 1, 3],
      [1, 1, 6],
    ]);
    expect(verifySchedule(chain, schedule, 9)).toEqual([]);
  });
  it('gives a stage of its own to what is longer than a stage', () => {
    const long: Operator = { operands: [0], places: [place(20), place(2)], tail: 0, arrival: 0 };
    const schedule = solveSchedule([leaf, long], 5);
    expect(schedule[1]).toEqual({ start: 1, registers: [true, false], ready: 2, time: 2 });
    expect(verifySchedule([leaf, long], schedule, 5)).toEqual([]);
    expect(longestStage([leaf, long], schedule)).toBe(20);
  });
  it('always registers the read of a memory', () => {
    const rom: Operator = { operands: [0], places: [place(2), memory, place(5)], tail: 0, arrival: 0 };
    const schedule = solveSchedule([leaf, rom], 1000);
    expect(schedule[1]).toEqual({ start: 0, registers: [false, true, false], ready: 1, time: 5 });
    const without = [schedule[0]!, { ...schedule[1]!, registers: [false, false, false], ready: 0 }];
    expect(verifySchedule([leaf, rom], without, 1000)).toEqual(['operator 1 lacks its register 1']);
  });
  it('finds stages that are too long, results that come too late, and registers that do not count', () => {
    const schedule = solveSchedule(chain, 13);
    expect(verifySchedule(chain, schedule, 9).join()).toContain('operator 3 needs 10 ns of a stage of 9 ns');
    const late = schedule.map((p, i) => (i === 1 ? { ...p, registers: [true], ready: 1 } : p));
    expect(verifySchedule(chain, late, 13).join()).toContain('operator 2 starts at 0 before operator 1');
    const wrong = schedule.map((p, i) => (i === 4 ? { ...p, ready: 1 } : p));
    expect(verifySchedule(chain, wrong, 13).join()).toContain('operator 4 has its result at another clock');
  });
  it('refuses operands that come later and times that are none', () => {
    expect(checkProblem([adder([0])])).toEqual(['operator 0 uses operator 0, which does not stand before it']);
    expect(checkProblem([{ ...leaf, arrival: Number.NaN }])).toEqual(['operator 0 has a time of NaN ns']);
  });
});
