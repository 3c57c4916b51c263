/** qnm's own simulators of the reference circuit: float64, the bit-exact engines, Verilated hardware. */
import { readFileSync } from 'node:fs';
import type { FixedForm } from '../compiler/numerics/form.ts';
import { buildRtlModel, type CompiledExperiment, compile, evaluators, load, verilogRunner } from '../index.ts';
import { type EngineKind, FixedRun } from '../sim/fixed/index.ts';
import { Float64Run } from '../sim/float64/index.ts';
import { runRtl } from '../sim/rtl/index.ts';
import type { Toolbox } from '../sim/rtl/toolbox.ts';
import { type Contender, type Entry, measured, type Speed } from './contender.ts';

const version: string = JSON.parse(readFileSync('package.json', 'utf8')).version;
const compiled = new Map<number, CompiledExperiment>();

/** The experiment of bench/neuristors.qnm with so many supplies. */
function reference(instances: number): CompiledExperiment {
  const known = compiled.get(instances);
  if (known) return known;
  const { source, files } = load('bench/neuristors.qnm');
  // A little less than the exact distance, so that rounding never loses the last point.
  const supplies = instances === 1 ? '(12 V)' : `10.5 V .. 15 V by ${4.5 / (instances - 0.5)} V`;
  const text = source!.text.replace(/sweep in = .*/, `sweep in = ${supplies}`);
  const made = compile({ path: source!.path, text }, files, {}, { ...evaluators, trial: null });
  const [experiment] = made.experiments;
  if (!made.good || !experiment) throw new Error(JSON.stringify(made.diagnostics));
  if (experiment.step!.population.instances !== instances) throw new Error('the sweep has another number of points');
  compiled.set(instances, experiment);
  return experiment;
}

/** In processor time of the whole process, so that what else the machine does hardly counts. */
function clocked(instances: number, steps: number, work: () => unknown): Speed {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return { deviceSteps: instances * steps, seconds: (user + system) / 1e6 };
}

function float64(): Contender {
  return {
    name: 'float64 (generated JavaScript)',
    version,
    async run(instances) {
      const run = new Float64Run(reference(instances).step!);
      return await measured(0.2, 1000, async (steps) => clocked(instances, steps, () => run.advance(steps)));
    },
  };
}

/** Whether an engine takes this form: some values may need more bits than it has. */
function runsExactly(fixed: FixedForm, engine: EngineKind): boolean {
  try {
    return new FixedRun(fixed, { engine }).kind === engine;
  } catch (error) {
    if (String(error).includes('not exact')) return false;
    throw error;
  }
}
function fixedEngine(engine: EngineKind): Contender {
  return {
    name: `bit-exact, ${engine}`,
    version,
    async run(instances) {
      const { fixed } = reference(instances);
      if (!runsExactly(fixed!, engine)) return null;
      const run = new FixedRun(fixed!, { engine, directTables: engine !== 'bigint' });
      return await measured(0.2, engine === 'bigint' ? 20 : 1000, async (steps) =>
        clocked(instances, steps, () => run.advance(steps)),
      );
    },
  };
}

function verilated(): Contender {
  const runner = verilogRunner(process.env);
  return {
    name: 'Verilated hardware, one lane',
    version,
    async run(instances) {
      const model = await buildRtlModel(reference(instances), 'verilator', runner);
      return await measured(0.2, 500, async (steps) => {
        const { seconds } = await runRtl(model, { frame() {} }, { steps });
        return { deviceSteps: instances * steps, seconds };
      });
    },
  };
}

export async function ours(box: Toolbox): Promise<Entry[]> {
  const hardware: Entry =
    box.verilator === null
      ? { name: 'Verilated hardware, one lane', missing: 'no Verilator (make setup)' }
      : verilated();
  return [
    float64(),
    fixedEngine('vector'),
    fixedEngine('wasm'),
    fixedEngine('javascript'),
    fixedEngine('bigint'),
    hardware,
  ];
}
