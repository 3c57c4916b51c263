/** An experiment while it is being built, and what its parts share. */
import type { Dimension, Span, Syntax } from '../../../dsl/index.ts';
import { Graph, type ValueId } from '../../ops/graph.ts';
import type { Context } from '../environment.ts';
import type { FlatCell } from '../flatten.ts';
import type { Experiment, MeasureExpression, PrintUnit } from '../form.ts';
import type { Instance, ParamEntry } from '../instance.ts';
import type { FlatCircuit } from '../network/flatten-circuit.ts';
import { type Builder, graphBuilder, type Quantity } from '../quantity.ts';
import type { FileScope } from '../scopes.ts';
import type { SetOverride } from './overrides.ts';
import type { Schedule } from './schedule.ts';

export interface SweepDraft {
  readonly name: string;
  readonly dimension: Dimension;
  readonly unit: PrintUnit;
  readonly values: Float64Array;
  readonly origin: Span;
  /** Whether a port, a parameter or a setting depends on it. */
  used: boolean;
}
export interface MeasureDraft {
  readonly name: string;
  readonly quantity: Quantity<MeasureExpression>;
  readonly unit: PrintUnit;
  readonly origin: Span;
}

export class ExperimentDraft {
  readonly declaration: Syntax.ExperimentDeclaration;
  readonly scope: FileScope;
  readonly circuit: FlatCircuit;
  readonly overrides: readonly SetOverride[];
  readonly context: Context;
  readonly graph = new Graph();
  readonly builder: Builder<ValueId> = graphBuilder(this.graph);
  readonly sweeps: SweepDraft[] = [];
  readonly settings: Experiment['settings'][number][] = [];
  readonly records: Experiment['records'][number][] = [];
  readonly measures: MeasureDraft[] = [];
  /** The step in seconds, once it is known. */
  dt: number | null = null;
  /** Phases whose time has been rounded to steps. */
  readonly rounded = new Set<Syntax.PhaseStatement>();
  /** Its phases, once they are known; null: there are none. */
  schedule: Schedule | null = null;
  /** Phases are written and could not be read: what they would have set is not missed. */
  get brokenPhases(): boolean {
    return this.schedule === null && this.declaration.body.some(({ kind }) => kind === 'phase' || kind === 'repeat');
  }
  readonly lets = new Map<string, Syntax.LetStatement>();
  /** Names being worked out, to find circles. */
  readonly busy = new Set<string>();

  constructor(
    declaration: Syntax.ExperimentDeclaration,
    scope: FileScope,
    circuit: FlatCircuit,
    overrides: readonly SetOverride[],
    context: Context,
  ) {
    this.declaration = declaration;
    this.scope = scope;
    this.circuit = circuit;
    this.overrides = overrides;
    this.context = context;
  }
  statements<K extends Syntax.ExperimentStatement['kind']>(
    kind: K,
  ): Extract<Syntax.ExperimentStatement, { kind: K }>[] {
    return this.declaration.body.filter((s): s is Extract<Syntax.ExperimentStatement, { kind: K }> => s.kind === kind);
  }
}

/** What the experiment may set: a port of the circuit, or one of its parameters by its full name. */
export interface Target {
  readonly kind: 'input' | 'param';
  /** In every part that reads it: the inputs or parameters, one for each component. */
  readonly places: readonly { readonly part: number; readonly indices: readonly number[] }[];
  readonly components: number;
  readonly dimension: Dimension;
  readonly unit: PrintUnit;
  readonly host: boolean;
  readonly span: Span;
}

/** Looks up a port (`in`) or a parameter (`C`, `X.R0`), in all parts; undefined when there is none. */
export function findTarget(name: string, { circuit }: ExperimentDraft): Target | undefined {
  const found = circuit.parts.flatMap((flat, part) => {
    const target = targetIn(name, flat);
    return target ? [{ ...target, part }] : [];
  });
  const unread = found.length === 0 ? targetIn(name, circuit.home) : undefined;
  const first = found[0] ?? unread;
  if (!first) return undefined;
  const { indices, ...target } = first;
  return {
    ...target,
    components: indices.length,
    places: found.map((place) => ({ part: place.part, indices: place.indices })),
  };
}

type TargetInPart = Omit<Target, 'places' | 'components'> & { readonly indices: readonly number[] };
function targetIn(name: string, flat: FlatCell): TargetInPart | undefined {
  const port = flat.ports.get(name);
  if (port && port.inputs.length > 0) {
    const input = flat.cell.inputs[port.inputs[0]!]!;
    const access = (
      port.discipline.model.nature === 'owned' && port.port.owner ? port.discipline.flow : port.discipline.potential
    )!;
    return {
      kind: 'input',
      indices: port.inputs,
      dimension: access.dimension,
      unit: input.unit,
      host: true,
      span: input.origin,
    };
  }
  const entry = findParam(name, flat);
  if (!entry?.value) return undefined;
  const indices = flat.cell.params.flatMap((param, i) =>
    param.name === name || (entry.value!.parts.length > 1 && param.name.startsWith(`${name}.`)) ? [i] : [],
  );
  const first = flat.cell.params[indices[0]!];
  return (
    first && {
      kind: 'param',
      indices,
      dimension: entry.value.dimension,
      unit: first.unit,
      host: first.host,
      span: first.origin,
    }
  );
}

function findParam(name: string, flat: FlatCell) {
  return paramBelow(flat.top, name.split('.'));
}

/** A name of an instance may have dots itself: arrays inside of an instance are written out. */
function paramBelow({ entries }: Instance, words: readonly string[]): ParamEntry | undefined {
  for (let n = words.length; n > 0; n--) {
    const entry = entries.get(words.slice(0, n).join('.'));
    if (entry?.kind === 'param' && n === words.length) return entry;
    if (entry?.kind === 'instance' && entry.instance && n < words.length)
      return paramBelow(entry.instance, words.slice(n));
  }
  return undefined;
}

/** Names of ports and parameters, for suggestions. */
export function targetNames({ circuit }: ExperimentDraft): string[] {
  const params = [circuit.home, ...circuit.parts].flatMap((flat) => flat.cell.params.map((p) => p.name));
  return [...new Set([...circuit.home.ports.keys(), ...params])];
}

/** Whether the circuit has anything of this name. */
export function isNameOfCircuit(name: string, { circuit }: ExperimentDraft): boolean {
  const begins = [...circuit.unfolded].some((known) => known.startsWith(`${name}.`));
  return begins || [circuit.home, ...circuit.parts].some((flat) => flat.top.entries.has(name));
}
