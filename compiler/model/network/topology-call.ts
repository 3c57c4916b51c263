/** The topology of a coupling as it is written, checked against the shapes that it joins, turned into edges. */
import type { Span, Syntax } from '../../../dsl/index.ts';
import { mostSeeds } from '../../ops/draw/draw.ts';
import { constantValue } from '../constant-value.ts';
import type { Environment } from '../environment.ts';
import { evaluateReal } from '../expressions.ts';
import { type Edges, endNames } from '../form.ts';
import type { Instance } from '../instance.ts';
import { textOfExpression, wantPlain } from '../operators.ts';
import { didYouMean } from '../reporter.ts';
import { type EdgeColumn, edgesFromList, edgesFromMatrix } from './edge-files.ts';
import { hyperedgesFromList } from './hyperedges.ts';
import { indicesBetween, notUpwards, numbersAmong, sameShape, shapeText, sizeOf } from './shapes.ts';
import {
  allEdges,
  directedLatticeEdges,
  type Lists,
  latticeEdges,
  offsetsOf,
  oneToOneEdges,
  type Pairs,
  pairCount,
  randomEdges,
} from './topology.ts';
import { edgesWithin } from './within.ts';

/** The arrays that a coupling joins, by end: two, or one at all ends of hyperedges. */
export interface Ends {
  readonly parts: Edges['ends'];
  readonly shapes: readonly [readonly number[], readonly number[], ...(readonly number[])[]];
  /** `couple A by`: each pair once. `couple A to B by`: directed, also when B is A. */
  readonly within: boolean;
  /** The same instances at both ends. */
  readonly same: boolean;
}
/** Edges, and what their file says of each. */
export interface Joined {
  readonly edges: Edges;
  readonly columns: readonly EdgeColumn[];
  /** Where an edge stands in its file; null: it follows a rule. */
  readonly place: ((edge: number) => Span) | null;
}

/** Edges of one coupling at most: two typed arrays of this length. */
const mostEdges = 2 ** 26;
/** Words that may stand behind `by`. */
export const topologies = [
  'chain',
  'ring',
  'grid',
  'torus',
  'all',
  'one_to_one',
  'random',
  'matrix',
  'edges',
  'hyperedges',
  'pair',
  'within',
] as const;
const usages: Readonly<Record<(typeof topologies)[number], string>> = {
  chain: 'chain',
  ring: 'ring',
  grid: 'grid(4)',
  torus: 'torus(4)',
  all: 'all',
  one_to_one: 'one_to_one',
  random: 'random(0.1, seed: 7)',
  matrix: 'matrix("w.csv") as w',
  edges: 'edges("e.csv")',
  hyperedges: 'hyperedges("cubic.csv") as w',
  pair: 'pair(0, 1)',
  within: 'within(900 nm)',
};

