/** Whether a run gives the same bits as another at every step, and where it first does not. */

import type { FixedForm } from '../../compiler/numerics/form.ts';
import { formatText } from '../../compiler/ops/format.ts';
import type { Span } from '../../dsl/index.ts';
import { orderOf } from '../network/index.ts';
import type { Frame, RunObserver } from '../run.ts';
import { digestOfParts, FrameDigest, fractionCode } from './digest.ts';

export interface FirstDifference {
  readonly simulator: string;
  /** Name of the population or coupling. */
  readonly part: string;
  readonly step: number;
  readonly instance: number;
  /** State or event; `flags`; `steps` when the run ended early. */
  readonly name: string;
  /** Integers as decimal text. */
  readonly fixed: string;
  readonly rtl: string;
  readonly format: string;
  readonly origin: Span | null;
  /** What the wrong word looks like: one unit off, the old value, the value of another instance. */
  readonly hint: string | null;
  /** How many steps differ in all. */
  readonly steps: number;
}
/** A copy of a frame. */
interface KeptFrame {
  readonly step: number;
  readonly integers: BigInt64Array;
  readonly fired: Uint8Array;
  readonly fractions: Float64Array;
  readonly flags: Uint32Array;
}
function keep(frame: Frame): KeptFrame {
  return {
    step: frame.step,
    integers: frame.integers!.slice(),
    fired: frame.fired.slice(),
    fractions: frame.fractions.slice(),
    flags: frame.flags.slice(),
  };
}

/** Digests of every step of the run that others are compared with. */
export class ReferenceTrace implements RunObserver {
  readonly digest: FrameDigest;
  readonly halves: Int32Array;
  steps = 0;

  constructor(fixed: FixedForm) {
    this.digest = new FrameDigest(fixed.step);
    this.halves = new Int32Array(2 * fixed.step.steps);
  }
  frame(frame: Frame): void {
    this.halves.set(this.digest.frame(frame), 2 * this.steps++);
  }
}
/** Compares a run with the reference, step by step. */
export class TraceComparison implements RunObserver {
  readonly digest: FrameDigest;
  steps = 0;
  /** Steps whose digest differs, and the first of them. */
  different = 0;
  first: KeptFrame | null = null;
  private readonly reference: ReferenceTrace;

  constructor(fixed: FixedForm, reference: ReferenceTrace) {
    this.digest = new FrameDigest(fixed.step);
    this.reference = reference;
  }
  frame(frame: Frame): void {
    const [a, b] = this.digest.frame(frame);
    const k = this.steps++;
    const { halves } = this.reference;
    if (frame.step === k && a === halves[2 * k] && b === halves[2 * k + 1]) return;
    this.different++;
    this.first ??= keep(frame);
  }
  get same(): boolean {
    return this.different === 0 && this.steps === this.reference.steps;
  }
}

/** Digests of all parts of a network. */
export class NetworkTrace implements RunObserver {
  /** By part. */
  readonly parts: readonly ReferenceTrace[];
  constructor(fixed: readonly FixedForm[]) {
    this.parts = fixed.map((form) => new ReferenceTrace(form));
  }
  frame(frame: Frame): void {
    this.parts[frame.part]!.frame(frame);
  }
  text(): string {
    return digestOfParts(this.parts.map(({ digest }) => digest.text()));
  }
}
/** Compares a run of a network with the reference, part by part. */
export class NetworkComparison implements RunObserver {
  /** By part. */
  readonly parts: readonly TraceComparison[];
  constructor(fixed: readonly FixedForm[], reference: NetworkTrace) {
    this.parts = fixed.map((form, part) => new TraceComparison(form, reference.parts[part]!));
  }
  frame(frame: Frame): void {
    this.parts[frame.part]!.frame(frame);
  }
  get same(): boolean {
    return this.parts.every((part) => part.same);
  }
  get words(): number {
    return this.parts.reduce((sum, { steps, digest }) => sum + steps * digest.wordsPerStep, 0);
  }
  /** The first word that differs; what an edge gives is there before what takes it. */
  find(fixed: readonly FixedForm[], simulator: string, rerun: (observer: RunObserver) => void): FirstDifference | null {
    const wrong = orderOf(fixed.map(({ step }) => step)).filter((part) => !this.parts[part]!.same);
    const at = (part: number): number => this.parts[part]!.first?.step ?? Number.POSITIVE_INFINITY;
    const [first] = wrong.sort((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b)));
    return first === undefined ? null : findDifference(fixed[first]!, simulator, this.parts[first]!, rerun);
  }
}

/**
 * The first word that differs. The reference is run once more up to that step, for its words.
 * @returns null when nothing differs
 */
