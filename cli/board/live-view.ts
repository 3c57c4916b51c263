/** What `qnmc run --live` shows while a run goes on: rates of the events, and traces of a few instances as braille. */
import type { StepNetwork } from '../../compiler/step/form.ts';
import type { BoardRecords } from '../../sim/host/records.ts';
import { type AddressEvent, stateIntegers } from '../../sim/host/streams.ts';

/** Instances whose states are drawn. */
const shownInstances = 3;

export interface LiveState {
  readonly steps: number;
  readonly target: number;
  /** Seconds since the start. */
  readonly seconds: number;
}

/** Lines for a terminal `width` characters wide. */
export function liveLines(network: StepNetwork, records: BoardRecords, state: LiveState, width: number): string[] {
  const { dt } = network[0]!;
  const emulated = state.steps * dt;
  const lines = [
    `step ${state.steps} of ${state.target}, t = ${quantity(emulated, 's')}, ${Math.round(state.steps / Math.max(state.seconds, 1e-3))} steps/s, ` +
      `${(emulated / Math.max(state.seconds, 1e-3)).toExponential(1)} of real time`,
  ];
  const parts = records.network.parts;
  for (const { fixed, firstSource, instances } of parts)
    for (const [e, { name }] of fixed.events.entries()) {
      const events = ofSource(records.events, firstSource + e);
      const rate = emulated > 0 ? events.length / emulated / instances : 0;
      const bars = sparkline(counts(events, state.steps, 2 * (width - 44)), width - 44);
      lines.push(
        `${clip(name, 14)} ${String(events.length).padStart(8)}  ${quantity(rate, 'Hz').padStart(10)} each  ${bars}`,
      );
    }
  for (const part of parts.filter(({ storedWidth, fixed }) => storedWidth > 0 && fixed.step.edges === null)) {
    const state0 = part.fixed.states.findIndex(({ format }) => format.width > 4);
    if (state0 < 0) continue;
    const { name, format } = part.fixed.states[state0]!;
    for (let instance = 0; instance < Math.min(shownInstances, part.instances); instance++) {
      const values = records.beats
        .filter((beat) => beat.part === part.part && beat.instance === instance)
        .slice(-2 * (width - 30))
        .map(
          ({ word }) => Number(stateIntegers(records.network, part.part, word)[state0] ?? 0n) * 2 ** -format.fraction,
        );
      if (values.length > 1)
        lines.push(
          `${clip(`${name}[${instance}]`, 16)} ${values.at(-1)!.toPrecision(5).padStart(11)} ${sparkline(values, width - 30)}`,
        );
    }
  }
  return lines;
}

function ofSource(events: readonly AddressEvent[], source: number): AddressEvent[] {
  return events.filter((event) => event.source === source);
}
/** How many events fell into each of `bins` equal stretches of the run so far. */
function counts(events: readonly AddressEvent[], steps: number, bins: number): number[] {
  const all = new Array<number>(Math.max(1, bins)).fill(0);
  for (const { step } of events) all[Math.min(all.length - 1, Math.floor((step * all.length) / Math.max(1, steps)))]!++;
  return all;
}

/** Dots of a braille character by row, left and right. */
const dots = [
  [0x40, 0x80],
  [0x04, 0x20],
  [0x02, 0x10],
  [0x01, 0x08],
] as const;
/** A curve of braille, two values a character; the lowest value is at the bottom. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = values.slice(-2 * Math.max(1, width));
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const rowOf = (value: number): number =>
    high > low ? Math.min(3, Math.floor(((value - low) / (high - low)) * 4)) : 0;
  let text = '';
  for (let i = 0; i < shown.length; i += 2) {
    let code = 0x2800 | dots[rowOf(shown[i]!)]![0];
    if (i + 1 < shown.length) code |= dots[rowOf(shown[i + 1]!)]![1];
    text += String.fromCodePoint(code);
  }
  return text;
}
function clip(text: string, width: number): string {
  return (text.length > width ? `${text.slice(0, width - 1)}…` : text).padEnd(width);
}
const prefixes = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
  [1e-3, 'm'],
  [1e-6, 'u'],
  [1e-9, 'n'],
] as const;
/** `326.7 kHz` */
export function quantity(value: number, unit: string): string {
  const [scale, prefix] = prefixes.find(([size]) => Math.abs(value) >= size) ?? [1, ''];
  return `${Number((value / scale).toPrecision(4))} ${prefix}${unit}`;
}
