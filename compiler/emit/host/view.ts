/** What the templates of the host interface show: the table of registers by access, and the widths of the core's streams. */
import type { NetworkMachine } from '../../machine/form.ts';
import { beatHeader, standsAlone, stimulusBeat, wholeBytes, wordWidth } from '../../machine/words.ts';
import { flagCount } from '../bank-view.ts';
import { literal } from '../literals.ts';
import { addressBits, flagWords, magic, mapVersion, mostRead, mostWritten, type Register, registers } from './form.ts';

/** Bauds of the serial line unless the board says otherwise. */
export const baud = 3_000_000;

/** Words of 32 bits that hold so many bits. */
export function wordsFor(bits: number): number {
  return Math.ceil(bits / 32);
}

/** Words of each kind of beat, as the host sees them: what SHAPE shows. */
export function beatWords(network: NetworkMachine) {
  const { parts } = network;
  const stored = Math.max(...parts.map(({ storedWidth }) => storedWidth));
  const flags = parts.reduce((sum, part) => sum + flagCount(part), 0);
  return {
    state: wordsFor(beatHeader - 16 + stored),
    stimulus: wordsFor(parts.reduce((sum, part) => sum + stimulusBeat(part), 0)),
    restore: wordsFor(8 + stored),
    flags: wordsFor(flags),
  };
}

const port = (name: string): string => name.toLowerCase();
const hex = (value: number): string => `0x${value.toString(16).padStart(3, '0')}`;
const hexWord = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;

function registerView(register: Register) {
  return {
    name: register.name,
    port: port(register.name),
    access: register.access,
    text: register.text,
    addressText: hex(register.address),
    place: literal(BigInt(register.address / 4), addressBits - 2),
    fields: register.fields.map((field) => ({
      register: register.name,
      name: field.name,
      upper: field.name.toUpperCase(),
      low: field.low,
      bits: field.bits,
      text: field.text,
      range: field.bits === 1 ? String(field.low) : `${field.low + field.bits - 1}:${field.low}`,
      maskText: hexWord((2 ** field.bits - 1) * 2 ** field.low),
    })),
  };
}

/** @param fingerprint  of the core, hexadecimal */
export function hostView(network: NetworkMachine, fingerprint: string) {
  const of = (access: Register['access']) => registers.filter((one) => one.access === access).map(registerView);
  const words = beatWords(network);
  const { parts, clock } = network;
  const stored = Math.max(...parts.map(({ storedWidth }) => storedWidth));
  const beat = Math.max(...parts.map((part) => wholeBytes(beatHeader + part.storedWidth)));
  const stimulus = parts.reduce((sum, part) => sum + stimulusBeat(part), 0);
  const params = Math.max(0, ...parts.filter(standsAlone).map(({ paramWord }) => wordWidth(paramWord)));
  const shape = words.state + 2 ** 8 * words.stimulus + 2 ** 16 * words.restore + 2 ** 24 * Math.min(255, words.flags);
  const word = (value: number): string => literal(BigInt(value), 32);
  const constants = new Map([
    ['magic', word(magic)],
    ['version', word(mapVersion)],
    ...Array.from(
      { length: 4 },
      (_, i) => [`fingerprint_${i}`, word(Number.parseInt(fingerprint.slice(8 * i, 8 * i + 8), 16))] as const,
    ),
    // what the clock is, a board's top says
    ['clock', 'FREQUENCY'],
    ['shape', word(shape)],
  ]);
  return {
    name: network.name,
    guard: network.name.toUpperCase(),
    fingerprint,
    magic: hexWord(magic),
    mapVersion: hexWord(mapVersion),
    addressBits,
    addressHigh: addressBits - 1,
    placeHigh: addressBits - 3,
    clock: String(Math.round(clock)),
    bitClocks: String(bitClocks(clock)),
    hurries: clock > unhurried ? 1 : 0,
    mostRead,
    mostWritten,
    all: registers.map(registerView),
    read: of('read'),
    live: of('read').filter(({ port }) => !constants.has(port)),
    kept: of('write read'),
    stored: [...of('write read'), ...of('read').filter(({ port }) => constants.has(port))],
    commands: of('command'),
    takes: of('take'),
    clears: of('clear'),
    memory: memoryView(constants),
    events: parts.some(({ fixed }) => fixed.events.length > 0),
    flags: flagsView(parts.reduce((sum, part) => sum + flagCount(part), 0)),
    noFlags: Array.from({ length: flagWords }, (_, i) => ({ port: `flags_${i}` })),
    states: {
      width: beat,
      high: beat - 1,
      shortWidth: beat - 16,
      stageWidth: beat + 1,
      probedWidth: beat + 2,
      words: wordsFor(beat - 16),
      // compared a clock before
      queueMargin: 2 * words.state + 3,
    },
    stimulus:
      stimulus === 0
        ? null
        : { width: wholeBytes(stimulus), high: wholeBytes(stimulus) - 1, words: wordsFor(wholeBytes(stimulus)) },
    restore: { width: 8 + stored, high: 7 + stored, words: words.restore },
    params: params === 0 ? null : { high: params - 1 },
    partHigh: parts.length - 1,
  };
}

/** Hz. Up to this clock words need no registers on their way between the streams of the core and its host, which a small device would miss. */
const unhurried = 20e6;

/** Clocks of a serial bit times 256, at least four clocks. */
export function bitClocks(clock: number): number {
  return Math.max(4 * 256, Math.round((256 * clock) / baud));
}

/** The memory behind the registers: the constants are its first words. */
function memoryView(constants: ReadonlyMap<string, string>) {
  const lowest = registers.slice(0, constants.size);
  if (!lowest.every(({ name, address }, i) => address === 4 * i && constants.has(port(name))))
    throw new Error('the constant registers are not the first ones');
  const last = Math.max(...registers.filter(({ access }) => access === 'write read').map(({ address }) => address / 4));
  const places = Math.ceil(Math.log2(last + 1));
  return {
    addressBits: places,
    high: places - 1,
    constants: constants.size,
    words: lowest
      .map(({ name }) => constants.get(port(name))!)
      .reverse()
      .join(', '),
  };
}

function flagsView(count: number) {
  if (count === 0) return null;
  return {
    high: count - 1,
    hidden: count > 32 * flagWords,
    words: Array.from({ length: flagWords }, (_, i) => {
      const here = Math.max(0, Math.min(32, count - 32 * i));
      const pad = here === 32 ? null : literal(0n, 32 - here);
      return { port: `flags_${i}`, shown: here > 0, pad, high: 32 * i + here - 1, low: String(32 * i) };
    }),
  };
}
