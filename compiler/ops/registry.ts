/** The table of operations. A new operation is a new file and a line here. */
import { add, subtract } from './add.ts';
import { equal, less, lessEqual } from './comparison.ts';
import { divide } from './divide.ts';
import { poisson } from './draw/poisson.ts';
import * as exponential from './exponential.ts';
import { maximum, minimum } from './extremes.ts';
import * as hyperbolic from './hyperbolic.ts';
import { and, not, or } from './logic.ts';
import { lookup, lookupSlope } from './lookup.ts';
import { multiply } from './multiply.ts';
import { negate } from './negate.ts';
import type { Operation } from './operation.ts';
import { absolute, floor, sign, wrap } from './parts.ts';
import { polynomial } from './polynomial.ts';
import { power, reciprocal, sqrt } from './powers.ts';
import { resize } from './resize.ts';
import { select } from './select.ts';
import { acos, asin, atan, atan2, cos, sin, tan } from './trigonometric.ts';

const { exp, ln, expm1, phi1, phi2, softplus, logistic } = exponential;
const { tanh, sinh, cosh } = hyperbolic;

const all: readonly Operation[] = [
  // arithmetic
  add, subtract, negate, multiply, divide, minimum, maximum, absolute, sign, floor, wrap,
  // decisions
  select, less, lessEqual, equal, and, or, not,
  // functions of one variable and atan2: in hardware as tables
  exp, ln, expm1, phi1, phi2, softplus, logistic, sqrt, reciprocal, power,
  tanh, sinh, cosh, sin, cos, tan, asin, acos, atan, atan2, lookup, lookupSlope,
  // only in stimuli, which the host computes
  poisson,
  // only in the fixed form
  resize, polynomial,
]; // biome-ignore format: one family a line

export const operations: ReadonlyMap<string, Operation> = new Map(all.map((operation) => [operation.name, operation]));

/** The entry of an operation; a name that is not in the table is a defect of the caller. */
export function operation(name: string): Operation {
  const found = operations.get(name);
  if (!found) throw new Error(`no operation '${name}' in the table`);
  return found;
}
