export {
  baseUnitText,
  type Dimension,
  dimension,
  divideDimensions,
  isPlain,
  multiplyDimensions,
  none,
  powerOfDimension,
  sameDimension,
} from './dimension.ts';
export { describeDimension, dimensionWord, formatQuantity, unitOfQuantity, unitText } from './quantities.ts';
export type { UnitSymbol } from './symbols.ts';
export { findUnit, inSI, UnitTable, type UnitValue, unitHelp, unitSymbols } from './table.ts';
