/** Properties of form 3 that every pass keeps; run between passes in tests. */
import type { StepForm } from './form.ts';
import { rootsOf } from './rewrite-cell.ts';
import { isLeaf, reachable } from './workspace.ts';

const allowed: ReadonlySet<string> = new Set(['constant', 'state', 'param', 'input', 'delayed', 'draw']);

/** What is wrong with a form, as sentences; empty when it is sound. */
export function validateStep(form: StepForm): string[] {
  const { cell, instances } = form.population;
  const { graph } = cell;
  const wrong: string[] = [];
  const sizes: Readonly<Record<string, number>> = {
    state: cell.states.length,
    param: cell.params.length,
    input: cell.inputs.length,
    delayed: cell.delayLines.length,
  };
  for (const id of reachable(graph, rootsOf(cell))) {
    const { op, attributes, args } = graph.get(id);
    if (isLeaf(op) && !allowed.has(op)) wrong.push(`leaf ${op} is left in the step`);
    if (sizes[op] !== undefined && !(attributes.index! < sizes[op]))
      wrong.push(`${op} ${attributes.index} does not exist`);
    if (args.some((arg) => arg >= id)) wrong.push(`value ${id} is older than its argument`);
  }
  if (cell.next.length !== cell.states.length)
    wrong.push(`${cell.states.length} states have ${cell.next.length} next values`);
  for (const { name, values } of cell.params)
    if (values.length !== instances) wrong.push(`param ${name} has ${values.length} values`);
  for (const { name, initial } of cell.states)
    if (initial.length !== 1 && initial.length !== instances)
      wrong.push(`state ${name} has ${initial.length} initial values`);
  for (const { value } of cell.observations)
    for (const id of reachable(graph, [value])) {
      const { op, attributes } = graph.get(id);
      if (op === 'delayed' || (op === 'input' && cell.inputs[attributes.index!]!.at !== 0))
        wrong.push(`an observation reads ${op} ${attributes.index}`);
    }
  return wrong;
}
