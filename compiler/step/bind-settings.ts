/**
 * turns  the settings and sweeps of an experiment into what each param and input of the cell is: a constant, a number per
 *        instance, or a stimulus
 * needs  sweeps as a list of values each; settings over `time` and sweeps
 * keeps  the order of the sweeps: instances are the cartesian product, first sweep slowest
 * cost   instances x settings
 */

import type { Experiment } from '../model/form.ts';
import type { ValueId } from '../ops/graph.ts';
import { leavesOf } from '../ops/index.ts';
import { numbersOf } from './evaluate.ts';

export type Setting =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'instance'; readonly values: Float64Array }
  /** `value` is in the experiment's graph of stimuli. */
  | { readonly kind: 'stimulus'; readonly value: ValueId };

export interface Binding {
  /** Number of the part that is bound. */
  readonly part: number;
  /** Copies of the whole network, one for each point of the sweeps. */
  readonly points: number;
  /** Instances of one point. */
  readonly size: number;
  /** points x size. Instance = point x size + number within the array. */
  readonly instances: number;
  /** [sweep] -> one number per instance. */
  readonly sweeps: readonly Float64Array[];
  /** By index of the cell's param or input. */
  readonly params: ReadonlyMap<number, Setting>;
  readonly inputs: ReadonlyMap<number, Setting>;
}

export function bindSettings(experiment: Experiment, part: number): Binding {
  const points = experiment.sweeps.reduce((product, { values }) => product * values.length, 1);
  const size = experiment.parts[part]!.shape.reduce((product, extent) => product * extent, 1);
  const instances = points * size;
  const sweeps = instanceValues(
    experiment.sweeps.map((sweep) => sweep.values),
    size,
  );
  const params = new Map<number, Setting>();
  const inputs = new Map<number, Setting>();
  for (const { target, value } of experiment.settings.filter((setting) => setting.target.part === part))
    (target.kind === 'param' ? params : inputs).set(target.index, settingOf(experiment, value, sweeps, instances));
  return { part, points, size, instances, sweeps, params, inputs };
}

/** The cartesian product of lists of values, as one array per list; each point `size` times. */
function instanceValues(lists: readonly Float64Array[], size: number): Float64Array[] {
  const instances = lists.reduce((product, list) => product * list.length, size);
  let stride = instances;
  return lists.map((list) => {
    stride /= list.length;
    const own = stride;
    return Float64Array.from({ length: instances }, (_, i) => list[Math.floor(i / own) % list.length]!);
  });
}

function settingOf(
  experiment: Experiment,
  value: ValueId,
  sweeps: readonly Float64Array[],
  instances: number,
): Setting {
  const graph = experiment.stimuliGraph;
  const leaves = leavesOf(graph, [value]).map((id) => graph.get(id));
  if (leaves.some((leaf) => leaf.op === 'time')) return { kind: 'stimulus', value };
  return perInstance(numbersOf(graph, value, instances, (leaf) => sweeps[leaf.attributes.index!]!));
}
/** A constant where all instances agree. */
export function perInstance(values: Float64Array): Setting {
  return values.every((v) => v === values[0]) ? { kind: 'constant', value: values[0]! } : { kind: 'instance', values };
}
