/** The simulators that the compiler may ask. */
import type { Evaluators } from '../../compiler/pipeline.ts';
import { networkTrialOf, trialOf } from '../../sim/compare/index.ts';
import { gatherEvidence } from '../../sim/float64/index.ts';
import { gatherNetworkEvidence } from '../../sim/network/index.ts';

export const evaluators: Evaluators = {
  evidence: gatherEvidence,
  trial: trialOf,
  network: { evidence: gatherNetworkEvidence, trial: networkTrialOf },
};
