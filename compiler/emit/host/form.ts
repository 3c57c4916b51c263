/**
 * The register map of the host interface: the one table that the Verilog, the TypeScript of the host, the C header, the Python
 * module and the Markdown page are made of. Addresses and meanings are the same for every circuit.
 */

/** Changes when an address or a meaning does; the high half refuses, the low half only adds. */
export const mapVersion = 0x0001_0000;
/** `QNM1` as bytes in the order of addresses. */
export const magic = 0x314d_4e51;
/** Bits of an address; a register is 32 bits. */
export const addressBits = 12;

export interface RegisterField {
  readonly name: string;
  readonly low: number;
  readonly bits: number;
  readonly text: string;
}
export interface Register {
  readonly name: string;
  /** Byte address, a multiple of 4. */
  readonly address: number;
  /**
   * `read`: shows a signal; `write read`: keeps what was written; `command`: a write does something, and may be refused;
   * `take`: a read takes a word from a queue, refused when there is none; `clear`: shows bits, a 1 that is written clears it.
   */
  readonly access: 'read' | 'write read' | 'command' | 'take' | 'clear';
  readonly text: string;
  readonly fields: readonly RegisterField[];
}

/** `name low:bits text` lines. */
function fields(...lines: readonly string[]): RegisterField[] {
  return lines.map((line) => {
    const [, name, low, bits, text] = /^(\w+) (\d+):(\d+) (.*)$/.exec(line)!;
    return { name: name!, low: Number(low), bits: Number(bits), text: text! };
  });
}

/** Words of flags that have an address; flags beyond show in STATUS only. */
export const flagWords = 16;

