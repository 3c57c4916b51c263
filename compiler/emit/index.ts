export { type EmitOptions, emitVerilog } from './emit-verilog.ts';
export { coreFingerprint, emitHost } from './host/index.ts';
export { fingerprint, moved } from './manifest.ts';
export { sha256 } from './sha256.ts';
