/** The results as text. */
import { alignTable } from '../cli/terminal.ts';
import type { Compiled, Hardware } from './compile.ts';
import type { Contender, Ratio, Task } from './contender.ts';

export interface Result {
  readonly name: string;
  readonly task: Task;
  /** Or why there is none. */
  readonly result: Ratio | string;
}

/** Pairs whose ratios differ by more are marked. */
const steady = 1.2;
const group = (n: number): string => n.toLocaleString('en-US');
const titles: Readonly<Record<Task['circuit'], string>> = {
  torus: 'a torus of neuristors that warm their neighbours (bench/grid.qnm)',
  alone: 'the same, nothing coupled (bench/neuristors.qnm)',
};

/** One table for each circuit, then what is missing, and whether all compute the same. */
export function showSpeeds(
  results: readonly Result[],
  made: readonly Contender[],
  spikes: ReadonlyMap<string, number | null>,
  load: { readonly average: number; readonly cores: number },
): string[] {
  const lines = ['Speed as a ratio to plain C float64 that ran in turn with each (above 1: faster).'];
  if (load.average > load.cores)
    lines.push(
      `The machine was busy: load ${load.average.toFixed(1)} on ${load.cores} cores. Ratios are less certain.`,
    );
  for (const circuit of ['torus', 'alone'] as const) {
    const own = results.filter(({ task }) => task.circuit === circuit);
    if (own.length > 0) lines.push('', `${titles[circuit]}:`, ...tableOf(own, circuit === 'torus' ? spikes : null));
  }
  lines.push('', ...reasonsOf(results));
  for (const { name, lacks } of made) if (lacks) lines.push(`${name} lacks: ${lacks}`);
  if (results.some(({ result }) => typeof result !== 'string' && isUnsteady(result)))
    lines.push('* the ratios of the pairs differ by more than a fifth');
  lines.push(`versions: ${made.map(versioned).join(', ')}`);
  return lines;
}
function versioned({ name, version }: Contender): string {
  return `${name} ${version}`;
}

function tableOf(results: readonly Result[], spikes: ReadonlyMap<string, number | null> | null): string[] {
  const sizes = [...new Set(results.map(({ task }) => task.instances))];
  const names = [...new Set(results.map(({ name }) => name))];
  const head = ['devices', ...sizes.map(group), 'device-steps/s', ...(spikes ? ['spikes of 100 in 50 µs'] : [])];
  const rows = names.map((name) => {
    const own = sizes.map((size) => results.find((each) => each.name === name && each.task.instances === size)?.result);
    const rates = own.flatMap((each) => (each === undefined || typeof each === 'string' ? [] : [each.rate]));
    const best = rates.length === 0 ? '-' : Math.max(...rates).toExponential(2);
    return [name, ...own.map(cell), best, ...(spikes ? [String(spikes.get(name) ?? '-')] : [])];
  });
  return alignTable([head, ...rows], [false, ...head.slice(1).map(() => true)]);
}
function cell(result: Ratio | string | undefined): string {
  if (result === undefined || typeof result === 'string') return '-';
  const { median } = result;
  const digits = median < 0.001 ? median.toExponential(1) : Number(median.toPrecision(3)).toString();
  return isUnsteady(result) ? `${digits}*` : digits;
}
function isUnsteady({ low, high }: Ratio): boolean {
  return high > steady * low;
}

/** Each reason once, with the sizes that it holds for. */
function reasonsOf(results: readonly Result[]): string[] {
  const sizes = new Map<string, Set<string>>();
  for (const { name, task, result } of results) {
    if (typeof result !== 'string') continue;
    const key = `${name}\n${result}`;
    sizes.set(key, (sizes.get(key) ?? new Set()).add(group(task.instances)));
  }
  return [...sizes].map(([key, of]) => `- ${key.split('\n')[0]}, ${[...of].join(' and ')}: ${key.split('\n')[1]}`);
}

export function showCompiled(compiled: readonly Compiled[]): string[] {
  if (compiled.length === 0) return [];
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
  ];
}

/** @param reference  C on the same circuit, for the ratio */
export function showHardware(hardware: readonly Hardware[], reference: Result | null): string[] {
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
