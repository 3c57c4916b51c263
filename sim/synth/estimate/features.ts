/**
 * What an instance of a module of `rtl/` is made of, before anything is known of look-up tables: bits of carry chains, of multiplexers,
 * of memories. The costs of a family say what each of these takes; they are fitted to what yosys reports (`npm run calibrate`).
 */

import { factorBits, isNarrow, multiplierBlocks } from '../../../compiler/ops/hardware/multipliers.ts';
import type { Instance } from './instances.ts';
import { type Mapping, type MappingRules, mapMemory, mapRom } from './mapping.ts';

export interface Features {
  readonly dsp: number;
  readonly bram: number;
  /** Amounts by name of the feature. */
  readonly lut: Readonly<Record<string, number>>;
}

/** Numbers of an instance by the names that its parameters have. */
type Numbers = (name: string, otherwise?: number) => number;
type Amounts = Record<string, number>;
interface Draft {
  readonly rules: MappingRules;
  dsp: number;
  bram: number;
  lut: Amounts;
}

function add(draft: Draft, name: string, amount: number): void {
  if (amount > 0) draft.lut[name] = (draft.lut[name] ?? 0) + amount;
}
function addMapping(draft: Draft, mapping: Mapping): void {
  draft.bram += mapping.bram;
  add(draft, 'distributed', mapping.distributed);
  add(draft, 'constantBit', mapping.constantBits);
  // read through a multiplexer
  add(draft, 'mux', mapping.registerBits);
}
const bits = (count: number): number => Math.max(1, Math.ceil(Math.log2(count)));
const ones = (value: number): number => value.toString(2).replaceAll('0', '').length;
const signed = (n: Numbers, operand: string): number => n(`${operand}_WIDTH`) + (n(`${operand}_SIGNED`) !== 0 ? 0 : 1);

/** Rounding and clipping of `qnm_round_saturate`; returns the bits of the exact value that reach it. */
function addRounding(draft: Draft, n: Numbers, width: number, fraction: number): number {
  const [y, proved] = [n('Y_WIDTH'), n('OVERFLOW', 0) !== 0];
  const shift = fraction - n('Y_FRACTION', 0);
  const rounds = n('ROUNDING', 1) === 1 && shift > 0 && shift < width;
  const rounded = shift >= width ? 1 : width - Math.max(0, shift) + (rounds ? 1 : 0);
  const clips = !proved && (n('Y_SIGNED', 1) === 0 || rounded > y);
  if (rounds) {
    add(draft, 'round', proved ? Math.min(rounded, y) : rounded);
    add(draft, 'sticky', shift - 1);
  }
  if (clips) {
    add(draft, 'clip', y);
    add(draft, 'clipTree', Math.max(1, rounded - y));
  }
  return proved ? Math.min(width, y + Math.max(0, shift)) : width;
}

/** Of two operands on one grid. */
function aligned(n: Numbers): { readonly width: number; readonly fraction: number } {
  const [a, b] = [n('A_FRACTION', 0), n('B_FRACTION', 0)];
  const fraction = Math.max(a, b);
  return { width: Math.max(signed(n, 'A') + fraction - a, signed(n, 'B') + fraction - b), fraction };
}

/** Sums of the pieces of a product, and the pieces that are too small for a block. */
function addProduct(draft: Draft, a: number, b: number): void {
  const [wide, narrow] = a >= b ? [a, b] : [b, a];
  draft.dsp += multiplierBlocks(draft.rules.multipliers, wide, narrow);
  const [block] = draft.rules.multipliers.map(({ most }) => most[0]);
  const columns = Math.ceil(wide / block!);
  const rows = Math.ceil(narrow / block!);
  add(draft, 'partial', (columns * rows - 1) * (narrow + block!));
  const [lastA, lastB] = [wide - block! * (columns - 1), narrow - block! * (rows - 1)];
  if (multiplierBlocks(draft.rules.multipliers, lastA, lastB) === 0 && columns * rows > 1)
    add(draft, 'soft', lastA * lastB);
}

function addHorner(draft: Draft, accumulator: number, local: number, sum: number): void {
  if (isNarrow(accumulator, local + 1)) add(draft, 'carry', accumulator + local);
  else addProduct(draft, accumulator, local + 1);
  add(draft, 'carry', sum + local);
}

