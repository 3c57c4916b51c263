/**
 * turns  sub-expressions of numbers that differ between instances into params of their own, worked out once in float64
 * needs  params with their values; `host` params stay writable, so nothing is worked out from them
 * keeps  float64 results up to rounding: a division by such a number becomes a product with its reciprocal
 * cost   linear in the graph, times instances for what is hoisted
 */

import type { ValueId } from '../ops/graph.ts';
import { isLeaf, leavesOf, reachable } from '../ops/index.ts';
import { numbersOf } from './evaluate.ts';
import type { StepCell, StepParam } from './form.ts';
import type { Pass } from './pass.ts';
import { mapRoots, rootsOf, withCell } from './rewrite-cell.ts';
import { Workspace } from './workspace.ts';

export const hoistParams: Pass = {
  name: 'hoist-params',
  description: 'work out per-instance sub-expressions once',
  run: (form) => withCell(form, new Hoisting(form.population.cell, form.population.instances).run()),
};

class Hoisting {
  private readonly old: StepCell;
  private readonly instances: number;
  private readonly space = new Workspace();
  private readonly params: StepParam[];
  /** Values of the new graph that only depend on per-instance numbers. */
  private readonly given = new Set<ValueId>();
  /** A hoisted leaf, and what it stands for. */
  private readonly meaning = new Map<ValueId, ValueId>();
  private readonly hoisted = new Map<ValueId, ValueId>();

  constructor(cell: StepCell, instances: number) {
    this.old = cell;
    this.instances = instances;
    this.params = [...cell.params];
  }
  run(): StepCell {
    const { graph } = this.old;
    const done = new Map<ValueId, ValueId>();
    for (const id of reachable(graph, rootsOf(this.old))) {
      const value = graph.get(id);
      if (isLeaf(value.op)) {
        const leaf = this.space.graph.add(value.op, [], value.type, value.attributes, value);
        if (value.op === 'constant' || (value.op === 'param' && !this.params[value.attributes.index!]!.host))
          this.given.add(leaf);
        done.set(id, leaf);
        continue;
      }
      const args = value.args.map((arg) => done.get(arg)!);
      const allGiven = args.every((arg) => this.given.has(arg));
      const made = allGiven
        ? this.space.apply(value.op, args, value.attributes, value)
        : this.space.graph.name(this.build(value.op, args, value.attributes), value);
      if (allGiven) this.given.add(made);
      done.set(id, made);
    }
    const cell = mapRoots(this.old, this.space.graph, (root) => this.leafFor(done.get(root)!));
    return { ...cell, params: this.params };
  }
  /** An operation of which some argument is not given. */
  private build(op: string, args: readonly ValueId[], attributes: Parameters<Workspace['apply']>[2]): ValueId {
    const { space } = this;
    const [a, b] = args;
    if (op === 'divide' && this.varies(b!))
      return this.build('multiply', [this.giveName(space.apply('reciprocal', [b!])), a!], {});
    if (op === 'multiply') {
      const [factor, rest] = this.given.has(a!) ? [a!, b!] : [b!, a!];
      const inner = space.graph.get(rest);
      const [first, second] = inner.args;
      const known =
        inner.op === 'multiply' ? (this.meaning.get(first!) ?? (this.given.has(first!) ? first! : null)) : null;
      if (this.given.has(factor) && known !== null)
        return this.build('multiply', [this.giveName(space.multiply(factor, known)), second!], {});
    }
    return space.apply(
      op,
      args.map((arg) => this.leafFor(arg)),
      attributes,
    );
  }
  private giveName(value: ValueId): ValueId {
    this.given.add(value);
    return value;
  }
  private varies(value: ValueId): boolean {
    return this.given.has(value) && this.space.graph.constantOf(value) === undefined;
  }
  /** The param that stands for a given value; the value itself where there is nothing to work out. */
  private leafFor(value: ValueId): ValueId {
    const { graph } = this.space;
    const { op, type, name } = graph.get(value);
    if (!this.given.has(value) || isLeaf(op) || type === 'bool') return value;
    const known = this.hoisted.get(value);
    if (known !== undefined) return known;
    const values = numbersOf(graph, value, this.instances, (leaf) => this.params[leaf.attributes.index!]!.values);
    const leaf = values.every((v) => v === values[0]) ? graph.constant(values[0]!) : this.addParam(value, name, values);
    this.hoisted.set(value, leaf);
    this.meaning.set(leaf, value);
    this.given.add(leaf);
    return leaf;
  }
  private addParam(value: ValueId, name: string | null, values: Float64Array): ValueId {
    const { graph } = this.space;
    const sources = leavesOf(graph, [value]).map((leaf) => this.params[graph.get(leaf).attributes.index!]!.name);
    const base = name ?? `of_${sources.join('_').replaceAll('.', '_')}`;
    const taken = this.params.filter((param) => param.name === base || param.name.startsWith(`${base}__`)).length;
    const label = taken === 0 ? base : `${base}__${taken}`;
    const index = this.params.push({ name: label, unit: { text: '', scale: 1 }, values }) - 1;
    return this.space.leaf('param', index, { name: label });
  }
}
