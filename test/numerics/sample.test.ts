import { describe, expect, it } from 'vitest';
import { buildNetwork } from '../../compiler/numerics/index.ts';
import { sampled } from '../../compiler/numerics/sample.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
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
/** What a run of this network is given to run. */
function seen(network: StepNetwork): StepNetwork {
  let run: StepNetwork = [];
  sampled(
    network,
    (parts) => {
      run = parts;
      return parts.map(() => ({ low: new Float64Array(), high: new Float64Array(), points: [], deviceSteps: 0 }));
    },
    null,
  ).source(network);
  return run;
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
