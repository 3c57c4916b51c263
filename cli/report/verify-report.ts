/** What `verify` found, as tables of the page. */
import type { VerifyExperiment } from '../documents.ts';
import type { ReportTable } from './html.ts';
import { figure as figureDigits, grouped, missed, part, quantity } from './numbers.ts';
import { halfStepRows } from './verification-text.ts';

const far = (f: { readonly value: number | null; readonly wanted: number | null }, scale: number): string =>
  `${missed(f.value! * scale, f.wanted === null ? null : f.wanted * scale)} (missed)`;

export function verifiedTables(e: VerifyExperiment): ReportTable[] {
  const figure = (f: VerifyExperiment['expects'][number]['fixed'], scale: number) =>
    f === null ? '-' : f.value === null ? 'none' : f.pass ? figureDigits(f.value * scale) : far(f, scale);
  const difference = e.firstDifference;
  return [
    {
      caption: 'Compared',
      head: ['what', 'found'],
      rows: [
        [
          'bit-exact',
          e.bitExact
            ? `yes: ${grouped(e.wordsCompared)} words under ${e.simulators.join(' and ')}`
            : difference === null
              ? 'not compared'
              : `no: ${difference.name} in step ${difference.step}, instance ${difference.instance}`,
        ],
        ['steps and instances', `${grouped(e.steps)} steps of ${grouped(e.instances)}`],
        ['digest of all words', e.digest],
        ['tolerance asked', part(e.tolerance)],
        [
          'trajectory error',
          `${part(e.trajectoryError.value)} (${e.trajectoryError.measure}); floor of float64 ${part(e.trajectoryError.floor)}`,
        ],
        ...(e.unsettled === undefined
          ? []
          : [['sweeps', `leave ${e.unsettled.name} ${part(e.unsettled.apart)} from where it settles`]]),
        ...halfStepRows(e),
        ['clocks a step', `predicted ${e.cyclesPerStep.predicted ?? '-'}, measured ${e.cyclesPerStep.measured ?? '-'}`],
        ['close calls', `${grouped(e.localError.closeCalls)}, decided apart ${grouped(e.localError.decidedApart)}`],
      ],
    },
    {
      caption: 'Error of one step from the same state',
      head: ['state', 'bound', 'worst', 'rms', 'worst, of full range'],
      rows: e.localError.states.map((s) => [
        s.name,
        quantity(s.predicted, s.unit),
        quantity(s.worst, s.unit),
        quantity(s.rms, s.unit),
        part(s.range > 0 ? s.worst / s.range : null),
      ]),
    },
    {
      caption: 'Expected, and found',
      head: ['line', 'expect', 'source', 'float64', 'fixed', 'Verilog', 'unit'],
      rows: e.expects.map((x) => [
        String(x.line),
        x.text,
        x.source,
        figure(x.float64, x.unit.scale),
        figure(x.fixed, x.unit.scale),
        figure(x.rtl, x.unit.scale),
        x.unit.text,
      ]),
    },
  ];
}
