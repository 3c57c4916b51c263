/** The simulators that the compiler may ask. */
import { anew, type Remember } from '../../compiler/numerics/evidence.ts';
import type { Evaluators } from '../../compiler/pipeline.ts';
import { trialWith } from '../../sim/compare/index.ts';
import { gatherEvidence } from '../../sim/float64/index.ts';
import { gatherNetworkEvidence, openedShares, settledApart } from '../../sim/network/index.ts';

/** `remember`: where what they work out is kept. */
export function evaluatorsWith(remember: Remember): Evaluators {
  return {
    evidence: (step, wanted = null) => remember('evidence', [step, wanted], () => gatherEvidence(step, wanted)),
    trial: () => {
      const trial = trialWith(remember);
      return (fixed) => trial([fixed])[0]!;
    },
    network: {
      evidence: (network, wanted = null) =>
        remember('evidence', [network, wanted], () => gatherNetworkEvidence(network, wanted)),
      trial: () => trialWith(remember),
      opened: (network, openings, most) =>
        remember('opened', [network, openings, most], () => openedShares(network, openings, most)),
      settled: (network, most) => remember('settled', [network, most], () => settledApart(network, most)),
    },
    remember,
  };
}
export const evaluators: Evaluators = evaluatorsWith(anew);
