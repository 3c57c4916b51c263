/** The table of operations and what is built on it. Entries are registered in `registry.ts`. */
export { bigintBuilder, divideRounded } from './bigint-builder.ts';
export * from './draw/draw.ts';
export * from './draw/gaussian.ts';
export { gaussianCoefficients } from './draw/gaussian-coefficients.ts';
export { evaluateInteger, evaluateIntegerFlagged, plainSite, siteOf } from './evaluate-integer.ts';
export { evaluateTable, tableEvaluator } from './evaluate-table.ts';
export * from './format.ts';
export * from './graph.ts';
export { javascriptFunctions } from './javascript-functions.ts';
export type * from './operation.ts';
export { operation, operations } from './registry.ts';
export { apply, differentiate, enclose, rebuild } from './rewrite.ts';
export { tableDriven } from './table-driven.ts';
export * from './walk.ts';
