export * from './diagnostics/diagnostic.ts';
export { messageKinds } from './diagnostics/messages/index.ts';
export { nearest } from './diagnostics/nearest.ts';
export {
  type DiagnosticJson,
  diagnosticsToJson,
  type Position,
  positionOf,
  type RenderOptions,
  renderDiagnostic,
  renderDiagnostics,
  type Sources,
} from './diagnostics/render.ts';
export { parseFile } from './parse.ts';
export { printSyntax } from './print.ts';
export { printExpression } from './print-expression.ts';
export * from './source.ts';
export type * as Syntax from './syntax.ts';
export { shapes } from './tokens.ts';
export * from './units/index.ts';
