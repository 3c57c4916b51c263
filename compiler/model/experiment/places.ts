/** Where in a network a quantity of an experiment lives: which part, which instances. `cell[3, 4].spike`, `V(cell.out)`, `spikes`. */
import type { Span, Syntax } from '../../../dsl/index.ts';
import { evaluateReal } from '../expressions.ts';
import { FileEnvironment } from '../file-environment.ts';
import type { FlatPart } from '../network/flatten-circuit.ts';
import { namesIn } from '../network/mentions.ts';
import { renameExpression } from '../network/rename.ts';
import { indicesBetween, notUpwards, numbersAmong, shapeText } from '../network/shapes.ts';
import { membersOf } from '../network/unfold.ts';
import type { ExperimentDraft } from './draft.ts';

export interface Place {
  readonly part: number;
  readonly flat: FlatPart;
  /** Number of the one instance that is named; null: all of the array. */
  readonly instance: number | null;
  /** The expression without its indices, to be read in the cell of the part. */
  readonly expression: Syntax.Expression;
}

/** The same with a range among its indices: `cell[1 .. 3].x`, `V(sheet[0 .. 6 by 2, 0].out)`. */
export interface Places extends Omit<Place, 'instance'> {
  /** Numbers of the instances that are named; null: all of the array. */
  readonly instances: readonly number[] | null;
}

/** Null when the names belong to no part or to several, or an index is wrong or a range; reported. */
export function placeOf(said: Syntax.Expression, draft: ExperimentDraft): Place | null {
  const places = placesOf(said, draft);
  if (!places) return null;
  const { instances, ...rest } = places;
  if (instances === null || instances.length === 1) return { ...rest, instance: instances?.[0] ?? null };
  return draft.context.reporter.report('E0336', said.span, 'one instance is wanted, or the whole array', {
    help: 'ranges of instances are recorded and drawn: `record cell[1 .. 3].x`',
  });
}

/** Null when the names belong to no part or to several, or an index is wrong; reported. */
export function placesOf(said: Syntax.Expression, draft: ExperimentDraft): Places | null {
  const { parts, unfolded } = draft.circuit;
  const expression = unfolded.size === 0 ? said : renameExpression(said, membersOf(unfolded));
  const { reporter } = draft.context;
  const owned = namesIn(expression).flatMap((name) => {
    const part = parts.findIndex((p) => p.own.has(name.text));
    return part < 0 ? [] : [{ name, part }];
  });
  for (const { name, part } of owned) {
    const again = parts.find((p, i) => i > part && p.own.has(name.text));
    if (again)
      return reporter.report('E0336', name.span, `\`${name.text}\` is a name in several parts of the network`, {
        related: [parts[part]!, again].map(({ origin, name: text }) => ({ span: origin, text })),
        help: `give the device of a coupling a name: \`NAME: ${name.text}(...)\``,
      });
  }
  const other = owned.find(({ part }) => part !== owned[0]!.part);
  if (other)
    return reporter.report('E0336', expression.span, 'this puts together what belongs to different populations', {
      related: [owned[0]!, other].map(({ name, part }) => ({
        span: name.span,
        text: `of \`${parts[part]!.name}\`, ${shapeText(parts[part]!.shape)}`,
      })),
      help: 'record or measure each by itself',
    });
  const part = owned[0]?.part ?? anyPart(expression, draft);
  const flat = parts[part];
  if (!flat) return null; // a circuit without anything that runs has been reported
  const indexed: Indexed[] = [];
  const plain = withoutIndices(expression, indexed);
  if (indexed.length === 0) return { part, flat, instances: null, expression };
  const numbers = indexed.map((index) => instancesOf(index, flat, draft));
  const [first] = numbers;
  if (!first || numbers.some((n) => n === null)) return null;
  const mixed = numbers.some((n) => n!.join() !== first.join()) || owned.length > indexed.length;
  if (mixed)
    return reporter.report('E0336', expression.span, 'this puts together different instances of an array', {
      help: 'put them together in the circuit, `let product = cell[0].u * cell[1].u`, and measure that; `phase` and `correlation` take one instance in each argument',
    });
  return { part, flat, instances: first, expression: plain };
}

