/** The human side of `verify`: one block per experiment. */
import type { ExpectFigure, ExpectReport, ExperimentReport, PartReport } from '../../sim/compare/index.ts';
import { counted, engineering, figure as figureDigits, grouped, missed, part as share } from './numbers.ts';

function figureText(figure: ExpectFigure | null, unit: ExpectReport['unit']): string {
  if (figure === null) return '-';
  if (figure.points === 0) return 'no point';
  const value =
    figure.value === null ? 'none' : `${digitsOf(figure, unit.scale)}${unit.text === '1' ? '' : ` ${unit.text}`}`;
  return figure.pass ? value : `${value} !`;
}
/** Of a figure that missed as many as show by what. */
function digitsOf({ value, wanted, pass }: ExpectFigure, scale: number): string {
  return pass ? figureDigits(value! * scale) : missed(value! * scale, wanted === null ? null : wanted * scale);
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
  const size = `${counted(report.steps, 'step')} x ${counted(report.instances, 'instance')}`;
  if (d !== null) {
    const line = d.line === null ? '' : `, line ${d.line}`;
    const hint = d.hint === null ? '' : ` (${d.hint})`;
    const part = report.parts.length === 1 ? '' : ` of ${d.part}`;
    return `NO: ${d.simulator}, step ${d.step}, instance ${d.instance}${part}, ${d.name}: fixed ${d.fixed}, rtl ${d.rtl} ${d.format}${line}${hint}`;
  }
  if (report.simulators.length === 0) return `not compared: no simulator of the Verilog has run (${size})`;
  return `yes, ${report.simulators.join(' and ')}, ${size}, ${grouped(report.wordsCompared)} words, digest ${report.digest}`;
}
/** `steps`: of one instance, all together. */
function localText({ localError: e }: Pick<ExperimentReport, 'localError'>, steps: number): string {
  const called = e.closeCalls / Math.max(1, steps);
  const over =
    e.exceeded === null
      ? ''
      : ` EXCEEDED by ${e.exceeded.name} in step ${e.exceeded.step}, instance ${e.exceeded.instance}`;
  const calls =
    e.closeCalls === 0
      ? ''
      : `; ${grouped(e.closeCalls)} close calls (${share(called)} of steps), ${grouped(e.decidedApart)} decided apart`;
  return `predicted ${share(e.predicted)}, worst ${share(e.worst)}, rms ${share(e.rms)} of full range${over}${calls}`;
}
function trajectoryText({
  trajectoryError: e,
  tolerance,
}: Pick<ExperimentReport, 'trajectoryError' | 'tolerance'>): string {
  const times =
    e.eventTimes === null
      ? ''
      : `; event times rms ${engineering(e.eventTimes.rms, 's')}, worst ${engineering(e.eventTimes.worst, 's')}`;
  const waves =
    e.measure === 'waveform' || e.measure === 'distribution'
      ? ''
      : `; waveform to the first event ${share(e.waveform)}`;
  return `${e.measure} ${share(e.value)}, asked ${share(tolerance)}, floor ${share(e.floor)}${waves}${times}`;
}

/** Rows of a part; the name of the part stands where there are several. */
function partRows({ parts, steps, tolerance }: ExperimentReport, part: PartReport): string[][] {
  const { name, edges, instances, trajectoryError } = part;
  const rows = [['local error', localText(part, steps * instances)]];
  // outputs alone go nowhere: what they are added to does
  if (edges === null || trajectoryError.value > 0)
    rows.push(['trajectory', trajectoryText({ trajectoryError: { ...trajectoryError, part: name }, tolerance })]);
  if (parts.length === 1) return rows;
  const count = edges === null ? counted(instances, 'instance') : `${edges}, ${counted(instances, 'edge')}`;
  return [[name, `${count}, digest ${part.digest}`], ...rows.map(([what, text]) => [`  ${what}`, text!])];
}

function unsettledRows({ unsettled }: ExperimentReport): string[][] {
  if (unsettled === undefined) return [];
  const { name, apart, time } = unsettled;
  return [
    [
      'sweeps',
      `leave ${name} ${share(apart)} from where it settles, at ${engineering(time, 's')}, the worst moment looked at`,
    ],
  ];
}
/** Measures that move most are named. */
const mostNamed = 3;
/** A row of its own: what half of dt moves. */
export function halfStepRows({
  halfStep,
  parts,
}: Pick<ExperimentReport, 'halfStep'> & { readonly parts: readonly unknown[] }): string[][] {
  if (halfStep === null) return [];
  const { dt, trajectory, measures } = halfStep;
  const named = [...measures].sort((a, b) => b.apart - a.apart).slice(0, mostNamed);
  const moves = [
    `the ${trajectory.measure}${parts.length === 1 ? '' : ` of ${trajectory.part}`} by ${share(trajectory.value)}`,
    ...named.map(({ name, apart }) => `${name} by ${share(apart)}`),
  ];
  return [['half of dt', `${engineering(dt, 's')} moves ${moves.join(', ')}`]];
}
/** Text of a block, without colours: `ok` and `FAIL` begin the lines that a terminal may colour. */
export function renderVerification(report: ExperimentReport): string {
  const { predicted, measured } = report.cyclesPerStep;
  const facts = columns([
    ['bit-exact', bitExactText(report)],
    ...report.parts.flatMap((part) => partRows(report, part)),
    ...unsettledRows(report),
    ...halfStepRows(report),
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
      `note  ${r.state} left its range in float64: ${r.value} at t = ${r.time} s, instance ${r.instance} (${grouped(r.count)} times)`,
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
