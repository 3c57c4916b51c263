/** Which engine takes edges that events open depends on how many of them a run opens. */
import { describe, expect, it } from 'vitest';
import { openedShares, runFloat64Network } from '../../sim/network/index.ts';
import { networkMachineOf } from '../support/rtl.ts';
import { spikingForms } from '../support/spiking.ts';

const forms = spikingForms();
const network = forms.map(({ step }) => step);
const engineAt = (share: number | null): string =>
  networkMachineOf(forms, 1, { opened: () => (share === null ? null : [share]) }).couplings[0]!.engine;

describe('edges that events open', () => {
  it('are counted along the float64 run: all cells have as many, so that it is spikes a cell and step', () => {
    const state = network[0]!.population.cell.states.findIndex(({ name }) => name.endsWith('fired'));
    const steps = network[0]!.steps;
    let spikes = 0;
    runFloat64Network(network, {
      frame: ({ part, fired }) => {
        if (part === 0) spikes += fired.reduce((sum, one) => sum + one, 0);
      },
    });
    expect(spikes).toBeGreaterThan(steps / 2);
    const [share] = openedShares(network, [{ part: 1, population: 0, state }], 2 ** 20);
    expect(share).toBeCloseTo(spikes / (12 * steps), 12);
  });
  it('are taken by the engine of events where few are opened in a step, and by a list or pairs where next to all are', () => {
    expect(engineAt(0.01)).toBe('event');
    expect(engineAt(null)).toBe('event');
    expect(engineAt(1)).not.toBe('event');
  });
});
