/** What we use of the JavaScript interface of WebAssembly; the same in Node and in browsers. */
interface WasmHost {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports?: object) => { readonly exports: object };
  readonly Memory: new (size: { readonly initial: number }) => WasmMemory;
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
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
/** Exports of a module; null where the machine has no WebAssembly, or not the instructions that the module uses. */
export function loadModule(bytes: Uint8Array<ArrayBuffer>, memory: WasmMemory | null = null): object | null {
  const host = hostOf();
  if (!host?.validate(bytes)) return null;
  return new host.Instance(new host.Module(bytes), memory ? { shared: { memory } } : {}).exports;
}
