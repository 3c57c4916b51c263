/** Contributions: `I(p, n) <+ e`, `V(p, n) <+ e`, `B(a) <+ e`, and what an owner sets: `m(body) = e`. */

import { type Syntax, sameDimension } from '../../dsl/index.ts';
import type { ValueId } from '../ops/graph.ts';
import { resolveTerminals, type Terminals } from './accesses.ts';
import { asComplex } from './complex.ts';
import { evaluate } from './expressions.ts';
import type { Branch } from './form.ts';
import type { DeviceBranch, Instance } from './instance.ts';
import { dimensionHelp, negate, scalar, textOfExpression } from './operators.ts';
import { describe, type Quantity, shapeOf } from './quantity.ts';

type Statement = Syntax.ContributionStatement | Syntax.OwnStatement;

/** Makes the branch of a contribution, or adds it to the one that the device has between the same nodes. */
export function declareBranch(statement: Statement, instance: Instance): void {
  const place = resolveTerminals(statement.access, statement.terminals, statement.target, instance);
  const kind = place && kindOf(statement, place, instance);
  if (!place || !kind) return;
  const { cell } = instance;
  const same = instance.branches.find(({ index }) => joins(cell.branches[index]!, place));
  if (same) {
    const branch = cell.branches[same.index]!;
    if (branch.kind === kind && kind !== 'own' && kind !== 'potential') {
      same.contributions.push({ statement, reversed: branch.from !== place.from });
      return;
    }
    if (kind !== 'own' && branch.kind !== 'own' && place.discipline.model.nature === 'conserved') {
      twoLaws(statement, same, instance);
      return;
    }
  }
  const from = textOf(statement.target, instance);
  const index =
    cell.branches.push({
      name: `${instance.prefix}${from}`,
      instance: instance.prefix === '' ? '' : instance.path,
      kind,
      from: place.from,
      to: place.to,
      value: [],
      origin: statement.span,
      target: statement.target,
    }) - 1;
  cell.branchOrigins.push(outermost(instance) ?? statement.target);
  instance.branches.push({ index, contributions: [{ statement, reversed: false }] });
}
function textOf(span: Syntax.Expression['span'], instance: Instance): string {
  return instance.file.source.text.slice(span.start, span.end).replace(/\s+/g, ' ');
}
/** The instance at the top of the cell that holds this one; null at the top itself. */
function outermost(instance: Instance): Syntax.Expression['span'] | null {
  let at = instance;
  while (at.parent?.parent) at = at.parent;
  return at.parent ? at.origin : null;
}
function joins(branch: Pick<Branch, 'from' | 'to' | 'kind'>, place: Terminals): boolean {
  return (
    (branch.from === place.from && branch.to === place.to) || (branch.from === place.to && branch.to === place.from)
  );
}

/** An ideal source and another law on one branch: only one of them can hold. */
function twoLaws(statement: Statement, same: DeviceBranch, instance: Instance): void {
  instance.context.reporter.report(
    'E0223',
    statement.target,
    'this branch has an ideal source already, so nothing else can say what it does',
    {
      related: [{ span: same.contributions[0]!.statement.target, text: 'first here' }],
      help: 'put a resistance in series with one of them, by a node of its own',
    },
  );
}

function kindOf(statement: Statement, place: Terminals, instance: Instance): Branch['kind'] | null {
  const { nature, name } = place.discipline.model;
  const { reporter } = instance.context;
  const says = (message: string, help: string): null => reporter.report('E0224', statement.target, message, { help });
  if (statement.kind === 'own') {
    if (nature !== 'owned' || place.role !== 'potential')
      return says(
        `\`=\` sets the potential of an owned node, and this is ${nature === 'owned' ? 'a flow' : `a node of the ${nature} discipline ${name}`}`,
        'write `<+` to contribute',
      );
    return claim(statement, place, instance) ? 'own' : null;
  }
  if (nature === 'conserved') return place.role;
  if (nature === 'owned' && place.role === 'potential')
    return says(
      `the potential of a ${name} node is set by its owner alone`,
      `the owner writes \`${statement.access.text}(...) = ...\`; others add to \`${place.discipline.model.flow}\``,
    );
  return 'add';
}

/** An owned node has exactly one owner. */
function claim(statement: Statement, place: Terminals, instance: Instance): boolean {
  const { reporter } = instance.context;
  const [terminal] = statement.terminals;
  const entry = terminal?.kind === 'name' ? instance.entries.get(terminal.name.text) : undefined;
  if (entry?.kind === 'node' && !entry.owner) {
    reporter.report('E0224', statement.target, 'this device does not own the node', {
      related: [{ span: entry.span, text: 'the port' }],
      help: 'declare the port with `owner`: `body: magnetic owner`',
    });
    return false;
  }
  const node = instance.cell.nodes[place.from]!;
  if (node.far) {
    reporter.report('E0224', statement.target, 'a device of a coupling cannot own a node of its ends', {
      related: [{ span: node.origin, text: 'the node' }],
      help: `it adds to the node: \`${place.discipline.model.flow}(...) <+ ...\``,
    });
    return false;
  }
  if (node.owner) {
    reporter.report('E0224', statement.target, `the node \`${node.name}\` has two owners`, {
      related: [
        { span: node.owner, text: 'the first one' },
        { span: node.origin, text: 'the node' },
      ],
      help: 'give each owner a node of its own',
    });
    return false;
  }
  node.owner = statement.target;
  return true;
}

/** Works out the values of an instance's branches. */
export function defineBranches(instance: Instance): void {
  for (const { index, contributions } of instance.branches) {
    const branch = instance.cell.branches[index]!;
    const values = contributions.map(({ statement, reversed }) => {
      const q = contribution(statement, branch, instance);
      return q && reversed ? q.parts.map((part) => negate(instance, part)) : q?.parts;
    });
    if (values.some((parts) => !parts)) continue;
    branch.value = values[0]!.map((_, i) =>
      values.map((parts) => parts![i]!).reduce((a, b): ValueId => scalar(instance, 'add', a, b)),
    );
    branch.value.forEach(
      (value) =>
        void (
          instance.cell.graph.get(value).args.length > 0 && instance.cell.graph.name(value, { origin: branch.target })
        ),
    );
  }
}

function contribution(
  statement: Statement,
  branch: Pick<Branch, 'from' | 'kind'>,
  instance: Instance,
): Quantity<ValueId> | null {
  const given = evaluate(statement.value, instance);
  if (!given) return null;
  const { resolved } = instance.cell.nodes[branch.from]!;
  const access = (statement.access.text === resolved.flow?.access ? resolved.flow : resolved.potential)!;
  const shape = shapeOf(access.components);
  const q = shape === 'complex' ? asComplex(instance, given) : given;
  const want = describe({ shape, dimension: access.dimension, unit: access.unit, parts: [] });
  if (q.shape !== shape)
    return instance.context.reporter.report(
      q.shape === 'bool' ? 'E0211' : 'E0210',
      statement.value.span,
      `${describe(q)} is added to ${want}`,
      { label: describe(q), related: [{ span: statement.target, text: `wants ${want}` }] },
    );
  if (sameDimension(q.dimension, access.dimension)) return q;
  const verb = branch.kind === 'own' || branch.kind === 'potential' ? 'set as' : 'added to';
  return instance.context.reporter.report('E0207', statement.value.span, `${describe(q)} is ${verb} ${want}`, {
    label: describe(q),
    related: [{ span: statement.target, text: `wants ${want}` }],
    help: dimensionHelp(instance, q.dimension, access.dimension, textOfExpression(instance, statement.value)),
  });
}
