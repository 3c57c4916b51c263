/** What we use of the JavaScript interface of WebAssembly; the same in Node and in browsers. */
interface WasmHost {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}
export const pageBytes = 65536;
/** Addresses are signed 32-bit constants. */
export const mostBytes = 2 ** 31 - pageBytes;

/** Exports of a module; null where the machine has no WebAssembly, or not the instructions that the module uses. */
export function loadModule(bytes: Uint8Array<ArrayBuffer>): object | null {
  const host = (globalThis as { readonly WebAssembly?: WasmHost }).WebAssembly;
  if (!host?.validate(bytes)) return null;
  return new host.Instance(new host.Module(bytes)).exports;
}