export const registers: readonly Register[] = [
  { name: 'MAGIC', address: 0x000, access: 'read', text: 'the bytes "QNM1"', fields: [] },
  {
    name: 'VERSION',
    address: 0x004,
    access: 'read',
    text: 'of this map: high half refuses, low half adds',
    fields: [],
  },
  ...Array.from(
    { length: 4 },
    (_, i): Register => ({
      name: `FINGERPRINT_${i}`,
      address: 0x008 + 4 * i,
      access: 'read',
      text: `hexadecimal digits ${8 * i + 1} to ${8 * i + 8} of the fingerprint in manifest.json`,
      fields: [],
    }),
  ),
  { name: 'CLOCK', address: 0x018, access: 'read', text: 'Hz that the design was made for', fields: [] },
  {
    name: 'SHAPE',
    address: 0x01c,
    access: 'read',
    text: 'words of 32 bits',
    fields: fields(
      'state 0:8 of a state beat, its two words of header included',
      'stimulus 8:8 of a stimulus beat',
      'restore 16:8 of a restore beat',
      'flags 24:8 of flags',
    ),
  },
  {
    name: 'COMMAND',
    address: 0x040,
    access: 'command',
    text: 'each 1 does something once; refused: START and RESTORED while not idle, READBACK while neither idle nor held',
    fields: fields(
      'START 0:1 run STEPS steps, 0 without end',
      'PAUSE 1:1 stop at the end of the running step',
      'READBACK 2:1 all states once into the state queue',
      'CLEAR 3:1 flags to 0',
      'RESET 4:1 all states to their initial values, queues empty, counters 0; parameters stay',
      'RESTORED 5:1 with CONTROL.restore: STEPS becomes the number of steps done, random draws go on from there',
    ),
  },
  {
    name: 'CONTROL',
    address: 0x044,
    access: 'write read',
    text: 'how it runs',
    fields: fields(
      'hold 0:1 wait at the end of a step',
      'drop_events 1:1 lose events rather than wait for the host, and count them',
      'drop_states 2:1 the same for state beats',
      'restore 3:1 what comes through RESTORE_DATA is written into the states',
      'trigger 4:1 an event that matches TRIGGER_ADDRESS pauses the run',
      'probe 5:1 only state beats of PROBE_PART and PROBE_FIRST to PROBE_LAST pass',
    ),
  },
  {
    name: 'STATUS',
    address: 0x048,
    access: 'read',
    text: 'now',
    fields: fields(
      'running 0:1 steps are issued',
      'idle 1:1 nothing is issued and nothing is in flight',
      'held 2:1 between two steps, waiting for hold to end',
      'waiting 3:1 for a stimulus, or for room in a queue',
      'triggered 4:1 the trigger paused the run; cleared by START',
      'flagged 5:1 some flag is set',
      'error 6:1 some bit of ERRORS is set',
      'reading 7:1 a read-back is under way',
    ),
  },
  {
    name: 'ERRORS',
    address: 0x04c,
    access: 'clear',
    text: 'sticky',
    fields: fields(
      'damaged 0:1 a frame with a wrong check sum or length came',
      'framing 1:1 a serial byte without stop bit came',
      'overrun 2:1 bytes came while the bridge was busy',
      'events_lost 3:1 EVENTS_LOST counts',
      'states_lost 4:1 STATES_LOST counts',
      'refused 5:1 a write was refused',
    ),
  },
  { name: 'STEPS_LOW', address: 0x050, access: 'write read', text: 'for START and RESTORED', fields: [] },
  { name: 'STEPS_HIGH', address: 0x054, access: 'write read', text: 'bits 47:32 of it', fields: [] },
  {
    name: 'TRACE_INTERVAL',
    address: 0x058,
    access: 'write read',
    text: 'states of every so many steps into the state queue, 0 never; to be written while idle',
    fields: [],
  },
  {
    name: 'TRACE_PHASE',
    address: 0x05c,
    access: 'write read',
    text: 'for RESTORED: how many of STEPS came after the last one that was traced',
    fields: [],
  },
  {
    name: 'STEP_LOW',
    address: 0x060,
    access: 'take',
    text: 'steps done; reading it keeps the five words behind it',
    fields: [],
  },
  { name: 'STEP_HIGH', address: 0x064, access: 'read', text: 'bits 47:32 of it', fields: [] },
  { name: 'CYCLE_LOW', address: 0x068, access: 'read', text: 'clocks spent in steps', fields: [] },
  { name: 'CYCLE_HIGH', address: 0x06c, access: 'read', text: 'bits 47:32 of it', fields: [] },
  { name: 'STALL_LOW', address: 0x070, access: 'read', text: 'those of them that waited', fields: [] },
  { name: 'STALL_HIGH', address: 0x074, access: 'read', text: 'bits 47:32 of it', fields: [] },
  {
    name: 'PROBE_PART',
    address: 0x080,
    access: 'write read',
    text: 'part whose states pass, see CONTROL.probe',
    fields: [],
  },
  { name: 'PROBE_FIRST', address: 0x084, access: 'write read', text: 'first instance that passes', fields: [] },
  { name: 'PROBE_LAST', address: 0x088, access: 'write read', text: 'last instance that passes', fields: [] },
  {
    name: 'TRIGGER_ADDRESS',
    address: 0x090,
    access: 'write read',
    text: 'address of an event, see EVENT_DATA',
    fields: [],
  },
  { name: 'TRIGGER_MASK', address: 0x094, access: 'write read', text: 'bits of it that must agree', fields: [] },
  { name: 'TRIGGER_STEP_LOW', address: 0x098, access: 'read', text: 'step of the event that triggered', fields: [] },
  { name: 'TRIGGER_STEP_HIGH', address: 0x09c, access: 'read', text: 'bits 47:32 of it', fields: [] },
  { name: 'EVENT_LEVEL', address: 0x0a0, access: 'read', text: 'words in the event queue', fields: [] },
  {
    name: 'EVENT_DATA',
    address: 0x0a4,
    access: 'take',
    text: 'events, two words each: the address (source in 31:24, instance in 23:0), then the time (step in 31:8, modulo 2^24, and fraction of dt / 256 in 7:0). Address 0xffffffff: the time is what bits 47:24 of the steps to come are',
    fields: [],
  },
  { name: 'STATE_LEVEL', address: 0x0a8, access: 'read', text: 'words in the state queue', fields: [] },
  {
    name: 'STATE_DATA',
    address: 0x0ac,
    access: 'take',
    text: 'state beats, SHAPE.state words each: steps done (31:0), then part in 31:24 and instance in 23:0, then the state word, low bits first',
    fields: [],
  },
  {
    name: 'STIMULUS_SPACE',
    address: 0x0b0,
    access: 'read',
    text: 'words that the stimulus queue has room for',
    fields: [],
  },
  {
    name: 'STIMULUS_DATA',
    address: 0x0b4,
    access: 'command',
    text: 'stimulus beats, SHAPE.stimulus words each, low bits first; refused when there is no room',
    fields: [],
  },
  {
    name: 'RESTORE_DATA',
    address: 0x0b8,
    access: 'command',
    text: 'with CONTROL.restore and idle: for each part that keeps states the state words of its instances in order, SHAPE.restore words each: the part in 7:0, above it the state word; refused when one is not taken yet',
    fields: [],
  },
  {
    name: 'PARAM_PLACE',
    address: 0x0c0,
    access: 'write read',
    text: 'whose parameters PARAM_DATA writes',
    fields: fields('part 0:8 number of the part', 'lane 8:8 instance modulo lanes'),
  },
  { name: 'PARAM_ROW', address: 0x0c4, access: 'write read', text: 'instance divided by lanes', fields: [] },
  ...Array.from(
    { length: 8 },
    (_, i): Register => ({
      name: `PARAM_WORD_${i}`,
      address: 0x0e0 + 4 * i,
      access: 'write read',
      text: `bits ${32 * i + 31}:${32 * i} of a parameter word`,
      fields: [],
    }),
  ),
  {
    name: 'PARAM_WRITE',
    address: 0x0c8,
    access: 'command',
    text: 'PARAM_WORD goes to PARAM_PLACE and PARAM_ROW; refused while neither idle nor held',
    fields: [],
  },
  {
    name: 'EVENTS_LOST',
    address: 0x0d0,
    access: 'read',
    text: 'events lost by CONTROL.drop_events since RESET',
    fields: [],
  },
  {
    name: 'STATES_LOST',
    address: 0x0d4,
    access: 'read',
    text: 'beats lost by CONTROL.drop_states since RESET',
    fields: [],
  },
  { name: 'FRAMES', address: 0x0d8, access: 'read', text: 'good frames that came', fields: [] },
  { name: 'DAMAGED', address: 0x0dc, access: 'read', text: 'frames that came damaged', fields: [] },
  ...Array.from(
    { length: flagWords },
    (_, i): Register => ({
      name: `FLAGS_${i}`,
      address: 0x100 + 4 * i,
      access: 'read',
      text: `sticky flags ${32 * i} to ${32 * i + 31}, as the header of the core names them`,
      fields: [],
    }),
  ),
];

