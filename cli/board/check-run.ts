/** What a board computed against the bit-exact simulator: every state word at the end, every sample on the way, every event. */
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { Snapshot } from '../../sim/host/emulator.ts';
import { type AddressEvent, type StateBeat, stateIntegers } from '../../sim/host/streams.ts';
import { runFixedNetwork } from '../../sim/network/index.ts';
import type { Frame, Progress, RunObserver } from '../../sim/run.ts';

export interface BoardCheck {
  readonly pass: boolean;
  /** State words at the end. */
  readonly states: number;
  /** State words of samples before the end. */
  readonly samples: number;
  readonly events: number;
  /** The first that differs, or null. */
  readonly difference: string | null;
}

/** What came from a board. */
export interface BoardRecord {
  /** States after the last step. */
  readonly snapshot: Snapshot;
  /** Of the steps from `first` on, in any order. */
  readonly events: readonly AddressEvent[];
  /** States of all instances after every `interval` steps, in any order; an interval of 0: none. */
  readonly beats: readonly StateBeat[];
  readonly interval: number;
  /** Steps of which no events are known: the board began in states that it was given. */
  readonly first: number;
}

/** @param watch  sees every step of the simulator; null: nobody does */
export function checkRun(
  { hardware, parts }: CompiledExperiment,
  { snapshot, events, beats, interval, first }: BoardRecord,
  watch: RunObserver | null,
  progress: Progress,
): BoardCheck {
  const network = hardware!;
  const fixed = parts.map((part) => part.fixed!);
  const seen = new Map<string, number>();
  for (const event of events) {
    const key = eventKey(event.step, event.source, event.instance, event.fraction);
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  let difference: string | null = null;
  const differs = (text: string): void => {
    difference ??= text;
  };
  let wanted = 0;
  const last = new Map<number, BigInt64Array>();
  const sampled = new Map<number, StateBeat[]>();
  for (const beat of beats) {
    const together = sampled.get(beat.step);
    if (together === undefined) sampled.set(beat.step, [beat]);
    else together.push(beat);
  }
  let samples = 0;
  const compareSample = ({ part, integers }: Frame, beat: StateBeat): void => {
    const { states: described } = network.forms[part]!;
    for (const [s, integer] of stateIntegers(network, part, beat.word).entries()) {
      if (integer === null) continue;
      samples++;
      const want = integers![beat.instance * described.length + s]!;
      if (integer !== want)
        differs(
          `${described[s]!.name} of instance ${beat.instance} is ${integer} on the board and ${want} in the simulator after step ${beat.step}`,
        );
    }
  };
  const observer: RunObserver = {
    frame(frame) {
      const { part, step, integers } = frame;
      watch?.frame(frame);
      if (step + 1 === snapshot.step) last.set(part, integers!.slice());
      for (const beat of sampled.get(step + 1) ?? []) if (beat.part === part) compareSample(frame, beat);
    },
  };
  if (snapshot.step > 0)
    runFixedNetwork(fixed, observer, {
      steps: snapshot.step,
      everySteps: watch !== null ? 1 : beats.length > 0 ? interval : snapshot.step,
      progress,
      onEvent: (part, step, instance, event, fraction) => {
        if (step < first) return;
        const machine = network.parts.find((one) => one.part === part);
        if (machine === undefined) return;
        wanted++;
        // a condition holds at the end of a step; the hardware says 0
        const shown = machine.fixed.events[event]!.fraction === null ? 0 : fraction;
        const key = eventKey(step, machine.firstSource + event, instance, shown);
        const left = seen.get(key) ?? 0;
        if (left === 0)
          differs(
            `event ${machine.fixed.events[event]!.name} of instance ${instance} in step ${step} did not come from the board`,
          );
        else if (left === 1) seen.delete(key);
        else seen.set(key, left - 1);
      },
    });
  if (seen.size > 0)
    differs(
      `the board sent an event (step, source, instance, fraction: ${[...seen.keys()][0]}) that the simulator does not know`,
    );
  let states = 0;
  for (const { part, words } of snapshot.states) {
    const { states: described } = network.forms[part]!;
    for (const [instance, word] of words.entries())
      for (const [s, integer] of stateIntegers(network, part, word).entries()) {
        if (integer === null) continue;
        states++;
        const want =
          snapshot.step === 0
            ? initialOf(described[s]!.initial, instance)
            : last.get(part)![instance * described.length + s]!;
        if (integer !== want)
          differs(
            `${described[s]!.name} of instance ${instance} is ${integer} on the board and ${want} in the simulator after step ${snapshot.step}`,
          );
      }
  }
  return { pass: difference === null, states, samples, events: wanted, difference };
}
function eventKey(step: number, source: number, instance: number, fraction: number): string {
  return `${step} ${source} ${instance} ${fraction}`;
}
function initialOf(integers: readonly bigint[], instance: number): bigint {
  return integers.length === 1 ? integers[0]! : integers[instance]!;
}
