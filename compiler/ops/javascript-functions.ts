import { logisticValue, phi1Value, phi2Value, softplusValue } from './exponential.ts';
import { tanhValue } from './hyperbolic.ts';
import { lookupSlopeValue, lookupValue } from './lookup.ts';

/** What the texts of `Operation.javascript` call besides `Math`: put it in scope as `functions`. */
export const javascriptFunctions = {
  tanh: tanhValue,
  phi1: phi1Value,
  phi2: phi2Value,
  softplus: softplusValue,
  logistic: logisticValue,
  lookup: lookupValue,
  lookupSlope: lookupSlopeValue,
} as const;
