/** Waves of a run as a value change dump: each state as a real, and its integer beside it where the model has one. */
import type { Format } from '../../compiler/ops/format.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import type { Frame, RunObserver } from '../run.ts';

export interface VcdOptions {
  /** Formats of the states, for the integers of fixed and rtl runs; null: reals only. */
  readonly formats: readonly Format[] | null;
  /** How many instances to write, from the first. */
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

export class VcdWriter implements RunObserver {
  private readonly step: StepForm;
  private readonly options: VcdOptions;
  private readonly instances: number;
  private readonly ticks: number;
  private readonly states: number;
  private readonly events: number;
  private readonly last: Float64Array;

  constructor(step: StepForm, options: VcdOptions) {
    this.step = step;
    this.options = options;
    this.instances = Math.min(step.population.instances, options.instances ?? instancesByDefault);
    this.states = step.population.cell.states.length;
    this.events = step.population.cell.events.length;
    const { text, ticks } = timeUnit(step.dt);
    this.ticks = ticks;
    this.last = new Float64Array(this.instances * this.states).fill(Number.NaN);
    options.write(this.header(text));
  }
  frame(frame: Frame): void {
    const { states, integers } = frame; // a frame may work its states out at every look
    const lines = [`#${Math.round((frame.step + 1) * this.ticks)}`];
    for (let i = 0; i < this.instances; i++) {
      for (let j = 0; j < this.states; j++) this.change(lines, i, j, states[i * this.states + j]!, integers);
      for (let e = 0; e < this.events; e++)
        if (frame.fired[i * this.events + e]) lines.push(`1${this.id(i, 2 * this.states + e)}`);
    }
    if (lines.length > 1 || frame.step + 1 === this.step.steps) this.options.write(`${lines.join('\n')}\n`);
  }
  private change(
    lines: string[],
    instance: number,
    state: number,
    value: number,
    integers: BigInt64Array | null,
  ): void {
    const at = instance * this.states + state;
    if (value === this.last[at]) return;
    this.last[at] = value;
    lines.push(`r${value} ${this.id(instance, state)}`);
    const format = this.options.formats?.[state];
    if (format && integers)
      lines.push(
        `b${BigInt.asUintN(format.width, integers[at]!).toString(2)} ${this.id(instance, this.states + state)}`,
      );
  }
  private id(instance: number, variable: number): string {
    return identifier(instance * (2 * this.states + this.events) + variable);
  }
  private header(timescale: string): string {
    const { cell } = this.step.population;
    const lines = ['$version qnm $end', `$timescale ${timescale} $end`, `$scope module ${safe(cell.name)} $end`];
    const initial = ['#0', '$dumpvars'];
    for (let i = 0; i < this.instances; i++) {
      lines.push(`$scope module i${i} $end`);
      cell.states.forEach((state, j) => {
        lines.push(`$var real 64 ${this.id(i, j)} ${safe(state.name)} $end`);
        const value = state.initial[state.initial.length > 1 ? i : 0]!;
        initial.push(`r${value} ${this.id(i, j)}`);
        const width = this.options.formats?.[j]?.width;
        if (width !== undefined)
          lines.push(`$var wire ${width} ${this.id(i, this.states + j)} ${safe(state.name)}_word $end`);
      });
      cell.events.forEach((event, e) => {
        lines.push(`$var event 1 ${this.id(i, 2 * this.states + e)} ${safe(event.name)} $end`);
      });
      lines.push('$upscope $end');
    }
    return `${[...lines, '$upscope $end', '$enddefinitions $end', ...initial, '$end'].join('\n')}\n`;
  }
}
