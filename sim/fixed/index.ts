/** Bit-exact simulation of the fixed form: what the hardware is meant to compute. */
export type { StepLeaves } from './bigint.ts';
export type { EngineKind } from './engine.ts';
export { quantise } from './quantise.ts';
export {
  type Feed,
  type FixedOptions,
  FixedRun,
  type FixedSummary,
  type FlagReport,
  isLong,
  runFixed,
  type StateColumn,
} from './run.ts';
export { type FixedStep, type FixedStepper, fixedStepper } from './stepper.ts';
