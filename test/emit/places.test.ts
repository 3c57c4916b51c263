/** The Verilog says which lines of the `.qnm` files it came from. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile, evaluators, load } from '../../index.ts';

const text = `use std.passive

circuit Discharge {
  node out: electrical = 1 V
  R1: resistor(out, gnd)  { R = 1 kΩ }
  C1: capacitor(out, gnd) { C = 1 nF }
  event low when falling(V(out), 0.5 V)
}
experiment Decay of Discharge { stop = 1 us   dt = 10 ns }
`;

describe('source lines in the Verilog', () => {
  it('name the state and the event where the file declares them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'qnm-places-'));
    try {
      writeFileSync(join(folder, 'discharge.qnm'), text);
      const { source, files } = load(join(folder, 'discharge.qnm'));
      const [experiment] = compile(source!, files, {}, { ...evaluators, trial: null }).experiments;
      const lane = experiment!.files.find((file) => file.path.endsWith('_lane.v'))!.text;
      expect(lane).toMatch(/out in V, before the step {2}\(discharge\.qnm:4\)/);
      expect(lane).toMatch(/discharge\.qnm:7 {2}low = /);
      // the moment of the event within the step, which nobody wrote
      expect(lane).toMatch(/discharge\.qnm:7 {2}\w+ = \w+ \/ \w+ /);
      expect(lane).not.toContain(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
