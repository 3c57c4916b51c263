/** How far a network goes down, and where its forms are on the way. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { printForm } from '../../cli/library/print-form.ts';
import { type CompileOptions, compile } from '../../compiler/pipeline.ts';

const text = (couple: string) => `use std.passive
circuit Chain {
  node out: electrical[4] = [1 V, 0.5 V, 0 V, 0.25 V]
  C1: capacitor[4](out, gnd) { C = 1 nF }
  R1: resistor[4](out, gnd)  { R = 10 kΩ }
  ${couple}
}
experiment Spread of Chain { stop = 2 us  dt = 10 ns  record out }`;
const coupled = text('couple out by chain { resistor(a, b) { R = 1 kΩ } }');
const made = (source: string, options: CompileOptions) =>
  compile({ path: 'chain.qnm', text: source }, new NodeFiles(), options, evaluators);

describe('a network', () => {
  it.each(['step', 'fixed', 'machine', 'verilog'] as const)('compiled to %s has that form for every part', (until) => {
    const compilation = made(coupled, { until });
    expect(compilation.diagnostics.map((d) => d.message)).toEqual([]);
    const [experiment] = compilation.experiments;
    expect(experiment!.parts.map(({ step }) => step.population.name)).toEqual(['out', 'out_chain']);
    const at = ['step', 'fixed', 'machine', 'verilog'].indexOf(until);
    for (const { fixed, numerics, machine } of experiment!.parts) {
      expect([fixed !== null, numerics !== null, machine !== null]).toEqual([at >= 1, at >= 1, at >= 2]);
    }
    expect(experiment!.hardware !== null).toBe(at >= 2);
    expect(experiment!.files.length > 0).toBe(at >= 3);
    // its own forms are those of an only part
    expect([experiment!.step, experiment!.fixed, experiment!.machine]).toEqual([null, null, null]);
    if (until !== 'verilog') expect(printForm(compilation, until)).toContain('out_chain');
  });
  it('that is one array has the forms of its part as its own', () => {
    const [experiment] = made(text(''), { until: 'machine' }).experiments;
    expect(experiment!.parts).toHaveLength(1);
    expect(experiment!.step).toBe(experiment!.parts[0]!.step);
    expect(experiment!.machine).toBe(experiment!.hardware!.parts[0]);
    expect(experiment!.step!.population).toMatchObject({ shape: [4], size: 4, instances: 4 });
  });
  it('gives the same bytes twice', () => {
    const files = () => made(coupled, { until: 'verilog' }).experiments[0]!.files;
    expect(files()).toEqual(files());
  });
});