/** `qnm_table_*`: where a value lies, the coefficients, the Horner chain. */
function addTable(draft: Draft, n: Numbers, degree: number, { memories }: Instance): void {
  const span = n('SPAN_WIDTH');
  const coarse = n('COARSE_COUNT');
  const fine = n('FINE_BITS', 0);
  const segments = n('SEGMENTS');
  const local = n('LOCAL_BITS', 1);
  add(draft, 'carry', 2 * (Math.max(n('A_WIDTH'), span) + 2));
  add(draft, 'mux', span);
  if (coarse > 1) {
    addMapping(
      draft,
      mapRom(draft.rules.memory, memories.get('COARSE_FILE') ?? n('SEGMENT_WIDTH') + bits(fine + 1), coarse),
    );
    if (fine > 0) add(draft, 'shift', (n('COARSE_SHIFT') + fine) * bits(fine + 1));
  }
  add(draft, 'carry', n('SEGMENT_WIDTH'));
  const widths = Array.from({ length: degree + 1 }, (_, power) => signed(n, `C${power}`));
  for (let power = 0; power <= degree; power++)
    addMapping(draft, mapRom(draft.rules.memory, memories.get(`C${power}_FILE`) ?? n(`C${power}_WIDTH`), segments));
  let accumulator = widths[degree]!;
  for (let power = degree - 1; power >= 0; power--) {
    const sum = Math.max(accumulator, widths[power]!) + 1;
    addHorner(draft, accumulator, local, sum);
    accumulator = sum;
  }
  addRounding(draft, n, accumulator, n('WORK_FRACTION', 0));
}

/** Beside the words of a row and its first instance: the step, without the upper 16 bits that a host leaves out, whether it is the last one and was read back. */
const stateHead = 32 + 2;

/** A queue as `qnm_fifo`. */
function addQueue(draft: Draft, width: number, depth: number): void {
  const mapping = mapMemory(draft.rules.memory, width, depth);
  addMapping(draft, mapping);
  if (mapping.distributed > 0) add(draft, 'mux', width * (Math.ceil(depth / 16) - 1));
  add(draft, 'counter', 3 * bits(depth));
}

