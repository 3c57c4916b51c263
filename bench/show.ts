/** The results as text. */
import { alignTable } from '../cli/terminal.ts';
import type { Compiled, Hardware } from './compile.ts';
import type { Ratio, Task } from './contender.ts';

export interface Result {
  readonly name: string;
  readonly task: Task;
  /** Or why there is none. */
  readonly result: Ratio | string;
  /** Bytes of its process at their most, the compiler's included; of what that started nothing. */
  readonly peakMemory: number | null;
  /** Of the wall, for all that the cell took. */
  readonly seconds: number;
}
/** A contender that ran. */
export interface Made {
  readonly name: string;
  readonly version: string;
  /** A sentence about what it leaves out. */
  readonly lacks: string | null;
}
/** All that a run of the bench found; what `--json` writes. */
export interface Figures {
  readonly seconds: number;
  /** Of the system, over a minute, when each cell began. */
  readonly load: { readonly average: number; readonly highest: number; readonly cores: number };
  readonly made: readonly Made[];
  readonly agreement: { readonly task: Task; readonly steps: number };
  readonly spikes: Readonly<Record<string, number | null>>;
  readonly results: readonly Result[];
  /** Or why there is none. */
  readonly compiled: readonly (Compiled | string)[];
  readonly hardware: readonly Hardware[];
}

/** All tables. @param reference  name of the contender of ratio 1 */
export function show(figures: Figures, reference: string): string[] {
  const { results, compiled, hardware } = figures;
  const at784 = results.find(
    ({ name, task }) => name === reference && task.circuit === 'torus' && task.instances === 784,
  );
  return [
    ...showSpeeds(figures),
    ...showMemory(results),
    ...showCompiled(compiled),
    ...showHardware(hardware, at784 ?? null),
  ];
}

/** Pairs whose ratios differ by more are marked. */
const steady = 1.2;
const group = (n: number): string => n.toLocaleString('en-US');
const titles: Readonly<Record<Task['circuit'], string>> = {
  torus: 'a torus of neuristors that warm their neighbours (bench/grid.qnm)',
  alone: 'the same, nothing coupled (bench/neuristors.qnm)',
};

/** One table for each circuit, then what is missing, and whether all compute the same. */
function showSpeeds({ results, made, spikes, load, seconds }: Figures): string[] {
  if (results.length === 0) return [];
  const lines = [
    'Speed as a ratio to plain C float64 that ran in turn with each (above 1: faster).',
    `${Math.ceil(seconds / 60)} minutes, load ${load.average.toFixed(1)} (at most ${load.highest.toFixed(1)}) on ${load.cores} cores${load.average > load.cores + 1 ? ': the machine was busy, ratios are less certain' : ''}.`,
  ];
  for (const circuit of ['torus', 'alone'] as const) {
    const own = results.filter(({ task }) => task.circuit === circuit);
    if (own.length > 0) lines.push('', `${titles[circuit]}:`, ...tableOf(own, circuit === 'torus' ? spikes : null));
  }
  lines.push('', ...reasonsOf(results));
  for (const { name, lacks } of made) if (lacks) lines.push(`${name} lacks: ${lacks}`);
  const ratios = results.flatMap(({ result }) => (typeof result === 'string' ? [] : [result]));
  if (ratios.some(isUnsteady)) lines.push('* the ratios of the pairs differ by more than a fifth');
  if (ratios.some(isShort)) lines.push("' one pair only: more would have taken too long");
  lines.push(`versions: ${made.map(({ name, version }) => `${name} ${version}`).join(', ')}`);
  return lines;
}

function tableOf(results: readonly Result[], spikes: Figures['spikes'] | null): string[] {
  const sizes = sizesOf(results);
  const names = [...new Set(results.map(({ name }) => name))];
  const head = ['devices', ...sizes.map(group), 'device-steps/s', ...(spikes ? ['spikes of 100 in 50 µs'] : [])];
  const rows = names.map((name) => {
    const own = sizes.map((size) => results.find((each) => each.name === name && each.task.instances === size)?.result);
    const rates = own.flatMap((each) => (each === undefined || typeof each === 'string' ? [] : [each.rate]));
    const best = rates.length === 0 ? '-' : Math.max(...rates).toExponential(2);
    return [name, ...own.map(cell), best, ...(spikes ? [String(spikes[name] ?? '-')] : [])];
  });
  return alignTable([head, ...rows], [false, ...head.slice(1).map(() => true)]);
}
function sizesOf(results: readonly Result[]): number[] {
  return [...new Set(results.map(({ task }) => task.instances))].sort((a, b) => a - b);
}
function cell(result: Ratio | string | undefined): string {
  return result === undefined || typeof result === 'string' ? '-' : cellText(result);
}
/** `4.27`, `0.0081*` */
export function cellText(ratio: Ratio): string {
  const { median } = ratio;
  const digits = median < 0.001 ? median.toExponential(1) : Number(median.toPrecision(3)).toString();
  return `${digits}${isUnsteady(ratio) ? '*' : ''}${isShort(ratio) ? "'" : ''}`;
}
function isUnsteady({ low, high }: Ratio): boolean {
  return high > steady * low;
}
/** Of a bench in which more were asked for. */
function isShort({ pairs, asked }: Ratio): boolean {
  return pairs === 1 && asked > 1;
}

