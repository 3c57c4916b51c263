/** A network of NIR as the text of a `.qnm` file and the CSV files of its numbers. */
import { Names } from '../veriloga/names.ts';
import type { NirNode } from './graph.ts';
import { neuronKinds } from './kinds.ts';
import * as M from './matrix.ts';
import type { Coupling, Network, Population } from './populations.ts';
import { lineOf, type TrainEntry } from './train.ts';

export interface DataFile {
  readonly name: string;
  readonly text: string;
}
export interface Written {
  readonly text: string;
  readonly files: readonly DataFile[];
  readonly circuit: string;
}
export interface Times {
  /** Seconds that 1 in the file means: 1 or 0.001. */
  readonly unit: number;
  /** Step of the experiment, in seconds. */
  readonly dt: number;
  /** A spike is this high for one step. */
  readonly height: number;
  /** Length of the run, in steps. */
  readonly steps: number;
  /** How the head of the file says what a spike is. */
  readonly spike: string;
  /** Inputs that are told for each step and element, by name. */
  readonly trains: ReadonlyMap<string, readonly TrainEntry[]>;
}

/** More numbers than this go into a CSV file. */
const INLINE = 8;

/** @param base  name of the file without its ending: CSV files begin with it */
export function writeNetwork(network: Network, base: string, from: string, times: Times): Written {
  return new Writer(network, base, times).write(from);
}

class Writer {
  private readonly network: Network;
  private readonly base: string;
  private readonly times: Times;
  private readonly names = new Names();
  private readonly files: DataFile[] = [];
  private readonly parts: ReadonlyMap<string, Population>;

  constructor(network: Network, base: string, times: Times) {
    this.network = network;
    this.base = base;
    this.times = times;
    this.parts = new Map(network.populations.map((p) => [p.key, p]));
  }

  write(from: string): Written {
    const { populations, couplings } = this.network;
    const circuit = this.names.fresh(`${capital(this.base)}`);
    const inputs = populations.filter(({ node, key }) => node.kind === 'Input' && !this.times.trains.has(key));
    const drives = new Map(
      inputs.map(({ key }) => [key, this.names.fresh(inputs.length === 1 ? 'drive' : `drive_${key}`)]),
    );
    for (const { key } of populations) this.names.of(key);
    const ports = [...drives.values()].map((name) => `${name}: number`).join(', ');
    const lines = [
      `/// Imported from ${from} by qnmc. NIR: J. E. Pedersen et al., Nat. Commun. 15, 8122 (2024), 10.1038/s41467-024-52259-9.`,
      `/// ${this.times.spike}`,
      '/// Every edge between two populations takes a step; a step is made as the `euler` solver makes it.',
      'use std.disciplines',
      'use std.nir',
      '',
      `circuit ${circuit}${ports === '' ? '' : `(${ports})`} {`,
      ...populations.flatMap((population) => this.population(population, drives.get(population.key))),
      ...couplings.map((coupling) => this.coupling(coupling)),
      '}',
      '',
      ...this.experiment(circuit, [...drives.values()]),
    ];
    return { text: `${lines.join('\n')}\n`, files: this.files, circuit };
  }

  private population(population: Population, drive: string | undefined): string[] {
    const { key, node, size, steps } = population;
    const name = this.names.of(key);
    const train = this.times.trains.get(key);
    if (train !== undefined) return this.train(name, key, size, train);
    if (drive !== undefined)
      return [
        `node ${name}: neural[${size}]`,
        `${this.names.fresh(`${key}_source`)}: nir_input[${size}](${drive}, ${name}) // { gain = data("NAME.csv") }: a number for each`,
      ];
    const set: string[] = [];
    const bias = population.bias === null ? [] : [`bias = ${this.numbers(key, 'bias', population.bias, '')}`];
    if (steps !== null) {
      if (steps > 1) set.push(`wait = ${timeText((steps - 1) * this.times.dt)}`);
      return braced(`${name}: ${steps > 1 ? 'nir_delay' : 'nir_hold'}[${size}]`, [...set, ...bias]);
    }
    const kind = neuronKinds[node.kind];
    if (kind === undefined) return braced(`${name}: nir_hold[${size}]`, bias);
    for (const parameter of kind.parameters) {
      const values = valuesOf(node, parameter, size, kind.defaults[parameter]);
      const time = kind.times.includes(parameter);
      if (isDefault(parameter, values)) continue;
      const seconds = time ? values.map((v) => v * this.times.unit) : values;
      set.push(`${parameter} = ${this.numbers(key, parameter, seconds, time ? 's' : '')}`);
    }
    if (kind.perUnit && this.times.unit !== 1) set.push(`per = ${timeText(this.times.unit)}`);
    if (kind.spikes && this.times.height !== 1) set.push(`height = ${this.times.height}`);
    return braced(`${name}: ${kind.device}[${size}]`, [...set, ...bias]);
  }

  /** Elements with trains of their own: a line of places counts the steps and hands on what they are in the next one. */
  private train(name: string, key: string, size: number, entries: readonly TrainEntry[]): string[] {
    const { places, start, edges } = lineOf(entries, size);
    const own = braced(`${name}: nir_hold[${size}]`, [`start = ${this.numbers(key, 'start', start, '')}`]);
    if (edges === null) return own;
    const line = this.names.fresh(`${key}_step`);
    const first = Array.from({ length: places }, (_, i) => (i === 0 ? 1 : 0));
    return [
      ...braced(`${line}: nir_hold[${places}]`, [`start = ${this.numbers(key, 'step_start', first, '')}`]),
      ...(places > 1 ? [`couple ${line} by chain { nir_weight(a.own, b.own) }`] : []),
      ...own,
      `couple ${line} to ${name} by edges("${this.file(`${name}_train`, edges)}") { nir_weight(a.own, b.own) }`,
    ];
  }

