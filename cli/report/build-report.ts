/** What `qnmc build` tells about the hardware, for the terminal and for the page. */
import type { BuildDocument, BuildPopulation } from '../documents.ts';
import type { ReportSection, ReportTable } from './html.ts';
import { digits, engineering, grouped } from './numbers.ts';

/** "7 neuristors, dt 10 ns, 1 lane at 100 MHz: 61 clocks a step, 1/61 of real time; real time from dt = 610 ns". */
export function rateSentence(p: BuildPopulation): string {
  const stepTime = p.cyclesPerStep / p.clock;
  const share = p.rate >= 1 ? `${digits(p.rate, 3)} times real time` : `1/${digits(1 / p.rate, 3)} of real time`;
  const who = `${grouped(p.instances)} instance${p.instances === 1 ? '' : 's'} of ${p.cell}`;
  const lanes = `${p.lanes} lane${p.lanes === 1 ? '' : 's'}`;
  return `${who}, dt ${engineering(p.dt, 's')}, ${lanes} at ${engineering(p.clock, 'Hz')}: ${grouped(p.cyclesPerStep)} clocks a step, ${share}; real time from dt = ${engineering(stepTime, 's')}`;
}

export function populationTables(p: BuildPopulation): ReportTable[] {
  return [
    {
      caption: 'States',
      head: ['state', 'format', 'range (SI)', 'range from', 'bound of the error in one step'],
      rows: p.states.map((s) => [
        s.name,
        s.format,
        `${digits(s.range[0])} .. ${digits(s.range[1])} ${s.unit}`,
        s.said ? 'the file' : 'analysis',
        digits(s.localError, 3),
      ]),
    },
    {
      caption: 'Function tables',
      head: ['function', 'degree', 'segments', 'bits', 'largest error, all inputs checked'],
      rows: p.tables.map((t) => [t.of, String(t.degree), grouped(t.segments), grouped(t.bits), digits(t.error, 3)]),
    },
    {
      caption: 'Hardware, estimated',
      head: ['latency', 'clocks a step', ...Object.keys(p.estimate)],
      rows: [[`${p.latency} clocks`, grouped(p.cyclesPerStep), ...Object.values(p.estimate).map(grouped)]],
    },
  ];
}

export function buildSections(document: BuildDocument): ReportSection[] {
  return document.populations.map((p) => ({
    heading: p.experiment,
    verdict: rateSentence(p),
    good: true,
    tables: populationTables(p),
    figures: [],
  }));
}
