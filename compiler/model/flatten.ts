/**
 * Flattens a circuit or device to one cell: everything is declared first, then every value is worked out.
 * Needs: loaded files. Keeps: the order of statements in the order of states, parameters and branches.
 */

import type { Syntax } from '../../dsl/index.ts';
import type { ValueId } from '../ops/graph.ts';
import { defineBranches } from './branches.ts';
import { CellBuilder } from './cell-builder.ts';
import { checkCell } from './check-cell.ts';
import { declare } from './declare.ts';
import { findDiscipline, type ResolvedDiscipline } from './disciplines.ts';
import type { Context } from './environment.ts';
import { defineAssert, defineBlock, defineEvent } from './events.ts';
import { evaluate } from './expressions.ts';
import { type Cell, type NodeId, partName } from './form.ts';
import { entryQuantity, Instance } from './instance.ts';
import { wantNumber } from './operators.ts';
import { shapeOf } from './quantity.ts';
import type { Found } from './scopes.ts';
import { defineSolve } from './solve.ts';
import { defineRate } from './states.ts';
import { fits } from './units.ts';

/** A cell with the names it was made from: experiments read them. */
export interface FlatCell {
  readonly cell: Cell;
  readonly builder: CellBuilder;
  readonly top: Instance;
  /** Indices of the inputs of each port, one for each component. */
  readonly ports: ReadonlyMap<string, TopPort>;
}
export interface TopPort {
  readonly inputs: readonly number[];
  readonly discipline: ResolvedDiscipline;
  /** Whether the experiment must say a value. */
  readonly required: boolean;
  readonly port: Syntax.PortSyntax;
}

/** Flattens a declaration. Errors are reported; the cell is only good when there are none. */
export function flatten(
  { declaration, scope }: Found<Syntax.DeviceDeclaration>,
  context: Context,
  name: string = declaration.name.text,
  shape: readonly number[] = [],
  prepare: (top: Instance) => void = () => {},
): FlatCell {
  const top = new Instance(context, new CellBuilder(name, shape), scope, declaration, '', null, declaration.name.span);
  const between = (declared: Instance): true => {
    prepare(declared);
    return true;
  };
  return flattenInto(top, context, between)!.flat;
}

/** Flattens the declaration of `top`. `between` runs when everything is declared and nothing worked out; null when it gives null. */
export function flattenInto<T>(
  top: Instance,
  context: Context,
  between: (top: Instance) => T | null,
): { readonly flat: FlatCell; readonly extra: T } | null {
  const builder = top.cell;
  const ports = new Map<string, TopPort>();
  for (const port of top.declaration.ports) {
    const made = openPort(port, top);
    if (made) ports.set(port.name.text, made);
  }
  declare(top);
  const extra = between(top);
  if (extra === null) return null;
  for (const instance of everyInstance(top)) defineQuantities(instance);
  for (const instance of everyInstance(top)) defineBehaviour(instance);
  checkCell(builder, context);
  return { flat: { cell: builder.finish(), builder, top, ports }, extra };
}

export function everyInstance(top: Instance): Instance[] {
  return [top, ...top.children.flatMap(everyInstance)];
}

/** A port of the circuit under test: the experiment sets its potential, its value, or what flows into an owned node. */
function openPort(port: Syntax.PortSyntax, top: Instance): TopPort | null {
  const discipline = findDiscipline(port.discipline, top.file, top.context);
  if (!discipline) {
    top.entries.set(port.name.text, { kind: 'node', span: port.name.span, id: null, owner: true });
    return null;
  }
  const { nature } = discipline.model;
  if (nature === 'event') {
    const id = top.cell.event();
    top.cell.events[id] = {
      name: port.name.text,
      origin: port.name.span,
      kind: 'condition',
      condition: top.cell.graph.boolean(false),
    };
    top.entries.set(port.name.text, { kind: 'event', span: port.name.span, id });
    return { inputs: [], discipline, required: true, port };
  }
  const flows = nature === 'signal' || (nature === 'owned' && port.owner);
  const id = top.cell.node(port.name.text, discipline, flows ? 'internal' : 'port', port.name.span);
  top.entries.set(port.name.text, { kind: 'node', span: port.name.span, id, owner: port.owner });
  const values = openInputs(port, id, nature === 'owned' && port.owner, discipline, top);
  if (!flows) top.cell.nodes[id]!.value = values;
  const first = top.cell.inputs.length - values.length;
  const driven = top.declaration.body.some(
    (s) => s.kind === 'contribution' && s.terminals[0]?.kind === 'name' && s.terminals[0].name.text === port.name.text,
  );
  return {
    inputs: values.map((_, i) => first + i),
    discipline,
    required: !flows || (nature === 'signal' && !driven),
    port,
  };
}

