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
  runFloat64Network,
} from './float64-network.ts';
export { instancesOf, NetworkWatch, partsOf, seenSteps } from './observers.ts';
export { fixedPieceOf, type Piece, pieceOf } from './pieces.ts';
export { transfersOf } from './transfer.ts';
export { isWired, orderOf, type PartWires, pointsOf, type ReadWire, type SumWire, wiresOf } from './wiring.ts';
