/** HDF5 files as plain trees, by h5wasm (the HDF5 library of the HDF Group as WebAssembly; NIST). */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { Group } from 'h5wasm/node';
import type { NirEntry, NirGroup } from '../../dsl/nir/index.ts';
import { CommandError, exitCode } from '../exit.ts';

/** Bytes with which every HDF5 file begins (HDF5 File Format Specification, III.A). */
const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const LARGEST = 512 * 2 ** 20;
/** Numbers of one dataset; 4096 x 4096 weights. */
const MOST_NUMBERS = 2 ** 24;
const DEEPEST = 64;

/** Whether a file begins as HDF5 files do. */
export function isHdf5(path: string): boolean {
  const bytes = new Uint8Array(SIGNATURE.length);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, bytes.length, 0);
  } finally {
    closeSync(file);
  }
  return SIGNATURE.every((byte, i) => bytes[i] === byte);
}

/**
 * Reads a whole file. Links out of the file are not followed.
 * @returns null when the file is damaged
 * @throws CommandError when h5wasm is not installed or the file is larger than what is read
 */
export async function readHdf5(path: string): Promise<NirGroup | null> {
  const { size } = statSync(path);
  if (size > LARGEST) throw new CommandError(exitCode.fileWrong, `${path} has more than ${LARGEST / 2 ** 20} MB`);
  const { File, ready } = await loadLibrary();
  await ready;
  try {
    const file = new File(path, 'r');
    try {
      return readGroup(file, 0);
    } finally {
      file.close();
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    return null;
  }
}

async function loadLibrary(): Promise<typeof import('h5wasm/node')> {
  try {
    return await import('h5wasm/node');
  } catch {
    throw new CommandError(
      exitCode.toolMissing,
      'h5wasm is not installed, and HDF5 files are read by it',
      'npm install h5wasm@0.10.3',
    );
  }
}

function readGroup(group: Group, depth: number): NirGroup {
  const entries = new Map<string, NirEntry>();
  if (depth > DEEPEST) return { kind: 'group', entries };
  for (const name of group.keys()) entries.set(name, readEntry(group, name, depth));
  return { kind: 'group', entries };
}

function readEntry(group: Group, name: string, depth: number): NirEntry {
  const entity = group.get(name);
  if (entity === null) return { kind: 'foreign', what: 'unreadable' };
  if ('keys' in entity) return readGroup(entity, depth + 1);
  if (!('shape' in entity)) return { kind: 'foreign', what: 'a link or a type' };
  const shape = entity.shape ?? [];
  const total = shape.reduce((p, n) => p * n, 1);
  if (total > MOST_NUMBERS)
    throw new CommandError(exitCode.fileWrong, `${name} holds ${total} numbers; ${MOST_NUMBERS} are the most`);
  const value = entity.value;
  if (typeof value === 'string') return { kind: 'texts', shape, texts: [value] };
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return { kind: 'numbers', shape, numbers: [Number(value)] };
  if (ArrayBuffer.isView(value))
    return { kind: 'numbers', shape, numbers: Float64Array.from(value as ArrayLike<number>, Number) };
  if (Array.isArray(value) && value.every((text) => typeof text === 'string'))
    return { kind: 'texts', shape, texts: value };
  return { kind: 'foreign', what: `type ${typeof entity.dtype === 'string' ? entity.dtype : 'compound'}` };
}
