/** One experiment at one tolerance, in figures. */
import { tableCost } from '../../compiler/numerics/table/cost.ts';
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { ExperimentReport } from '../../sim/compare/index.ts';

type ExpectReport = ExperimentReport['expects'][number];

export interface Line {
  /** Bits of the state words of one instance, and of all table memories. */
  readonly states: number;
  readonly tables: number;
  /** Of all tables, memories and multipliers, in multipliers: a polynomial of higher degree needs less memory and costs more. */
  readonly tableCost: number;
  /** Largest local error of a state, in parts of its full range. */
  readonly predicted: number;
  readonly measured: number;
  /** Geometric mean of predicted / measured over the states that were wrong at all; null: none was. */
  readonly ratio: number | null;
  readonly trajectory: number;
  readonly bitExact: boolean;
  readonly expects: { readonly held: number; readonly all: number };
  /** What does not hold. */
  readonly reasons: readonly string[];
  /** Figures that are missed by no more than what was asked: they want more than that. */
  readonly finer: readonly string[];
}

/** `quick`: without Verilog, whose absence is no fault then. */
export function line({ parts }: CompiledExperiment, report: ExperimentReport, quick: boolean): Line {
  const forms = parts.map(({ fixed }) => fixed!);
  const states = forms.flatMap((form) => form.states);
  const tables = forms.flatMap((form) => form.tables);
  const { localError, trajectoryError, expects } = report;
  // an error of the size of float64's own rounding is none of the words
  const ratios = localError.states.flatMap(({ predicted, worst, range }) =>
    worst > 2 ** -40 * range ? Math.log(predicted / worst) : [],
  );
  const verdicts = expects.flatMap(({ float64, fixed: bits, rtl }) => [float64, bits, rtl]).filter((v) => v !== null);
  const missed = expects.filter(({ float64, fixed: bits, rtl }) => [float64, bits, rtl].some((v) => v?.pass === false));
  const said = (list: readonly ExpectReport[]): string[] => list.map(({ text, line: at }) => `line ${at}: ${text}`);
  const reasons = said(missed.filter((expect) => !wantsMore(expect, report.tolerance)));
  if (localError.exceeded !== null) reasons.push('the predicted bound was exceeded');
  if (!(trajectoryError.value <= Math.max(report.tolerance, trajectoryError.floor)))
    reasons.push(`off by ${trajectoryError.value} in ${trajectoryError.measure}`);
  if (!quick && !report.bitExact) reasons.push('Verilog and model differ');
  if (reasons.length === 0 && missed.length === 0 && !report.pass && !quick) reasons.push(...report.reasons);
  return {
    states: states.reduce((sum, { format }) => sum + format.width, 0),
    tables: tables.reduce((sum, t) => sum + t.coefficients.reduce((s, c) => s + c.words.length * c.width, 0), 0),
    tableCost: tables.reduce((sum, table) => sum + tableCost(table), 0),
    predicted: localError.predicted,
    measured: localError.worst,
    ratio: ratios.length === 0 ? null : Math.exp(ratios.reduce((sum, r) => sum + r, 0) / ratios.length),
    trajectory: trajectoryError.value,
    bitExact: report.bitExact,
    expects: { held: verdicts.filter((v) => v.pass).length, all: verdicts.length },
    reasons,
    finer: said(missed.filter((expect) => wantsMore(expect, report.tolerance))),
  };
}
const angles: ReadonlySet<string> = new Set(['rad', 'deg', '°', 'turn']);
/**
 * Whether float64 meets a figure and the words are as close to it as was asked: `T ~ 5.159 s +- 0.1 %` of a run at 1 %. A tolerance of an angle is
 * one of a whole turn.
 */
export function wantsMore({ float64, fixed, rtl, unit }: ExpectReport, tolerance: number): boolean {
  if (float64?.pass === false) return false;
  const size = (wanted: number): number => (angles.has(unit.text) ? 2 * Math.PI : Math.abs(wanted));
  const off = (v: ExpectReport['fixed']): number =>
    v?.value == null || v.wanted == null ? 0 : Math.abs(v.value - v.wanted);
  return [fixed, rtl].every(
    (v) => !v || v.pass || (v.value !== null && off(v) <= tolerance * size(v.wanted ?? 0) + off(float64)),
  );
}

/** Where words or tables become cheaper from a tolerance to the next finer one. */
export function notGrowing(lines: readonly Line[], tolerances: readonly number[]): string[] {
  return lines.slice(1).flatMap((now, i) => {
    const before = lines[i]!;
    const from = `from ${100 * tolerances[i]!} % to ${100 * tolerances[i + 1]!} %`;
    return [
      ...(now.states < before.states ? [`the states shrink ${from}`] : []),
      ...(now.tableCost < before.tableCost ? [`the tables become cheaper ${from}`] : []),
    ];
  });
}

/** Geometric mean of predicted / measured over the lines that have it. */
export function tightness(lines: readonly Line[]): number {
  const logs = lines.flatMap(({ ratio }) => (ratio === null ? [] : Math.log(ratio)));
  return logs.length === 0 ? 1 : Math.exp(logs.reduce((sum, r) => sum + r, 0) / logs.length);
}
