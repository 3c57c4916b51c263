/** How many numbers go in and out of each node, and in which shape: from one neighbour to the next. */
import type { NirGraph, NirNode } from './graph.ts';
import type { NirProblems } from './problems.ts';
import { printable } from './tree.ts';
import { windowKinds, windowsOf } from './windows.ts';

/** Gives every node a size and checks that edges join equal ones. */
export function settleSizes({ nodes, edges }: NirGraph, problems: NirProblems): void {
  for (const node of nodes.values()) if (node.kind in windowKinds) ownShape(node, problems);
  for (let changed = true; changed; ) {
    changed = false;
    for (const [from, to] of edges) if (settleEdge(nodes.get(from)!, nodes.get(to)!, problems)) changed = true;
  }
  for (const node of nodes.values())
    if (node.kind in windowKinds && node.windows === null && problems.count === 0)
      problems.error(
        'E0706',
        `the shape of what comes into \`${printable(node.name)}\` is not known`,
        node.at,
        'an Input says it, (channels, height, width), or a convolution by its `input_shape`',
      );
  if (problems.count > 0) return;
  for (const node of nodes.values()) node.inputs ??= node.outputs ??= 1;
  for (const [from, to] of edges) {
    const [a, b] = [nodes.get(from)!, nodes.get(to)!];
    if (a.outputs !== b.inputs)
      problems.error(
        'E0706',
        `\`${printable(from)}\` has ${a.outputs} outputs and \`${printable(to)}\` has ${b.inputs} inputs`,
        b.at,
        'an edge joins each output to the input of the same number',
      );
  }
}

/** Hands sizes and shapes along one edge; whether anything new was found. */
function settleEdge(a: NirNode, b: NirNode, problems: NirProblems): boolean {
  let found = false;
  if (a.outputs === null && b.inputs !== null && !(a.kind in windowKinds)) {
    a.inputs = a.outputs = b.inputs;
    found = true;
  } else if (b.inputs === null && a.outputs !== null && !(b.kind in windowKinds)) {
    b.inputs = b.outputs = a.outputs;
    found = true;
  }
  if (a.shape === null) return found;
  if (b.kind in windowKinds) {
    if (b.windows !== null || problems.count > 0) return found;
    open(b, a.shape, problems);
    return true;
  }
  // neurons, Scale, Delay and what only passes on keep the shape; Linear, Affine and Flatten have one of their own
  if (b.shape === null && !['Linear', 'Affine', 'Flatten'].includes(b.kind) && b.outputs === a.outputs) {
    b.shape = a.shape;
    found = true;
  }
  return found;
}

/** A convolution may say what comes into it. */
function ownShape(node: NirNode, problems: NirProblems): void {
  const own = node.parameters.get('input_shape');
  const weight = node.parameters.get('weight');
  if (own === undefined || weight === undefined || weight.shape.length < 3) return;
  const groups = node.parameters.get('groups')?.numbers[0] ?? 1;
  open(node, [weight.shape[1]! * groups, ...Array.from(own.numbers)], problems);
}
function open(node: NirNode, shape: readonly number[], problems: NirProblems): void {
  const made = windowsOf(node, shape);
  if (typeof made === 'string') {
    problems.error('E0706', `\`${printable(node.name)}\` (${node.kind}) ${made}`, node.at);
    return;
  }
  node.windows = made;
  node.shape = made.outputs;
  node.inputs = made.matrix.columns;
  node.outputs = made.matrix.rows;
}
