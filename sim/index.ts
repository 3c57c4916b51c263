/** Simulators of the forms, and what compares, measures and records their runs. */
export * from './compare/index.ts';
export * from './fixed/index.ts';
export * from './float64/index.ts';
export * from './measure/index.ts';
export * from './network/index.ts';
export * from './record/index.ts';
export type * from './run.ts';
