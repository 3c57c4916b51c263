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

export function float64(): Contender {
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

export function fixedEngine(engine: EngineKind): Contender {
  const directTables = engine !== 'bigint';
  return {
    name: `qnm bit-exact, ${engine}`,
    version,
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

/** The hardware itself, every word of every step through a pipe. */
export function verilated(box: Toolbox): Entry {
  const name = 'qnm Verilog under Verilator, one lane';
  if (box.verilator === null) return { name, missing: 'no Verilator (make setup)' };
  const runner = verilogRunner(process.env);
  return {
    name,
    version,
    async prepare(task): Promise<Ready | string> {
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
