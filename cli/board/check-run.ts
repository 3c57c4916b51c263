/** What a board computed against the bit-exact simulator: every state word at the end, every event. */
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { Snapshot } from '../../sim/host/emulator.ts';
import { type AddressEvent, stateIntegers } from '../../sim/host/streams.ts';
import { runFixedNetwork } from '../../sim/network/index.ts';
import type { Progress } from '../../sim/run.ts';

export interface BoardCheck {
  readonly pass: boolean;
  readonly states: number;
  readonly events: number;
  /** The first that differs, or null. */
  readonly difference: string | null;
}

/**
 * @param snapshot  states of the board after its last step
 * @param events    of the steps from `first` on, in any order
 * @param first     steps of which no events are known: the board began in states that it was given
 */
export function checkRun(
  { hardware, parts }: CompiledExperiment,
  snapshot: Snapshot,
  events: readonly AddressEvent[],
  first: number,
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
  const observer = {
    frame: ({
      part,
      step,
      integers,
    }: {
      readonly part: number;
      readonly step: number;
      readonly integers: BigInt64Array | null;
    }) => {
      if (step + 1 === snapshot.step) last.set(part, integers!.slice());
    },
  };
  if (snapshot.step > 0)
    runFixedNetwork(fixed, observer, {
      steps: snapshot.step,
      everySteps: snapshot.step,
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
  return { pass: difference === null, states, events: wanted, difference };
}
function eventKey(step: number, source: number, instance: number, fraction: number): string {
  return `${step} ${source} ${instance} ${fraction}`;
}
function initialOf(integers: readonly bigint[], instance: number): bigint {
  return integers.length === 1 ? integers[0]! : integers[instance]!;
}
