/** Checks over a whole cell that can be made without solving its network. One small function for each rule. */
import type { Span } from '../../dsl/index.ts';
import type { CellBuilder } from './cell-builder.ts';
import type { Context } from './environment.ts';
import type { BlockModel, NodeId, StateId } from './form.ts';
import { checkAngles } from './wrapped-angles.ts';

export function checkCell(cell: CellBuilder, context: Context): void {
  for (const rule of [checkOwners, twoBlocks, checkAngles]) rule(cell, context);
  checkDrivers(cell, context, false);
}

/**
 * Ideal sources that fix one potential twice, by way of fixed nodes, references or each other. `portsAreSet`: an
 * experiment drives the ports of the cell.
 */
export function checkDrivers(cell: CellBuilder, { reporter }: Context, portsAreSet: boolean): void {
  const group = cell.nodes.map((_, i) => i);
  const find = (i: number): number => (group[i] === i ? i : find(group[i]!));
  // All nodes of one discipline whose potential is given hang together: their differences are known.
  const given = new Map<string, number>();
  const anchor = (discipline: string): number => {
    const made = given.get(discipline) ?? group.push(group.length) - 1;
    given.set(discipline, made);
    return made;
  };
  for (const [i, { role, discipline }] of cell.nodes.entries())
    if (role !== 'internal' && (role !== 'port' || portsAreSet)) group[find(i)] = find(anchor(discipline.name));
  for (const [i, branch] of cell.branches.entries()) {
    if (branch.kind !== 'potential') continue;
    const from = find(branch.from);
    const to = find(branch.to ?? anchor(cell.nodes[branch.from]!.discipline.name));
    if (from === to)
      reporter.report(
        'E0223',
        cell.branchOrigins[i]!,
        `this drives \`${cell.nodes[branch.from]!.name}\`, whose potential is fixed already`,
        {
          related: otherDriver(cell, branch.from, i),
          help: 'take one of the two away, or put a resistance between them',
        },
      );
    group[from] = to;
  }
}
function otherDriver(cell: CellBuilder, node: NodeId, not: number): { span: Span; text: string }[] {
  const { role, origin } = cell.nodes[node]!;
  const words = {
    port: 'a port: the experiment sets it',
    fixed: 'a fixed node',
    reference: 'the reference',
    internal: '',
  };
  if (role !== 'internal') return [{ span: origin, text: words[role] }];
  const other = cell.branches.findIndex(
    (b, i) => i !== not && b.kind === 'potential' && (b.from === node || b.to === node),
  );
  return other < 0 ? [] : [{ span: cell.branchOrigins[other]!, text: 'driven here as well' }];
}

/** An owned node whose potential is read must have an owner. */
export function checkOwners(cell: CellBuilder, { reporter }: Context): void {
  const read = new Map<number, Span | null>();
  for (const value of cell.graph.values) if (value.op === 'potential') read.set(value.attributes.index!, value.origin);
  cell.nodes.forEach((node, i) => {
    if (node.discipline.nature !== 'owned' || node.owner || node.role !== 'internal' || !read.has(i)) return;
    reporter.report(
      'E0224',
      node.origin,
      `the node \`${node.name}\` has no owner, and its \`${node.discipline.potential}\` is read`,
      {
        help: `one device sets it: \`${node.discipline.potential}(${node.name.split('.').at(-1)}) = ...\``,
      },
    );
  });
}

/** A variable that two blocks may both assign in one step needs a priority. */
function twoBlocks(cell: CellBuilder, { reporter }: Context): void {
  const writers = new Map<StateId, { block: BlockModel; origin: Span }[]>();
  for (const block of cell.blocks)
    for (const { state, origin } of block.assignments) {
      const others = writers.get(state) ?? [];
      for (const other of others) {
        if (other.block === block || exclusive(other.block, block, cell) || other.block.priority !== block.priority)
          continue;
        reporter.report(
          'E0232',
          origin,
          `\`${cell.states[state]!.name}\` is assigned by two blocks that can both run in one step`,
          {
            related: [{ span: other.origin, text: 'also assigned here' }],
            help: 'say which one wins: `on CONDITION priority 1 { ... }`, the larger number wins; or make one block of both',
          },
        );
      }
      writers.set(state, [...others, { block, origin }]);
    }
}

/** Two blocks that cannot run in one step: a quantity does not rise and fall at once, a condition excludes its opposite. */
function exclusive(a: BlockModel, b: BlockModel, cell: CellBuilder): boolean {
  if (a.condition === null || b.condition === null) return false;
  const [p, q] = [a.condition, b.condition].map((id) => cell.graph.get(id));
  if (p!.op === 'not' && p!.args[0] === b.condition) return true;
  if (q!.op === 'not' && q!.args[0] === a.condition) return true;
  if (p!.op !== 'event' || q!.op !== 'event') return false;
  const [x, y] = [p!, q!].map((value) => cell.events[value.attributes.index!]);
  if (x?.kind !== 'crossing' || y?.kind !== 'crossing') return false;
  return x.value === y.value && x.direction !== y.direction && x.direction !== 'either' && y.direction !== 'either';
}