const byModule: Readonly<Record<string, (draft: Draft, n: Numbers, instance: Instance) => void>> = {
  qnm_add: (draft, n) => {
    const { width, fraction } = aligned(n);
    add(draft, 'carry', addRounding(draft, n, width + 1, fraction));
  },
  qnm_select: (draft, n) => {
    const { width, fraction } = aligned(n);
    add(draft, 'mux', addRounding(draft, n, width, fraction));
  },
  qnm_extremum: (draft, n) => {
    const { width, fraction } = aligned(n);
    add(draft, 'compare', width);
    add(draft, 'mux', addRounding(draft, n, width, fraction));
  },
  qnm_compare: (draft, n) => add(draft, 'compare', aligned(n).width),
  qnm_absolute: (draft, n) => add(draft, 'carry', addRounding(draft, n, signed(n, 'A') + 1, n('A_FRACTION', 0))),
  qnm_negate: (draft, n) => add(draft, 'carry', addRounding(draft, n, signed(n, 'A') + 1, n('A_FRACTION', 0))),
  qnm_sign: (draft, n) => add(draft, 'sticky', n('A_WIDTH')),
  qnm_floor: (draft, n) => {
    addRounding(draft, n, signed(n, 'A') - Math.max(0, n('A_FRACTION', 0)), 0);
  },
  qnm_resize: (draft, n) => {
    addRounding(draft, n, signed(n, 'A'), n('A_FRACTION', 0));
  },
  qnm_wrap: (draft, n) => {
    addRounding(draft, n, Math.max(1, n('A_FRACTION', 0)), n('A_FRACTION', 0));
  },
  qnm_logic: (draft) => add(draft, 'gate', 1),
  qnm_multiply: (draft, n, { constants }) => {
    const [a, b] = (['a', 'b'] as const).map((port) => {
      const constant = constants.get(port);
      return constant === undefined ? signed(n, port.toUpperCase()) : factorBits(constant);
    }) as [number, number];
    if (a > 0 && b > 0) {
      if (isNarrow(signed(n, 'A'), signed(n, 'B'))) add(draft, 'carry', a + b);
      else addProduct(draft, a, b);
    }
    const exact = signed(n, 'A') + signed(n, 'B');
    addRounding(draft, n, exact, n('A_FRACTION', 0) + n('B_FRACTION', 0));
  },
  qnm_scale: (draft, n) => {
    const digits = ones(n('PLUS')) + ones(n('MINUS'));
    add(draft, 'carry', Math.max(0, digits - 1) * (signed(n, 'A') + 8));
    addRounding(draft, n, signed(n, 'A') + n('PLACES'), n('A_FRACTION', 0) + n('K_FRACTION', 0));
  },
  qnm_divide: (draft, n) => {
    const shift = n('Y_FRACTION', 0) + n('B_FRACTION', 0) - n('A_FRACTION', 0);
    const numerator = n('A_WIDTH') + Math.max(0, shift);
    const divisor = n('B_WIDTH') + Math.max(0, -shift);
    const quotient = n('OVERFLOW', 0) === 2 || numerator < n('Y_WIDTH') ? numerator : n('Y_WIDTH');
    add(draft, 'divide', quotient * (divisor + 1));
    add(draft, 'carry', n('A_WIDTH') + n('B_WIDTH') + 2 * divisor + quotient);
    addRounding(draft, n, Math.max(quotient, n('Y_WIDTH')) + 2, n('Y_FRACTION', 0));
  },
  qnm_table_constant: (draft, n, instance) => addTable(draft, n, 0, instance),
  qnm_table_linear: (draft, n, instance) => addTable(draft, n, 1, instance),
  qnm_table_quadratic: (draft, n, instance) => addTable(draft, n, 2, instance),
  qnm_table_cubic: (draft, n, instance) => addTable(draft, n, 3, instance),
  qnm_delay: (draft, n) => {
    const depth = n('DEPTH', 1);
    if (depth <= n('REGISTERS', 3)) return;
    addMapping(draft, mapMemory(draft.rules.memory, n('WIDTH'), depth));
    if (depth > 16) add(draft, 'mux', n('WIDTH') * (Math.ceil(depth / 16) - 1));
    add(draft, 'counter', 2 * bits(depth));
  },
  qnm_delay_line: (draft, n) => {
    addMapping(draft, mapMemory(draft.rules.memory, n('WIDTH'), n('DEPTH')));
    add(draft, 'counter', 2 * bits(n('DEPTH')));
    add(draft, 'mux', n('WIDTH'));
  },
  // each row has its own place to read: that is looked up, and found by two additions
  qnm_delay_own: (draft, n, { memories }) => {
    const address = n('ADDRESS_WIDTH', 1) + 1;
    addMapping(draft, mapMemory(draft.rules.memory, n('WIDTH'), n('DEPTH')));
    addMapping(draft, mapRom(draft.rules.memory, memories.get('FILE') ?? address, n('ROWS', 1)));
    add(draft, 'counter', 2 * bits(n('DEPTH')));
    add(draft, 'carry', 3 * address);
  },
  qnm_register_file: (draft, n) => {
    if (n('DEPTH') === 1) return;
    // read in the same clock, which blocks cannot
    const [width, depth] = [n('WIDTH'), n('DEPTH')];
    if (draft.rules.memory.distributedCost === null) add(draft, 'mux', width * depth);
    else add(draft, 'distributed', Math.ceil(width / 4) * Math.ceil(depth / 16));
  },
  qnm_ram: (draft, n) => {
    if (n('APART', 0) === 0) addRam(draft, n('WIDTH'), n('DEPTH'));
    else addMapping(draft, mapMemory(draft.rules.memory, n('WIDTH'), n('DEPTH')));
  },
  qnm_rom: (draft, n, { memories }) =>
    addMapping(draft, mapRom(draft.rules.memory, memories.get('FILE') ?? n('WIDTH'), n('DEPTH'))),
  qnm_written_rom: (draft, n, { memories }) => {
    if (n('DEPTH') > 1 && memories.get('FILE') !== 0) addRam(draft, n('WIDTH'), n('DEPTH'));
  },
  qnm_register_memory: (draft, n) => addMapping(draft, mapMemory(draft.rules.memory, 32, 2 ** n('ADDRESS_WIDTH'))),
  qnm_fifo: (draft, n) => addQueue(draft, n('WIDTH'), n('DEPTH')),
  qnm_stream_fifo: (draft, n) => addQueue(draft, n('WIDTH'), 2 ** n('DEPTH_BITS')),
  qnm_slice: (draft, n) => add(draft, 'mux', n('WIDTH')),
  qnm_frame_in: (draft, n) => addMapping(draft, mapMemory(draft.rules.memory, 8, n('DEPTH'))),
  qnm_frame_out: (draft, n) => addMapping(draft, mapMemory(draft.rules.memory, 8, n('DEPTH'))),
  qnm_event_stream: (draft, n) => {
    addQueue(draft, 48 + n('FIRST_WIDTH', 24) + 9 * n('EVENTS') * n('LANES'), n('DEPTH'));
    add(draft, 'mux', 9 * n('EVENTS') * n('LANES'));
  },
  qnm_state_stream: (draft, n) => {
    const row = stateHead + n('FIRST_WIDTH', 24) + n('LANES') * n('WIDTH');
    addQueue(draft, row, n('DEPTH'));
    add(draft, 'mux', row * Math.ceil(Math.log2(n('LANES') + 1)));
  },
  qnm_accumulator: (draft, n) => {
    const sums = n('LANES') * n('WIDTH');
    addRam(draft, sums, n('ROWS'));
    add(draft, 'carry', sums);
    add(draft, 'mux', 2 * sums);
  },
  qnm_total: (draft, n) => add(draft, 'carry', n('WIDTH') * Math.max(0, n('TERMS') - 1)),
  qnm_published: (draft, n, { memories }) => {
    const [row, rows] = [n('LANES') * n('WIDTH'), n('ROWS')];
    if (n('DOUBLE', 0) !== 0) addMapping(draft, mapMemory(draft.rules.memory, row, 2 * rows));
    else addRam(draft, row, rows);
    if (n('UNIFORM', 1) === 0) addMapping(draft, mapRom(draft.rules.memory, memories.get('FILE') ?? row, rows));
  },
  // what is read again behind the rows of a list, the list, counters of both and of the places
  qnm_walk: (draft, n, { memories }) => {
    const [rows, row, place] = [n('ROWS'), n('ROW_WIDTH') + 1, n('ADDRESS_WIDTH')];
    addMapping(draft, mapRom(draft.rules.memory, memories.get('FILE') ?? 2 * place + 1, rows));
    addRam(draft, 2 * place + n('DATA_WIDTH'), rows);
    add(draft, 'carry', 2 * row + place);
    add(draft, 'compare', row + place);
    add(draft, 'mux', row + place);
  },
  qnm_ring: (draft, n) => {
    add(draft, 'counter', 2 * n('ADDRESS_WIDTH'));
    add(draft, 'compare', 2 * n('ADDRESS_WIDTH'));
  },
  qnm_ring_place: (draft, n) => {
    add(draft, 'carry', 2 * n('ADDRESS_WIDTH'));
    add(draft, 'compare', n('ADDRESS_WIDTH'));
    add(draft, 'mux', n('ADDRESS_WIDTH'));
  },
  // within a point, where it begins, and the sums of both
  qnm_pairs: (draft, n) => {
    const ends = n('FROM_WIDTH') + n('TO_WIDTH');
    add(draft, 'carry', 3 * ends);
    add(draft, 'compare', ends);
    add(draft, 'mux', ends);
  },
  qnm_draw: (draft, n, { memories }) => {
    if (n('KIND', 0) !== 1) return;
    // qnm_gaussian: two products, and coefficients of 256 segments
    draft.dsp += multiplierBlocks(draft.rules.multipliers, 15, 11) + multiplierBlocks(draft.rules.multipliers, 18, 16);
    addMapping(draft, mapRom(draft.rules.memory, memories.get('FILE') ?? 50, 256));
    add(draft, 'normal', 1);
  },
};
/** A memory that gives the old word when a place is read and written at once: blocks keep it beside. */
function addRam(draft: Draft, width: number, depth: number): void {
  const mapping = mapMemory(draft.rules.memory, width, depth, true);
  addMapping(draft, mapping);
  if (mapping.bram > 0) {
    add(draft, 'mux', width);
    add(draft, 'compare', bits(depth));
  }
}

/** Features of one instance; a module that is not known by name costs what the table says for one of it. */
export function featuresOf(instance: Instance, rules: MappingRules): Features {
  const n: Numbers = (name, otherwise = Number.NaN) => {
    const value = instance.numbers.get(name) ?? otherwise;
    if (Number.isNaN(value)) throw new Error(`${instance.module} ${instance.name} has no ${name}`);
    return value;
  };
  const draft: Draft = { rules, dsp: 0, bram: 0, lut: {} };
  byModule[instance.module]?.(draft, n, instance);
  add(draft, `one ${instance.module}`, 1);
  return { dsp: draft.dsp, bram: draft.bram, lut: draft.lut };
}
