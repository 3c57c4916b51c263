/**
 * NIR to `.qnm`: LI, LIF, CubaLI, CubaLIF, I, IF, Threshold and Delay become populations of the devices of std.nir; Linear, Affine,
 * Scale, Flatten, convolutions and poolings couplings between them. Everything else is a diagnostic at the line of the node in a listing of the file.
 * Equations: J. E. Pedersen et al., Nat. Commun. 15, 8122 (2024), 10.1038/s41467-024-52259-9.
 */
import { type Diagnostic, DiagnosticSink } from '../diagnostics/diagnostic.ts';
import { formatSource } from '../format/index.ts';
import type { SourceFile } from '../source.ts';
import { type NirGraph, type NirNode, readGraph } from './graph.ts';
import { neuronKinds } from './kinds.ts';
import { findNetwork } from './populations.ts';
import { NirProblems } from './problems.ts';
import { type TrainEntry, type TrainProblem, trainsOf } from './train.ts';
import { listTree, type NirGroup } from './tree.ts';
import { type DataFile, timeText, writeNetwork } from './write.ts';

export { readTrain } from './train.ts';
export type { NirEntry, NirGroup } from './tree.ts';

export interface NirOptions {
  /** Name that the text and the files of numbers have, without an ending. */
  readonly base: string;
  /** Seconds that 1 in the file means: files hold seconds as a rule, the specification says milliseconds. */
  readonly unit: number;
  /** Step that the network was made for, in seconds: then a spike is 1 for one step of it. Null: a spike has the area 1. */
  readonly dt: number | null;
  /** What the Inputs are, step by step, instead of a drive; none: null. */
  readonly train?: readonly TrainEntry[] | null;
}
export interface ImportedNir {
  /** Text of a `.qnm` file; null when something stands in the file that cannot be imported. */
  readonly text: string | null;
  readonly circuit: string | null;
  /** Files of numbers that the text names; they lie beside it. */
  readonly files: readonly DataFile[];
  readonly diagnostics: readonly Diagnostic[];
  /** What is wrong with the train. */
  readonly train?: TrainProblem;
  /** What spans of the diagnostics point into. */
  readonly listing: SourceFile;
}

/**
 * Imports the graph of a file.
 * @param path  the name of the file, for messages
 * @throws never for what the file holds
 */
export function importNir(path: string, root: NirGroup, options: NirOptions): ImportedNir {
  const sink = new DiagnosticSink();
  const listing = listTree(path, root);
  const problems = new NirProblems(sink, listing);
  const wrong: ImportedNir = { text: null, circuit: null, files: [], diagnostics: sink.all, listing: listing.source };
  const graph = readGraph(root, problems);
  if (graph === null || problems.count > 0) return wrong;
  const nodes = [...graph.nodes.values()];
  const { unit } = options;
  const dt = options.dt === null ? chosenStep(nodes) : options.dt / unit;
  const network = findNetwork(graph, dt, problems);
  if (network === null) return wrong;
  const inputs = network.populations.filter(({ node }) => node.kind === 'Input');
  const trains = trainsOf(options.train ?? [], new Map(inputs.map(({ key, size }) => [key, size])));
  if ('message' in trains) return { ...wrong, train: trains };
  const lastStep = (options.train ?? []).reduce((last, { step }) => Math.max(last, step), 0);
  const spikes = spikesAreRead(graph);
  if (spikes && options.dt === null)
    problems.warn(
      'this graph hands on spikes, and a file does not say how long one lasts: each has the area 1',
      'node',
      '--dt T for a network that was trained with steps of T, in which a spike is 1 for one step',
    );
  const seconds = Number((dt * unit).toPrecision(12));
  const spike =
    options.dt === null ? `the area 1 (${timeText(unit)} high 1)` : `1 for one step of ${timeText(seconds)}`;
  const times = {
    unit,
    dt: seconds,
    height: spikes && options.dt === null ? Number((1 / dt).toPrecision(12)) : 1,
    steps: Math.max(runSteps(nodes, dt), lastStep + 2),
    trains,
    spike: spikes ? `A spike has ${spike}.`.replace('has 1', 'is 1') : 'No spike of it is read by another node.',
  };
  const { text, files, circuit } = writeNetwork(network, options.base, path.split('/').at(-1)!, times);
  const formatted = formatSource({ path: `${options.base}.qnm`, text });
  return { ...wrong, text: formatted.good ? formatted.text : text, circuit, files };
}

/** Whether the output of a neuron that spikes goes on to anything but an Output. */
function spikesAreRead({ nodes, edges }: NirGraph): boolean {
  return edges.some(([from, to]) => neuronKinds[nodes.get(from)!.kind]?.spikes && nodes.get(to)!.kind !== 'Output');
}

/** The times of a graph, in those of the file. */
function timesOf(nodes: readonly NirNode[]): number[] {
  return nodes.flatMap(({ kind, parameters }) =>
    [...(neuronKinds[kind]?.times ?? []), ...(kind === 'Delay' ? ['delay'] : [])].flatMap((key) =>
      Array.from(parameters.get(key)!.numbers),
    ),
  );
}

/** A twentieth of the shortest time, at most the shortest delay; 1, 2 or 5 times a power of ten. */
function chosenStep(nodes: readonly NirNode[]): number {
  const times = timesOf(nodes).filter((time) => time > 0);
  if (times.length === 0) return 1e-3;
  const wish = times.reduce((a, b) => Math.min(a, b)) / 20;
  const power = 10 ** Math.floor(Math.log10(wish));
  const step = [5, 2, 1].find((digit) => digit * power <= wish * (1 + 1e-9)) ?? 1;
  return Number((step * power).toPrecision(12));
}

/** Ten times the longest time, in whole hundreds of steps, at least 100 and at most 5000. */
function runSteps(nodes: readonly NirNode[], dt: number): number {
  const longest = timesOf(nodes).reduce((a, b) => Math.max(a, b), 0);
  const wish = Math.ceil((10 * longest) / dt / 100) * 100;
  return Math.min(5000, Math.max(100, wish));
}
