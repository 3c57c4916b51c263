/** One number for all that a value holds: equal digests, equal contents. */
import { createHash, type Hash } from 'node:crypto';
import { Graph } from '../../compiler/ops/index.ts';

/** What simulators do not look at: places in the file, and what is made of a run afterwards (of an experiment). */
const unseen: ReadonlySet<string> = new Set(['origin']);
const unseenOfExperiment: ReadonlySet<string> = new Set([
  'origin', 'records', 'measures', 'expects', 'plots', 'target',
]); // biome-ignore format: one list

/** Arrays of so many bytes are looked at once: forms share them, and nobody changes them. */
const large = 1 << 16;
const known = new WeakMap<ArrayBufferView, string>();

/** Digest (hexadecimal SHA-256) of plain data, typed arrays, maps, sets and graphs; null where a function is among them. */
export function contentDigest(value: unknown): string | null {
  const writer = new Writer(createHash('sha256'));
  return writer.write(value) ? writer.finish() : null;
}

class Writer {
  private readonly hash: Hash;
  /** What was written before, by its number: forms share much, and what they share is written once. */
  private readonly numbers = new Map<object, number>();
  private waiting = '';

  constructor(hash: Hash) {
    this.hash = hash;
  }
  finish(): string {
    this.flush();
    return this.hash.digest('hex');
  }
  write(value: unknown): boolean {
    switch (typeof value) {
      case 'string':
        return this.put(`"${value.length}:${value}`);
      case 'number':
        return this.put(Object.is(value, -0) ? 'n-0;' : `n${value};`);
      case 'bigint':
        return this.put(`b${value};`);
      case 'boolean':
      case 'undefined':
        return this.put(`${value};`);
      case 'object':
        return value === null ? this.put('null;') : this.object(value);
      default:
        return false;
    }
  }
  private object(value: object): boolean {
    const before = this.numbers.get(value);
    if (before !== undefined) return this.put(`#${before};`);
    this.numbers.set(value, this.numbers.size);
    if (ArrayBuffer.isView(value)) return this.bytes(value);
    if (Array.isArray(value)) return this.list('[', value);
    if (value instanceof Graph) return this.list('G', value.values);
    if (value instanceof Set) return this.list('S', [...value]);
    if (value instanceof Map) return this.list('M', [...value.keys()]) && this.list('V', [...value.values()]);
    return this.record(value as Readonly<Record<string, unknown>>);
  }
  private list(mark: string, values: readonly unknown[]): boolean {
    this.put(`${mark}${values.length};`);
    return values.every((value) => this.write(value));
  }
  private record(value: Readonly<Record<string, unknown>>): boolean {
    const left = 'expects' in value ? unseenOfExperiment : unseen;
    const keys = Object.keys(value).filter((key) => !left.has(key));
    this.put(`{${keys.length};`);
    return keys.every((key) => this.write(key) && this.write(value[key]));
  }
  private bytes(view: ArrayBufferView): boolean {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    this.put(`${view.constructor.name}${bytes.length};`);
    if (bytes.length < large) {
      this.flush();
      this.hash.update(bytes);
      return true;
    }
    const digest = known.get(view) ?? createHash('sha256').update(bytes).digest('hex');
    known.set(view, digest);
    return this.put(digest);
  }
  private put(text: string): boolean {
    this.waiting += text;
    if (this.waiting.length > 1 << 16) this.flush();
    return true;
  }
  private flush(): void {
    this.hash.update(this.waiting);
    this.waiting = '';
  }
}
