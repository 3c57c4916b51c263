/** Hardware of a piecewise polynomial table: `qnm_table_constant`, `_linear`, `_quadratic`, `_cubic` by degree. */
import type { FixedSite, HardwareInstance, IntegerMemory, PolynomialTable } from '../operation.ts';
import { operandParameters, resultParameters, roundingLatency, saturates } from './rounding.ts';

const modules = ['qnm_table_constant', 'qnm_table_linear', 'qnm_table_quadratic', 'qnm_table_cubic'] as const;

/** Clocks of `qnm_table_address`, of `qnm_rom`, and of one `qnm_horner`. */
const uniformAddressLatency = 2;
const steppedAddressLatency = 5;
const romLatency = 2;
const hornerLatency = 3;

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

/** Width of the accumulator at the end of the Horner chain; each step adds one bit to the wider of its operands. */
export function accumulatorWidth(table: PolynomialTable): number {
  const degree = hardwareDegree(table);
  let width = coefficientWidth(table.coefficients[degree]!);
  for (let power = degree - 1; power >= 0; power--)
    width = Math.max(width, coefficientWidth(table.coefficients[power]!)) + 1;
  return width;
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
  const exact = { width: accumulatorWidth(table), fraction: table.workFraction };
  const uniform = table.fineBits.length === 1;
  const stages = (uniform ? uniformAddressLatency : steppedAddressLatency) + romLatency + degree * hornerLatency;
  return {
    module: modules[degree]!,
    parameters: {
      ...addressParameters(table, uniform),
      ...coefficientParameters(table, degree),
      ...resultParameters(site),
    },
    ports: ['a'],
    latency: stages + roundingLatency(exact, site),
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
