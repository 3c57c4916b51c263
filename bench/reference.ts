/** The reference circuits, compiled for so many instances. */
import { join } from 'node:path';
import { evaluatorsWith } from '../cli/library/evaluators.ts';
import { Memory } from '../cli/library/memory.ts';
import { type CompiledExperiment, compile, evaluators, type FileAccess, load } from '../index.ts';
import { columnsOf, type Task } from './contender.ts';

let asked = evaluators;
/** What compiling works out is kept in the bench's cache, for the other contenders of this run of the bench. */
export function keepNumbers(cache: string, run: string): void {
  asked = evaluatorsWith(new Memory(join(cache, 'numbers'), run).remember);
}

let last: { readonly key: string; readonly experiment: CompiledExperiment } | null = null;

/** The experiment with so many instances, compiled as a user's; the last one is kept. */
export function reference(task: Task): CompiledExperiment {
  const key = `${task.circuit} ${task.instances}`;
  if (last?.key !== key)
    last = { key, experiment: task.circuit === 'alone' ? alone(task.instances) : torus(task.instances) };
  return last.experiment;
}

function alone(instances: number): CompiledExperiment {
  // A little less than the exact distance, so that rounding never loses the last point.
  const supplies = instances === 1 ? '(12 V)' : `10.5 V .. 15 V by ${4.5 / (instances - 0.5)} V`;
  return compiled('bench/neuristors.qnm', [[/sweep in = .*/, `sweep in = ${supplies}`]], instances);
}

/** Supplies are numbers that every contender can work out. */
function torus(instances: number): CompiledExperiment {
  const columns = columnsOf(instances);
  const supplies = Array.from({ length: instances }, (_, i) =>
    instances === 1 ? 12 : 10.5 + 4.5 * ((i * 0.6180339887498949) % 1),
  );
  const changes: readonly Change[] = [
    [/rows +=.*/, `rows = ${instances / columns}`],
    [/columns +=.*/, `columns = ${columns}`],
    [/uniform\(.*\)/, 'data("supplies.csv", V)'],
  ];
  return compiled('bench/grid.qnm', changes, instances, supplies.join('\n'));
}

/** What stands in the file, and what is written instead. */
type Change = readonly [find: RegExp, replace: string];
function compiled(path: string, changes: readonly Change[], instances: number, supplies = ''): CompiledExperiment {
  const { source, files } = load(path);
  if (source === null) throw new Error(`${path} cannot be read`);
  const text = changes.reduce((before, [find, replace]) => {
    if (!find.test(before)) throw new Error(`${path} has no ${find}`);
    return before.replace(find, replace);
  }, source.text);
  const access: FileAccess = {
    readText: (name, from) => (name === 'supplies.csv' ? { path: name, text: supplies } : files.readText(name, from)),
    readPackaged: (name) => files.readPackaged(name),
  };
  const made = compile({ path, text }, access, {}, asked);
  const [experiment] = made.experiments;
  if (!made.good || !experiment) throw new Error(JSON.stringify(made.diagnostics));
  if (experiment.parts[0]!.step.population.instances !== instances)
    throw new Error(`${path}: not ${instances} instances`);
  return experiment;
}