export function findDifference(
  fixed: FixedForm,
  simulator: string,
  comparison: TraceComparison,
  rerun: (observer: RunObserver) => void,
): FirstDifference | null {
  if (comparison.same) return null;
  const { first } = comparison;
  const part = fixed.step.population.name;
  if (first === null || first.step !== Math.min(first.step, fixed.step.steps - 1))
    return endedEarly(fixed, simulator, comparison);
  let before: KeptFrame | null = null;
  let wanted: KeptFrame | null = null;
  rerun({
    frame(frame) {
      if (frame.part !== fixed.step.part) return;
      if (frame.step === first.step - 1) before = keep(frame);
      if (frame.step === first.step) wanted = keep(frame);
    },
  });
  if (wanted === null) return endedEarly(fixed, simulator, comparison);
  return { ...firstWord(fixed, wanted, first, before), simulator, part, step: first.step, steps: comparison.different };
}
function endedEarly(fixed: FixedForm, simulator: string, comparison: TraceComparison): FirstDifference {
  return {
    simulator,
    part: fixed.step.population.name,
    step: comparison.steps,
    instance: 0,
    name: 'steps',
    fixed: String(fixed.step.steps),
    rtl: String(comparison.steps),
    format: '',
    origin: null,
    hint: 'the run has another number of steps',
    steps: Math.abs(fixed.step.steps - comparison.steps),
  };
}
type Word = Omit<FirstDifference, 'simulator' | 'part' | 'step' | 'steps'>;
function firstWord(fixed: FixedForm, wanted: KeptFrame, got: KeptFrame, before: KeptFrame | null): Word {
  const { instances, cell } = fixed.step.population;
  for (let i = 0; i < instances; i++) {
    const word = stateWord(fixed, i, wanted, got, before) ?? eventWord(fixed, i, wanted, got);
    if (word) return word;
    if (wanted.flags[i] !== got.flags[i]) {
      const [a, b] = [wanted.flags[i]!, got.flags[i]!].map((f) => `0x${f.toString(16)}`) as [string, string];
      return { instance: i, name: 'flags', fixed: a, rtl: b, format: 'u32.0', origin: null, hint: null };
    }
  }
  const name = cell.states[0]?.name ?? 'states';
  return {
    instance: 0,
    name,
    fixed: `step ${wanted.step}`,
    rtl: `step ${got.step}`,
    format: '',
    origin: null,
    hint: 'the steps are out of order',
  };
}
function stateWord(
  fixed: FixedForm,
  instance: number,
  wanted: KeptFrame,
  got: KeptFrame,
  before: KeptFrame | null,
): Word | null {
  const { states } = fixed.step.population.cell;
  const offset = instance * states.length;
  const j = states.findIndex((_, s) => wanted.integers[offset + s] !== got.integers[offset + s]);
  if (j < 0) return null;
  const [a, b] = [wanted.integers[offset + j]!, got.integers[offset + j]!];
  const hint = hintOf(wanted, got, before, offset + j, states.length);
  return {
    instance,
    name: states[j]!.name,
    fixed: String(a),
    rtl: String(b),
    format: formatText(fixed.states[j]!.format),
    origin: states[j]!.origin,
    hint,
  };
}
function hintOf(
  wanted: KeptFrame,
  got: KeptFrame,
  before: KeptFrame | null,
  at: number,
  states: number,
): string | null {
  const [a, b] = [wanted.integers[at]!, got.integers[at]!];
  const wrong = wanted.integers.reduce((count, word, i) => count + (word === got.integers[i] ? 0 : 1), 0);
  const share = `${wrong} of ${wanted.integers.length} state words differ in this step`;
  if (before !== null && before.integers[at] === b) return `it has kept its old value; ${share}`;
  if (a - b === 1n || b - a === 1n) return `one unit of the last place apart; ${share}`;
  for (let other = at % states; other < wanted.integers.length; other += states)
    if (other !== at && wanted.integers[other] === b)
      return `it has the value of instance ${Math.floor(other / states)}; ${share}`;
  return share;
}
function eventWord(fixed: FixedForm, instance: number, wanted: KeptFrame, got: KeptFrame): Word | null {
  const { events } = fixed.step.population.cell;
  for (const [e, event] of events.entries()) {
    const at = instance * events.length + e;
    const base = { instance, name: event.name, origin: event.origin, hint: null };
    if (wanted.fired[at] !== got.fired[at])
      return { ...base, fixed: String(wanted.fired[at]), rtl: String(got.fired[at]), format: 'u1.0' };
    const [a, b] = [wanted.fractions[at]!, got.fractions[at]!].map(fractionCode) as [number, number];
    if (wanted.fired[at] && event.fraction !== null && a !== b)
      return { ...base, fixed: String(a), rtl: String(b), format: 'u8.8', hint: 'the time inside the step' };
  }
  return null;
}
