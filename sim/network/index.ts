export { gatherNetworkEvidence } from './evidence.ts';
export {
  type FixedNetworkOptions,
  FixedNetworkRun,
  type FixedNetworkSummary,
  runFixedNetwork,
} from './fixed.ts';
export {
  Float64Network,
  type NetworkOptions,
  type NetworkSummary,
  type OfPart,
} from './float64-network.ts';
export { followTeam } from './follow.ts';
export { instancesOf, NetworkWatch, partsOf, seenSteps } from './observers.ts';
export { openedShares } from './opened.ts';
export { fixedPieceOf, type Piece, pieceOf } from './pieces.ts';
export { runFloat64Network } from './run-float64.ts';
export { settledApart } from './settled.ts';
export type { Team, TeamJob } from './team.ts';
export { transfersOf } from './transfer.ts';
export { isWired, orderOf, type PartWires, pointsOf, type ReadWire, type SumWire, wiresOf } from './wiring.ts';