/** Null when something was wrong and reported. `number`: of the coupling, the seed of `random` without one. */
export function readTopology(
  statement: Syntax.CoupleStatement,
  ends: Ends,
  number: number,
  env: Instance,
): Joined | null {
  const { topology } = statement;
  const { reporter } = env.context;
  const name =
    topology.kind === 'name' ? topology.name.text : topology.kind === 'call' ? topology.callee.text : undefined;
  const known = topologies.find((t) => t === name);
  if (!known)
    return reporter.report(
      'E0335',
      topology.kind === 'call' ? topology.callee.span : topology.span,
      name === undefined ? 'a coupling is made by a topology' : `there is no topology \`${name}\``,
      {
        label: 'unknown topology',
        help:
          (name && didYouMean(name, topologies)) ??
          `the topologies are ${topologies.map((t) => `\`${usages[t]}\``).join(', ')}`,
      },
    );
  const args = topology.kind === 'call' ? topology.args : [];
  const call: TopologyCall = { word: known, args, statement, ends, number, env };
  const made = makers[known](call);
  if (!made) return null;
  const { from, to, more = [], regular, columns, place } = made;
  const text = textOfExpression(env, topology).replace(/\s+/g, ' ');
  return {
    edges: { text, ends: ends.parts, from, to, more, regular, origin: topology.span },
    columns: columns ?? [],
    place: place ?? null,
  };
}

interface TopologyCall {
  readonly word: (typeof topologies)[number];
  readonly args: readonly Syntax.Argument[];
  readonly statement: Syntax.CoupleStatement;
  readonly ends: Ends;
  readonly number: number;
  readonly env: Instance;
}
type Made = (Lists & Partial<Pick<Joined, 'columns' | 'place'>>) | null;

const makers: Readonly<Record<(typeof topologies)[number], (call: TopologyCall) => Made>> = {
  chain: (call) => line(call, false),
  ring: (call) => line(call, true),
  grid: (call) => lattice(call, false),
  torus: (call) => lattice(call, true),
  all: (call) => {
    if (!counted(call, 0, 0)) return null;
    const [a, b] = call.ends.shapes.map(sizeOf) as [number, number];
    return few(call, pairCount(a, b, pairsOf(call))) ? allEdges(a, b, pairsOf(call)) : null;
  },
  one_to_one: (call) => {
    if (!counted(call, 0, 0)) return null;
    if (call.ends.within && call.ends.same)
      return misfit(
        call,
        'joins each instance to itself',
        'write the device into the circuit, or `couple A to B by one_to_one`',
      );
    if (!ofOneShape(call)) return null;
    return oneToOneEdges(sizeOf(call.ends.shapes[0]));
  },
  random,
  matrix: (call) => {
    const path = fileOf(call);
    return path && edgesFromMatrix(path, call.statement, call.ends, call.env);
  },
  edges: (call) => {
    const path = fileOf(call);
    return path && edgesFromList(path, call.statement, call.ends, call.env);
  },
  hyperedges: (call) => {
    if (!call.ends.within)
      return misfit(
        call,
        'joins instances of one array',
        'leave `to ...` out; a term of two arrays is one of the array that both are part of, or a device by name in a circuit',
      );
    const path = fileOf(call);
    return path && hyperedgesFromList(path, call.statement, call.ends, call.env);
  },
  within: (call) => {
    if (!counted(call, 1, 1)) return null;
    const made = edgesWithin(call.args[0]!.value, call.statement, call.ends, pairsOf(call), call.env);
    return made && few(call, made.from.length) ? made : null;
  },
  pair: (call) => {
    if (!counted(call, 2, call.ends.within ? endNames.length : 2)) return null;
    const ends = call.args.map((arg, end) => instancesOf(arg.value, call, end));
    if (ends.some((list) => list === null)) return null;
    const count = Math.max(...ends.map((list) => list!.length));
    const short = ends.findIndex((list) => list!.length !== count && list!.length !== 1);
    if (short >= 0)
      return call.env.context.reporter.report(
        'E0335',
        call.args[short]!.value.span,
        `${ends[short]!.length} instances at one end, and ${count} at another`,
        { help: 'as many at each end, which are joined one by one, or a single one, which is joined to all' },
      );
    const lists = ends.map((list) => Uint32Array.from({ length: count }, (_, e) => list![list!.length > 1 ? e : 0]!));
    for (let e = 0; e < count; e++) {
      const again = lists.findIndex((list, end) => end > 1 && lists.findIndex((l) => l[e] === list[e]) < end);
      if (again < 0) continue;
      const first = lists.findIndex((list) => list[e] === lists[again]![e]);
      const text = `\`${endNames[first]}\` and \`${endNames[again]}\` are both instance ${lists[again]![e]}`;
      return call.env.context.reporter.report('E0341', call.args[again]!.value.span, text);
    }
    const [from, to, ...more] = lists as [Uint32Array, Uint32Array];
    return { from, to, more, regular: null };
  },
};

