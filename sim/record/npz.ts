/** numpy's formats: an array as `.npy` (version 1.0), several as `.npz` (a zip of them). */
import { zipSync } from 'fflate';

export interface NamedArray {
  readonly name: string;
  readonly values: Float64Array;
  readonly shape: readonly number[];
}
/** Bytes of a `.npy` file: little-endian float64, C order. The header ends on a multiple of 64 bytes. */
export function encodeNpy({ values, shape }: NamedArray): Uint8Array {
  const text = `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;
  const dictionary = `{'descr': '<f8', 'fortran_order': False, 'shape': ${text}, }`;
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length + values.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, length - 10, true);
  bytes.set(new TextEncoder().encode(`${dictionary.padEnd(length - 11)}\n`), 10);
  if (littleEndian) bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), length);
  else for (const [i, value] of values.entries()) view.setFloat64(length + 8 * i, value, true);
  return bytes;
}
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Bytes of a `.npz` file; the same arrays give the same bytes. */
export function encodeNpz(arrays: readonly NamedArray[]): Uint8Array {
  const files = arrays.map((array) => [`${array.name.replaceAll(/[/\\]/g, '_')}.npy`, encodeNpy(array)] as const);
  return zipSync(Object.fromEntries(files), { level: 1, mtime: new Date(1980, 0, 1) });
}
