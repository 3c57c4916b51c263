/** qnm's own simulators of the reference circuits: float64, the bit-exact engines, Verilated hardware. */
import { readFileSync } from 'node:fs';
import { buildRtlModel, verilogRunner } from '../index.ts';
import { type EngineKind, FixedRun } from '../sim/fixed/index.ts';
import { FixedNetworkRun, Float64Network } from '../sim/network/index.ts';
import { runRtl } from '../sim/rtl/index.ts';
import type { Toolbox } from '../sim/rtl/toolbox.ts';
import type { Frame } from '../sim/run.ts';
import { childSeconds, ownSeconds } from './clocks.ts';
import { type Contender, type Entry, type Ready, type Speed, type Task, warmSteps } from './contender.ts';
import { reference } from './reference.ts';

const version: string = JSON.parse(readFileSync('package.json', 'utf8')).version;

function clocked(instances: number, steps: number, work: () => unknown): Speed {
  const start = ownSeconds();
  work();
  return { deviceSteps: instances * steps, seconds: ownSeconds() - start };
}
function firedIn({ fired }: Frame): number {
  let sum = 0;
  for (const flag of fired) sum += flag;
  return sum;
}

function float64(): Contender {
  const networkOf = (task: Task) => reference(task).parts.map(({ step }) => step);
  return {
    name: 'qnm float64',
    version,
    async prepare(task) {
      const run = new Float64Network(networkOf(task));
      run.advance(warmSteps(task));
      return {
        run: async (steps) => clocked(task.instances, steps, () => run.advance(steps)),
        async spikes(steps) {
          const counted = new Float64Network(networkOf(task));
          let sum = 0;
          for (let k = 0; k < steps; k++) {
            counted.advance(1);
            for (const frame of counted.frames) sum += firedIn(frame);
          }
          return sum;
        },
      };
    },
  };
}

/** More instances take the oracle and its kin too long. */
const mostForOracle = 1000;

function fixedEngine(engine: EngineKind, aside: boolean): Contender {
  const directTables = engine !== 'bigint';
  return {
    name: `qnm bit-exact, ${engine}`,
    version,
    ...(aside && { aside: true }),
    async prepare(task) {
      if (engine === 'bigint' && task.instances > mostForOracle) return 'the oracle of the other engines, too slow';
      const forms = reference(task).parts.map(({ fixed }) => fixed!);
      const start = (onEvent?: () => void): { advance(steps: number): void } =>
        forms.length === 1
          ? new FixedRun(forms[0]!, { engine, directTables, ...(onEvent && { onEvent }) })
          : new FixedNetworkRun(forms, { engine, directTables, ...(onEvent && { onEvent }) });
      const run = orReason(start);
      if (typeof run === 'string') return run;
      run.advance(warmSteps(task));
      return {
        run: async (steps) => clocked(task.instances, steps, () => run.advance(steps)),
        async spikes(steps) {
          let sum = 0;
          start(() => sum++).advance(steps);
          return sum;
        },
      };
    },
  };
}
/** What `start` gives, or that some values need more bits than the engine has. */
function orReason<Run>(start: () => Run): Run | string {
  try {
    return start();
  } catch (error) {
    if (String(error).includes('not exact')) return 'some values need more bits than this engine has';
    throw error;
  }
}

/** Every word of every step goes through a pipe: more would take minutes. */
const mostInRtl = 10_000;

function verilated(): Contender {
  const runner = verilogRunner(process.env);
  return {
    name: 'qnm Verilog under Verilator, one lane',
    version,
    async prepare(task): Promise<Ready | string> {
      if (task.instances > mostInRtl) return `more than ${mostInRtl} instances take minutes a run`;
      const model = await buildRtlModel(reference(task), 'verilator', runner);
      return {
        async run(steps) {
          const [own, child] = [ownSeconds(), childSeconds()];
          await runRtl(model, { frame() {} }, { steps });
          // The model and what reads its output run side by side: the slower one is the speed.
          const seconds = Math.max(ownSeconds() - own, childSeconds() - child);
          return { deviceSteps: task.instances * steps, seconds };
        },
        async spikes(steps) {
          let sum = 0;
          await runRtl(model, { frame: (frame) => (sum += firedIn(frame)) }, { steps });
          return sum;
        },
      };
    },
  };
}

/** All that qnm has; those put aside run only by name. */
export function ours(box: Toolbox): Entry[] {
  const hardware: Entry =
    box.verilator === null
      ? { name: 'qnm Verilog under Verilator, one lane', missing: 'no Verilator (make setup)' }
      : verilated();
  return [
    float64(),
    fixedEngine('vector', false),
    fixedEngine('javascript', false),
    fixedEngine('wasm', true),
    fixedEngine('bigint', true),
    hardware,
  ];
}
