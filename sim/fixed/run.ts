/** Bit-exact runs of the fixed form: a population that is advanced step by step or many steps at a time. */
import type { FixedForm, FixedId } from '../../compiler/numerics/form.ts';
import { type Frame, type Progress, type RunObserver, stepsPerWord } from '../run.ts';
import { assumedStates, noInputs, settledStates, traceAssumed } from './assumed.ts';
import { bigintEngine } from './bigint.ts';
import {
  type Engine,
  type EngineKind,
  type EngineSize,
  emptyEngine,
  engineSize,
  mostSteps,
  recordLength,
} from './engine.ts';
import { javascriptEngine } from './javascript.ts';
import { laneAsmEngine } from './lane-asm.ts';
import { type LaneTask, laneWasmEngine } from './lane-wasm.ts';
import { flagBits, type Program, type TraceOptions, traceInvariant, traceProgram } from './program.ts';
import { InputSamples } from './samples.ts';
import { wasmEngine } from './wasm.ts';

export interface FixedOptions {
  /** `auto`: the fastest engine that is exact for this form. A named engine that is not exact is refused. */
  readonly engine?: 'auto' | EngineKind;
  /** Whether time is taken before the run: tables are written out, one word per input code; see `assumed.ts`. By default when the experiment is long. */
  readonly directTables?: boolean;
  /** Steps to make; the experiment's by default. */
  readonly steps?: number;
  /** The observer sees the end of every n-th step (default 1); events of all steps reach `onEvent`. */
  readonly everySteps?: number;
  /** Every event in order of step, instance, event; the fraction is the time inside the step, 0..1 of dt. */
  readonly onEvent?: (step: number, instance: number, event: number, fraction: number) => void;
  readonly progress?: Progress;
  /** Fills the inputs that come from other parts, before each step; then steps are made one at a time. */
  readonly feed?: Feed | null;
  /** A part of a network whose engines were made together: its own, and the size it was made for. */
  readonly made?: MadeEngine | null;
}
export interface MadeEngine {
  readonly engine: Engine;
  readonly size: EngineSize;
}
export interface Feed {
  /** Some of these inputs have more bits than float64 holds: only the BigInt engine takes them, from `fillWide`. */
  readonly wide: boolean;
  /** Integers of the step that comes next, [instance * stride + place]; the place of an input is that in `places`. */
  fill(target: Float64Array, stride: number, places: readonly number[]): void;
  fillWide(target: BigInt64Array, stride: number, places: readonly number[]): void;
}
/** Real numbers of a state: of instance i in `values[i * stride + offset]`. */
export interface StateColumn {
  readonly values: Float64Array;
  readonly stride: number;
  readonly offset: number;
}
/** A flag that was raised: an assert that did not hold or a value that saturated. */
export interface FlagReport {
  readonly kind: 'assert' | 'saturation';
  /** Message of the assert; name of the value. From bit 31 on, flags share a bit: the first of them is named. */
  readonly text: string;
  /** The step, or the last step of the stretch in which it happened. */
  readonly step: number;
  readonly time: number;
  readonly instance: number;
  /** Steps (or stretches) and instances in which it was seen. */
  readonly count: number;
}
export interface FixedSummary {
  readonly engine: EngineKind;
  readonly steps: number;
  readonly deviceSteps: number;
  readonly seconds: number;
  readonly flags: readonly FlagReport[];
}
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class FixedRun {
  readonly fixed: FixedForm;
  private readonly engine: Engine;
  private readonly size: EngineSize;
  private readonly samples: InputSamples;
  private readonly raised = new Map<number, Mutable<FlagReport>>();
  private readonly names: ReadonlyMap<number, Pick<FlagReport, 'kind' | 'text'>>;
  private readonly onEvent: FixedOptions['onEvent'];
  private readonly feed: Feed | null;
  private readonly inputPlaces: readonly number[];
  private readonly buffers: Pick<Frame, 'part' | 'fired' | 'fractions' | 'flags'>;
  /**
   * Values at the end of the last step made (before the first: the initial states, `step` -1). Events are those of the last
   * step; flags those of the last `advance`. States and integers are worked out when asked for.
   */
  readonly frame: Mutable<Frame>;
  private made = 0;
  /** Some flag was raised in the last `advance`. */
  private flagged = false;
  /** Places in the buffers of the events of the last step. */
  private readonly lastFired: number[] = [];

  constructor(
    fixed: FixedForm,
    options: Pick<FixedOptions, 'engine' | 'onEvent' | 'directTables' | 'feed' | 'made'> = {},
  ) {
    this.fixed = fixed;
    this.feed = options.feed ?? null;
    const { instances } = fixed.step.population;
    const isPart = options.feed !== undefined;
    this.size = options.made?.size ?? engineSize(fixed, isPart ? { pulls: [], wide: this.feed?.wide ?? false } : null);
    const { places } = this.size;
    this.inputPlaces = places.map(({ place }) => place);
    const engine = this.size.wide ? 'bigint' : (options.engine ?? 'auto');
    this.engine = options.made?.engine ?? makeEngine(fixed, this.size, engine, options.directTables);
    this.samples = new InputSamples(fixed, this.size, this.engine);
    this.names = flagNames(fixed);
    this.onEvent = options.onEvent;
    const events = instances * fixed.events.length;
    this.buffers = {
      part: fixed.step.part,
      fired: new Uint8Array(events),
      fractions: new Float64Array(events),
      flags: new Uint32Array(instances),
    };
    this.frame = lazyFrame(this.engine, this.buffers);
  }
  get kind(): EngineKind {
    return this.engine.kind;
  }
  /** Steps made so far. */
  get done(): number {
    return this.made;
  }
  /** States as they are now: valid until the next step. */
  columns(): StateColumn[] {
    const { engine, fixed } = this;
    const stride = fixed.states.length;
    const reals = engine.column ? null : engine.reals();
    return fixed.states.map((_, s) =>
      reals ? { values: reals, stride, offset: s } : { values: engine.column!(s), stride: 1, offset: 0 },
    );
  }
  /** Whether `columns` need not be asked for again after a step. */
  get steady(): boolean {
    return this.engine.column !== undefined;
  }
  /** Makes `count` steps. */
  advance(count = 1): void {
    const { engine, buffers } = this;
    if (this.lastFired.length > 0) this.forgetEvents();
    if (this.flagged) {
      engine.flags.fill(0);
      engine.raised?.fill(0);
    }
    const end = this.made + count;
    while (this.made < end) {
      const wanted = Math.min(end - this.made, this.size.chunk);
      this.fillInputs(wanted);
      const { steps, events } = engine.advance(this.made, wanted);
      if (events > 0) this.takeEvents(steps, events, end);
      this.made += steps;
    }
    this.frame.step = this.made - 1;
    const before = this.flagged;
    if (this.names.size > 0) this.takeFlags();
    if (before || this.flagged) buffers.flags.set(engine.flags);
  }
  summary(seconds: number): FixedSummary {
    const deviceSteps = this.made * this.size.instances;
    return { engine: this.kind, steps: this.made, deviceSteps, seconds, flags: [...this.raised.values()] };
  }
  private fillInputs(steps: number): void {
    const { size, engine, feed } = this;
    this.samples.fill(this.made, steps);
    if (size.wide) feed?.fillWide(size.wide, size.each, this.inputPlaces);
    else feed?.fill(engine.each, size.each, this.inputPlaces);
  }
  private takeEvents(steps: number, events: number, end: number): void {
    const { records } = this.engine;
    const last = this.made + steps === end ? steps - 1 : -1;
    for (let r = 0; r < events; r++) {
      const at = r * recordLength;
      const [step, instance, event, fraction] = [
        records[at]!,
        records[at + 1]!,
        records[at + 2]!,
        records[at + 3]! / 256,
      ];
      this.onEvent?.(this.made + step, instance, event, fraction);
      if (step !== last) continue;
      const place = instance * this.fixed.events.length + event;
      this.buffers.fired[place] = 1;
      this.buffers.fractions[place] = fraction;
      this.lastFired.push(place);
    }
  }
  private forgetEvents(): void {
    for (const place of this.lastFired) {
      this.buffers.fired[place] = 0;
      this.buffers.fractions[place] = 0;
    }
    this.lastFired.length = 0;
  }
  private takeFlags(): void {
    const { flags, raised } = this.engine;
    this.flagged = false;
    if (raised?.[0] === 0) return;
    for (let instance = 0; instance < flags.length; instance++) {
      const bits = flags[instance]!;
      if (bits === 0) continue;
      this.flagged = true;
      for (const [bit, name] of this.names) {
        if (((bits >>> bit) & 1) === 0) continue;
        const found = this.raised.get(bit);
        if (found) found.count++;
        else
          this.raised.set(bit, {
            ...name,
            step: this.made - 1,
            time: this.made * this.fixed.step.dt,
            instance,
            count: 1,
          });
      }
    }
  }
}
function lazyFrame(engine: Engine, buffers: Pick<Frame, 'part' | 'fired' | 'fractions' | 'flags'>): Mutable<Frame> {
  return {
    step: -1,
    ...buffers,
    get states() {
      return engine.reals();
    },
    get integers() {
      return engine.integers();
    },
  };
}
function flagNames(fixed: FixedForm): ReadonlyMap<number, Pick<FlagReport, 'kind' | 'text'>> {
  const names = new Map<number, Pick<FlagReport, 'kind' | 'text'>>();
  const add = (bit: number, kind: FlagReport['kind'], text: string): void => {
    if (!names.has(bit)) names.set(bit, { kind, text });
  };
  fixed.asserts.forEach(({ message }, i) => {
    add(Math.min(31, i), 'assert', message);
  });
  const states = statesFed(fixed);
  for (const [id, bit] of flagBits(fixed))
    add(bit, 'saturation', fixed.values[id]!.name ?? states.get(id) ?? `value ${id}`);
  return names;
}
/** For a value without a name, the state that it is a part of. */
function statesFed(fixed: FixedForm): ReadonlyMap<FixedId, string> {
  const fed = new Map<FixedId, string>();
  for (const [i, { next }] of fixed.states.entries()) {
    const { name } = fixed.step.population.cell.states[i]!;
    fed.set(next, name);
    for (const ids = [...fixed.values[next]!.args]; ids.length > 0; ) {
      const id = ids.pop()!;
      if (fed.has(id)) continue;
      fed.set(id, `a value on the way to ${name}`);
      ids.push(...fixed.values[id]!.args);
    }
  }
  return fed;
}

