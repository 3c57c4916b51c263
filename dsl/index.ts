export * from './diagnostics/diagnostic.ts';
export { parseFile } from './parse.ts';
export * from './source.ts';
export type * as Syntax from './syntax.ts';