  private coupling({ from, to, matrix }: Coupling): string {
    const [a, b] = [this.names.of(from), this.names.of(to)];
    const driven = this.parts.get(from)!.node.kind === 'Input' && !this.times.trains.has(from);
    const own = driven ? 'a' : 'a.own';
    const block = (by: string, set = ''): string => `couple ${a} to ${b} by ${by} { nir_weight(${own}, b.own)${set} }`;
    const diagonal = diagonalOf(matrix);
    if (diagonal !== null && a !== b) return block('one_to_one', diagonal === 1 ? '' : ` { w = ${diagonal} }`);
    const full = M.entriesOf(matrix) > 0.4 * matrix.rows * matrix.columns;
    const text = full ? matrixCsv(matrix) : edgesCsv(matrix);
    const file = this.file(`${a}_to_${b}`, text);
    return full ? block(`matrix("${file}") as w`, ' { w = w }') : block(`edges("${file}")`);
  }

  private experiment(circuit: string, drives: readonly string[]): string[] {
    const { populations, shown } = this.network;
    const outputs = populations.filter(({ node }) => node.kind === 'Output').map(({ key }) => key);
    const seen = [...new Set([...shown.values(), ...outputs])];
    const all = seen.length > 0 ? seen : populations.filter(({ node }) => node.kind !== 'Input').map(({ key }) => key);
    const spiking = all.filter((key) => neuronKinds[this.parts.get(key)!.node.kind]?.spikes);
    const values = all.map(
      (key) => `${this.names.of(key)}.${neuronKinds[this.parts.get(key)!.node.kind]?.shows ?? 'y'}`,
    );
    const spikes = spiking.map((key) => `${this.names.of(key)}.spike`);
    const { dt, steps } = this.times;
    return [
      `experiment Run of ${circuit} {`,
      ...drives.map((name) => `${name} = 1`),
      `stop = ${timeText(steps * dt)}   dt = ${timeText(dt)}`,
      'solver = euler',
      'tolerance = 0.1 %',
      ...[...spikes, ...values].map((what) => `record ${what}`),
      ...spiking.map((key) => `measure ${this.names.fresh(`${key}_spikes`)} = count(${this.names.of(key)}.spike)`),
      ...[...spikes, ...values].map((what) => `plot ${what}`),
      '}',
    ];
  }

  /** A number for all, a list, or a file. */
  private numbers(key: string, parameter: string, values: readonly number[], unit: '' | 's'): string {
    const text = (value: number): string => (unit === 's' ? timeText(value) : String(value));
    if (values.every((value) => value === values[0])) return text(values[0]!);
    if (values.length <= INLINE) return `[${values.map(text).join(', ')}]`;
    const file = this.file(`${this.names.of(key)}_${parameter}`, `${values.join('\n')}\n`);
    return `data("${file}"${unit === '' ? '' : `, ${unit}`})`;
  }

  private file(what: string, text: string): string {
    const name = `${this.base}_${what}.csv`;
    this.files.push({ name, text });
    return name;
  }
}

/** An instance with its parameters, in one line where that is short. */
function braced(instance: string, set: readonly string[]): string[] {
  if (set.length === 0) return [instance];
  const line = `${instance} { ${set.join('  ')} }`;
  return line.length <= 100 ? [line] : [`${instance} {`, ...set, '}'];
}
function valuesOf(node: NirNode, parameter: string, size: number, otherwise: number | undefined): number[] {
  const numbers = node.parameters.get(parameter)?.numbers ?? [otherwise!];
  return Array.from({ length: size }, (_, i) => numbers[numbers.length === 1 ? 0 : i]!);
}
/** Whether the device has these values anyway. */
function isDefault(parameter: string, values: readonly number[]): boolean {
  const standard: Readonly<Record<string, number>> = { v_leak: 0, v_reset: 0, w_in: 1 };
  return values.every((value) => value === standard[parameter]);
}

/** The number on the diagonal when there is nothing else and it is the same everywhere. */
function diagonalOf({ rows, columns, lines }: M.Matrix): number | null {
  const first = lines[0]?.get(0);
  if (rows !== columns || first === undefined) return null;
  return lines.every((line, i) => line.size === 1 && line.get(i) === first) ? first : null;
}
/** Row after row of what the sources add: a line for each source. */
function matrixCsv({ columns, lines }: M.Matrix): string {
  const rows = Array.from({ length: columns }, (_, j) => lines.map((line) => line.get(j) ?? 0).join(','));
  return `${rows.join('\n')}\n`;
}
function edgesCsv({ lines }: M.Matrix): string {
  const rows = lines.flatMap((line, to) => [...line].map(([from, w]) => `${from},${to},${w}`));
  return `from,to,w\n${rows.join('\n')}\n`;
}

/** Seconds with the prefix that reads best and means the same double, as far as there is one. */
export function timeText(seconds: number): string {
  for (const [name, scale] of [
    ['s', 1],
    ['ms', 1e-3],
    ['us', 1e-6],
    ['ns', 1e-9],
  ] as const) {
    const value = Number((seconds / scale).toPrecision(12));
    if (Math.abs(value) >= 1 && value < 1000 && Math.abs(value * scale - seconds) <= 1e-15 * Math.abs(seconds))
      return `${value} ${name}`;
  }
  return `${seconds} s`;
}
function capital(base: string): string {
  const words = base.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('') || 'Network';
}
