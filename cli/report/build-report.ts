/** What `qnmc build` tells about the hardware, for the terminal and for the page. */
import type { BuildCoupling, BuildPopulation } from '../documents.ts';
import type { ReportSection, ReportTable } from './html.ts';
import { digits, engineering, grouped, quantity } from './numbers.ts';

interface DescribedParts {
  readonly populations: readonly BuildPopulation[];
  readonly couplings: readonly BuildCoupling[];
}

/** "9 instances of Neuristor, dt 10 ns, 1 lane at 50 MHz: 24 clocks a step (a state waits for its loop), 1/48 of real time; real time from dt = 480 ns". */
export function rateSentence(p: BuildPopulation, coupled = false): string {
  const stepTime = (p.cyclesPerStep + (p.opened?.most ?? 0)) / p.clock;
  const share = realTime(p.rate);
  const who = `${grouped(p.instances)} instance${p.instances === 1 ? '' : 's'} of ${p.cell}`;
  // A lane that is full takes one instance a clock; a smaller population waits until its next states are stored.
  const full = p.cyclesPerStep === Math.ceil(p.instances / p.lanes);
  const why = coupled ? 'couplings, then populations' : full ? 'one instance a clock' : 'a state waits for its loop';
  const lanes = `${p.lanes} lane${p.lanes === 1 ? '' : 's'}`;
  const at = `${who}, dt ${engineering(p.dt, 's')}, ${lanes} at ${engineering(p.clock, 'Hz')}: ${grouped(p.cyclesPerStep)} clocks a step`;
  if (p.opened !== null) {
    const { mean, most } = p.opened;
    const usual = realTime((p.dt * p.clock) / (p.cyclesPerStep + mean));
    return `${at} and one for each edge of a lane that events open (${digits(mean, 3)} in the mean, ${grouped(most)} at most), ${usual} in the mean, ${share} at the least; real time in every step from dt = ${engineering(stepTime, 's')}${redrawn(p)}`;
  }
  return `${at} (${why}), ${share}; real time from dt = ${engineering(stepTime, 's')}${redrawn(p)}`;
}

function realTime(rate: number): string {
  return rate >= 1 ? `${digits(rate, 3)} times real time` : `1/${digits(1 / rate, 3)} of real time`;
}

/** Of p-bits and other devices that draw what they become: the rate that published machines are compared by. */
function redrawn({ redraws }: BuildPopulation): string {
  return redraws > 0 ? `; ${engineering(redraws, 'Hz')} of updates by drawn numbers` : '';
}

function statesTable(states: BuildPopulation['states']): ReportTable {
  return {
    caption: 'States',
    head: ['state', 'format', 'range (SI)', 'format from', 'bound of the error in one step'],
    rows: states.map((s) => [
      s.name,
      s.format,
      `${digits(s.range[0])} .. ${digits(s.range[1])} ${s.unit}`,
      s.said ? 'the file' : 'qnm',
      quantity(s.localError, { text: s.unit, scale: 1 }),
    ]),
  };
}
function tablesTable(tables: BuildPopulation['tables']): ReportTable {
  return {
    caption: 'Function tables',
    head: ['function', 'degree', 'segments', 'bits', 'largest error, all inputs checked'],
    rows: tables.map((t) => [t.of, String(t.degree), grouped(t.segments), grouped(t.bits), digits(t.error, 3)]),
  };
}

/** What the Newton step m (3 - |m|^2) / 2 leaves of the error of a length. */
function lengthTable(length: BuildPopulation['unitLength']): ReportTable[] {
  if (length === null) return [];
  return [
    {
      caption: 'Length of unit vectors, in the beginning of the run',
      head: ['a step of the solver leads off by (|m|²)', 'left after m (3 - |m|²) / 2, before rounding (|m|)'],
      rows: [[digits(length.left, 3), digits(length.kept, 3)]],
    },
  ];
}

/** What the sweeps of a relaxation leave at the worst moment that was looked at. */
function sweepsTable(p: BuildPopulation): ReportTable[] {
  const { unsettled } = p;
  if (unsettled === null) return [];
  const node = p.instances === 1 ? unsettled.name : `${unsettled.name} of instance ${unsettled.instance}`;
  return [
    {
      caption: 'Nodes found by relaxation: the one farthest from where it settles',
      head: ['node', 'at', 'of the largest potential'],
      rows: [[node, engineering(unsettled.time, 's'), `${digits(100 * unsettled.apart, 3)} %`]],
    },
  ];
}

export function populationTables(p: BuildPopulation): ReportTable[] {
  return [
    statesTable(p.states),
    tablesTable(p.tables),
    ...lengthTable(p.unitLength),
    ...sweepsTable(p),
    {
      caption: 'Hardware, estimated',
      head: ['latency', 'clocks a step', ...Object.keys(p.estimate)],
      rows: [[`${p.latency} clocks`, grouped(p.cyclesPerStep), ...Object.values(p.estimate).map(grouped)]],
    },
  ];
}

/** "1,512 edges of grid(4) from cell to cell: edge list, 1 lane, 1,512 clocks a step". */
export function couplingSentence(c: BuildCoupling): string {
  const between = c.ends[0] === c.ends[1] ? `within ${c.ends[0]}` : `from ${c.ends[0]} to ${c.ends[1]}`;
  return `${grouped(c.edges)} edge${c.edges === 1 ? '' : 's'} of ${c.topology} ${between}: ${c.engine}, ${c.lanes} lane${c.lanes === 1 ? '' : 's'}, ${c.engine === 'event' || c.engine === 'delay' ? 'at most ' : ''}${grouped(c.cycles)} clocks of the step, ${grouped(c.memoryBits)} bits of memory`;
}
export function couplingTables(c: BuildCoupling): ReportTable[] {
  return [
    statesTable(c.states),
    tablesTable(c.tables),
    {
      caption: 'Hardware, estimated',
      head: ['latency', 'clocks in which edges enter', ...Object.keys(c.estimate)],
      rows: [[`${c.latency} clocks`, grouped(c.cycles), ...Object.values(c.estimate).map(grouped)]],
    },
  ];
}

/** A section for each population, and below those of an experiment one for each of its couplings. */
export function hardwareSections({ populations, couplings }: DescribedParts): ReportSection[] {
  const names = [...new Set(populations.map((p) => p.experiment))];
  const section = (heading: string, verdict: string, tables: ReportTable[]): ReportSection => ({
    heading,
    verdict,
    good: true,
    tables,
    figures: [],
  });
  return names.flatMap((name) => {
    const own = populations.filter((p) => p.experiment === name);
    const joined = couplings.filter((c) => c.experiment === name);
    const heading = (part: string): string => (own.length + joined.length > 1 ? `${name}: ${part}` : name);
    return [
      ...own.map((p) => section(heading(p.name), rateSentence(p, joined.length > 0), populationTables(p))),
      ...joined.map((c) => section(heading(c.name), couplingSentence(c), couplingTables(c))),
    ];
  });
}