/** Device-steps from which the time is won back that it takes to trace lanes; to write tables out; to make a second program, see `assumed.ts`. */
const long = { lanes: 5e5, directTables: 2e6, assume: 2e7 } as const;
/** Whether a run is long enough for something that takes time before it. */
export function isLong({ step }: FixedForm, use: keyof typeof long): boolean {
  return step.steps * step.population.instances >= long[use];
}
function makeEngine(
  fixed: FixedForm,
  size: EngineSize,
  wanted: 'auto' | EngineKind,
  prepared: boolean | undefined,
): Engine {
  if (size.instances === 0) return emptyEngine();
  if (wanted === 'bigint') return bigintEngine(fixed, size);
  const task = (): LaneTask => laneTask(fixed, size, prepared ?? isLong(fixed, 'assume'));
  const tables = (prepared ?? isLong(fixed, 'directTables')) ? 'direct' : 'expanded';
  const plain = (): Program => traceProgram(fixed, { params: 'folded', tables });
  const engines: Readonly<Record<Exclude<EngineKind, 'bigint'>, () => Engine | null>> = {
    vector: () => laneWasmEngine(task()),
    wasm: () => wasmEngine(fixed, plain(), size),
    javascript: () => laneAsmEngine(task()) ?? javascriptEngine(fixed, plain(), size),
  };
  for (const kind of wanted === 'auto' ? enginesByHaste(fixed) : [wanted]) {
    const engine = engines[kind]();
    if (engine) return engine;
  }
  if (wanted === 'auto') return bigintEngine(fixed, size);
  throw notExact(wanted);
}
/** Lanes take several times as long to make as one 64-bit integer a value, and half as long to run. */
function enginesByHaste(fixed: FixedForm): readonly Exclude<EngineKind, 'bigint'>[] {
  return isLong(fixed, 'lanes') ? ['vector', 'wasm', 'javascript'] : ['wasm', 'vector', 'javascript'];
}
/** `assume`: the run is worth two programs. */
function laneTask(fixed: FixedForm, size: EngineSize, assume: boolean): LaneTask {
  const options: TraceOptions = { params: 'folded', tables: 'whole' };
  const proved = traceInvariant(fixed, options);
  if (!assume) return { fixed, size, program: proved.program, assumed: null };
  const states = settledStates(fixed, options, proved, assumedStates(fixed, proved), noInputs);
  return { fixed, size, program: proved.program, assumed: traceAssumed(fixed, options, proved, states, noInputs) };
}
function notExact(wanted: EngineKind): Error {
  return new Error(`the ${wanted} engine is not exact for this form: some value needs too many bits`);
}

/** Runs the whole experiment bit-exactly. Without an observer, steps are made many at a time. */
export function runFixed(fixed: FixedForm, observer: RunObserver | null, options: FixedOptions = {}): FixedSummary {
  const began = performance.now();
  const run = new FixedRun(fixed, options);
  const total = options.steps ?? fixed.step.steps;
  const stride = observer ? (options.everySteps ?? 1) : mostSteps;
  const word = stepsPerWord(fixed.step.population.instances);
  let said = 0;
  while (run.done < total) {
    run.advance(Math.min(stride, total - run.done));
    observer?.frame(run.frame);
    if (options.progress && run.done - said >= word) {
      said = run.done;
      if (!options.progress(run.done, total)) break;
    }
  }
  return run.summary((performance.now() - began) / 1000);
}
