/** The human side of `verify`: one block per experiment. */
import type { ExpectFigure, ExpectReport, ExperimentReport, PartReport } from './report.ts';

/** A part of a whole, in percent or parts per million: three digits. */
function partText(value: number): string {
  if (value === 0) return '0';
  if (!Number.isFinite(value)) return 'unbounded';
  return Math.abs(value) >= 1e-5
    ? `${Number((100 * value).toPrecision(3))} %`
    : `${Number((1e6 * value).toPrecision(3))} ppm`;
}
function countText(value: number): string {
  return value.toLocaleString('en-GB');
}
function figureText(figure: ExpectFigure | null, unit: ExpectReport['unit']): string {
  if (figure === null) return '-';
  if (figure.points === 0) return 'no point';
  const value =
    figure.value === null
      ? 'none'
      : `${Number((figure.value * unit.scale).toPrecision(6))}${unit.text === '1' ? '' : ` ${unit.text}`}`;
  return figure.pass ? value : `${value} !`;
}
/** Left column padded to its longest entry. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, c) => Math.max(...rows.map((row) => row[c]!.length)));
  return rows.map((row) =>
    row
      .map((text, c) => text.padEnd(widths[c]!))
      .join('  ')
      .trimEnd(),
  );
}

function bitExactText(report: ExperimentReport): string {
  const d = report.firstDifference;
  const size = `${countText(report.steps)} steps x ${countText(report.instances)} instances`;
  if (d !== null) {
    const line = d.line === null ? '' : `, line ${d.line}`;
    const hint = d.hint === null ? '' : ` (${d.hint})`;
    const part = report.parts.length === 1 ? '' : ` of ${d.part}`;
    return `NO: ${d.simulator}, step ${d.step}, instance ${d.instance}${part}, ${d.name}: fixed ${d.fixed}, rtl ${d.rtl} ${d.format}${line}${hint}`;
  }
  if (report.simulators.length === 0) return `not compared: no simulator of the Verilog has run (${size})`;
  return `yes, ${report.simulators.join(' and ')}, ${size}, ${countText(report.wordsCompared)} words, digest ${report.digest}`;
}
/** `steps`: of one instance, all together. */
function localText({ localError: e }: Pick<ExperimentReport, 'localError'>, steps: number): string {
  const share = e.closeCalls / Math.max(1, steps);
  const over =
    e.exceeded === null
      ? ''
      : ` EXCEEDED by ${e.exceeded.name} in step ${e.exceeded.step}, instance ${e.exceeded.instance}`;
  const calls =
    e.closeCalls === 0
      ? ''
      : `; ${countText(e.closeCalls)} close calls (${partText(share)} of steps), ${countText(e.decidedApart)} decided apart`;
  return `predicted ${partText(e.predicted)}, worst ${partText(e.worst)}, rms ${partText(e.rms)} of full range${over}${calls}`;
}
function trajectoryText({
  trajectoryError: e,
  tolerance,
}: Pick<ExperimentReport, 'trajectoryError' | 'tolerance'>): string {
  const times =
    e.eventTimes === null ? '' : `; event times rms ${seconds(e.eventTimes.rms)}, worst ${seconds(e.eventTimes.worst)}`;
  const waves =
    e.measure === 'waveform' || e.measure === 'distribution'
      ? ''
      : `; waveform to the first event ${partText(e.waveform)}`;
  return `${e.measure} ${partText(e.value)}, asked ${partText(tolerance)}, floor ${partText(e.floor)}${waves}${times}`;
}
function seconds(value: number): string {
  const units: readonly [number, string][] = [[1, 's'], [1e-3, 'ms'], [1e-6, 'us'], [1e-9, 'ns'], [1e-12, 'ps']]; // biome-ignore format: pairs
  const [size, unit] = units.find(([least]) => value >= least) ?? [1e-15, 'fs'];
  return `${Number((value / size).toPrecision(3))} ${unit}`;
}

/** Rows of a part; the name of the part stands where there are several. */
function partRows({ parts, steps, tolerance }: ExperimentReport, part: PartReport): string[][] {
  const { name, edges, instances, trajectoryError } = part;
  const rows = [['local error', localText(part, steps * instances)]];
  // outputs alone go nowhere: what they are added to does
  if (edges === null || trajectoryError.value > 0)
    rows.push(['trajectory', trajectoryText({ trajectoryError: { ...trajectoryError, part: name }, tolerance })]);
  if (parts.length === 1) return rows;
  const count = edges === null ? `${countText(instances)} instances` : `${edges}, ${countText(instances)} edges`;
  return [[name, `${count}, digest ${part.digest}`], ...rows.map(([what, text]) => [`  ${what}`, text!])];
}

/** Text of a block, without colours: `ok` and `FAIL` begin the lines that a terminal may colour. */
export function renderVerification(report: ExperimentReport): string {
  const { predicted, measured } = report.cyclesPerStep;
  const facts = columns([
    ['bit-exact', bitExactText(report)],
    ...report.parts.flatMap((part) => partRows(report, part)),
    ['clocks a step', `predicted ${predicted ?? '-'}, measured ${measured ?? '-'}`],
  ]);
  const rows = report.expects.map((expect) => {
    const figures = [expect.float64, expect.fixed, expect.rtl];
    const holds = figures.every((f) => f === null || f.pass);
    const source = expect.source === '' ? '' : `(${expect.source})`;
    return [holds ? 'ok' : 'FAIL', expect.text, ...figures.map((f) => figureText(f, expect.unit)), source];
  });
  const table = rows.length === 0 ? [] : columns([['', 'expect', 'float64', 'fixed', 'rtl', ''], ...rows]);
  const ranges = report.rangeViolations.map(
    (r) =>
      `note  ${r.state} left its range in float64: ${r.value} at t = ${r.time} s, instance ${r.instance} (${countText(r.count)} times)`,
  );
  const asserts = report.failedAsserts.map(
    (a) => `note  assert failed in float64: ${a.message}, at t = ${a.time} s, instance ${a.instance}`,
  );
  const verdict = `${report.pass ? 'ok' : 'FAIL'}  ${report.name}`;
  const reasons = report.reasons.map((reason) => `      ${reason}`);
  return [verdict, ...reasons, ...[...facts, ...table, ...ranges, ...asserts].map((line) => `  ${line}`), ''].join(
    '\n',
  );
}
