/** What came from a board during a run: events and sampled states, as the records and measures that every simulator leaves. */
import type { NetworkMachine } from '../../compiler/machine/form.ts';
import type { StepNetwork } from '../../compiler/step/form.ts';
import { GatheredMeasurement, Measurement, reductionsOf } from '../measure/index.ts';
import { type RecordedRun, Recorder } from '../record/recorder.ts';
import type { Frame, RunObserver } from '../run.ts';
import { type AddressEvent, type StateBeat, stateIntegers } from './streams.ts';

export interface BoardResults {
  readonly recorded: RecordedRun;
  /** Of states as they were in the samples; of events, which all come, in every step. */
  readonly measurement: Measurement;
}

type Writable = { -readonly [K in keyof Frame]: Frame[K] };

export class BoardRecords {
  readonly network: NetworkMachine;
  /** Steps between two samples; 0: no samples. */
  readonly interval: number;
  events: AddressEvent[] = [];
  beats: StateBeat[] = [];

  constructor(network: NetworkMachine, interval: number) {
    this.network = network;
    this.interval = interval;
  }
  event(event: AddressEvent): void {
    this.events.push(event);
  }
  /** Beats of read-backs come the same way; those between two samples are not kept. */
  beat(beat: StateBeat): void {
    if (this.interval > 0 && beat.step > 0 && beat.step % this.interval === 0) this.beats.push(beat);
  }
  /** Forgets all that belongs to steps from `step` on: they will be made once more. */
  forget(step: number): void {
    this.events = this.events.filter((event) => event.step < step);
    this.beats = this.beats.filter((beat) => beat.step <= step);
  }

  /**
   * Records and measures of the run, worked out from the states as for every simulator.
   * @param first  steps that were done before the run, of which nothing is known
   */
  results(first: number, steps: number): BoardResults {
    const { interval } = this;
    const forms: StepNetwork = this.network.forms.map(({ step }) => step);
    const every = interval * forms[0]!.dt;
    const sampled: StepNetwork = forms.map((form) => ({
      ...form,
      steps: first + steps,
      experiment: {
        ...form.experiment,
        records:
          interval === 0
            ? []
            : form.experiment.records.map((record) => ({ ...record, every: coarser(record.every, every) })),
      },
    }));
    const recorder = new Recorder(sampled);
    const [ofEvents, ofStates] = [new Measurement(forms), new Measurement(forms)];
    this.show([recorder, ofEvents], [ofStates]);
    const recorded = recorder.run();
    const measured = reductionsOf(forms[0]!).map((reduction) => {
      const from = reduction.events.length > 0 ? ofEvents : ofStates;
      return Float64Array.from({ length: from.points }, (_, point) => from.value(reduction, point));
    });
    return {
      recorded: interval === 0 ? { ...recorded, quantities: [] } : recorded,
      measurement: new GatheredMeasurement(forms, measured),
    };
  }
  /** Whether the states of every step were sampled. */
  get steady(): boolean {
    return this.interval === this.network.forms[0]!.step.passes;
  }

  /**
   * Frames of the steps in which something was seen, in order.
   * @param ofSamples  see only those in which the states were: between two samples nobody knows them
   */
  private show(observers: readonly RunObserver[], ofSamples: readonly RunObserver[]): void {
    const frames = this.network.forms.map(emptyFrame);
    const events = [...this.events].sort((a, b) => a.step - b.step);
    const beats = [...this.beats].sort((a, b) => a.step - b.step);
    let [e, b] = [0, 0];
    while (e < events.length || b < beats.length) {
      // states of a beat are those at the end of the step before its count
      const step = Math.min(
        events[e]?.step ?? Number.POSITIVE_INFINITY,
        (beats[b]?.step ?? Number.POSITIVE_INFINITY) - 1,
      );
      const before = b;
      for (; b < beats.length && beats[b]!.step - 1 === step; b++) this.putStates(frames, beats[b]!);
      const seeing = b > before ? [...observers, ...ofSamples] : observers;
      const fired: (() => void)[] = [];
      for (; e < events.length && events[e]!.step === step; e++) fired.push(this.putEvent(frames, events[e]!));
      for (const frame of frames) {
        frame.step = step;
        for (const observer of seeing) observer.frame(frame);
      }
      for (const clear of fired) clear();
    }
  }
  private putEvent(frames: readonly Writable[], event: AddressEvent): () => void {
    const part = this.network.parts.find(
      ({ firstSource, fixed }) => event.source >= firstSource && event.source < firstSource + fixed.events.length,
    );
    if (part === undefined) throw new RangeError(`the board names event source ${event.source}, which there is not`);
    const frame = frames[part.part]!;
    const at = event.instance * part.fixed.events.length + event.source - part.firstSource;
    frame.fired[at] = 1;
    frame.fractions[at] = event.fraction;
    return () => {
      frame.fired[at] = 0;
      frame.fractions[at] = 0;
    };
  }
  private putStates(frames: readonly Writable[], beat: StateBeat): void {
    const { states } = this.network.forms[beat.part]!;
    const frame = frames[beat.part]!;
    for (const [s, integer] of stateIntegers(this.network, beat.part, beat.word).entries()) {
      const at = beat.instance * states.length + s;
      frame.integers![at] = integer ?? 0n;
      frame.states[at] = Number(integer ?? 0n) * 2 ** -states[s]!.format.fraction;
    }
  }
}

/** A record's own interval, but not more often than there are samples, and a multiple of theirs. */
function coarser(own: number | null, sample: number): number {
  return own === null ? sample : Math.max(1, Math.round(own / sample)) * sample;
}
function emptyFrame({ step: form, states, events }: NetworkMachine['forms'][number], part: number): Writable {
  const { instances } = form.population;
  return {
    part,
    step: -1,
    states: new Float64Array(instances * states.length),
    integers: new BigInt64Array(instances * states.length),
    fired: new Uint8Array(instances * events.length),
    fractions: new Float64Array(instances * events.length),
    flags: new Uint32Array(instances),
  };
}
