import { poissonValue } from './draw/poisson.ts';
import { logisticValue, phi1Value, phi2Value, softplusValue } from './exponential.ts';
import { lookupSlopeValue, lookupValue } from './lookup.ts';
import { cosMany, cosValue, expMany, expValue, sinMany, sinValue, tanhMany, tanhValue } from './table-driven.ts';

/** What the texts of `Operation.javascript` call besides `Math`: put it in scope as `functions`. */
export const javascriptFunctions = {
  exp: expValue,
  tanh: tanhValue,
  sin: sinValue,
  cos: cosValue,
  expMany,
  tanhMany,
  sinMany,
  cosMany,
  phi1: phi1Value,
  phi2: phi2Value,
  softplus: softplusValue,
  logistic: logisticValue,
  lookup: lookupValue,
  lookupSlope: lookupSlopeValue,
  poisson: poissonValue,
} as const;
