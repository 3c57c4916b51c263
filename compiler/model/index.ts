/** Form 2: names resolved, units and dimensions checked, circuits flattened to cells. */
export { buildModel, type ModelOptions } from './build-model.ts';
export * from './form.ts';
export { printModel } from './print.ts';
export { sweepsIn } from './solve.ts';
