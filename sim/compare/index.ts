export { type FirstDifference, NetworkComparison, NetworkTrace } from './bit-exact.ts';
export { decisionBounds } from './decisions.ts';
export { FrameDigest } from './digest.ts';
export { isHalvable } from './half-step.ts';
export { LocalErrorMeter, type LocalErrors, NetworkErrorMeter, type StateError } from './local-error.ts';
export type {
  ExpectFigure,
  ExpectReport,
  ExperimentReport,
  PartReport,
} from './report.ts';
export { type TrajectoryError, TrajectoryMeter } from './trajectory.ts';
export { type FixedRunner, fixedRunner, networkTrialOf, trialOf, trialWith } from './trial.ts';
export { type RtlRun, type RtlSummary, type VerifyRequest, verifyExperiment } from './verify.ts';
