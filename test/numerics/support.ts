import { buildFixedReported, type FixedBuild } from '../../compiler/numerics/index.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { DiagnosticSink } from '../../dsl/index.ts';
import { LocalErrorMeter, type LocalErrors } from '../../sim/compare/local-error.ts';
import { trialOf } from '../../sim/compare/trial.ts';
import { runFixed } from '../../sim/fixed/index.ts';
import { gatherEvidence } from '../../sim/float64/index.ts';

export interface Built {
  readonly built: FixedBuild | null;
  readonly sink: DiagnosticSink;
}
export function build(step: StepForm, tolerance: number, withTrial = false): Built {
  const sink = new DiagnosticSink();
  const built = buildFixedReported(step, { tolerance }, gatherEvidence, withTrial ? trialOf() : null, sink);
  return { built, sink };
}
/** Local errors of every step of the experiment, bit-exact run against float64. */
export function measure({ fixed }: FixedBuild): LocalErrors {
  const meter = new LocalErrorMeter(fixed);
  runFixed(fixed, meter);
  return meter.result();
}
export const codes = (sink: DiagnosticSink): string[] => sink.all.map((d) => d.code);
/** JSON in which integers survive, to compare two builds. */
export function frozen(built: FixedBuild): string {
  const { step: _, ...fixed } = built.fixed;
  return JSON.stringify({ fixed, report: built.report }, (_key, value) =>
    typeof value === 'bigint' ? `${value}n` : value,
  );
}
