/** The engines of all parts of a network in one memory: each takes what it needs from where the others keep it. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { Pull } from '../float64/index.ts';
import { type EngineKind, emptyEngine, engineSize } from './engine.ts';
import { heapBytes, planLaneAsm } from './lane-asm.ts';
import { firstByte } from './lane-layout.ts';
import { fillPulls } from './lane-pulls.ts';
import { type LanePlan, planLaneWasm } from './lane-wasm.ts';
import { traceInvariant } from './program.ts';
import type { MadeEngine } from './run.ts';
import { makeMemory, mostBytes } from './wasm-host.ts';

/** By number of the part. null where the numbers of some part are too long for lane code, or the memory is too large. */
export function networkEngines(
  fixed: readonly FixedForm[],
  pulls: readonly (readonly Pull[] | null)[],
  wanted: 'auto' | EngineKind,
): MadeEngine[] | null {
  if (wanted === 'bigint' || wanted === 'wasm') return null;
  const vector = (): MadeEngine[] | null => makeAll(fixed, pulls, planLaneWasm, makeMemory, ({ buffer }) => buffer);
  const script = (): MadeEngine[] | null =>
    makeAll(
      fixed,
      pulls,
      planLaneAsm,
      (bytes) => new ArrayBuffer(heapBytes(bytes)),
      (heap) => heap,
    );
  if (wanted === 'javascript') return script();
  return vector() ?? (wanted === 'auto' ? script() : null);
}
function makeAll<Memory>(
  fixed: readonly FixedForm[],
  pulls: readonly (readonly Pull[] | null)[],
  plan: (...args: Parameters<typeof planLaneWasm>) => LanePlan<Memory> | null,
  allocate: (bytes: number) => Memory | null,
  bufferOf: (memory: Memory) => ArrayBuffer,
): MadeEngine[] | null {
  const plans: (LanePlan<Memory> | null)[] = [];
  let end = firstByte;
  for (const [part, form] of fixed.entries()) {
    const size = engineSize(form, { pulls: pulls[part] ?? [], wide: false });
    if (size.instances === 0) {
      plans.push(null);
      continue;
    }
    const program = traceInvariant(form, { params: 'folded', tables: 'whole' });
    const planned = plan(form, program, size, end);
    if (!planned) return null;
    plans.push(planned);
    end = planned.layout.bytes;
  }
  const memory = end > mostBytes ? null : allocate(end);
  if (!memory) return null;
  const made: MadeEngine[] = [];
  for (const [part, planned] of plans.entries()) {
    const size = planned?.size ?? engineSize(fixed[part]!, { pulls: [], wide: false });
    const engine = planned ? planned.build(memory) : emptyEngine();
    if (!engine) return null;
    made.push({ engine, size });
    if (!planned) continue;
    const { pulls: lists, padded } = planned.layout;
    const columns = (from: number): readonly number[] => plans[from]?.layout.columns ?? [];
    fillPulls(planned.size, lists, padded, columns, (from) => fixed[from]!.states.length, bufferOf(memory));
  }
  return made;
}
