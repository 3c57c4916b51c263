/** Sentences for networks that cannot be solved: what is wrong, where, and what would mend it. */

import type { Span } from '../../../dsl/index.ts';
import type { Branch } from '../../model/form.ts';
import type { ValueId } from '../../ops/graph.ts';
import { leavesOf } from '../../ops/index.ts';
import type { Draft } from '../draft.ts';
import { sumName } from '../network-leaves.ts';
import { substitution } from '../substitute.ts';
import { tangent } from '../tangent.ts';
import { Workspace } from '../workspace.ts';
import type { Equation } from './equations.ts';
import { potentialName } from './ideal-sources.ts';

/** `V(out)`, `I(L1)`, `x'`: how a reader writes an unknown. */
export function unknownText(draft: Draft, leaf: ValueId): { text: string; span: Span } {
  const { cell, space } = draft;
  const { op, attributes } = space.graph.get(leaf);
  if (op === 'delayed') return { text: 'a delayed value', span: cell.delays[attributes.index!]!.origin };
  const unknown = draft.unknowns[attributes.index!];
  if (op !== 'unknown' || unknown === undefined)
    return { text: 'this value', span: space.graph.get(leaf).origin ?? draft.experiment.origin };
  if (unknown.kind === 'potential')
    return { text: potentialName(cell, unknown.node, null), span: cell.nodes[unknown.node]!.origin };
  if (unknown.kind === 'flow')
    return { text: cell.branches[unknown.branch]!.name, span: cell.branches[unknown.branch]!.target };
  return { text: `${draft.states[unknown.state]!.name}'`, span: draft.states[unknown.state]!.origin };
}

export function noRate(draft: Draft, leaf: ValueId, where: Pick<Equation, 'text' | 'span'>): void {
  const { op, attributes } = draft.space.graph.get(leaf);
  if (op === 'input') {
    const { name } = draft.inputs[attributes.index!]!;
    const { remotes, gathers } = draft.cell;
    const passed = [...remotes, ...gathers].find((each) => each.name === name || sumName(each.name) === name);
    draft.report(
      'E0310',
      `d/dt of \`${name}\` is wanted, but it passes between instances once a step`,
      passed?.origin ?? where.span,
      {
        help: 'a capacitance binds the rates at both of its ends at one moment: between nodes that have one of their own it may stand in a coupling; else join what it couples in one circuit, or couple through a state of the edge',
      },
    );
    return;
  }
  const { text, span } = unknownText(draft, leaf);
  draft.report(
    'E0310',
    `d/dt of ${text} is wanted in ${where.text}, but ${text} is not stored: it can jump`,
    where.span,
    {
      related: [{ span, text: `${text} has no storage of its own` }],
      help: 'a capacitance (or heat capacity ...) on the node gives it a rate',
    },
  );
}

export function notLinear(draft: Draft, equation: Equation, unknown: ValueId, block: readonly ValueId[]): void {
  const { text, span } = unknownText(draft, unknown);
  if (equation.kind === 'state') {
    draft.report('E0309', `${equation.text} appears in its own right-hand side other than linearly`, equation.span, {
      help: 'solve the equation for the rate by hand, or put a state in between',
    });
    return;
  }
  const culprit = nonlinearBranch(draft, equation, block) ?? draft.cell.branches[equation.branches[0]!]!;
  draft.report('E0303', `${culprit.name} is not linear in ${text}, and ${text} has no storage`, culprit.origin, {
    label: `wants ${text} at the same instant`,
    related: [{ span, text: `${text} is only known from this sum of flows` }],
    help: `${addStorage(draft, unknown)},${solveByNewton(draft, unknown)} or a device that is linear in it`,
  });
}
/** The branch of a node's balance whose flow bends with an unknown, seen in what was written. */
function nonlinearBranch(draft: Draft, equation: Equation, block: readonly ValueId[]): Branch | undefined {
  const { cell } = draft;
  const nodes = new Set<number>();
  for (const leaf of block) {
    const unknown = draft.unknowns[draft.space.graph.get(leaf).attributes.index!]!;
    if (unknown.kind === 'potential') nodes.add(unknown.node);
  }
  const copy = new Workspace();
  const written = substitution(cell.graph, copy, () => null);
  const bends = (value: ValueId): boolean => {
    const own = leavesOf(copy.graph, [value]).filter(
      (id) => copy.graph.get(id).op === 'potential' && nodes.has(copy.graph.get(id).attributes.index!),
    );
    return own.some((leaf) => {
      const slope = tangent(copy, value, new Map([[leaf, copy.constant(1)]]));
      return (
        slope.broken !== null ||
        slope.kink !== null ||
        leavesOf(copy.graph, [slope.value]).some((id) => own.includes(id))
      );
    });
  };
  const index = equation.branches.find((i) => cell.branches[i]!.value.some((value) => bends(written(value))));
  return index === undefined ? undefined : cell.branches[index];
}

