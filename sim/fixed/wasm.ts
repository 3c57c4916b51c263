/** The WebAssembly engine: 64-bit integers, for programs whose every value fits in 63 bits and a sign, products that are only rounded aside. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { delayedInitial, type Engine, type EngineSize, hasOwnDelays, initialInteger, recordLength } from './engine.ts';
import { type Program, paramInteger } from './program.ts';
import { encodeModule } from './wasm-bytes.ts';
import { loadModule, mostBytes, pageBytes } from './wasm-host.ts';
import { layoutMemory, type WasmLayout } from './wasm-layout.ts';
import { advanceFunction, publishFunction } from './wasm-step.ts';
import { wordBytes } from './wasm-values.ts';
import { fitsWords } from './wasm-wide.ts';

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  advance(first: number, count: number): number;
  publish(): void;
}
/** null where a value may need more than 64 bits, memory more than 2 GB, or the machine has no WebAssembly. */
export function wasmEngine(fixed: FixedForm, program: Program, size: EngineSize): Engine | null {
  if (!fitsWords(program) || hasOwnDelays(fixed)) return null;
  const layout = layoutMemory(fixed, program, size);
  if (layout.bytes > mostBytes) return null;
  const functions = [advanceFunction(fixed, program, size, layout), publishFunction(fixed, size, layout)];
  const loaded = loadModule(encodeModule(functions, Math.ceil(layout.bytes / pageBytes)));
  if (!loaded) return null;
  const exports = loaded as Exports;
  const { buffer } = exports.memory;
  fillMemories(buffer, layout);
  fillPopulation(fixed, size, buffer, layout);
  const population = size.instances * fixed.states.length;
  const integers = new BigInt64Array(buffer, layout.states, population);
  const reals = new Float64Array(buffer, layout.reals, population);
  const end = new Int32Array(buffer, layout.recordCount, 1);
  return {
    kind: 'wasm',
    shared: new Float64Array(buffer, layout.shared, size.chunk * size.shared),
    each: new Float64Array(buffer, layout.each, size.chunk * size.instances * size.each),
    records: new Int32Array(buffer, layout.records, layout.capacity * recordLength),
    flags: new Uint32Array(buffer, layout.flags, size.instances),
    advance(first, count) {
      const steps = exports.advance(first, count);
      return { steps, events: (end[0]! - layout.records) / (4 * recordLength) };
    },
    integers: () => integers,
    reals() {
      if (population > 0) exports.publish();
      return reals;
    },
  };
}
function fillMemories(buffer: ArrayBuffer, layout: WasmLayout): void {
  for (const [memory, address] of layout.memories) {
    if (memory instanceof Int32Array) new Int32Array(buffer, address, memory.length).set(memory);
    else if (wordBytes(memory) === 4) new Int32Array(buffer, address, memory.length).set(memory.map(Number));
    else new BigInt64Array(buffer, address, memory.length).set(memory);
  }
}
function fillPopulation(fixed: FixedForm, size: EngineSize, buffer: ArrayBuffer, layout: WasmLayout): void {
  const { instances } = size;
  const view = (address: number, length: number) => new BigInt64Array(buffer, address, length);
  const states = view(layout.states, instances * fixed.states.length);
  const params = view(layout.params, instances * fixed.params.length);
  const lines = fixed.delayLines.map((line, d) => view(layout.delays[d]!, line.steps * instances));
  for (let i = 0; i < instances; i++) {
    fixed.states.forEach((_, s) => {
      states[i * fixed.states.length + s] = initialInteger(fixed, s, i);
    });
    fixed.params.forEach((_, p) => {
      params[i * fixed.params.length + p] = paramInteger(fixed, p, i);
    });
    lines.forEach((line, d) => {
      for (let slot = 0; slot < fixed.delayLines[d]!.steps; slot++)
        line[slot * instances + i] = delayedInitial(fixed, d, i);
    });
  }
}
