/** The graph of a NIR file: nodes with numbers and sizes, subgraphs written out, edges between known nodes. */
import { matrixKinds, neuronKinds } from './kinds.ts';
import type { NirProblems } from './problems.ts';
import { settleSizes } from './sizes.ts';
import { type NirEntry, type NirGroup, type NirNumbers, printable, textOf } from './tree.ts';
import { type Windows, windowKinds } from './windows.ts';

export interface NirNode {
  /** Its name, with those of the subgraphs around it: `hidden.lif`. */
  readonly name: string;
  readonly kind: string;
  /** Its group in the file, for messages. */
  readonly at: string;
  readonly parameters: ReadonlyMap<string, NirNumbers>;
  /** Parameters that are words. */
  readonly words: ReadonlyMap<string, string>;
  /** Numbers that go in and come out; null as long as only a neighbour says it. */
  inputs: number | null;
  outputs: number | null;
  /** Dimensions of what it hands on, where they are known. */
  shape: readonly number[] | null;
  /** Of a convolution or a pooling, when what comes in is known. */
  windows: Windows | null;
}
export interface NirGraph {
  readonly nodes: ReadonlyMap<string, NirNode>;
  readonly edges: readonly (readonly [string, string])[];
}

/** Subgraphs inside of subgraphs. */
const DEEPEST = 16;
const known = [
  'Input',
  'Output',
  ...matrixKinds,
  ...Object.keys(windowKinds),
  'Scale',
  'Delay',
  'Flatten',
  ...Object.keys(neuronKinds),
  'NIRGraph',
] as const;

/**
 * Reads the tree of a file.
 * @returns null when it is no graph; what is wrong with single nodes is reported and counted
 */
export function readGraph(root: NirGroup, problems: NirProblems): NirGraph | null {
  const top = root.entries.get('node');
  if (top?.kind !== 'group') {
    problems.error(
      'E0704',
      'this HDF5 file has no group `node`, so it is no file of NIR',
      '',
      'nir.write(...) makes one',
    );
    return null;
  }
  const nodes = new Map<string, NirNode>();
  const edges: [string, string][] = [];
  if (textOf(top.entries.get('type')) === 'NIRGraph') readSubgraph(top, '', 'node', 0, { nodes, edges, problems });
  else readNode(top, 'node', 'node', 0, { nodes, edges, problems });
  if (problems.count > 0) return null;
  const graph = { nodes, edges };
  settleSizes(graph, problems);
  return graph;
}

interface Reading {
  readonly nodes: Map<string, NirNode>;
  readonly edges: [string, string][];
  readonly problems: NirProblems;
}

function readSubgraph(group: NirGroup, prefix: string, at: string, depth: number, reading: Reading): void {
  const { problems, edges } = reading;
  const nodes = group.entries.get('nodes');
  if (nodes?.kind !== 'group') {
    problems.error('E0704', 'this NIRGraph has no group `nodes`', at);
    return;
  }
  if (depth > DEEPEST) {
    problems.error('E0705', `subgraphs are nested deeper than ${DEEPEST}`, at);
    return;
  }
  const inner = new Map<string, NirGroup>();
  for (const [name, entry] of nodes.entries) {
    if (entry.kind !== 'group') problems.error('E0704', `\`${printable(name)}\` is not a node but a dataset`, at);
    else {
      inner.set(name, entry);
      readNode(entry, `${prefix}${name}`, `${at}/nodes/${name}`, depth, reading);
    }
  }
  for (const [from, to] of readEdges(group.entries.get('edges'), at, problems)) {
    const ends = [from, to].map((name, side) => endOf(name, side === 0 ? 'Output' : 'Input', inner, prefix));
    const missing = ends.indexOf(null);
    if (missing < 0) edges.push([ends[0]!, ends[1]!]);
    else {
      const name = printable(missing === 0 ? from : to);
      const is = inner.has(missing === 0 ? from : to)
        ? `the subgraph \`${name}\` needs one ${missing === 0 ? 'Output' : 'Input'} to be joined by an edge`
        : `an edge goes ${missing === 0 ? 'from' : 'to'} \`${name}\`, and there is no such node`;
      problems.error('E0706', is, at);
    }
  }
}

/** The node that an edge means: of a subgraph its only Input or Output. */
function endOf(name: string, side: string, inner: ReadonlyMap<string, NirGroup>, prefix: string): string | null {
  const group = inner.get(name);
  if (group === undefined) return null;
  if (textOf(group.entries.get('type')) !== 'NIRGraph') return `${prefix}${name}`;
  const nodes = group.entries.get('nodes');
  const ends =
    nodes?.kind === 'group'
      ? [...nodes.entries].filter(([, e]) => e.kind === 'group' && textOf(e.entries.get('type')) === side)
      : [];
  return ends.length === 1 ? `${prefix}${name}.${ends[0]![0]}` : null;
}

function readEdges(entry: NirEntry | undefined, at: string, problems: NirProblems): [string, string][] {
  const empty = entry?.kind === 'numbers' && entry.numbers.length === 0;
  if (entry === undefined || empty) return [];
  if (entry.kind !== 'texts' || entry.texts.length % 2 !== 0) {
    problems.error('E0704', '`edges` is not a list of pairs of names', at);
    return [];
  }
  const { texts } = entry;
  return Array.from({ length: texts.length / 2 }, (_, i) => [texts[2 * i]!, texts[2 * i + 1]!]);
}

