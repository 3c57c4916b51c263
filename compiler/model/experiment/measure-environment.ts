/** What a measure or an `expect` sees: other measures, swept quantities, constants, and reductions of the run. */

import { type Dimension, type Span, type Syntax, sameDimension } from '../../../dsl/index.ts';
import type { ValueId } from '../../ops/graph.ts';
import { leavesOf } from '../../ops/index.ts';
import { visibleDisciplines } from '../disciplines.ts';
import type {
  Callable,
  CallExpression,
  Candidate,
  Context,
  Environment,
  MemberExpression,
  RateExpression,
} from '../environment.ts';
import { evaluate, evaluateReal } from '../expressions.ts';
import { FileEnvironment } from '../file-environment.ts';
import type { EventId, MeasureExpression } from '../form.ts';
import { findInstance } from '../instance.ts';
import { namesIn } from '../network/mentions.ts';
import { wantReal } from '../operators.ts';
import { type Builder, describe, type Quantity, real, second } from '../quantity.ts';
import type { FileScope } from '../scopes.ts';
import { fits } from '../units.ts';
import { type ExperimentDraft, isNameOfCircuit } from './draft.ts';
import { type Place, placeOf } from './places.ts';
import { type Reduction, reductions } from './reductions.ts';
import { letValue } from './stimulus-environment.ts';

type Q = Quantity<MeasureExpression>;

/** Measures are trees over reductions; a power is written out, since a tree has no attributes. */
const builder: Builder<MeasureExpression> = {
  constant: (value) => ({ kind: 'constant', value }),
  boolean: (value) => ({ kind: 'constant', value: value ? 1 : 0 }),
  operation: (op, args, _type, attributes) =>
    op === 'power' ? power(args[0]!, attributes!.exponent!) : { kind: 'operation', op, args },
  constantOf: (value) => (value.kind === 'constant' ? value.value : undefined),
};
function power(base: MeasureExpression, exponent: number): MeasureExpression {
  const make = (op: string, ...args: MeasureExpression[]): MeasureExpression => ({ kind: 'operation', op, args });
  if (!Number.isInteger(exponent) || Math.abs(exponent) > 8)
    return make('exp', make('multiply', { kind: 'constant', value: exponent }, make('ln', base)));
  let product: MeasureExpression = { kind: 'constant', value: 1 };
  for (let i = 0; i < Math.abs(exponent); i++) product = i === 0 ? base : make('multiply', product, base);
  return exponent < 0 ? make('reciprocal', product) : product;
}

export class MeasureEnvironment implements Environment<MeasureExpression> {
  readonly context: Context;
  readonly builder = builder;
  readonly file: FileScope;
  readonly calling: readonly Syntax.FunctionStatement[] = [];
  private readonly draft: ExperimentDraft;
  private readonly outer: FileEnvironment<MeasureExpression>;

  constructor(draft: ExperimentDraft) {
    this.context = draft.context;
    this.file = draft.scope;
    this.draft = draft;
    this.outer = new FileEnvironment(draft.context, builder, draft.scope);
  }
  name(identifier: Syntax.Identifier): Q | null | undefined {
    const { text, span } = identifier;
    const measure = this.draft.measures.find((m) => m.name === text);
    if (measure) return { ...measure.quantity, parts: [{ kind: 'measure', name: text }] };
    if (this.draft.statements('measure').some((m) => m.name.text === text)) {
      // Declared, and not among the good ones: it has been reported, or it stands further down.
      const later = this.draft.statements('measure').find((m) => m.name.text === text)!;
      return later.span.start > span.start
        ? this.context.reporter.report('E0607', span, `the measure \`${text}\` stands further down`, {
            help: 'write it above the line that uses it',
          })
        : null;
    }
    const sweep = this.draft.sweeps.find((s) => s.name === text);
    if (sweep) return real({ kind: 'sweep', name: text }, sweep.dimension, sweep.unit.text || null);
    if (this.draft.statements('sweep').some((s) => s.name.text === text)) return null;
    const bound = this.draft.lets.get(text);
    if (bound) return letValue(bound, this.draft, this);
    if (this.draft.circuit.home.top.entries.get(text)?.kind === 'param') return parameter(identifier, this.draft);
    const constant = this.outer.name(identifier);
    if (constant !== undefined || !isNameOfCircuit(text, this.draft)) return constant;
    return this.context.reporter.report(
      'E0607',
      span,
      `\`${text}\` changes during the run, so a measure must say what it wants of it`,
      { help: `for example \`final(${text})\` or \`mean(${text})\`` },
    );
  }
  member(expression: MemberExpression): null | undefined {
    const [root] = namesIn(expression.base);
    return root && isNameOfCircuit(root.text, this.draft) ? this.changes(expression.span) : undefined;
  }
  private changes(span: Span): null {
    return this.context.reporter.report(
      'E0607',
      span,
      'this changes during the run, so a measure must say what it wants of it',
      { help: 'for example `final(...)`, `mean(...)`, or at one moment `final(...) at 3 us`' },
    );
  }
  call(expression: CallExpression, here: Environment<MeasureExpression>): Q | null | undefined {
    const name = expression.callee.text;
    const reduction = reductions[name];
    if (!reduction) return accessOf(expression, this.draft) ? this.changes(expression.span) : undefined;
    if ((name === 'min' || name === 'max') && expression.args.length > 1) return undefined;
    return reduce(expression, reduction, this.draft, here);
  }
  callable(name: string): Callable<MeasureExpression> | undefined {
    return this.outer.callable(name);
  }
  rate(expression: RateExpression): null {
    return this.outer.rate(expression);
  }
  names(): string[] {
    return [
      ...this.draft.measures.map((m) => m.name),
      ...this.draft.sweeps.map((s) => s.name),
      ...this.draft.lets.keys(),
      ...this.outer.names(),
    ];
  }
  calls(): readonly string[] {
    return [...Object.keys(reductions), ...this.outer.calls()];
  }
  candidates(): readonly Candidate[] {
    return this.draft.measures.map((m) => ({ text: m.name, dimension: m.quantity.dimension }));
  }
}

