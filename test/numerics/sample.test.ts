import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../compiler/numerics/evidence.ts';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { buildNetwork } from '../../compiler/numerics/index.ts';
import { sampled } from '../../compiler/numerics/sample.ts';
import type { StepForm, StepNetwork } from '../../compiler/step/form.ts';
import { DiagnosticSink } from '../../dsl/index.ts';
import { gatherNetworkEvidence } from '../../sim/network/index.ts';
import { conductors } from '../sim/network-forms.ts';

/** A lattice of RC nodes, coupled to the right and down. */
function lattice(rows: number, columns: number, steps: number, regular = true): StepNetwork {
  const ends: [number, number][] = [];
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      if (j + 1 < columns) ends.push([i * columns + j, i * columns + j + 1]);
      if (i + 1 < rows) ends.push([i * columns + j, (i + 1) * columns + j]);
    }
  const network = conductors(ends, rows * columns, steps);
  const rule = { shape: [rows, columns], offsets: [[0, 1], [1, 0]], wraps: false }; // biome-ignore format: a rule
  return network.map((step) => ({ ...step, edges: step.edges && { ...step.edges, regular: regular ? rule : null } }));
}
/** As if every value went from 0 to the largest first parameter among the instances that run. */
function asFarAsDriven({ population: { cell } }: StepForm): Evidence {
  const size = cell.graph.values.length;
  const most = cell.params[0]?.values.reduce((a, b) => Math.max(a, b), 0) ?? 1;
  return { low: new Float64Array(size), high: new Float64Array(size).fill(most), points: [], deviceSteps: 0 };
}
/** What a run of this network is given to run, and of what the evidence is that comes back. */
function runsOf(network: StepNetwork) {
  const runs: StepNetwork[] = [];
  const source = (parts: StepNetwork) => {
    runs.push(parts);
    return parts.map(asFarAsDriven);
  };
  const tried: StepNetwork[] = [];
  const trial = (forms: readonly FixedForm[]) => {
    tried.push(forms.map(({ step }) => step));
    return [];
  };
  const { source: asked, trial: tryOut } = sampled(network, source, trial);
  const evidence = asked(network);
  const form = (step: StepForm) => ({ step, params: [], states: [], delayLines: [] }) as unknown as FixedForm;
  tryOut!(network.map(form));
  return { runs, evidence, tried: tried[0]! };
}
const seen = (network: StepNetwork): StepNetwork => runsOf(network).runs[0]!;
/** The lattice with other drives. */
function driven(network: StepNetwork, of: (drive: number, i: number) => number): StepNetwork {
  return network.map((step) => {
    const { population } = step;
    if (step.edges !== null) return step;
    const [first, ...others] = population.cell.params;
    const params = [{ ...first!, values: first!.values.map(of) }, ...others];
    return { ...step, population: { ...population, cell: { ...population.cell, params } } };
  });
}
/** A part whose instances differ in nothing. */
function alike(step: StepForm): StepForm {
  const { population } = step;
  const { cell } = population;
  const flat = (values: Float64Array): Float64Array => values.slice().fill(values[0]!);
  const params = cell.params.map((param) => ({ ...param, values: flat(param.values) }));
  const states = cell.states.map((state) => ({ ...state, initial: flat(state.initial) }));
  const inputs = cell.inputs.map((input) => ({ ...input, perInstance: input.perInstance && input.from !== undefined }));
  return { ...step, population: { ...population, cell: { ...cell, params, states, inputs } } };
}

