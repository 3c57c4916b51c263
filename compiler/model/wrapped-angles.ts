/** An angle wraps at half a turn: where its value counts, not its sine, it is a sawtooth. Says so where a rate or a flow is made of it. */
import type { Span } from '../../dsl/index.ts';
import type { Graph, ValueId } from '../ops/graph.ts';
import type { CellBuilder } from './cell-builder.ts';
import type { Context } from './environment.ts';

/** How many times an angle stands in a sum; NaN: so many times as the run says (a parameter). */
type Angles = ReadonlyMap<StateNumber, number>;
type StateNumber = number;
const noAngles: Angles = new Map();

/** Reports W0203 for angles that act by their value. Those whose whole turns are added (`phi + 2 * pi * turns(phi)`) do not wrap. */
export function checkAngles(cell: CellBuilder, { reporter }: Context): void {
  if (!cell.states.some((s) => s.angle)) return;
  const roots = [
    ...cell.states.flatMap(({ rate }) => rate ?? []),
    ...cell.branches.flatMap(({ kind, value }) => (kind === 'flow' ? value : [])),
  ];
  const counted = new Map([...cell.turns].map(([angle, turns]) => [turns, angle]));
  const found = new Map<StateNumber, Span | null>();
  const say = (angles: Angles, at: ValueId): void => {
    for (const state of angles.keys()) if (!found.has(state)) found.set(state, cell.graph.get(at).origin);
  };
  const sums = new Map<ValueId, Angles>();
  const visit = (id: ValueId): Angles => {
    const known = sums.get(id);
    if (known) return known;
    const made = anglesOf(id, cell, counted, visit, say);
    sums.set(id, made);
    return made;
  };
  for (const root of roots) say(visit(root), root);
  for (const [state, origin] of found) {
    const { name, origin: declared } = cell.states[state]!;
    reporter.report(
      'W0203',
      origin ?? declared,
      `\`${name}\` is an angle and wraps: its value jumps by 2 pi at half a turn`,
      {
        label: 'acts by its value here',
        related: [{ span: declared, text: 'wraps' }],
        help: `let it act by \`sin\` and \`cos\`; a phase that goes on is \`${name} + 2 * pi * turns(${name})\` of an \`angle counting\`, or a plain number, \`state ${name} = 0 in -50 .. 50\``,
      },
    );
  }
}

function anglesOf(
  id: ValueId,
  { graph, states }: CellBuilder,
  counted: ReadonlyMap<ValueId, ValueId>,
  visit: (id: ValueId) => Angles,
  say: (angles: Angles, at: ValueId) => void,
): Angles {
  const { op, args, type, attributes } = graph.get(id);
  const whole = counted.get(id);
  // whole turns, which make up for what the angle has lost: counted against it, so that a sum with both holds no angle
  if (whole !== undefined) return scaled(visit(whole), -1 / (2 * Math.PI));
  if (op === 'state')
    return states[attributes.index!]!.angle ? new Map([[attributes.index!, 1 / (2 * Math.PI)]]) : noAngles;
  const inside = args.map(visit);
  if (inside.every((angles) => angles.size === 0)) return noAngles;
  switch (op) {
    case 'add':
      return joined(inside[0]!, inside[1]!, 1);
    case 'subtract':
      return joined(inside[0]!, inside[1]!, -1);
    case 'negate':
      return scaled(inside[0]!, -1);
    case 'multiply':
      if (inside[1]!.size === 0) return scaled(inside[0]!, factor(graph, args[1]!));
      if (inside[0]!.size === 0) return scaled(inside[1]!, factor(graph, args[0]!));
      break;
    case 'divide':
      if (inside[1]!.size === 0) return scaled(inside[0]!, 1 / factor(graph, args[1]!));
      break;
    case 'select':
      return new Map([...inside[1]!, ...inside[2]!]);
    case 'sin':
    case 'cos':
    case 'tan':
      for (const angles of inside) say(fractions(angles), id);
      return noAngles;
    case 'absolute':
    case 'floor':
    case 'wrap':
      return noAngles;
    default:
      if (type === 'bool') return noAngles;
  }
  for (const angles of inside) say(angles, id);
  return noAngles;
}
/** NaN for what the run says: a parameter may be whole. */
function factor(graph: Graph, id: ValueId): number {
  return graph.constantOf(id) ?? Number.NaN;
}
function scaled(angles: Angles, by: number): Angles {
  return new Map([...angles].flatMap(([state, times]) => (by === 0 ? [] : [[state, times * by]])));
}
function joined(a: Angles, b: Angles, sign: number): Angles {
  const sum = new Map(a);
  for (const [state, times] of b) sum.set(state, (sum.get(state) ?? 0) + sign * times);
  return new Map([...sum].filter(([, times]) => !(Math.abs(times) < 1e-9)));
}
/** Those of which a sine would jump: parts of a turn that are no halves (the square of the sine of a half is smooth). */
function fractions(angles: Angles): Angles {
  return new Map([...angles].filter(([, times]) => Math.abs(2 * times - Math.round(2 * times)) > 1e-9));
}