/** `3`, `(3, 4)` in a sheet, `(0 .. 11, 0)` for a row of one: the numbers of instances of the array at one end. */
function instancesOf(index: Syntax.Expression, call: TopologyCall, end: number): number[] | null {
  const { reporter } = call.env.context;
  const shape = call.ends.shapes[end]!;
  const items = index.kind === 'vector' ? index.items : [index];
  const array = end === 0 || !call.statement.to ? call.statement.from : call.statement.to;
  const related = [{ span: array.span, text: shapeText(shape) }];
  if (items.length !== shape.length)
    return reporter.report(
      'E0336',
      index.span,
      `\`${array.text}\` is ${shapeText(shape)} and wants ${shape.length} ind${shape.length === 1 ? 'ex' : 'ices'}, not ${items.length}`,
      { related },
    );
  const inside = (item: Syntax.Expression, d: number): number | null => {
    const n = numberOf(item, call.env, 'an index');
    if (n === null || (Number.isInteger(n) && n >= 0 && n < shape[d]!)) return n;
    const label = `0 to ${shape[d]! - 1} are possible`;
    return reporter.report('E0336', item.span, `there is no instance ${n}`, { label, related });
  };
  const along: number[][] = [];
  for (const [d, item] of items.entries()) {
    const [low, high = low] = (item.kind === 'range' ? [item.low, item.high] : [item]).map((end) => inside(end, d));
    const step = item.kind === 'range' && item.step ? numberOf(item.step, call.env, 'the step of indices') : 1;
    if (low == null || high == null || step === null) return null;
    const own = indicesBetween(low, high, step);
    if (!own) return reporter.report('E0336', item.span, notUpwards, { related });
    along.push(own);
  }
  return numbersAmong(along, shape);
}

function pairsOf({ ends }: TopologyCall): Pairs {
  return !ends.same ? 'between' : ends.within ? 'once' : 'ordered';
}
function counted(call: TopologyCall, least: number, most: number): boolean {
  if (call.args.length >= least && call.args.length <= most) return true;
  call.env.context.reporter.report(
    'E0212',
    call.statement.topology.span,
    `\`${call.word}\` is written \`${usages[call.word]}\``,
  );
  return false;
}
function few(call: TopologyCall, count: number): boolean {
  if (count <= mostEdges) return true;
  call.env.context.reporter.report(
    'E0335',
    call.statement.topology.span,
    `\`${call.word}\` makes ${count} edges, and ${mostEdges} is the most`,
  );
  return false;
}
function misfit(call: TopologyCall, message: string, help: string): null {
  return call.env.context.reporter.report('E0335', call.statement.topology.span, `\`${call.word}\` ${message}`, {
    help,
  });
}

/** Reports arrays of two shapes. */
function ofOneShape({ word, ends, statement: { from, to, topology }, env }: TopologyCall): boolean {
  const [a, b] = ends.shapes;
  if (sameShape(a, b)) return true;
  const message = `\`${from.text}\` is ${shapeText(a)}, and \`${to?.text}\` is ${shapeText(b)}`;
  env.context.reporter.report('E0331', topology.span, message, {
    label: `\`${word}\` joins arrays of one shape`,
    related: [
      { span: from.span, text: shapeText(a) },
      { span: to!.span, text: shapeText(b) },
    ],
  });
  return false;
}

/** A line, or with the number of a dimension (`chain(1)`) every line of the array along it: the rows of a sheet, or its columns. */
function line(call: TopologyCall, wraps: boolean): Made {
  if (!counted(call, 0, 1) || !oneArray(call)) return null;
  const [shape] = call.ends.shapes;
  const { word, args } = call;
  if (args[0]) {
    const dimension = numberOf(args[0].value, call.env, 'the number of a dimension');
    if (dimension === null) return null;
    if (!Number.isInteger(dimension) || dimension < 0 || dimension >= shape.length)
      return misfit(
        call,
        `has no dimension ${dimension} in ${shapeText(shape)}`,
        `its dimensions are ${shape.length === 0 ? 'none' : shape.map((_, d) => d).join(', ')}: \`${word}(0)\` joins [0], [1], [2] ...`,
      );
    return latticeEdges(shape, [shape.map((_, d) => (d === dimension ? 1 : 0))], wraps);
  }
  if (shape.length > 1)
    return misfit(
      call,
      `wants an array of one dimension, and \`${call.statement.from.text}\` is ${shapeText(shape)}`,
      `take \`${wraps ? 'torus' : 'grid'}(${shape.length === 2 ? 4 : 6})\`, or \`${word}(${shape.length - 1})\` for lines along the last dimension`,
    );
  return latticeEdges(shape.length === 0 ? [1] : shape, [[1]], wraps);
}
function lattice(call: TopologyCall, wraps: boolean): Made {
  if (!counted(call, 0, 1) || !ofOneShape(call)) return null;
  const [shape] = call.ends.shapes;
  const count = call.args[0] ? numberOf(call.args[0].value, call.env, 'the number of neighbours') : shape.length * 2;
  if (count === null) return null;
  const offsets = offsetsOf(shape.length, count);
  const possible = ['no lattice', '`chain` or `ring`', '4, 6 or 8', '6'][shape.length]!;
  if (!offsets || shape.length === 1)
    return misfit(
      call,
      `has no ${count} neighbours in ${shapeText(shape)}`,
      `an array of ${shape.length} dimension${shape.length === 1 ? '' : 's'} has ${possible}`,
    );
  return call.ends.within ? latticeEdges(shape, offsets, wraps) : directedLatticeEdges(shape, offsets, wraps);
}
function oneArray(call: TopologyCall): boolean {
  if (call.ends.within) return true;
  misfit(
    call,
    'joins neighbours within one array',
    'leave `to ...` out, or take `all`, `one_to_one`, `random`, `matrix` or `edges`; `grid` and `torus` join the neighbours of arrays of one shape',
  );
  return false;
}

