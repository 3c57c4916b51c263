/** Waves of a run as a value change dump: each state as a real, and its integer beside it where the model has one. */
import type { Format } from '../../compiler/ops/format.ts';
import type { StepForm, StepNetwork } from '../../compiler/step/form.ts';
import { NetworkWatch } from '../network/index.ts';
import type { Frame } from '../run.ts';

export interface VcdOptions {
  /** By part, formats of the states, for the integers of fixed and rtl runs; null: reals only. */
  readonly formats: readonly (readonly Format[])[] | null;
  /** How many instances of a part to write, from the first. */
  readonly instances?: number;
  /** Receives the text piece by piece. */
  readonly write: (text: string) => void;
}
const instancesByDefault = 16;

/** Printable identifiers: base 94 from `!`. */
function identifier(index: number): string {
  const digit = String.fromCharCode(33 + (index % 94));
  return index < 94 ? digit : identifier(Math.floor(index / 94) - 1) + digit;
}
/** A name without the characters that VCD readers treat as separators or bit ranges. */
function safe(name: string): string {
  return name.replaceAll(/[^\w.$]/g, '_');
}
const units = ['s', 'ms', 'us', 'ns', 'ps', 'fs'] as const;
/** The coarsest unit in which dt is a whole number; fs when none is (times are then rounded). */
function timeUnit(dt: number): { readonly text: string; readonly ticks: number } {
  for (const [power, unit] of units.entries())
    for (const many of [100, 10, 1]) {
      const ticks = dt / (many * 10 ** (-3 * power));
      if (ticks > 0.5 && Math.abs(ticks - Math.round(ticks)) < 1e-6 * ticks)
        return { text: `${many} ${unit}`, ticks: Math.round(ticks) };
    }
  return { text: '1 fs', ticks: dt * 1e15 };
}

/** A part of a network among the waves. */
interface Wave {
  readonly step: StepForm;
  readonly formats: readonly Format[] | null;
  /** How many instances are written. */
  readonly instances: number;
  /** Number of its first variable. */
  readonly first: number;
  readonly last: Float64Array;
}

export class VcdWriter extends NetworkWatch {
  private readonly options: VcdOptions;
  private readonly waves: readonly Wave[];
  private readonly ticks: number;

  constructor(step: StepForm | StepNetwork, options: VcdOptions) {
    super(step);
    this.options = options;
    let first = 0;
    this.waves = this.network.map((part, i): Wave => {
      const { cell } = part.population;
      const instances = Math.min(part.population.instances, options.instances ?? instancesByDefault);
      const last = new Float64Array(instances * cell.states.length).fill(Number.NaN);
      const wave = { step: part, formats: options.formats?.[i] ?? null, instances, first, last };
      first += instances * (2 * cell.states.length + cell.events.length);
      return wave;
    });
    const { text, ticks } = timeUnit(this.network[0]!.dt);
    this.ticks = ticks;
    options.write(this.header(text));
  }
  protected step(frames: readonly Frame[]): void {
    const { step } = frames[0]!;
    const lines = [`#${Math.round((step + 1) * this.ticks)}`];
    for (const [part, wave] of this.waves.entries()) {
      const { states, integers, fired } = frames[part]!; // a frame may work its states out at every look
      const { cell } = wave.step.population;
      for (let i = 0; i < wave.instances; i++) {
        for (let j = 0; j < cell.states.length; j++)
          change(lines, wave, i, j, states[i * cell.states.length + j]!, integers);
        for (let e = 0; e < cell.events.length; e++)
          if (fired[i * cell.events.length + e]) lines.push(`1${id(wave, i, 2 * cell.states.length + e)}`);
      }
    }
    if (lines.length > 1 || step + 1 === this.network[0]!.steps) this.options.write(`${lines.join('\n')}\n`);
  }
  private header(timescale: string): string {
    const lines = ['$version qnm $end', `$timescale ${timescale} $end`];
    const initial = ['#0', '$dumpvars'];
    for (const wave of this.waves) {
      const { name, cell } = wave.step.population;
      lines.push(`$scope module ${safe(this.waves.length > 1 ? name : cell.name)} $end`);
      for (let i = 0; i < wave.instances; i++) declare(lines, initial, wave, i);
      lines.push('$upscope $end');
    }
    return `${[...lines, '$enddefinitions $end', ...initial, '$end'].join('\n')}\n`;
  }
}
function id({ step, first }: Wave, instance: number, variable: number): string {
  const { states, events } = step.population.cell;
  return identifier(first + instance * (2 * states.length + events.length) + variable);
}
function change(
  lines: string[],
  wave: Wave,
  instance: number,
  state: number,
  value: number,
  integers: BigInt64Array | null,
): void {
  const { length } = wave.step.population.cell.states;
  const at = instance * length + state;
  if (value === wave.last[at]) return;
  wave.last[at] = value;
  lines.push(`r${value} ${id(wave, instance, state)}`);
  const format = wave.formats?.[state];
  if (format && integers)
    lines.push(`b${BigInt.asUintN(format.width, integers[at]!).toString(2)} ${id(wave, instance, length + state)}`);
}
/** The variables of an instance, and what they begin with. */
function declare(lines: string[], initial: string[], wave: Wave, instance: number): void {
  const { states, events } = wave.step.population.cell;
  lines.push(`$scope module i${instance} $end`);
  states.forEach((state, j) => {
    lines.push(`$var real 64 ${id(wave, instance, j)} ${safe(state.name)} $end`);
    initial.push(`r${state.initial[state.initial.length > 1 ? instance : 0]!} ${id(wave, instance, j)}`);
    const width = wave.formats?.[j]?.width;
    if (width !== undefined)
      lines.push(`$var wire ${width} ${id(wave, instance, states.length + j)} ${safe(state.name)}_word $end`);
  });
  events.forEach((event, e) => {
    lines.push(`$var event 1 ${id(wave, instance, 2 * states.length + e)} ${safe(event.name)} $end`);
  });
  lines.push('$upscope $end');
}