/** A parameter of the circuit under test, as the run has it. */
function parameter(identifier: Syntax.Identifier, draft: ExperimentDraft): Q | null {
  const place = placeOf({ kind: 'name', name: identifier, span: identifier.span }, draft);
  const q = place?.flat.top.name(identifier);
  if (!place || q?.shape !== 'real') return null;
  return {
    ...q,
    shape: 'real',
    parts: [
      {
        kind: 'reduce',
        reduction: 'final',
        part: place.part,
        instances: null,
        events: [],
        observed: q.parts,
        settings: {},
        origin: identifier.span,
      },
    ],
  };
}

/** Whether a call reads a node or an instance of the circuit: `V(out)`, `I(X)`. */
function accessOf(call: CallExpression, draft: ExperimentDraft): boolean {
  const isWord = visibleDisciplines(draft.scope, draft.context).some((d) =>
    [d.potential?.access, d.flow?.access].includes(call.callee.text),
  );
  const first = call.args[0] && namesIn(call.args[0].value)[0];
  return isWord && first !== undefined && isNameOfCircuit(first.text, draft);
}

/** `rate(spike)`, `max(I(X))`, `rate(V(out), level: 1 V)`. */
function reduce(
  call: CallExpression,
  reduction: Reduction,
  draft: ExperimentDraft,
  here: Environment<MeasureExpression>,
): Q | null {
  const { reporter } = draft.context;
  const positional = call.args.filter((arg) => arg.name === null);
  const wrong = (message: string, span: Span = call.span): null =>
    reporter.report('E0607', span, message, { help: `write \`${reduction.usage}\`` });
  const places = positional.map((arg) => placeOf(arg.value, draft));
  if (!places.every((place) => place !== null)) return null;
  const [first] = places;
  const other = places.find((place) => place.part !== first?.part);
  if (first && other)
    return wrong(
      `\`${call.callee.text}\` compares two quantities of one population, not of \`${first.flat.name}\` and \`${other.flat.name}\``,
    );
  const instances = instancesOf(places);
  if (instances === undefined)
    return wrong('an instance of an array and the whole array are measured together', positional[0]!.span);
  const part = first?.part ?? 0;
  const made = { kind: 'reduce', reduction: call.callee.text, part, instances, origin: call.span } as const;
  const events = places.map((place) => findEvent(place));
  if (events.length > 0 && events.every((id) => id !== undefined)) {
    if (!reduction.events.includes(events.length))
      return wrong(
        `\`${call.callee.text}\` does not take ${events.length === 1 ? 'an event' : `${events.length} events`}`,
      );
    const settings = settingsOf(call, reduction, second, here);
    return settings && real({ ...made, events, observed: [], settings }, reduction.ofEvents);
  }
  const mixed = positional.find((_, i) => events[i] !== undefined);
  if (mixed) return wrong('an event and a quantity are measured together', mixed.span);
  const observed = places.map((place) => observe(place));
  if (observed.some((q) => q === null)) return null;
  const field = call.callee.text === 'synchrony' && observed.length === 1;
  if (!reduction.observed.includes(observed.length) && !field)
    return wrong(`\`${call.callee.text}\` does not take ${observed.length} quantities`);
  if (field && (first!.flat.shape.length === 0 || instances))
    return wrong('the `synchrony` of one quantity is that of all instances of an array');
  if (call.callee.text === 'accuracy' && (first!.flat.shape.length === 0 || instances))
    return wrong('`accuracy` looks for the largest of the outputs along the last dimension of an array');
  const still = call.callee.text === 'accuracy' ? -1 : places.findIndex((place, k) => isStill(observed[k]!, place));
  if (observed.length === 2 && still >= 0)
    return reporter.report(
      'E0607',
      positional[still]!.span,
      `\`${call.callee.text}\` compares two quantities that change in a run, and this one does not`,
      {
        label: describe(observed[still]!),
        help: `write \`${reduction.usage}\`; for something else than another quantity give the circuit a \`let\` that changes with it, such as \`let carrier = sin(2 * pi * 1 MHz * t)\` of a state \`t' = 1\``,
      },
    );
  const dimensions = observed.map((q) => q!.dimension);
  const said = settingsOf(call, reduction, dimensions[0]!, here);
  const values = observed.map((q) => q!.parts[0]!);
  const settings = said && field && isAngle(values[0]!, first!) ? { ...said, angle: 1 } : said;
  return (
    settings &&
    real(
      { ...made, events: [], observed: values, settings },
      reduction.ofObserved(dimensions),
      call.callee.text === 'fit' || !sameDimension(reduction.ofObserved(dimensions), dimensions[0]!)
        ? null
        : observed[0]!.unit,
    )
  );
}

