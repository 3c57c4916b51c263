/** What `qnmc build` tells about the hardware, for the terminal and for the page. */
import type { BuildDocument, BuildPopulation } from '../documents.ts';
import type { ReportSection, ReportTable } from './html.ts';
import { digits, engineering, grouped } from './numbers.ts';

/** "9 instances of Neuristor, dt 10 ns, 1 lane at 50 MHz: 24 clocks a step (a state waits for its loop), 1/48 of real time; real time from dt = 480 ns". */
export function rateSentence(p: BuildPopulation): string {
  const stepTime = p.cyclesPerStep / p.clock;
  const share = p.rate >= 1 ? `${digits(p.rate, 3)} times real time` : `1/${digits(1 / p.rate, 3)} of real time`;
  const who = `${grouped(p.instances)} instance${p.instances === 1 ? '' : 's'} of ${p.cell}`;
  // A lane that is full takes one instance a clock; a smaller population waits until its next states are stored.
  const why = p.cyclesPerStep === p.instances ? 'one instance a clock' : 'a state waits for its loop';
  const lanes = `${p.lanes} lane${p.lanes === 1 ? '' : 's'}`;
  return `${who}, dt ${engineering(p.dt, 's')}, ${lanes} at ${engineering(p.clock, 'Hz')}: ${grouped(p.cyclesPerStep)} clocks a step (${why}), ${share}; real time from dt = ${engineering(stepTime, 's')}`;
}

export function populationTables(p: BuildPopulation): ReportTable[] {
  return [
    {
      caption: 'States',
      head: ['state', 'format', 'range (SI)', 'format from', 'bound of the error in one step'],
      rows: p.states.map((s) => [
        s.name,
        s.format,
        `${digits(s.range[0])} .. ${digits(s.range[1])} ${s.unit}`,
        s.said ? 'the file' : 'qnm',
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
