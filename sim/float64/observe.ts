/** Observed quantities (records, arguments of measures) from the states of a frame, whoever made it. */
import type { DataTable } from '../../compiler/ops/graph.ts';
import { javascriptFunctions } from '../../compiler/ops/index.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import { Emitter } from './emit.ts';
import { inputLayout } from './kernel.ts';
import { Program } from './program.ts';
import { compileStimuli } from './stimuli.ts';

/** Evaluates chosen observations of all instances. */
export interface Observer {
  /** Values at t_(step+1), [instance * chosen + observation]; valid until the next call. */
  observe(step: number, states: Float64Array): Float64Array;
}
type ObserveAll = (
  n: number,
  S: Float64Array,
  params: readonly Float64Array[],
  U: Float64Array,
  W: Float64Array,
  R: Float64Array,
) => void;

/** Fills in the inputs that other parts of a network give, at the places of `inputLayout`. */
export type FillInputs = (each: Float64Array) => void;

/** Generated code for the observations with these indices. Inputs are those of the time of the states. */
export function compileObserver(step: StepForm, chosen: readonly number[], network?: FillInputs): Observer {
  const { cell, instances } = step.population;
  const stimuli = compileStimuli(step);
  const shared = new Float64Array(stimuli.sharedCount);
  const each = new Float64Array(stimuli.eachCount * instances);
  const result = new Float64Array(chosen.length * instances);
  const params = cell.params.map((p) => p.values);
  const needsInputs = cell.inputs.length + cell.draws.length > 0;
  const evaluate = observeAll(step, chosen);
  return {
    observe(k, states) {
      if (needsInputs) stimuli.fill(k + 1, 1, shared, each);
      network?.(each);
      evaluate(instances, states, params, shared, each, result);
      return result;
    },
  };
}
function observeAll(step: StepForm, chosen: readonly number[]): ObserveAll {
  const { cell } = step.population;
  const layout = inputLayout(cell);
  const tables: DataTable[] = [];
  const leaf = (op: string, index: number): string => {
    if (op === 'state') return `S[i * ${cell.states.length} + ${index}]`;
    if (op === 'param') return `params[${index}][${cell.params[index]!.values.length > 1 ? 'i' : '0'}]`;
    if (op === 'draw') return `W[i * ${layout.each} + ${layout.draw + index}]`;
    if (op !== 'input')
      throw new Error(`an observation holds the leaf '${op}', which is not a state, parameter, input or draw`);
    return cell.inputs[index]!.perInstance
      ? `W[i * ${layout.each} + ${layout.place[index]!}]`
      : `U[${layout.place[index]!}]`;
  };
  const program = new Program(cell.graph, leaf);
  const nodes = program.lower(chosen.map((i) => cell.observations[i]!.value));
  const emitter = new Emitter(program, tables);
  const body = emitter.statements(nodes);
  const stores = nodes.map((node, j) => `R[i * ${chosen.length} + ${j}] = ${emitter.text(node)};\n`).join('');
  const source = `'use strict';\nreturn function observe(n, S, params, U, W, R) {\nfor (let i = 0; i < n; i++) {\n${body}${stores}}\n};`;
  return (new Function('functions', 'tables', source) as (f: unknown, t: readonly DataTable[]) => ObserveAll)(
    javascriptFunctions,
    tables,
  );
}