/** Of all arguments: null for whole arrays, one number for one instance, a number for each argument where they differ. */
function instancesOf(places: readonly Place[]): readonly number[] | null | undefined {
  const numbers = places.map((place) => place.instance);
  if (numbers.every((n) => n === null)) return null;
  if (!numbers.every((n) => n !== null)) return undefined;
  return numbers.every((n) => n === numbers[0]) ? [numbers[0]!] : numbers;
}

/** Whether a quantity is made of numbers and parameters only. */
function isStill(q: Quantity<ValueId>, { flat }: Place): boolean {
  const { graph } = flat.builder;
  return leavesOf(graph, [q.parts[0]!]).every((leaf) => ['param', 'datum'].includes(graph.get(leaf).op));
}

/** Whether a value is a state that counts turns, in radians. */
function isAngle(value: ValueId, { flat }: Place): boolean {
  const { graph } = flat.builder;
  return (
    graph.get(value).args.some((arg) => {
      const leaf = graph.get(arg);
      return leaf.op === 'state' && flat.builder.states[leaf.attributes.index!]!.angle;
    }) && graph.get(value).op === 'multiply'
  );
}

/** An event named in an experiment: `spike`, `X.spike`, or a probe of one. */
export function findEvent({ expression, flat: { top } }: Pick<Place, 'expression' | 'flat'>): EventId | undefined {
  const inner =
    expression.kind === 'member' ? findInstance(expression.base, top) : expression.kind === 'name' ? top : undefined;
  const name =
    expression.kind === 'member' ? expression.member.text : expression.kind === 'name' ? expression.name.text : '';
  const entry = inner?.entries.get(name);
  if (entry?.kind === 'event') return entry.id ?? undefined;
  if (entry?.kind !== 'probe' || !entry.value || entry.value.shape !== 'bool') return undefined;
  const value = top.cell.graph.get(entry.value.parts[0]!);
  return value.op === 'event' ? (value.attributes.index as EventId) : undefined;
}

/** A quantity of the circuit, read as inside of it. */
function observe({ expression, flat: { top } }: Place): Quantity<ValueId> | null {
  const q = evaluate(expression, top);
  return q && wantReal(top, q, expression) ? q : null;
}

function settingsOf(
  call: CallExpression,
  reduction: Reduction,
  dimension: Dimension,
  here: Environment<MeasureExpression>,
): Record<string, number> | null {
  const settings: Record<string, number> = {};
  for (const { name, value } of call.args) {
    if (!name) continue;
    if (!reduction.settings.includes(name.text))
      return here.context.reporter.report(
        'E0607',
        name.span,
        `\`${call.callee.text}\` has no setting \`${name.text}\``,
        {
          help:
            reduction.settings.length > 0
              ? `it has ${reduction.settings.map((s) => `\`${s}:\``).join(' and ')}`
              : `write \`${reduction.usage}\``,
        },
      );
    const q = evaluateReal(value, here);
    if (!q || !fits({ shape: 'real', dimension, unit: null }, q, value, call.span, `\`${name.text}\``, here))
      return null;
    const number = here.builder.constantOf(q.parts[0]!);
    if (number === undefined)
      return here.context.reporter.report(
        'E0607',
        value.span,
        'a setting of a measure is a number known before the run',
      );
    settings[name.text] = number;
  }
  return settings;
}
