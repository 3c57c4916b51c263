/** The clocks of a step alone: figures small enough to follow by hand. */
import { describe, expect, it } from 'vitest';
import { type StepPart, scheduleStep, verifyStep } from '../../compiler/machine/step-schedule.ts';

const population = (rows: number, more: Partial<StepPart> = {}): StepPart => ({
  rows, store: 6, loops: [{ read: 0, store: 6, steps: 1 }], feeds: [], reads: [], ahead: null, walks: null, ...more,
}); // biome-ignore format: one literal
/** Edges without states: outputs leave their lanes nine clocks after issue. */
const edges = (rows: number, more: Partial<StepPart> = {}): StepPart => ({
  rows, store: 9, loops: [], feeds: [0], reads: [0], ahead: null, walks: null, ...more,
}); // biome-ignore format: one literal

describe('the clocks of a step', () => {
  it('are the rows of a population, or the loop of one instance', () => {
    expect(scheduleStep([population(20)])).toEqual({ begins: [0], cycles: 20 });
    expect(scheduleStep([population(3)])).toEqual({ begins: [0], cycles: 7 });
  });
  it('are fewer where what is kept is read later, or steps after it was written', () => {
    expect(scheduleStep([population(3, { loops: [{ read: 2, store: 6, steps: 1 }] })]).cycles).toBe(5);
    expect(scheduleStep([population(3, { loops: [{ read: 0, store: 8, steps: 2 }] })]).cycles).toBe(5);
    expect(scheduleStep([population(1, { loops: [] })]).cycles).toBe(2);
  });
  it('let populations go side by side', () => {
    expect(scheduleStep([population(20), population(30)])).toEqual({ begins: [0, 0], cycles: 30 });
  });
  it('are edges until the last sum is complete, then the population until the copies show its last row', () => {
    const parts = [population(10), edges(14)];
    const schedule = scheduleStep(parts);
    // the last edge is issued in clock 13, adds in 22, can be taken in 24; the last row is issued in 33, written in 39
    expect(schedule).toEqual({ begins: [24, 0], cycles: 38 });
    expect(verifyStep(parts, schedule)).toEqual([]);
  });
  it('keep a population waiting only for couplings that it has to do with', () => {
    const { begins } = scheduleStep([population(10), population(10), edges(14)]);
    expect(begins).toEqual([24, 0, 0]);
  });
  it('keep states that are read from being overwritten', () => {
    const parts = [population(10), edges(14, { feeds: [] })];
    const schedule = scheduleStep(parts);
    expect(schedule.begins).toEqual([14, 0]);
    expect(verifyStep(parts, { ...schedule, begins: [13, 0] }).join()).toContain(
      'overwrites what part 1 has yet to read',
    );
  });
  it('are the rows, and more only where neighbours far ahead are still on their way', () => {
    // row 0 is issued anew in clock `cycles`, reads two clocks later; its neighbour is issued in clock 4, written in 10
    expect(scheduleStep([population(20, { ahead: 4 })]).cycles).toBe(20);
    expect(scheduleStep([population(20, { ahead: 19 })]).cycles).toBe(24);
    expect(verifyStep([population(20, { ahead: 19 })], { begins: [0], cycles: 23 }).join()).toContain(
      'reads neighbours before',
    );
  });
  it('are found too few by the check', () => {
    const parts = [population(10), edges(14)];
    const { begins, cycles } = scheduleStep(parts);
    expect(verifyStep(parts, { begins, cycles: cycles - 1 })).toEqual([
      'part 1 reads copies that part 0 has yet to write',
    ]);
    expect(verifyStep(parts, { begins: [begins[0]! - 1, 0], cycles }).join()).toContain(
      'takes sums before part 1 has added all',
    );
    expect(verifyStep([population(3)], { begins: [0], cycles: 6 }).join()).toContain('before they are written');
  });
});
