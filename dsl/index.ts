export * from './source.ts';
export * from './diagnostics/diagnostic.ts';
export type * as Syntax from './syntax.ts';
