/** What we use of the JavaScript interface of WebAssembly; the same in Node and in browsers. */
interface WasmHost {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports?: object) => { readonly exports: object };
  readonly Memory: new (size: {
    readonly initial: number;
    readonly maximum?: number;
    readonly shared?: boolean;
  }) => WasmMemory;
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}
/** A memory of several threads. */
export interface ThreadMemory extends WasmMemory {
  /** Modules that were loaded into it, in order: other threads start them too (`startModule`). */
  readonly loaded: object[];
}
export const pageBytes = 65536;
/** Addresses are signed 32-bit constants. */
export const mostBytes = 2 ** 31 - pageBytes;

function hostOf(): WasmHost | undefined {
  return (globalThis as { readonly WebAssembly?: WasmHost }).WebAssembly;
}
/** A memory that several modules share; null where the machine has no WebAssembly. */
export function makeMemory(bytes: number): WasmMemory | null {
  const host = hostOf();
  return host ? new host.Memory({ initial: Math.ceil(bytes / pageBytes) }) : null;
}
/** A memory that threads share; null where the machine has none. Its buffer is used as any other. */
export function makeThreadMemory(bytes: number): ThreadMemory | null {
  const host = hostOf();
  if (!host || typeof SharedArrayBuffer === 'undefined') return null;
  const pages = Math.ceil(bytes / pageBytes);
  return Object.assign(new host.Memory({ initial: pages, maximum: pages, shared: true }), { loaded: [] });
}
export function isOfThreads(memory: WasmMemory): memory is ThreadMemory {
  return 'loaded' in memory;
}
/** Exports of a module that another thread has loaded. */
export function startModule(module: object, memory: WasmMemory): object {
  return new (hostOf()!.Instance)(module, { shared: { memory } }).exports;
}
/** Exports of a module; null where the machine has no WebAssembly, or not the instructions that the module uses. */
export function loadModule(bytes: Uint8Array<ArrayBuffer>, memory: WasmMemory | null = null): object | null {
  const host = hostOf();
  if (!host?.validate(bytes)) return null;
  const module = new host.Module(bytes);
  if (memory && isOfThreads(memory)) memory.loaded.push(module);
  return new host.Instance(module, memory ? { shared: { memory } } : {}).exports;
}
