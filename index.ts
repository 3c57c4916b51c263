/**
 * qnm as a library: what the commands of `qnmc` do, as functions with typed results.
 *
 *   import { build, evaluators, load } from 'qnm';
 *   const { source, files } = load('examples/lif.qnm');
 *   const { document } = build(source!, files, {}, evaluators);
 */

export type * from './cli/documents.ts';
export { type Built, build } from './cli/library/build.ts';
export { check } from './cli/library/check.ts';
export { evaluators } from './cli/library/evaluators.ts';
export { type Exported, type ExportTargetName, exportTo } from './cli/library/export.ts';
export { filesOf, type Loaded, load } from './cli/library/load.ts';
export { type PrintableForm, printForm } from './cli/library/print-form.ts';
export { type ModelName, type Simulated, simulate } from './cli/library/simulate.ts';
export { type Verified, type VerifyOptions, verify } from './cli/library/verify.ts';
export {
  buildRtlModel,
  chooseSimulators,
  type Simulator,
  type VerilogRunner,
  verilogRunner,
} from './cli/library/verilog.ts';
export {
  type Compilation,
  type CompiledExperiment,
  type CompiledPart,
  type CompileOptions,
  compile,
  type Evaluators,
  type FormName,
} from './compiler/pipeline.ts';
export {
  type Diagnostic,
  diagnosticsToJson,
  type FileAccess,
  renderDiagnostics,
  type SourceFile,
} from './dsl/index.ts';
