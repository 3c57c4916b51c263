export { Gathering, gatherEvidence } from './evidence.ts';
export { evaluateAll, type Leaves, nearestOutcome, type StepOutcome } from './interpret.ts';
export { inputLayout } from './kernel.ts';
export { LocalStep } from './local.ts';
export { compileObserver, type FillInputs, type Observer, type ObserverOptions } from './observe.ts';
export type { Pull, PullSource } from './pulls.ts';
export {
  type AssertReport,
  type Float64Options,
  Float64Run,
  type Float64Summary,
  type NonFiniteState,
  type RangeReport,
  runFloat64,
} from './run.ts';
export { StateSpans } from './state-spans.ts';
export { compileStimuli, type Stimuli } from './stimuli.ts';