/** A part in which all names have a meaning: what belongs to no population is the same in all that read it. */
function anyPart(expression: Syntax.Expression, draft: ExperimentDraft): number {
  const { parts, home } = draft.circuit;
  const names = namesIn(expression).filter((name) => home.top.entries.has(name.text));
  return Math.max(
    0,
    parts.findIndex((part) => names.every((name) => part.top.entries.has(name.text))),
  );
}

type Indexed = Extract<Syntax.Expression, { kind: 'index' }>;

/** A copy of the expression in which `cell[i, j]` is `cell`. */
function withoutIndices(expression: Syntax.Expression, found: Indexed[]): Syntax.Expression {
  return renameExpression(expression, {
    identifier: (name) => name,
    expression: (e, walk) => {
      if (e.kind !== 'index') return undefined;
      found.push(e);
      return walk(e.base);
    },
  });
}

function instancesOf({ base, indices, span }: Indexed, flat: FlatPart, draft: ExperimentDraft): number[] | null {
  const { reporter } = draft.context;
  const { shape } = flat;
  const name = base.kind === 'name' ? base.name.text : null;
  if (name === null || !flat.own.has(name) || shape.length === 0)
    return reporter.report(
      'E0336',
      base.span,
      name === null ? 'only an array has elements' : `\`${name}\` is no array`,
      {
        help: 'the index follows the name of the array: `cell[3, 4].X.Tp`',
      },
    );
  if (indices.length !== shape.length)
    return reporter.report(
      'E0336',
      span,
      `\`${name}\` is ${shapeText(shape)} and wants ${shape.length} ind${shape.length === 1 ? 'ex' : 'ices'}, not ${indices.length}`,
      { related: [{ span: flat.origin, text: shapeText(shape) }] },
    );
  const along: number[][] = [];
  for (const [d, index] of indices.entries()) {
    const own = indicesOf(index, shape[d]!, flat.origin, draft);
    if (!own) return null;
    along.push(own);
  }
  return numbersAmong(along, shape);
}
/** `3`, `1 .. 3`, `0 .. 6 by 2`. */
function indicesOf(index: Syntax.Expression, extent: number, origin: Span, draft: ExperimentDraft): number[] | null {
  const ends = index.kind === 'range' ? [index.low, index.high] : [index];
  const [low, high = low] = ends.map((end) => indexOf(end, extent, origin, draft));
  const step = index.kind === 'range' && index.step ? wholeOf(index.step, draft) : 1;
  if (low == null || high == null || step === null) return null;
  return indicesBetween(low, high, step ?? 0) ?? draft.context.reporter.report('E0336', index.span, notUpwards);
}
function indexOf(expression: Syntax.Expression, extent: number, origin: Span, draft: ExperimentDraft): number | null {
  const value = wholeOf(expression, draft);
  if (value === null || (value !== undefined && value >= 0 && value < extent)) return value;
  return draft.context.reporter.report(
    'E0336',
    expression.span,
    value === undefined ? 'an index is a whole number known before the run' : `there is no instance ${value}`,
    {
      label: `0 to ${extent - 1} are possible`,
      related: [{ span: origin, text: 'the array' }],
    },
  );
}
/** Undefined where it is no whole number known before the run; null where it is wrong, which was reported. */
function wholeOf(expression: Syntax.Expression, draft: ExperimentDraft): number | undefined | null {
  const q = evaluateReal(expression, new FileEnvironment(draft.context, draft.builder, draft.scope));
  if (!q) return null;
  const value = draft.builder.constantOf(q.parts[0]!);
  return Number.isInteger(value) ? value : undefined;
}
