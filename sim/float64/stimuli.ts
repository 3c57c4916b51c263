/**
 * Samples of the stimuli: what the host streams to the hardware and hands to every simulator; behind those of each instance, the
 * numbers that it draws (which the hardware makes itself).
 */
import type { DataTable } from '../../compiler/ops/graph.ts';
import { type DrawSite, DrawSource, javascriptFunctions } from '../../compiler/ops/index.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { Emitter } from './emit.ts';
import { inputLayout } from './kernel.ts';
import { Program } from './program.ts';

export interface Stimuli {
  /** Numbers per step in `shared`, and per step and instance in `each`. */
  readonly sharedCount: number;
  readonly eachCount: number;
  /** Samples of `count` steps from `first` on: shared [step][input], each [step][instance][input]. Input at t_k + at * dt. */
  fill(first: number, count: number, shared: Float64Array, each: Float64Array): void;
}
type Sampler = (
  at: number,
  params: readonly Float64Array[],
  instance: number,
  target: Float64Array,
  offset: number,
) => void;

/** Generated code for the inputs of a step; the time of a sample is (k + at) * dt. `draws`: behind the inputs of each instance. */
export function compileStimuli(step: StepForm, draws: readonly DrawSite[] = step.population.cell.draws): Stimuli {
  const { cell, instances } = step.population;
  const layout = inputLayout(cell, draws.length);
  const drawn = draws.length > 0 ? drawsOf(step.experiment.seed, draws, instances) : null;
  const params = cell.params.map((p) => p.values);
  const shared = sampler(step, false);
  const each = sampler(step, true);
  const sampled = cell.inputs.some((input) => input.perInstance && !input.from);
  return {
    sharedCount: layout.shared,
    eachCount: layout.each,
    fill(first, count, sharedSamples, eachSamples) {
      for (let j = 0; j < count; j++) {
        if (layout.shared > 0) shared(first + j, params, 0, sharedSamples, j * layout.shared);
        if (sampled)
          for (let i = 0; i < instances; i++)
            each(first + j, params, i, eachSamples, (j * instances + i) * layout.each);
        if (drawn !== null) place(drawn.at(first + j), draws.length, eachSamples, j * instances * layout.each, layout);
      }
    },
  };
}

/** Numbers [instance][draw] of one step, of the last that was asked for: whoever runs beside takes the same. */
class Draws {
  private readonly source: DrawSource;
  private readonly draws: readonly DrawSite[];
  private readonly values: Float64Array;
  private step = -1;

  constructor(seed: number, draws: readonly DrawSite[], instances: number) {
    this.source = new DrawSource(seed);
    this.draws = draws;
    this.values = new Float64Array(instances * draws.length);
  }
  /** Valid until another step is asked for. */
  at(step: number): Float64Array {
    const { source, draws, values } = this;
    if (step === this.step) return values;
    const count = draws.length;
    for (let i = 0, at = 0; at < values.length; i++, at += count)
      for (let d = 0; d < count; d++) values[at + d] = source.real(draws[d]!, i, step);
    this.step = step;
    return values;
  }
}
/**
 * Draws by all that they depend on. Float64, its twin, local errors and fixed point make a step at a time side by side, and drawing costs
 * more than a small step. Only a memory of pure results, of the last few.
 */
const recent = new Map<string, Draws>();
const mostRecent = 4;
function drawsOf(seed: number, draws: readonly DrawSite[], instances: number): Draws {
  const sites = draws.map(({ kind, site, format, firstInstance }) => [kind, site, format, firstInstance]);
  const key = JSON.stringify([seed, instances, sites]);
  const found = recent.get(key) ?? new Draws(seed, draws, instances);
  recent.delete(key);
  recent.set(key, found);
  for (const oldest of recent.keys()) if (recent.size > mostRecent) recent.delete(oldest);
  return found;
}
function place(
  values: Float64Array,
  count: number,
  target: Float64Array,
  offset: number,
  { each, draw }: { readonly each: number; readonly draw: number },
): void {
  for (let from = 0, to = offset + draw; from < values.length; from += count, to += each)
    for (let d = 0; d < count; d++) target[to + d] = values[from + d]!;
}

function sampler(step: StepForm, perInstance: boolean): Sampler {
  const { cell } = step.population;
  const tables: DataTable[] = [];
  const ats = [...new Set(cell.inputs.map(({ at }) => at))].sort((a, b) => a - b);
  const code = ats.map((at) => {
    const chosen = cell.inputs.flatMap((input, i) =>
      input.perInstance === perInstance && input.at === at && !input.from ? [{ input, i }] : [],
    );
    if (chosen.length === 0) return '';
    const program = new Program(step.stimuli, (op, index) =>
      op === 'time' ? 't' : stimulusLeaf(op, index, cell.params[index]?.values.length ?? 1),
    );
    const nodes = program.lower(chosen.map(({ input }) => input.value));
    const emitter = new Emitter(program, tables);
    const body = emitter.statements(nodes);
    const places = inputLayout(cell).place;
    const stores = chosen.map(({ i }, j) => `target[offset + ${places[i]!}] = ${emitter.text(nodes[j]!)};\n`).join('');
    return `{\nconst t = (k + ${at}) * ${String(step.dt)};\n${body}${stores}}\n`;
  });
  const source = `'use strict';\nreturn function sample(k, params, i, target, offset) {\n${code.join('')}};`;
  return (new Function('functions', 'tables', source) as (f: unknown, t: readonly DataTable[]) => Sampler)(
    javascriptFunctions,
    tables,
  );
}
function stimulusLeaf(op: string, index: number, length: number): string {
  if (op !== 'param') throw new Error(`a stimulus holds the leaf '${op}', which float64 does not know`);
  return `params[${index}][${length > 1 ? 'i' : '0'}]`;
}