export function tooLarge(
  draft: Draft,
  equations: readonly Equation[],
  unknowns: readonly ValueId[],
  { limit, changing }: { readonly limit: number; readonly changing: boolean },
): void {
  const names = unknowns.map((leaf) => unknownText(draft, leaf).text);
  const node = equations.find(({ kind }) => kind === 'node');
  const ways =
    node === undefined
      ? ''
      : `\`solve ${node.text.split('.')[0]} ${changing ? 'by relaxation { sweeps = 32 }' : 'by direct'}\`, or `;
  const devices = [...new Set(equations.flatMap((e) => e.branches).map((i) => draft.cell.branches[i]!.instance))];
  draft.report(
    'E0306',
    `${names.length} potentials without storage hang on each other (${list(names)}); at most ${limit} are eliminated`,
    equations[0]!.span,
    {
      related: equations.slice(1, 4).map((e) => ({ span: e.span, text: `${e.text} is one of them` })),
      help: `the loop runs through ${list(devices)}: ${ways}${addStorage(draft, unknowns[Math.floor(unknowns.length / 2)]!)} breaks it`,
    },
  );
}

export function singular(draft: Draft, unknowns: readonly ValueId[], equations: readonly Equation[]): void {
  const first = unknowns[0] === undefined ? null : unknownText(draft, unknowns[0]);
  const names = unknowns.map((leaf) => unknownText(draft, leaf).text);
  const span = first?.span ?? equations[0]!.span;
  if (names.length > 0 && equations.length > 0 && equations.every((e) => e.kind === 'state')) {
    draft.report(
      'E0302',
      `${list(names)} cannot be worked out from the equations for ${names.length === 1 ? 'it' : 'them'}`,
      span,
      {
        related: equations.slice(0, 3).map((e) => ({ span: e.span, text: `${e.text} depends on itself` })),
        help: 'the rate drops out of its own equation: check the signs, and write the rate with states and inputs alone',
      },
    );
    return;
  }
  const message =
    names.length === 0
      ? `the flows at ${list(equations.map((e) => e.text))} cannot add up to 0`
      : `the equations of this network do not determine ${list(names)}`;
  draft.report('E0302', message, span, {
    related: equations
      .slice(0, 3)
      .map((e) => ({ span: e.span, text: `the balance at ${e.text} holds nothing to solve for` })),
    help: `a conductance or a capacitance from ${equations[0]?.text ?? 'the node'} to a given potential determines it`,
  });
}

/** A capacitance that is small beside everything else; its size follows from dt. */
function addStorage(draft: Draft, unknown: ValueId): string {
  const node = nodeOf(draft, unknown);
  if (node === null) return `a state for ${unknownText(draft, unknown).text}`;
  const { potentialUnit, flowUnit } = node.discipline;
  const amount = `of 10 dt = ${(10 * draft.dt).toPrecision(2)} s times the conductance at the node`;
  return `a small storage at ${node.name} (${flowUnit.text} s/${potentialUnit.text}; ${amount})`;
}
function solveByNewton(draft: Draft, unknown: ValueId): string {
  const node = nodeOf(draft, unknown);
  return node === null ? '' : ` or \`solve ${node.name.split('.')[0]} by relaxation { sweeps = 8 }\`,`;
}
function nodeOf(draft: Draft, unknown: ValueId): Draft['cell']['nodes'][number] | null {
  const entry = draft.unknowns[draft.space.graph.get(unknown).attributes.index!];
  return entry?.kind === 'potential' ? draft.cell.nodes[entry.node]! : null;
}
function list(names: readonly string[]): string {
  return names.length <= 6 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`;
}