/** Why the bench was at its end before a cell. */
export const ends = { stopped: 'stopped by Ctrl-C', late: 'no time was left of' } as const;
function isOver(reason: string): boolean {
  return Object.values(ends).some((end) => reason.startsWith(end));
}
/** Each reason once, with the sizes that it holds for. */
function reasonsOf(results: readonly Result[]): string[] {
  const sizes = new Map<string, Set<string>>();
  for (const { name, task, result } of results) {
    if (typeof result !== 'string') continue;
    const key = `${isOver(result) ? 'what else was asked for' : name}\n${result}`;
    sizes.set(key, (sizes.get(key) ?? new Set()).add(group(task.instances)));
  }
  return [...sizes].map(([key, of]) => `- ${key.split('\n')[0]}, ${[...of].join(' and ')}: ${key.split('\n')[1]}`);
}

/** Processes of qnm's own simulators. */
function showMemory(results: readonly Result[]): string[] {
  const own = results.filter(
    ({ name, task, peakMemory, result }) =>
      name.startsWith('qnm') && task.circuit === 'torus' && peakMemory !== null && typeof result !== 'string',
  );
  if (own.length === 0) return [];
  const sizes = sizesOf(own);
  const rows = [...new Set(own.map(({ name }) => name))].map((name) => [
    name,
    ...sizes.map((size) => {
      const found = own.find((each) => each.name === name && each.task.instances === size);
      return found ? `${Math.round(found.peakMemory! / 2 ** 20)} MB` : '-';
    }),
  ]);
  const head = ['devices', ...sizes.map(group)];
  return [
    '',
    'Memory of the process at its peak, compiling the circuit included:',
    ...alignTable(
      [head, ...rows],
      head.map((_, k) => k > 0),
    ),
  ];
}

function showCompiled(all: readonly (Compiled | string)[]): string[] {
  if (all.length === 0) return [];
  const compiled = all.filter((each) => typeof each !== 'string');
  const reasons = all.filter((each) => typeof each === 'string');
  const head = ['devices', 'compiler', 'whole command', 'peak memory', 'lines of Verilog', 'memory images'];
  const rows = compiled.map(({ instances, seconds, command, peakMemory, lines, imageBytes }) => [
    group(instances),
    `${seconds.toFixed(2)} s`,
    `${command.toFixed(2)} s`,
    `${Math.round(peakMemory / 2 ** 20)} MB`,
    group(lines),
    `${(imageBytes / 2 ** 20).toFixed(2)} MB`,
  ]);
  return [
    '',
    'Compiling the torus (qnmc build, formats tried out included; modules of rtl/ are not counted):',
    ...alignTable(
      [head, ...rows],
      head.map((_, k) => k > 0),
    ),
    ...reasons.map((reason) => `- ${reason}`),
  ];
}

/** @param reference  C on the same circuit, for the ratio */
function showHardware(hardware: readonly Hardware[], reference: Result | null): string[] {
  if (hardware.length === 0) return [];
  const rate = reference === null || typeof reference.result === 'string' ? null : reference.result.rate;
  const head = ['lanes', 'clock', 'clocks a step', 'device-steps/s', 'ratio to C'];
  const rows = hardware.map(({ lanes, clock, cyclesPerStep, deviceSteps }) => [
    String(lanes),
    `${clock / 1e6} MHz`,
    group(cyclesPerStep),
    deviceSteps.toExponential(2),
    rate === null ? '-' : (deviceSteps / rate).toPrecision(3),
  ]);
  const title = `What the hardware of ${hardware[0]!.instances} devices does at the clock that it is planned for (no synthesis here):`;
  return [
    '',
    title,
    ...alignTable(
      [head, ...rows],
      head.map(() => true),
    ),
  ];
}
