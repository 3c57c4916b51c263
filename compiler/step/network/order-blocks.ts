/**
 * turns  equations and the unknowns they contain into blocks that can be solved one after the other
 * needs  for each equation, the indices of its unknowns
 * keeps  the finest such order (Dulmage-Mendelsohn: a maximum matching, then strongly connected components)
 * cost   equations x unknowns
 */
export interface Block {
  readonly equations: readonly number[];
  readonly unknowns: readonly number[];
}
export interface Ordering {
  readonly blocks: readonly Block[];
  /** Unknowns that no equation is left for, and equations with no unknown left to solve for. */
  readonly undetermined: readonly number[];
  readonly surplus: readonly number[];
}

export function orderBlocks(contains: readonly (readonly number[])[], unknowns: number): Ordering {
  const equationOf = new Array<number>(unknowns).fill(-1);
  for (let e = 0; e < contains.length; e++) assign(e, contains, equationOf, new Set());
  const unknownOf = new Map(equationOf.flatMap((e, u) => (e < 0 ? [] : [[e, u] as const])));
  const blocks = components(contains, equationOf, unknownOf);
  return {
    blocks: blocks.map((equations) => ({ equations, unknowns: equations.map((e) => unknownOf.get(e)!) })),
    undetermined: equationOf.flatMap((e, u) => (e < 0 ? [u] : [])),
    surplus: contains.flatMap((_, e) => (unknownOf.has(e) ? [] : [e])),
  };
}
/** The blocks whose unknowns are determined whatever becomes of the undetermined ones. */
export function closedBlocks(contains: readonly (readonly number[])[], { blocks, undetermined }: Ordering): Block[] {
  const open = new Set(undetermined);
  const closed: Block[] = [];
  for (const block of blocks) {
    if (block.equations.some((e) => contains[e]!.some((u) => open.has(u)))) for (const u of block.unknowns) open.add(u);
    else closed.push(block);
  }
  return closed;
}
/** Finds an unknown for an equation, moving others if need be (augmenting path). */
function assign(
  equation: number,
  contains: readonly (readonly number[])[],
  equationOf: number[],
  tried: Set<number>,
): boolean {
  for (const unknown of contains[equation]!) {
    if (tried.has(unknown)) continue;
    tried.add(unknown);
    const holder = equationOf[unknown]!;
    if (holder >= 0 && !assign(holder, contains, equationOf, tried)) continue;
    equationOf[unknown] = equation;
    return true;
  }
  return false;
}
/** Tarjan: strongly connected sets of equations; those that others need come first. */
function components(
  contains: readonly (readonly number[])[],
  equationOf: readonly number[],
  unknownOf: ReadonlyMap<number, number>,
): number[][] {
  const order = new Map<number, number>();
  const low = new Map<number, number>();
  const stack: number[] = [];
  const blocks: number[][] = [];
  const visit = (e: number): void => {
    order.set(e, order.size);
    low.set(e, order.get(e)!);
    stack.push(e);
    for (const unknown of contains[e]!) {
      const next = equationOf[unknown]!;
      if (next < 0) continue;
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) low.set(e, Math.min(low.get(e)!, low.get(next)!));
    }
    if (low.get(e) !== order.get(e)) return;
    blocks.push(stack.splice(stack.indexOf(e)).sort((a, b) => a - b));
  };
  for (const e of unknownOf.keys()) if (!order.has(e)) visit(e);
  return blocks;
}