function readNode(group: NirGroup, name: string, at: string, depth: number, reading: Reading): void {
  const { problems, nodes } = reading;
  const kind = textOf(group.entries.get('type'));
  if (kind === null) {
    problems.error('E0704', `the node \`${printable(name)}\` has no \`type\``, at);
    return;
  }
  if (kind === 'NIRGraph') {
    readSubgraph(group, `${name}.`, at, depth + 1, reading);
    return;
  }
  if (!known.includes(kind)) {
    const help = `imported are ${known.filter((k) => k !== 'NIRGraph').join(', ')}, and graphs of these`;
    problems.error('E0705', `the node \`${printable(name)}\` is a ${kind}, which cannot be imported`, at, help);
    return;
  }
  const parameters = new Map<string, NirNumbers>();
  const words = new Map<string, string>();
  for (const [key, entry] of group.entries) {
    if (entry.kind === 'numbers') parameters.set(key, entry);
    const word = key === 'type' ? null : textOf(entry);
    if (word !== null) words.set(key, word);
  }
  // Input and Output inside of a subgraph are only its edge.
  const inside = depth > 0 && (kind === 'Input' || kind === 'Output');
  const sizes = { inputs: null, outputs: null, shape: null, windows: null };
  const node: NirNode = { name, kind: inside ? 'Pass' : kind, at, parameters, words, ...sizes };
  if (checkNode(node, problems)) nodes.set(name, node);
}

/** Whether all numbers of a node are there and finite; sets the sizes that they say. */
function checkNode(node: NirNode, problems: NirProblems): boolean {
  const say = (message: string): false => {
    problems.error('E0706', `${message} (node \`${printable(node.name)}\`, ${node.kind})`, node.at);
    return false;
  };
  const { kind, parameters } = node;
  const needed = neededOf(kind);
  for (const key of needed) if (!parameters.has(key)) return say(`\`${key}\` is missing or holds no numbers`);
  for (const [key, { numbers }] of parameters)
    for (let i = 0; i < numbers.length; i++)
      if (!Number.isFinite(numbers[i])) return say(`\`${key}\` holds ${numbers[i]}, and a finite number is needed`);
  if (matrixKinds.has(kind)) return checkMatrix(node, say);
  if (kind in windowKinds) return true;
  if (kind === 'Input' || kind === 'Output' || kind === 'Pass') {
    const shape = parameters.get('shape');
    if (shape !== undefined) {
      node.shape = Array.from(shape.numbers);
      node.inputs = product(node.shape);
    }
  } else if (kind !== 'Flatten') {
    const lengths = needed.map((key) => parameters.get(key)!.numbers.length);
    const size = Math.max(1, ...lengths);
    const odd = lengths.findIndex((length) => length !== 1 && length !== size);
    if (odd >= 0) return say(`\`${needed[odd]}\` has ${lengths[odd]} numbers where others have ${size}`);
    // A single number may stand for all elements; then a neighbour says how many there are.
    if (size > 1) node.inputs = size;
    const shaped = needed.map((key) => parameters.get(key)!.shape).find((shape) => shape.length > 1);
    if (shaped !== undefined && product(shaped) === size) node.shape = shaped;
  }
  for (const key of [...(neuronKinds[kind]?.times ?? []), ...(kind === 'Delay' ? ['delay'] : [])])
    for (let i = 0; i < parameters.get(key)!.numbers.length; i++) {
      const value = parameters.get(key)!.numbers[i]!;
      if (value < 0 || (value === 0 && kind !== 'Delay')) return say(`\`${key}\` holds ${value}, and a time is needed`);
    }
  node.outputs = node.inputs;
  return true;
}

function neededOf(kind: string): readonly string[] {
  const neuron = neuronKinds[kind];
  if (neuron !== undefined) return neuron.parameters.filter((key) => !Object.hasOwn(neuron.defaults, key));
  if (kind === 'Affine') return ['weight', 'bias'];
  if (kind === 'Linear' || windowKinds[kind]?.weighted) return ['weight'];
  if (kind in windowKinds) return ['kernel_size'];
  if (kind === 'Scale') return ['scale'];
  if (kind === 'Delay') return ['delay'];
  return kind === 'Input' ? ['shape'] : [];
}

function checkMatrix(node: NirNode, say: (message: string) => false): boolean {
  const { shape } = node.parameters.get('weight')!;
  if (shape.length !== 2) return say(`\`weight\` has ${shape.length} dimensions, and a matrix is needed`);
  const [rows, columns] = shape as [number, number];
  const bias = node.parameters.get('bias');
  if (node.kind === 'Affine' && bias!.numbers.length !== rows && bias!.numbers.length !== 1)
    return say(`\`bias\` has ${bias!.numbers.length} numbers where \`weight\` has ${rows} rows`);
  node.inputs = columns;
  node.outputs = rows;
  return true;
}

function product(factors: readonly number[]): number {
  return factors.reduce((p, x) => p * x, 1);
}
