/** Observed quantities (records, arguments of measures) from the states of a frame, whoever made it. */
import type { DataTable } from '../../compiler/ops/graph.ts';
import { javascriptFunctions } from '../../compiler/ops/index.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { Emitter } from './emit.ts';
import { inputLayout } from './kernel.ts';
import { Program } from './program.ts';
import { compileStimuli } from './stimuli.ts';

/** Evaluates chosen observations of all instances, or of some. */
export interface Observer {
  /** Values at t_(step+1), [instance * chosen + observation], instances as asked for; valid until the next call. */
  observe(step: number, states: Float64Array): Float64Array;
}
/** Fills in the inputs that other parts of a network give, at the places of `inputLayout`. */
export type FillInputs = (each: Float64Array) => void;
export interface ObserverOptions {
  /** Only these, of all points; null: all. */
  readonly instances?: Uint32Array | null;
  readonly network?: FillInputs | null;
}
type ObserveAll = (
  n: number,
  L: Uint32Array | null,
  S: Float64Array,
  params: readonly Float64Array[],
  U: Float64Array,
  W: Float64Array,
  R: Float64Array,
) => void;

/** Generated code for the observations with these indices. Inputs are those of the time of the states. */
export function compileObserver(
  step: StepForm,
  chosen: readonly number[],
  { instances = null, network = null }: ObserverOptions = {},
): Observer {
  const { cell } = step.population;
  const count = instances?.length ?? step.population.instances;
  const stimuli = compileStimuli(step);
  const { evaluate, sampled, linked } = observeAll(step, chosen, instances !== null);
  const shared = new Float64Array(stimuli.sharedCount);
  const each = new Float64Array(sampled || linked ? stimuli.eachCount * step.population.instances : 0);
  const result = new Float64Array(chosen.length * count);
  const params = cell.params.map((p) => p.values);
  return {
    observe(k, states) {
      if (sampled) stimuli.fill(k + 1, 1, shared, each);
      if (linked) network?.(each);
      evaluate(count, instances, states, params, shared, each, result);
      return result;
    },
  };
}
/** `sampled`, `linked`: whether the observations read stimuli or draws, and what other parts give. */
function observeAll(
  step: StepForm,
  chosen: readonly number[],
  listed: boolean,
): { readonly evaluate: ObserveAll; readonly sampled: boolean; readonly linked: boolean } {
  const { cell } = step.population;
  const layout = inputLayout(cell);
  const tables: DataTable[] = [];
  let [sampled, linked] = [false, false];
  const leaf = (op: string, index: number): string => {
    if (op === 'state') return `S[i * ${cell.states.length} + ${index}]`;
    if (op === 'param') return `params[${index}][${cell.params[index]!.values.length > 1 ? 'i' : '0'}]`;
    if (op !== 'input' && op !== 'draw')
      throw new Error(`an observation holds the leaf '${op}', which is not a state, parameter, input or draw`);
    const input = op === 'input' ? cell.inputs[index]! : null;
    if (input?.from) linked = true;
    else sampled = true;
    if (input && !input.perInstance) return `U[${layout.place[index]!}]`;
    return `W[i * ${layout.each} + ${input ? layout.place[index]! : layout.draw + index}]`;
  };
  const program = new Program(cell.graph, leaf);
  const nodes = program.lower(chosen.map((i) => cell.observations[i]!.value));
  const emitter = new Emitter(program, tables);
  const body = emitter.statements(nodes);
  const stores = nodes.map((node, j) => `R[j * ${chosen.length} + ${j}] = ${emitter.text(node)};\n`).join('');
  const source = `'use strict';\nreturn function observe(n, L, S, params, U, W, R) {\nfor (let j = 0; j < n; j++) {\nconst i = ${listed ? 'L[j]' : 'j'};\n${body}${stores}}\n};`;
  const factory = new Function('functions', 'tables', source) as (f: unknown, t: readonly DataTable[]) => ObserveAll;
  return { evaluate: factory(javascriptFunctions, tables), sampled, linked };
}