/** Address of a register. */
export function addressOf(name: string): number {
  const found = registers.find((register) => register.name === name);
  if (found === undefined) throw new Error(`there is no register ${name}`);
  return found.address;
}
/** Mask of a field. */
export function maskOf(register: string, field: string): number {
  const found = registers.find(({ name }) => name === register)?.fields.find(({ name }) => name === field);
  if (found === undefined) throw new Error(`there is no field ${register}.${field}`);
  return (2 ** found.bits - 1) * 2 ** found.low;
}

/** What frames say: the codes of the serial bridge. */
export const frame = {
  hello: 0x01,
  /** Words from consecutive addresses, or from one address. */
  read: 0x02,
  readSame: 0x03,
  write: 0x04,
  writeSame: 0x05,
  /** The level of a queue is at the address, its words behind it: as many as there are, up to the count. */
  drain: 0x06,
  reply: 0x80,
} as const;
/** How a request ended: the first byte of the last word of a reply. */
export const outcome = {
  done: 0,
  /** As on AXI4-Lite. */
  refused: 2,
  unmapped: 3,
  unknownCommand: 4,
  wrongLength: 5,
  /** No hello since the board began, or one of another session. */
  otherSession: 6,
  /** Neither the next number nor the last one. */
  wrongNumber: 7,
} as const;
/** Words that a request may read, or write. */
export const mostRead = 256;
export const mostWritten = 64;
