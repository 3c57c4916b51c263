/** How many p-bits a second a build says that its hardware draws. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { describeHardware } from '../../cli/library/describe-hardware.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { rateSentence } from '../../cli/report/build-report.ts';
import { compile } from '../../compiler/pipeline.ts';

function built(device: string) {
  const text = `use std.ising
circuit Sheet {
  ${device}
  couple p by torus(4) { bond(a.own, b.own) }
}
experiment Run of Sheet { stop = 1 us   dt = 5 ns }
`;
  const { experiments, diagnostics } = compile({ path: 'sheet.qnm', text }, new NodeFiles(), {}, evaluators);
  expect(diagnostics).toEqual([]);
  return describeHardware(experiments[0]!).populations[0]!;
}

describe('updates by drawn numbers', () => {
  it('are one of each instance in a period, at the rate of the hardware', () => {
    const sheet = built('p: pbit[4, 4] { tau = 20 ns }');
    const stepsPerSecond = sheet.clock / sheet.cyclesPerStep;
    expect(sheet.redraws).toBeCloseTo((16 * stepsPerSecond) / 4, 0); // a period of 20 ns is four steps
    expect(rateSentence(sheet, true)).toMatch(/; [\d.]+ MHz of updates by drawn numbers$/);
  });
  it('are none where nothing is drawn', () => {
    const still = built('p: reader[4, 4]');
    expect(still.redraws).toBe(0);
    expect(rateSentence(still)).not.toContain('drawn');
  });
});
