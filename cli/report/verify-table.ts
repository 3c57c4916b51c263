/** The table of `qnmc verify`, for the terminal and for the page. */
import type { VerifyExperiment } from '../documents.ts';
import { alignTable, type Terminal } from '../terminal.ts';
import { digits, grouped, part, seconds } from './numbers.ts';

/** What was compared and found, as rows of a name and a text. */
export function verifyRows(e: VerifyExperiment): (readonly [string, string])[] {
  const simulators = e.simulators.map((name) => `${name} ${e.versions[name] ?? ''}`.trim()).join(', ') || 'none ran';
  const difference = e.firstDifference;
  const bits =
    e.simulators.length === 0
      ? 'not compared'
      : e.bitExact
        ? `yes: ${grouped(e.wordsCompared)} words, ${grouped(e.steps)} steps of ${grouped(e.instances)} instance${e.instances === 1 ? '' : 's'}`
        : difference === null
          ? 'NO'
          : `NO: ${difference.simulator}, step ${difference.step}, instance ${difference.instance}, ${difference.name}: fixed ${difference.fixed}, Verilog ${difference.rtl}${difference.line === null ? '' : ` (line ${difference.line})`}`;
  return [
    ['simulators', simulators],
    ['bit-exact', bits],
    [
      'local error',
      `worst ${part(e.localError.worst)}, rms ${part(e.localError.rms)}, bound ${part(e.localError.predicted)} of full range`,
    ],
    [
      'trajectory',
      `${part(e.trajectoryError.value)} (${e.trajectoryError.measure}); asked ${part(e.tolerance)}; float64 floor ${part(e.floor)}`,
    ],
    ['close calls', `${part(e.closeCalls)} of the decisions`],
    [
      'clocks a step',
      `${e.cyclesPerStep.predicted} predicted, ${e.cyclesPerStep.measured === null ? '-' : digits(e.cyclesPerStep.measured)} measured`,
    ],
    [
      'time',
      Object.entries(e.seconds)
        .filter(([, value]) => value > 0)
        .map(([name, value]) => `${stageNames[name] ?? name} ${seconds(value)}`)
        .join(', '),
    ],
  ];
}

const stageNames: Readonly<Record<string, string>> = { rtlBuild: 'Verilog build', rtl: 'Verilog run' };

/** One row an `expect` line: its text, and value and verdict of each model. */
export function expectRows(e: VerifyExperiment): string[][] {
  const cell = (judgement: { readonly value: number | null; readonly pass: boolean } | null) =>
    judgement === null ? '-' : `${digits(judgement.value)} ${judgement.pass ? 'ok' : 'MISSED'}`;
  return e.expects.map((expect) => [
    `line ${expect.line}`,
    expect.text,
    cell(expect.float64),
    cell(expect.fixed),
    cell(expect.rtl),
  ]);
}

export function printVerified(e: VerifyExperiment, terminal: Terminal): void {
  const c = terminal.colours;
  const verdict = e.pass ? c.green('PASS') : c.red('FAIL');
  terminal.say(`${verdict}  ${c.bold(e.name)}  ${c.dim(e.file)}`);
  for (const line of alignTable(verifyRows(e).map(([name, text]) => [`  ${name}`, text]))) terminal.say(line);
  if (e.expects.length > 0) {
    const rows = [['', '', 'float64', 'fixed', 'Verilog'], ...expectRows(e)].map(([line, ...rest]) => [
      `  ${line}`,
      ...rest,
    ]);
    for (const line of alignTable(rows)) terminal.say(line.replaceAll('MISSED', c.red('MISSED')));
  }
  for (const warning of e.warnings) terminal.say(`  ${c.yellow('note')}: ${warning}`);
  terminal.say('');
}
