/** What comes out of the queues of a board, word by word: address events with wrapping times, and state beats. */
import type { NetworkMachine } from '../../compiler/machine/form.ts';

export interface AddressEvent {
  /** Steps that were done when it occurred in the next one. */
  readonly step: number;
  /** In parts of dt. */
  readonly fraction: number;
  /** Number among all sources; of the manifest. */
  readonly source: number;
  readonly instance: number;
}

/** Puts words together to events; keeps what is incomplete for the next ones. */
export class EventDecoder {
  private address: number | null = null;
  private epoch = 0;

  /** After a reset of the core. */
  reset(): void {
    this.address = null;
    this.epoch = 0;
  }
  read(words: Iterable<number>, event: (event: AddressEvent) => void): void {
    for (const word of words) {
      if (this.address === null) {
        this.address = word;
        continue;
      }
      const address = this.address;
      this.address = null;
      if (address === 0xffffffff) this.epoch = word & 0xffffff;
      else
        event({
          step: this.epoch * 2 ** 24 + (word >>> 8),
          fraction: (word & 255) / 256,
          source: address >>> 24,
          instance: address & 0xffffff,
        });
    }
  }
}

export interface StateBeat {
  /** Steps done. */
  readonly step: number;
  readonly part: number;
  readonly instance: number;
  /** The state word. */
  readonly word: bigint;
}

/** Words of a state beat: SHAPE.state. */
export function stateBeatWords({ parts }: NetworkMachine): number {
  return 2 + Math.ceil(Math.max(...parts.map(({ storedWidth }) => storedWidth)) / 32);
}
/** Puts words together to state beats of `words` words each. */
export class StateDecoder {
  private readonly size: number;
  private readonly words: number[] = [];
  private last = 0;

  constructor(size: number) {
    this.size = size;
  }
  /** After a reset of the core, or its restoring to `step`. */
  reset(step = 0): void {
    this.words.length = 0;
    this.last = step;
  }
  read(words: Iterable<number>, beat: (beat: StateBeat) => void): void {
    for (const word of words) {
      if (this.words.push(word) < this.size) continue;
      const [low, place, ...rest] = this.words as [number, number, ...number[]];
      this.words.length = 0;
      // the low 32 bits of the steps: those that are nearest above the last ones
      const above = (low - (this.last % 2 ** 32) + 2 ** 32) % 2 ** 32;
      this.last += above;
      const bits = rest.reduceRight((sum, next) => (sum << 32n) | BigInt(next), 0n);
      beat({ step: this.last, part: place >>> 24, instance: place & 0xffffff, word: bits });
    }
  }
}

/** The integers of a part's kept states in its state word, in the order of its states; null for those that are kept nowhere. */
export function stateIntegers(network: NetworkMachine, part: number, word: bigint): (bigint | null)[] {
  const machine = network.parts.find((one) => one.part === part);
  if (machine === undefined) throw new RangeError(`the board names part ${part}, which there is not`);
  return machine.stateWord.map(({ offset, width, format }) => {
    if (offset >= machine.storedWidth) return null;
    const raw = (word >> BigInt(offset)) & ((1n << BigInt(width)) - 1n);
    return format.signed ? BigInt.asIntN(width, raw) : raw;
  });
}
/** The other way. */
export function stateWordOf(network: NetworkMachine, part: number, integers: readonly (bigint | null)[]): bigint {
  const machine = network.parts.find((one) => one.part === part)!;
  return machine.stateWord.reduce((word, { offset, width }, i) => {
    const integer = integers[i] ?? null;
    if (offset >= machine.storedWidth || integer === null) return word;
    return word | (BigInt.asUintN(width, integer) << BigInt(offset));
  }, 0n);
}
