/** Hardware of a piecewise polynomial table: `qnm_table_constant`, `_linear`, `_quadratic`, `_cubic` by degree. */
import type { FixedSite, HardwareInstance, IntegerMemory, PolynomialTable, RegisterPlace } from '../operation.ts';
import { carryTime, constantMemoryTimes, lutTime, productTimes, treeTime } from './delays.ts';
import { operandParameters, place, resultParameters, roundingPlaces, saturates } from './rounding.ts';

const modules = ['qnm_table_constant', 'qnm_table_linear', 'qnm_table_quadratic', 'qnm_table_cubic'] as const;

/** Bits that hold 0..count-1, at least one. */
export function indexWidth(count: number): number {
  return Math.max(1, Math.ceil(Math.log2(count)));
}
function bitLength(value: bigint): number {
  return value.toString(2).length;
}
/** Bits of a coefficient as a signed number. */
function coefficientWidth(memory: IntegerMemory): number {
  return memory.signed ? memory.width : memory.width + 1;
}

/** Degree that the hardware needs: without local bits every power above 0 is multiplied by 0. */
export function hardwareDegree(table: PolynomialTable): number {
  return table.localBits === 0 ? 0 : table.degree;
}

/** Width of the accumulator behind each power, the end of the Horner chain (power 0) first. */
export function accumulatorWidths(table: PolynomialTable): number[] {
  const degree = hardwareDegree(table);
  const widths = [coefficientWidth(table.coefficients[degree]!)];
  // Each step adds one bit to the wider of its operands.
  for (let power = degree - 1; power >= 0; power--)
    widths.unshift(Math.max(widths[0]!, coefficientWidth(table.coefficients[power]!)) + 1);
  return widths;
}

/** Places of `qnm_table_address`. */
function addressPlaces(table: PolynomialTable, uniform: boolean): RegisterPlace[] {
  const span = bitLength(table.highCode - table.lowCode);
  const own = [
    place(carryTime(table.input.width + 2), table.input.width + 2),
    place(carryTime(table.input.width + 2) + lutTime, span),
  ];
  if (uniform) return own;
  const fine = Math.max(...table.fineBits);
  const segment = indexWidth(table.coefficients[0]!.words.length);
  // The sum of segment numbers follows the barrel shifter; it is counted here, before the register.
  const shifter = place(treeTime(fine + 1) + carryTime(segment), table.coarseShift + fine + segment);
  return [...own, ...memoryPlaces([coarseMemory(table)]), shifter];
}
/** Memories are read side by side into registers; a second one hides the time that this takes. */
function memoryPlaces(memories: readonly IntegerMemory[]): RegisterPlace[] {
  const times = memories.map(({ words, width }) => constantMemoryTimes(words.length, width));
  const [address, word] = [0, 1].map((k) => Math.max(...times.map((time) => time[k]!)));
  const bits = memories.reduce((sum, { width }) => sum + width, 0);
  return [{ delay: address!, bits: 0, always: true }, place(word!, bits)];
}
/** Places of `qnm_horner`: pieces of the product, their sum, then that with the coefficient. */
function hornerPlaces(accumulator: number, local: number): RegisterPlace[] {
  const width = accumulator + local + 1;
  const [pieces, pieceSum] = productTimes(accumulator, local + 1);
  // The local coordinate goes along.
  return [
    place(pieces, width + local),
    place(pieceSum, width + local),
    place(carryTime(width), accumulator + 1 + local),
  ];
}

/** One word per coarse interval: first segment, then the number of fine bits, low bits last. */
export function coarseMemory(table: PolynomialTable): IntegerMemory {
  const segmentWidth = indexWidth(table.coefficients[0]!.words.length);
  const fineWidth = indexWidth(Math.max(...table.fineBits) + 1);
  return {
    name: `${table.name}_coarse`,
    words: table.firstSegment.map((first, c) => (BigInt(first) << BigInt(fineWidth)) | BigInt(table.fineBits[c]!)),
    width: segmentWidth + fineWidth,
    signed: false,
  };
}

export function tableHardware(site: FixedSite): HardwareInstance {
  const table = site.table!;
  if (table.coarseShift < 1)
    throw new Error(`table '${table.name}': hardware wants at least two codes in a coarse interval`);
  const degree = hardwareDegree(table);
  const widths = accumulatorWidths(table);
  const exact = { width: widths[0]!, fraction: table.workFraction };
  const uniform = table.fineBits.length === 1;
  const places = [
    ...addressPlaces(table, uniform),
    ...memoryPlaces(table.coefficients.slice(0, degree + 1)),
    ...widths
      .slice(1)
      .toReversed()
      .flatMap((width) => hornerPlaces(width, table.localBits)),
    ...roundingPlaces(exact, site),
  ];
  return {
    module: modules[degree]!,
    parameters: {
      ...addressParameters(table, uniform),
      ...coefficientParameters(table, degree),
      ...resultParameters(site),
    },
    ports: ['a'],
    latency: places.length,
    places,
    tail: 0,
    flag: saturates(exact, site),
  };
}

function addressParameters(table: PolynomialTable, uniform: boolean): HardwareInstance['parameters'] {
  return {
    ...operandParameters([table.input]),
    LOW_CODE: BigInt.asUintN(64, table.lowCode),
    SPAN: table.highCode - table.lowCode,
    SPAN_WIDTH: bitLength(table.highCode - table.lowCode),
    COARSE_SHIFT: table.coarseShift,
    COARSE_COUNT: table.fineBits.length,
    FINE_BITS: Math.max(...table.fineBits),
    FIRST_SEGMENT: table.firstSegment[0]!,
    SEGMENTS: table.coefficients[0]!.words.length,
    SEGMENT_WIDTH: indexWidth(table.coefficients[0]!.words.length),
    LOCAL_BITS: Math.max(1, table.localBits),
    ...(uniform ? {} : { COARSE_FILE: coarseMemory(table) }),
  };
}

function coefficientParameters(table: PolynomialTable, degree: number): HardwareInstance['parameters'] {
  const parameters: Record<string, number | IntegerMemory> = { WORK_FRACTION: table.workFraction };
  for (let power = 0; power <= degree; power++) {
    const memory = table.coefficients[power]!;
    parameters[`C${power}_SIGNED`] = memory.signed ? 1 : 0;
    parameters[`C${power}_WIDTH`] = memory.width;
    parameters[`C${power}_FILE`] = memory;
  }
  return parameters;
}
