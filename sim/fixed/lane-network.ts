/** The engines of all parts of a network in one memory: each takes what it needs from where the others keep it. */
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { Pull } from '../float64/index.ts';
import { type AssumedInputs, assumedInputs, assumedStates, settledStates, traceAssumed } from './assumed.ts';
import { type EngineKind, emptyEngine, engineSize } from './engine.ts';
import { heapBytes, planLaneAsm } from './lane-asm.ts';
import { firstByte } from './lane-layout.ts';
import { fillPulls } from './lane-pulls.ts';
import { type LanePlan, type LaneTask, planLaneWasm } from './lane-wasm.ts';
import type { Bounds } from './node.ts';
import { type TraceOptions, traceInvariant } from './program.ts';
import type { MadeEngine } from './run.ts';
import { makeMemory, mostBytes } from './wasm-host.ts';

/**
 * By number of the part. null where the numbers of some part are too long for lane code, or the memory is too large. `assume`:
 * whether the run is long enough for two programs of each part, see `assumed.ts`.
 */
export function networkEngines(
  fixed: readonly FixedForm[],
  pulls: readonly (readonly Pull[] | null)[],
  wanted: 'auto' | EngineKind,
  assume: boolean,
): MadeEngine[] | null {
  if (wanted === 'bigint' || wanted === 'wasm') return null;
  const traced = traceParts(fixed, pulls, assume);
  const vector = (): MadeEngine[] | null =>
    makeAll(fixed, pulls, traced, planLaneWasm, makeMemory, ({ buffer }) => buffer);
  const script = (): MadeEngine[] | null =>
    makeAll(
      fixed,
      pulls,
      traced,
      planLaneAsm,
      (bytes) => new ArrayBuffer(heapBytes(bytes)),
      (heap) => heap,
    );
  if (wanted === 'javascript') return script();
  return vector() ?? (wanted === 'auto' ? script() : null);
}
const options: TraceOptions = { params: 'folded', tables: 'whole' };
export type TracedPart = Pick<LaneTask, 'program' | 'assumed'>;
/** By part: its program, and that where all states are as assumed. */
export function traceParts(
  fixed: readonly FixedForm[],
  pulls: readonly (readonly Pull[] | null)[],
  assume: boolean,
): readonly TracedPart[] {
  const proved = fixed.map((form) => traceInvariant(form, options));
  if (!assume) return proved.map(({ program }) => ({ program, assumed: null }));
  const seen = fixed.map((form, part) => assumedStates(form, proved[part]!));
  const inputsOf = (part: number, states: readonly (readonly Bounds[])[]): AssumedInputs =>
    assumedInputs(fixed, part, pulls[part] ?? [], states);
  const settled = fixed.map((form, part) =>
    settledStates(form, options, proved[part]!, seen[part]!, inputsOf(part, seen)),
  );
  return fixed.map((form, part) => ({
    program: proved[part]!.program,
    assumed: traceAssumed(form, options, proved[part]!, settled[part]!, inputsOf(part, settled)),
  }));
}
function makeAll<Memory>(
  fixed: readonly FixedForm[],
  pulls: readonly (readonly Pull[] | null)[],
  traced: readonly TracedPart[],
  plan: (task: LaneTask) => LanePlan<Memory> | null,
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
    const planned = plan({ fixed: form, size, ...traced[part]!, base: end });
    if (!planned) return null;
    plans.push(planned);
    end = planned.end;
  }
  const memory = end > mostBytes ? null : allocate(end);
  if (!memory) return null;
  const made: MadeEngine[] = [];
  for (const [part, planned] of plans.entries()) {
    const size = planned?.size ?? engineSize(fixed[part]!, { pulls: [], wide: false });
    const doubts = (traced[part]!.assumed?.others ?? []).flatMap((other) => plans[other]?.layout.doubt ?? []);
    const engine = planned ? planned.build(memory, doubts) : emptyEngine();
    if (!engine) return null;
    made.push({ engine, size });
    if (!planned) continue;
    const { pulls: lists, padded } = planned.layout;
    const columnAt = (from: number, state: number, instance: number): number =>
      plans[from]!.layout.columns[state]! + 8 * instance;
    fillPulls(planned.size, lists, padded, columnAt, (from) => fixed[from]!.states.length, bufferOf(memory));
  }
  return made;
}
