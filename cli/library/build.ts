/** From a file to Verilog, memory images and a report, without touching the disk. */
import { emitHost, fingerprint, moved } from '../../compiler/emit/index.ts';
import type { EmittedFile } from '../../compiler/machine/form.ts';
import {
  type Compilation,
  type CompiledExperiment,
  type CompileOptions,
  compile,
  type Evaluators,
} from '../../compiler/pipeline.ts';
import type { FileAccess, SourceFile } from '../../dsl/index.ts';
import type { BuildDocument } from '../documents.ts';
import { packageVersion } from '../package-root.ts';
import { describeHardware } from './describe-hardware.ts';
import { estimateDesign } from './estimate.ts';

export interface Built {
  readonly compilation: Compilation;
  /** Null when the file is wrong or has no experiment. */
  readonly document: BuildDocument | null;
  /** Path below the output folder. */
  readonly files: readonly EmittedFile[];
}

/** Compiles every experiment and describes what came out. */
export function build(source: SourceFile, files: FileAccess, options: CompileOptions, evaluators: Evaluators): Built {
  const compilation = compile(source, files, options, evaluators);
  const made = compilation.experiments.filter(({ hardware }) => hardware !== null);
  if (!compilation.good || made.length === 0) return { compilation, document: null, files: [] };
  const described = made.map(describeHardware);
  const populations = described.flatMap((each) => each.populations);
  const version = packageVersion();
  const out = made.flatMap(({ experiment, hardware, files: emitted }) =>
    [...emitted, ...(emitHost(hardware!, emitted, files, { version }) ?? [])].map((file) =>
      moved(file, `${safeName(experiment.name)}/rtl/${file.path}`),
    ),
  );
  const slowest = populations.reduce((a, b) => (b.rate < a.rate ? b : a));
  const document: BuildDocument = {
    file: source.path,
    version,
    files: out.map((file) => file.path),
    fingerprint: fingerprint(out),
    populations,
    couplings: described.flatMap((each) => each.couplings),
    cyclesPerStep: slowest.cyclesPerStep,
    clock: slowest.clock,
    dt: slowest.dt,
    rate: slowest.rate,
    resources: {
      estimate: estimateOf(made[described.findIndex((each) => each.populations.includes(slowest))]!),
      synthesis: null,
    },
    seconds: { ...compilation.seconds },
    peakMemory: peakMemory(),
  };
  return { compilation, document, files: out };
}

/** Of all parts of an experiment together, as synthesis for an ECP5 will count. */
function estimateOf({ hardware, files }: CompiledExperiment): Record<string, number> {
  return { ...estimateDesign(hardware!, files, `${hardware!.name}_core`) };
}

/** A name of the file as a name of a folder on every system. */
export function safeName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^\.+/, '_') || '_';
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(plain) ? `${plain}_` : plain;
}

/** Bytes of memory at the peak of this process. */
export function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}