function openInputs(
  port: Syntax.PortSyntax,
  node: NodeId,
  flow: boolean,
  discipline: ResolvedDiscipline,
  top: Instance,
): ValueId[] {
  const access = (flow ? discipline.flow : discipline.potential)!;
  const unit = flow ? discipline.model.flowUnit : discipline.model.potentialUnit;
  return Array.from({ length: access.components }, (_, i) =>
    top.cell.input(`${port.name.text}${partName(i, access.components)}`, unit, node, port.name.span),
  );
}

/** Parameters, states and node values, in the order of the body. */
function defineQuantities(instance: Instance): void {
  for (const [name, entry] of instance.entries)
    if (entry.kind === 'param' || entry.kind === 'state')
      entryQuantity(entry, instance, { text: name, span: entry.statement.name.span });
  for (const statement of instance.declaration.body)
    if (statement.kind === 'node') defineNodeValues(statement, instance);
}

function defineNodeValues(statement: Syntax.NodeStatement, instance: Instance): void {
  const { initial } = statement;
  const { reporter } = instance.context;
  if (!initial) {
    if (statement.fixed)
      reporter.report('E0226', statement.span, `the fixed node \`${statement.names[0]?.text}\` has no value`, {
        help: `write \`node ${statement.names[0]?.text}: ${statement.discipline.text} = VALUE fixed\``,
      });
    return;
  }
  const q = instance.cell.drawing(true, () => evaluate(initial, instance));
  for (const name of statement.names) {
    const entry = instance.entries.get(name.text);
    if (!q || entry?.kind !== 'node' || entry.id === null || entry.span !== name.span) continue;
    const node = instance.cell.nodes[entry.id]!;
    const { potential, model } = node.resolved;
    if (!potential || model.nature !== 'conserved') {
      reporter.report('E0226', initial.span, `a node of the ${model.nature} discipline ${model.name} takes no value`, {
        help:
          model.nature === 'signal'
            ? `contribute to it: \`${potential?.access ?? 'P'}(${name.text}) <+ value\``
            : 'its owner sets it',
      });
      continue;
    }
    const wanted = {
      shape: shapeOf(potential.components),
      dimension: potential.dimension,
      unit: potential.unit,
    } as const;
    if (
      !wantNumber(instance, q, initial) ||
      !fits(
        wanted,
        q,
        initial,
        statement.discipline.span,
        `the ${statement.fixed ? 'value' : 'initial value'} of \`${name.text}\``,
        instance,
      )
    )
      continue;
    if (statement.fixed) node.value = q.parts;
    else node.initial = q.parts[0]!;
  }
}

/** Rates, contributions, events, blocks; every `let` is read once, so that an unused one is checked too. */
function defineBehaviour(instance: Instance): void {
  for (const [name, entry] of instance.entries) {
    if (entry.kind === 'let' || entry.kind === 'probe')
      entryQuantity(entry, instance, { text: name, span: entry.statement.name.span });
    if (entry.kind === 'state') defineRate(entry, instance);
  }
  defineBranches(instance);
  for (const statement of instance.declaration.body) {
    if (statement.kind === 'event') defineEvent(statement, instance);
    if (statement.kind === 'on' || statement.kind === 'every') defineBlock(statement, instance);
    if (statement.kind === 'assert') defineAssert(statement, instance);
    if (statement.kind === 'solve') defineSolve(statement, instance);
  }
}
