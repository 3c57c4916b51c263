/** A 64-bit digest of everything a step gives, so that runs of any length are compared in little memory. */
import type { StepForm } from '../../compiler/step/form.ts';
import type { Frame } from '../run.ts';

/** Two 32-bit lanes of the mixing of MurmurHash3 (A. Appleby, public domain) with different constants. */
class Mixer {
  a = 0;
  b = 0;
  reset(seed: number): void {
    this.a = seed ^ 0x9e3779b9;
    this.b = seed ^ 0x243f6a88;
  }
  add(word: number): void {
    let k = Math.imul(word, 0xcc9e2d51);
    k = Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    const a = this.a ^ k;
    this.a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
    let m = Math.imul(word, 0x85ebca77);
    m = Math.imul((m << 17) | (m >>> 15), 0xc2b2ae3d);
    const b = this.b ^ m;
    this.b = (Math.imul((b << 11) | (b >>> 21), 9) + 0x38b34ae5) | 0;
  }
  finish(): void {
    this.a = avalanche(this.a);
    this.b = avalanche(this.b ^ this.a);
  }
  text(): string {
    this.finish();
    return [this.a, this.b].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
  }
}
/** Of a network from those of its parts, in their order; of one part its own. */
export function digestOfParts(texts: readonly string[]): string {
  if (texts.length === 1) return texts[0]!;
  const all = new Mixer();
  all.reset(texts.length);
  for (const text of texts) for (const at of [0, 8]) all.add(Number.parseInt(text.slice(at, at + 8), 16));
  return all.text();
}
function avalanche(h: number): number {
  let x = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

/** Integer of an interpolated time as the hardware has it: 1/256 of dt. */
export const fractionCode = (fraction: number): number => Math.round(fraction * 256);

/** Digests frames step by step. The order is instance by instance, whatever lanes made them. */
export class FrameDigest {
  /** Words taken per step: states, events, times of events, flags. */
  readonly wordsPerStep: number;
  private readonly mixer = new Mixer();
  private readonly whole = new Mixer();
  private readonly events: number;
  private readonly timed: readonly boolean[];
  private halves: Int32Array = new Int32Array(0);
  private source: ArrayBufferLike | null = null;

  constructor(step: StepForm) {
    const { cell, instances } = step.population;
    this.events = cell.events.length;
    this.timed = cell.events.map((e) => e.fraction !== null);
    this.wordsPerStep = instances * (cell.states.length + this.events + this.timed.filter(Boolean).length + 1);
    this.whole.reset(0);
  }
  /** Digest of one frame in two halves; also enters the digest of the run. */
  frame(frame: Frame): readonly [number, number] {
    const { mixer, whole } = this;
    mixer.reset(frame.step);
    const halves = this.halvesOf(frame.integers!);
    for (let i = 0; i < halves.length; i++) mixer.add(halves[i]!);
    for (let i = 0; i < frame.fired.length; i++) {
      mixer.add(frame.fired[i]!);
      if (frame.fired[i] && this.timed[i % this.events]) mixer.add(fractionCode(frame.fractions[i]!));
    }
    for (let i = 0; i < frame.flags.length; i++) mixer.add(frame.flags[i]!);
    mixer.finish();
    whole.add(mixer.a);
    whole.add(mixer.b);
    return [mixer.a, mixer.b];
  }
  /** 16 hexadecimal digits over all frames so far. */
  text(): string {
    const end = new Mixer();
    end.a = this.whole.a;
    end.b = this.whole.b;
    return end.text();
  }
  private halvesOf(integers: BigInt64Array): Int32Array {
    if (
      this.source !== integers.buffer ||
      this.halves.byteOffset !== integers.byteOffset ||
      this.halves.length !== 2 * integers.length
    ) {
      this.source = integers.buffer;
      this.halves = new Int32Array(integers.buffer, integers.byteOffset, 2 * integers.length);
    }
    return this.halves;
  }
}
