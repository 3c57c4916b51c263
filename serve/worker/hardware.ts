/** Formats, error budget and cycles of an experiment that was compiled to form 5, as sentences and tables. */
import { formatText } from '../../compiler/ops/index.ts';
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { Table } from '../protocol.ts';

/** Operations that make up less than this of every state's error are left out. */
const smallShare = 0.01;
const digits = (value: number, count = 4): string => String(Number(value.toPrecision(count)));

export function hardwareOf({ parts, hardware }: CompiledExperiment): {
  readonly sentence: string;
  readonly tables: readonly Table[];
} {
  if (hardware === null) throw new Error('the experiment was not compiled to the machine');
  const populations = hardware.parts.filter(({ fixed }) => fixed.step.edges === null);
  const sentence = populations
    .map((machine) => {
      const { fixed, cyclesPerStep, clock, lanes, rate, lane } = machine;
      const { population, dt } = fixed.step;
      const share = rate >= 1 ? `${digits(rate, 3)} times real time` : `1/${digits(1 / rate, 3)} of real time`;
      return `${machine.instances} × ${population.cell.name}: ${lanes} ${lanes === 1 ? 'lane' : 'lanes'} at ${digits(clock / 1e6)} MHz, latency ${lane.latency} clocks, ${cyclesPerStep} clocks a step of ${digits(dt * 1e9)} ns: ${share}`;
    })
    .join('; ');
  const tables: Table[] = [];
  for (const { fixed, step, numerics } of parts) {
    if (fixed === null || numerics === null) continue;
    const { cell, name } = step.population;
    const of = parts.length > 1 ? ` of ${name}` : '';
    tables.push({
      caption: `States${of}`,
      head: ['state', 'format', 'range (SI)', 'bound of the error of a step (SI)'],
      rows: fixed.states.map((state) => [
        state.name,
        formatText(state.format),
        `${digits(state.range.low)} .. ${digits(state.range.high)}`,
        digits(state.localError, 3),
      ]),
    });
    if (fixed.tables.length > 0)
      tables.push({
        caption: `Function tables${of}`,
        head: ['function', 'degree', 'segments', 'bits', 'largest error'],
        rows: fixed.tables.map((table) => [
          table.of,
          String(table.degree),
          String(table.coefficients[0]?.words.length ?? 0),
          String(table.coefficients.reduce((sum, memory) => sum + memory.words.length * memory.width, 0)),
          digits(table.error, 3),
        ]),
      });
    const budget = numerics.budget();
    const worth = budget.operations.filter(({ shares }) => shares.some((share) => share >= smallShare)).slice(0, 16);
    const shown = cell.states
      .map((_, k) => k)
      .filter((k) => worth.some(({ shares }) => (shares[k] ?? 0) >= smallShare))
      .slice(0, 6);
    tables.push({
      caption: `Error budget${of}: share of each operation in the predicted error of a step`,
      head: ['operation', 'format', 'LUT', 'DSP', ...shown.map((k) => cell.states[k]!.name)],
      rows: worth.map(({ what, format, cost, shares }) => [
        what,
        format,
        String(cost.lut),
        String(cost.dsp),
        ...shown.map((k) => ((shares[k] ?? 0) < 0.0005 ? '' : `${digits(100 * shares[k]!, 2)} %`)),
      ]),
    });
  }
  return { sentence, tables };
}