function random(call: TopologyCall): Made {
  const { env, ends } = call;
  const seedArgument = call.args.find((arg) => arg.name?.text === 'seed') ?? call.args[1];
  const [first] = call.args;
  if (!counted(call, 1, 2) || !first) return null;
  const p = numberOf(first.value, env, 'a probability');
  const seed = seedArgument ? numberOf(seedArgument.value, env, 'a seed') : call.number + 1;
  if (p === null || seed === null) return null;
  const { reporter } = env.context;
  if (!(p >= 0 && p <= 1)) return reporter.report('E0335', first.span, 'a probability lies between 0 and 1');
  if (!Number.isInteger(seed) || seed < 0 || seed >= mostSeeds)
    return reporter.report('E0291', seedArgument!.span, 'a seed is a whole number written here', {
      help: `from 0 to ${mostSeeds - 1}`,
    });
  const [a, b] = ends.shapes.map(sizeOf) as [number, number];
  return few(call, Math.ceil(pairCount(a, b, pairsOf(call)) * p)) ? randomEdges(a, b, pairsOf(call), p, seed) : null;
}

/** A plain number that is known before the run. */
function numberOf(expression: Syntax.Expression, env: Instance, what: string): number | null {
  const here: Environment<ReturnType<Instance['builder']['constant']>> = env;
  const q = evaluateReal(expression, here);
  if (!q || !wantPlain(here, q, expression, what)) return null;
  const value = constantValue(env.cell.graph, q.parts[0]!, env.cell.params);
  return value ?? env.context.reporter.report('E0335', expression.span, `${what} is a number known before the run`);
}
function fileOf(call: TopologyCall): Extract<Syntax.Expression, { kind: 'string' }> | null {
  const [file] = call.args;
  if (file?.value.kind === 'string' && call.args.length === 1) return file.value;
  return call.env.context.reporter.report(
    'E0212',
    call.statement.topology.span,
    `\`${call.word}\` wants the name of a file in quotes`,
    { help: `write \`${usages[call.word]}\`` },
  );
}

/** The same edges in every copy of the circuit that they stand in, copy by copy. */
export function repeated({ edges, columns, place }: Joined, { shapes }: Ends, copies: readonly number[]): Joined {
  const count = sizeOf(copies);
  if (copies.length === 0) return { edges, columns, place };
  const sizes = shapes.map(sizeOf);
  const shifted = (list: Uint32Array, size: number): Uint32Array =>
    Uint32Array.from({ length: count * list.length }, (_, e) => {
      const copy = Math.floor(e / list.length);
      return list[e - copy * list.length]! + copy * size;
    });
  const more = edges.more.map((list, k) => shifted(list, sizes[2 + k]!));
  const regular = edges.regular && {
    shape: [...copies, ...edges.regular.shape],
    offsets: edges.regular.offsets.map((offset) => [...copies.map(() => 0), ...offset]),
    wraps: edges.regular.wraps,
  };
  return {
    place,
    edges: { ...edges, from: shifted(edges.from, sizes[0]!), to: shifted(edges.to, sizes[1]!), more, regular },
    columns: columns.map((column) => ({
      ...column,
      values: Float64Array.from(
        { length: count * column.values.length },
        (_, e) => column.values[e % column.values.length]!,
      ),
    })),
  };
}
