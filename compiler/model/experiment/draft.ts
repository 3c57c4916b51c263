/** An experiment while it is being built, and what its parts share. */
import type { Dimension, Span, Syntax } from '../../../dsl/index.ts';
import { Graph, type ValueId } from '../../ops/graph.ts';
import type { Context } from '../environment.ts';
import type { FlatCell } from '../flatten.ts';
import type { Experiment, MeasureExpression, PrintUnit } from '../form.ts';
import { type Builder, graphBuilder, type Quantity } from '../quantity.ts';
import type { FileScope } from '../scopes.ts';
import type { SetOverride } from './overrides.ts';

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
  readonly flat: FlatCell;
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
  readonly lets = new Map<string, Syntax.LetStatement>();
  /** Names being worked out, to find circles. */
  readonly busy = new Set<string>();

  constructor(
    declaration: Syntax.ExperimentDeclaration,
    scope: FileScope,
    flat: FlatCell,
    overrides: readonly SetOverride[],
    context: Context,
  ) {
    this.declaration = declaration;
    this.scope = scope;
    this.flat = flat;
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
  readonly indices: readonly number[];
  readonly dimension: Dimension;
  readonly unit: PrintUnit;
  readonly host: boolean;
  readonly span: Span;
}

/** Looks up a port (`in`) or a parameter (`C`, `X.R0`); undefined when there is none. */
export function findTarget(name: string, draft: ExperimentDraft): Target | undefined {
  const { flat } = draft;
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
    param.name === name || (entry.value!.shape === 'vector' && param.name.startsWith(`${name}.`)) ? [i] : [],
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
  const parts = name.split('.');
  let instance = flat.top;
  for (const part of parts.slice(0, -1)) {
    const entry = instance.entries.get(part);
    if (entry?.kind !== 'instance' || !entry.instance) return undefined;
    instance = entry.instance;
  }
  const entry = instance.entries.get(parts.at(-1)!);
  return entry?.kind === 'param' ? entry : undefined;
}

/** Names of ports and parameters, for suggestions. */
export function targetNames(draft: ExperimentDraft): string[] {
  return [...draft.flat.ports.keys(), ...draft.flat.cell.params.map((p) => p.name)];
}