describe('runs that numerics asks for', () => {
  it('are those of the whole where it is small enough', () => {
    const network = lattice(20, 20, 1000);
    expect(seen(network)).toBe(network);
  });
  it('are those of a block in the middle of a large lattice, with the edges inside', () => {
    const network = lattice(100, 300, 2000);
    const [cell, edge] = seen(network);
    const { size, instances, cell: own } = cell!.population;
    expect(size).toBe(instances);
    expect(2000 * (size + edge!.population.size / 4)).toBeLessThan(1.2e6);
    expect(size).toBeGreaterThan(250);
    // a block of extents a, b has 2ab - a - b edges, all with ends that are there
    const { from, to } = edge!.edges!;
    const width = to.find((end, e) => end - from[e]! > 1)! - from[0]!;
    expect(edge!.population.size).toBe(2 * size - width - size / width);
    expect(from.every((end, e) => end < to[e]! && to[e]! < size)).toBe(true);
    // the middle: the same drives as in the whole
    const whole = network[0]!.population.cell.params[0]!.values;
    const first = Math.floor((100 - size / width) / 2) * 300 + Math.floor((300 - width) / 2);
    expect([...own.params[0]!.values.slice(0, width)]).toEqual([...whole.slice(first, first + width)]);
  });
  it('are those of the whole where the part moves much less', () => {
    const corner = driven(lattice(100, 300, 2000), (_, i) => (i === 0 ? 1 : 0.1));
    const { runs, evidence, tried } = runsOf(corner);
    const instances = runs.map(([cell]) => cell!.population.instances);
    expect(instances).toEqual([expect.any(Number), 30_000, 30_000]);
    expect(instances[0]).toBeLessThan(30_000);
    expect(runs[1]![0]!.steps * 30_000).toBeLessThan(5e6); // only the beginning is looked at
    expect(runs[2]).toBe(corner);
    expect(Math.max(...evidence[0]!.high)).toBe(1);
    expect(tried[0]!.population.instances).toBe(30_000);
  });
  it('are not looked for in the whole where all are alike, or move alike', () => {
    const same = runsOf(lattice(100, 300, 2000).map(alike));
    expect(same.runs).toHaveLength(1);
    expect(same.tried[0]!.population.instances).toBeLessThan(30_000);
    const near = runsOf(driven(lattice(100, 300, 2000), (_, i) => 1 + (i % 7) / 10));
    expect(near.runs).toHaveLength(2);
    expect(near.tried[0]!.population.instances).toBeLessThan(30_000);
  });
  it('are those of the whole where there is no rule', () => {
    const [cell] = seen(lattice(100, 300, 2000, false));
    expect(cell!.population.instances).toBe(30_000);
  });
  it('are those of some points of a long sweep', () => {
    const network = conductors([[0, 1]], 2, 1e6, 50);
    const [cell, edge] = seen(network);
    expect([cell!.population.size, edge!.population.size]).toEqual([2, 1]);
    // a few evenly spread, and the ends of what differs between them
    expect(cell!.population.instances).toBeLessThan(30);
    expect(cell!.population.instances).toBeGreaterThan(4);
  });
  it('are those of all points where these are many and their runs short', () => {
    const [cell] = seen(conductors([[0, 1]], 2, 2e4, 50));
    expect(cell!.population.instances).toBe(100);
  });
  it('hold the instances with the smallest and the largest parameter', () => {
    const [cell] = conductors([[0, 1]], 40_000, 2000);
    const { population } = cell!;
    const values = population.cell.params[0]!.values.map((value, i) => (i === 777 ? 9 : i === 333 ? -9 : value));
    const changed = { ...population.cell, params: [{ ...population.cell.params[0]!, values }], inputs: [] };
    const [run] = seen([{ ...cell!, population: { ...population, cell: changed } }]);
    const taken = run!.population.cell.params[0]!.values;
    expect(taken.length).toBeLessThan(1000);
    expect([Math.min(...taken), Math.max(...taken)]).toEqual([-9, 9]);
  });
  it('are made of the whole once more, where its instances differ and are not too many', () => {
    const trial = () => [];
    const confirmOf = (network: StepNetwork) => {
      const runs = sampled(network, (parts) => parts.map(asFarAsDriven), trial);
      runs.source(network);
      return runs.confirm;
    };
    const unequal = driven(lattice(30, 30, 2000), (_, i) => 1 + (i % 7) / 10);
    expect(confirmOf(unequal)).toBe(trial);
    expect(confirmOf(unequal.map(alike))).toBeNull();
    expect(confirmOf(driven(lattice(100, 300, 2000), (_, i) => 1 + (i % 7) / 10))).toBeNull();
    // the trial itself runs the whole here
    expect(confirmOf(driven(lattice(30, 30, 2000), (_, i) => (i === 0 ? 1 : 0.1)))).toBeNull();
  });
  it('tighten the budget where the whole is farther off than its part', () => {
    const network = driven(lattice(30, 30, 2000), (_, i) => 1 + (i % 7) / 10);
    const tried: [instances: number, bits: number][] = [];
    const results = (forms: readonly FixedForm[], trajectoryError: number) =>
      forms.map(({ states }) => ({
        localError: new Float64Array(states.length),
        trajectoryError,
        measure: 'waveform',
      }));
    const trial = (forms: readonly FixedForm[]) => {
      const [{ step, states }] = forms as [FixedForm];
      const whole = step.population.instances === 900;
      tried.push([step.population.instances, states[0]!.format.width]);
      // half of the tolerance, but four times the tolerance where the whole runs for the first time
      return results(forms, whole && tried.filter(([n]) => n === 900).length === 1 ? 4e-3 : 5e-4);
    };
    const sink = new DiagnosticSink();
    const [cell] = buildNetwork(network, { tolerance: 1e-3 }, gatherNetworkEvidence, trial, sink)!;
    expect(sink.all).toEqual([]);
    expect(tried.map(([instances]) => instances === 900)).toEqual([false, true, true]);
    expect(tried[1]![1]).toBe(tried[0]![1]);
    expect(tried[2]![1]).toBeGreaterThan(tried[1]![1]);
    expect(cell!.fixed.states[0]!.format.width).toBe(tried[2]![1]);
    expect(cell!.report.trials.map((one) => one.trajectoryError)).toEqual([5e-4, 4e-3, 5e-4]);
  });
  it('give formats for the whole, with its own numbers in them', () => {
    const network = lattice(100, 300, 400);
    const sink = new DiagnosticSink();
    const [cell, edge] = buildNetwork(network, { tolerance: 1e-3 }, gatherNetworkEvidence, null, sink)!;
    expect(sink.all).toEqual([]);
    expect([cell!.fixed.step, edge!.fixed.step]).toEqual(network);
    expect(cell!.fixed.params[0]!.integers.length).toBe(30_000);
    expect(cell!.fixed.states[0]!.initial.length).toBe(30_000);
  });
});
