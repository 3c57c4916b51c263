/**
 * turns  values of the cell's graph into values of the step's graph
 * needs  the forest of ideal sources; what is not known yet becomes an `unknown` leaf, d/dt stays a `rate` leaf
 * keeps  names and origins
 * cost   linear in the values reached; every value is lowered once
 */

import type { Span } from '../../../dsl/index.ts';
import type { Cell } from '../../model/form.ts';
import type { Value, ValueId } from '../../ops/graph.ts';
import { leavesOf } from '../../ops/index.ts';
import type { Draft } from '../draft.ts';
import { lowerDatum, lowerGathered, lowerRemote } from '../network-leaves.ts';
import { lowerDraw } from '../noise.ts';
import { type Substitution, substitution } from '../substitute.ts';
import { isConserved, type SourceForest } from './ideal-sources.ts';

/** Something being read on the way; reading it again before it is done is an algebraic loop. */
interface Reading {
  readonly text: string;
  readonly span: Span;
}
export class LoweredValues {
  readonly draft: Draft;
  private readonly forest: SourceForest;
  private readonly path = new Map<string, Reading>();
  private readonly done = new Map<string, ValueId>();
  private readonly reported = new Set<string>();
  /** A value of the cell's graph, at t_k. */
  readonly lower: Substitution;

  constructor(draft: Draft, forest: SourceForest) {
    this.draft = draft;
    this.forest = forest;
    // Each call gets its own memory of values in progress, so that a loop is met by `once` and not by the substitution.
    this.lower = (root) => substitution(this.cell.graph, draft.space, (leaf) => this.leaf(leaf))(root);
  }
  private get cell(): Cell {
    return this.draft.cell;
  }

  /** Potential of a node: what is given, set by its owner, tied by a source, or else unknown. */
  potential(node: number, component: number): ValueId {
    const { name, discipline, origin } = this.cell.nodes[node]!;
    return this.once(`p${node}.${component}`, { text: `${discipline.potential}(${name})`, span: origin }, () => {
      if (discipline.nature === 'conserved') return this.conservedPotential(node, component);
      const owners = this.branchesOn(node, 'own').map((branch) => this.flow(branch, component));
      if (discipline.nature === 'owned') return owners[0] ?? this.given(node, component) ?? this.ownerless(node);
      const given = this.given(node, component);
      return this.draft.space.sum([...owners, ...(given === null ? [] : [given]), ...this.added(node, component)]);
    });
  }
  /** Sum of what others add to an owned node; the value of a signal. */
  nodeFlow(node: number, component: number): ValueId {
    const { name, discipline, origin } = this.cell.nodes[node]!;
    if (discipline.nature === 'signal') return this.potential(node, component);
    return this.once(`f${node}.${component}`, { text: `${discipline.flow}(${name})`, span: origin }, () => {
      const given = this.branchesOn(node, 'own').length > 0 ? this.given(node, component) : null;
      return this.draft.space.sum([...(given === null ? [] : [given]), ...this.added(node, component)]);
    });
  }
  /** Flow of a branch from its first to its second terminal (for other kinds of branch: its value). */
  flow(branch: number, component: number): ValueId {
    const { kind, name, target } = this.cell.branches[branch]!;
    if (kind === 'potential' && isConserved(this.cell, this.cell.branches[branch]!))
      return this.draft.unknown({ kind: 'flow', branch, component });
    return this.value(branch, component, { text: name, span: target });
  }
  /** The right-hand side of a branch's `<+`. */
  value(branch: number, component: number, reading?: Reading): ValueId {
    const { value, name, target } = this.cell.branches[branch]!;
    return this.once(`b${branch}.${component}`, reading ?? { text: name, span: target }, () =>
      this.lower(value[component]!),
    );
  }

