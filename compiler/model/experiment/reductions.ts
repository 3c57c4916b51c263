/** What a run can be reduced to: the words of measures, what they take and what they give. */

import { type Dimension, divideDimensions, none } from '../../../dsl/index.ts';
import { byName } from '../by-name.ts';
import { hertz, second } from '../quantity.ts';

type Result = (of: readonly Dimension[]) => Dimension;
export interface Reduction {
  readonly usage: string;
  /** Number of arguments when they are events, and when they are observed quantities; empty: not possible. */
  readonly events: readonly number[];
  readonly observed: readonly number[];
  /** Named arguments, each a quantity of the same kind as the observed one (or a time, for events). */
  readonly settings: readonly string[];
  readonly ofEvents: Dimension;
  readonly ofObserved: Result;
}

const same: Result = ([x]) => x ?? none;
const plain: Result = () => none;

/** Values are SI, per instance, from `settle` on. Of an observed quantity, `rate count period phase synchrony` are those of its rising crossings of `level`. */
export const reductions: Readonly<Record<string, Reduction>> = byName({
  rate: {
    usage: 'rate(event)',
    events: [1],
    observed: [1],
    settings: ['level'],
    ofEvents: hertz,
    ofObserved: () => hertz,
  },
  count: { usage: 'count(event)', events: [1], observed: [1], settings: ['level'], ofEvents: none, ofObserved: plain },
  period: {
    usage: 'period(event)',
    events: [1],
    observed: [1],
    settings: ['level'],
    ofEvents: second,
    ofObserved: () => second,
  },
  first: { usage: 'first(event)', events: [1], observed: [1], settings: [], ofEvents: second, ofObserved: same },
  last: { usage: 'last(event)', events: [1], observed: [1], settings: [], ofEvents: second, ofObserved: same },
  min: { usage: 'min(quantity)', events: [], observed: [1], settings: [], ofEvents: none, ofObserved: same },
  max: { usage: 'max(quantity)', events: [], observed: [1], settings: [], ofEvents: none, ofObserved: same },
  mean: { usage: 'mean(quantity)', events: [], observed: [1], settings: [], ofEvents: none, ofObserved: same },
  rms: { usage: 'rms(quantity)', events: [], observed: [1], settings: [], ofEvents: none, ofObserved: same },
  final: { usage: 'final(quantity)', events: [], observed: [1], settings: [], ofEvents: none, ofObserved: same },
  amplitude: {
    usage: 'amplitude(quantity)',
    events: [],
    observed: [1],
    settings: [],
    ofEvents: none,
    ofObserved: same,
  },
  phase: { usage: 'phase(a, b)', events: [2], observed: [2], settings: ['level'], ofEvents: none, ofObserved: plain },
  synchrony: {
    usage: 'synchrony(a, b) or synchrony(array)',
    events: [2],
    observed: [2],
    settings: ['level'],
    ofEvents: none,
    ofObserved: plain,
  },
  accuracy: {
    usage: 'accuracy(output, label)',
    events: [],
    observed: [2],
    settings: [],
    ofEvents: none,
    ofObserved: plain,
  },
  correlation: {
    usage: 'correlation(x, y)',
    events: [],
    observed: [2],
    settings: [],
    ofEvents: none,
    ofObserved: plain,
  },
  spread: {
    usage: 'spread(event) or spread(quantity)',
    events: [1],
    observed: [1],
    settings: [],
    ofEvents: second,
    ofObserved: same,
  },
  mode: { usage: 'mode(quantity)', events: [], observed: [1], settings: [], ofEvents: none, ofObserved: same },
  histogram: {
    usage: 'histogram(x, low: .., high: ..)',
    events: [1],
    observed: [1],
    settings: ['low', 'high'],
    ofEvents: none,
    ofObserved: plain,
  },
  fit: {
    usage: 'fit(x) or fit(y, x)',
    events: [],
    observed: [1, 2],
    settings: [],
    ofEvents: none,
    ofObserved: ([y, x]) => divideDimensions(y ?? none, x ?? second),
  },
});
