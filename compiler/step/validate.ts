/** Properties of form 3 that every pass keeps; run between passes in tests. */
import { endLists } from '../model/form.ts';
import { isLeaf, leavesOf, reachable } from '../ops/index.ts';
import type { StepForm, StepNetwork } from './form.ts';
import { rootsOf } from './rewrite-cell.ts';

const allowed: ReadonlySet<string> = new Set(['constant', 'state', 'param', 'input', 'delayed', 'draw']);

/** What is wrong with a network, as sentences; empty when it is sound. */
export function validateNetwork(network: StepNetwork): string[] {
  return network.flatMap((form) => [...validateStep(form), ...validateEnds(form, network)]);
}
function validateEnds({ part, population, edges }: StepForm, network: StepNetwork): string[] {
  const wrong: string[] = [];
  const { name, cell, size } = population;
  if (network[part]?.population !== population) wrong.push(`${name} is not part ${part}`);
  for (const [end, list] of edges ? endLists(edges).entries() : []) {
    const other = network[edges!.ends[end]!]?.population;
    if (list.length !== size) wrong.push(`${name} has ${size} instances and ${list.length} edges`);
    if (list.some((instance) => !(instance < (other?.size ?? 0)))) wrong.push(`an edge of ${name} ends nowhere`);
  }
  for (const { name: input, from } of cell.inputs) {
    if (from?.kind === 'read' && edges === null) wrong.push(`${input} reads an end, and ${name} has no edges`);
    if (from?.kind === 'read' && edges !== null && !network[edges.ends[from.end]!]?.population.cell.states[from.state])
      wrong.push(`${input} reads a state that is not there`);
    for (const term of from?.kind === 'sum' ? from.terms : []) {
      const other = network[term.part];
      if (other?.population.cell.states[term.state]?.kind !== 'output') wrong.push(`${input} adds what is no output`);
      if (other?.edges?.ends[term.end] !== part) wrong.push(`${input} adds outputs of edges that end elsewhere`);
    }
  }
  return wrong;
}
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
  for (const [i, { name, kind }] of cell.states.entries())
    if (
      kind === 'output' &&
      leavesOf(graph, [cell.next[i]!]).some(
        (id) => graph.get(id).op === 'state' && cell.states[graph.get(id).attributes.index!]!.kind === 'output',
      )
    )
      wrong.push(`output ${name} reads an output`);
  for (const { value } of cell.observations)
    for (const id of reachable(graph, [value])) {
      const { op, attributes } = graph.get(id);
      if (op === 'delayed' || (op === 'input' && cell.inputs[attributes.index!]!.at !== 0))
        wrong.push(`an observation reads ${op} ${attributes.index}`);
    }
  return wrong;
}