  private conservedPotential(node: number, component: number): ValueId {
    const { space } = this.draft;
    const { role, value } = this.cell.nodes[node]!;
    if (role === 'reference') return space.constant(0);
    if (role === 'fixed') return this.lower(value![component]!);
    if (role === 'port') return this.given(node, component) ?? this.undriven(node);
    const placed = this.forest.placed.get(node);
    if (placed === undefined) return this.draft.unknown({ kind: 'potential', node, component });
    const base = placed.parent === null ? space.constant(0) : this.potential(placed.parent, component);
    const offset = this.value(placed.branch, component);
    return placed.sign === 1 ? space.add(base, offset) : space.subtract(base, offset);
  }
  private branchesOn(node: number, kind: 'own' | 'add'): number[] {
    return [...this.cell.branches.entries()].filter(([, b]) => b.kind === kind && b.from === node).map(([i]) => i);
  }
  private added(node: number, component: number): ValueId[] {
    return this.branchesOn(node, 'add').map((branch) => this.flow(branch, component));
  }
  /** What a port node has, from the experiment or from the end of an edge; null: nothing. */
  private given(node: number, component: number): ValueId | null {
    const { value } = this.cell.nodes[node]!;
    if (value) return this.lower(value[component]!);
    const inputs = [...this.cell.inputs.entries()].filter(([, input]) => input.node === node);
    return inputs[component] === undefined ? null : this.input(inputs[component][0]);
  }
  private input(index: number): ValueId {
    const { name, unit, origin } = this.cell.inputs[index]!;
    const setting = this.draft.binding.inputs.get(index);
    if (setting) return this.draft.setting(setting, name, unit);
    this.reportOnce(
      `i${index}`,
      'E0311',
      `nothing sets ${name} in the experiment ${this.draft.experiment.name}`,
      origin,
      {
        related: [{ span: this.draft.experiment.origin, text: 'the experiment' }],
        help: `write \`${name} = ...\` in the experiment`,
      },
    );
    return this.draft.space.constant(0);
  }
  private param(index: number): ValueId {
    const { name, unit, host, value, origin } = this.cell.params[index]!;
    const setting = this.draft.binding.params.get(index);
    return this.once(`q${index}`, { text: name, span: origin }, () => {
      if (setting) return this.draft.setting(setting, name, unit, host);
      const lowered = this.lower(value);
      // what follows a parameter that phases set is no word of its own
      const { graph } = this.draft.space;
      if (!host || leavesOf(graph, [lowered]).some((leaf) => graph.get(leaf).op === 'input')) return lowered;
      const numbers = this.draft.numbers(lowered);
      const values = new Float64Array(this.draft.binding.instances).map((_, i) => numbers[i % numbers.length]!);
      return this.draft.param(name, unit, values, true);
    });
  }

  private leaf(leaf: Value): ValueId | null {
    const { op, args, attributes } = leaf;
    const index = attributes.index ?? 0;
    const component = attributes.component ?? 0;
    if (op === 'param') return this.param(index);
    if (op === 'input') return this.input(index);
    if (op === 'potential') return this.potential(index, component);
    if (op === 'nodeFlow') return this.nodeFlow(index, component);
    if (op === 'branchFlow') return this.flow(index, component);
    if (op === 'time') return this.time();
    if (op === 'draw') return lowerDraw(this.draft, index);
    if (op === 'datum') return lowerDatum(this.draft, index);
    if (op === 'gathered') return lowerGathered(this.draft, index);
    if (op === 'remote') return lowerRemote(this.draft, index, leaf.type);
    if (op === 'rate') return this.draft.space.graph.add('rate', args, 'real', {}, leaf);
    return null;
  }
  private time(): ValueId {
    const { stimuli } = this.draft;
    return this.draft.input(
      this.draft.source('time', { text: 's', scale: 1 }, stimuli.graph.add('time', [], 'real')),
      0,
    );
  }

  private once(key: string, reading: Reading, make: () => ValueId): ValueId {
    const known = this.done.get(key);
    if (known !== undefined) return known;
    if (this.path.has(key)) {
      this.reportAlgebraicLoop(key);
      return this.draft.space.constant(0);
    }
    this.path.set(key, reading);
    const value = make();
    this.path.delete(key);
    this.done.set(key, value);
    return value;
  }
  private reportAlgebraicLoop(key: string): void {
    const keys = [...this.path.keys()];
    const loop = [...this.path.values()].slice(keys.indexOf(key));
    const names = [...new Set(loop.map((each) => each.text))];
    this.reportOnce(
      `loop ${names.join()}`,
      'E0307',
      `${names.join(' -> ')} -> ${names[0]}: each needs the next at the same instant`,
      loop[0]!.span,
      {
        related: loop.slice(1).map((each) => ({ span: each.span, text: each.text })),
        help: 'a state, or a `delay`, anywhere in the loop breaks it',
      },
    );
  }
  private ownerless(node: number): ValueId {
    const { name, discipline, origin } = this.cell.nodes[node]!;
    this.reportOnce(
      `o${node}`,
      'E0308',
      `${discipline.potential}(${name}) is read, but no device owns ${name}`,
      origin,
      {
        help: `a device with an \`owner\` port writes \`${discipline.potential}(port) = ...\``,
      },
    );
    return this.draft.space.constant(0);
  }
  private undriven(node: number): ValueId {
    const { name, origin } = this.cell.nodes[node]!;
    this.reportOnce(
      `d${node}`,
      'E0311',
      `nothing sets the port ${name} in the experiment ${this.draft.experiment.name}`,
      origin,
      {
        help: `write \`${name} = ...\` in the experiment`,
      },
    );
    return this.draft.space.constant(0);
  }
  private reportOnce(
    key: string,
    code: string,
    message: string,
    span: Span,
    more: Parameters<Draft['report']>[3],
  ): void {
    if (this.reported.has(key)) return;
    this.reported.add(key);
    this.draft.report(code, message, span, more);
  }
}
