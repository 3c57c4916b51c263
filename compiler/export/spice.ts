/**
 * ModelForm + Experiment -> an ngspice 39 deck: the same circuit for an independent solver with adaptive steps.
 * Every conserved discipline becomes voltages and currents (a temperature is a voltage, a heat flow a current); a state is
 * the voltage of a 1 F capacitor that its rate charges; a memory that events set to constants is such a capacitor, driven
 * within a small part of dt. What a deck cannot hold is left out and named in `omitted`.
 */
import type { Diagnostic, Span } from '../../dsl/index.ts';
import type { BlockModel, Experiment, ModelForm } from '../model/form.ts';
import type { ValueId } from '../ops/graph.ts';
import { SpiceValues } from './spice-values.ts';

export interface SpiceDeck {
  readonly text: string;
  /** Warnings: what of the circuit is not in the deck. */
  readonly omitted: readonly Diagnostic[];
}
export interface SpiceOptions {
  /** One index per sweep: which of its values the deck takes; the first ones by default. */
  readonly point?: readonly number[];
}
/** Part of a step in which a memory follows the event that sets it. */
const memoryTime = 0.05;
/** Width of a smooth threshold, as a part of the threshold: ngspice needs a slope to iterate on. */
const thresholdWidth = 1e-5;

export function exportSpice(model: ModelForm, experiment: Experiment, options: SpiceOptions = {}): SpiceDeck {
  const point = experiment.sweeps.map((sweep, i) => sweep.values[options.point?.[i] ?? 0]!);
  return new Deck(model, experiment, point).write();
}

class Deck {
  private readonly model: ModelForm;
  private readonly experiment: Experiment;
  private readonly point: readonly number[];
  private readonly values: SpiceValues;
  private readonly lines: string[] = [];
  private readonly starts: string[] = [];
  private readonly saved: string[] = [];
  private readonly omitted: Diagnostic[] = [];

  constructor(model: ModelForm, experiment: Experiment, point: readonly number[]) {
    this.model = model;
    this.experiment = experiment;
    this.point = point;
    this.values = new SpiceValues(experiment, point);
  }
  write(): SpiceDeck {
    this.section('nodes that are given', () => this.givenNodes());
    this.section('branches', () => this.branches());
    this.section('states: 1 F each, charged by their rates', () => this.states());
    this.section('memories: driven within a small part of a step', () => this.memories());
    this.unsupported();
    return { text: this.assemble(), omitted: this.omitted };
  }
  private get cell(): SpiceValues['cell'] {
    return this.experiment.parts[0]!.cell;
  }
  private assemble(): string {
    const { name, dt, stop, sweeps } = this.experiment;
    const point = sweeps.map(
      (sweep, i) => `* ${sweep.name} = ${this.point[i]} (one of ${sweep.values.length} swept values)`,
    );
    const head = [
      `* ${this.cell.name}, experiment ${name} of ${this.model.file}`,
      '* run: ngspice -b -r out.raw THIS_FILE',
      ...point,
    ];
    const tail = [
      '',
      '.options method=gear reltol=1e-4 abstol=1e-13 vntol=1e-8 chgtol=1e-19',
      ...(this.starts.length > 0 ? [wrap(`.ic ${this.starts.join(' ')}`)] : []),
      wrap(`.save ${[...new Set(this.saved)].join(' ')}`),
      `.tran ${dt} ${stop} 0 ${dt} uic`,
      '.end',
    ];
    return `${[...head, ...this.lines, ...tail].join('\n')}\n`;
  }
  private section(title: string, write: () => void): void {
    const at = this.lines.length;
    write();
    if (this.lines.length > at) this.lines.splice(at, 0, '', `* ${title}`);
  }
  private leaveOut(message: string, span: Span): void {
    this.omitted.push({ code: 'W0310', severity: 'warning', message: `${message} is not in the SPICE deck`, span });
  }
  /** The text, or null with the reason noted. */
  private text(value: ValueId, what: string, span: Span): string | null {
    const text = this.values.text(value);
    if (text === null) this.leaveOut(`${what} (${this.values.reason})`, span);
    return text;
  }
  private number(value: ValueId): number | null {
    return this.values.graph.constantOf(this.values.value(value)) ?? null;
  }

  private givenNodes(): void {
    for (const [i, node] of this.cell.nodes.entries()) {
      if (node.discipline.nature !== 'conserved') continue;
      if (node.role !== 'reference') this.saved.push(`v(${this.values.node(i)})`);
      if (node.role === 'reference') continue;
      if (node.role === 'internal') {
        const start = node.initial === null ? null : this.number(node.initial);
        if (start !== null) this.starts.push(`v(${this.values.node(i)})=${start}`);
        continue;
      }
      const value = node.value ? this.values.value(node.value[0]!) : this.values.input(i);
      const text = value === null ? '0' : this.text(value, `the potential of ${node.name}`, node.origin);
      if (text !== null) this.lines.push(wrap(`bset_${this.values.node(i)} ${this.values.node(i)} 0 v={${text}}`));
    }
  }
  private branches(): void {
    for (const [i, branch] of this.cell.branches.entries()) {
      const { discipline } = this.cell.nodes[branch.from]!;
      if (discipline.nature !== 'conserved') continue;
      if (discipline.components !== 1) {
        this.leaveOut(`${branch.name}, a branch of vectors,`, branch.origin);
        continue;
      }
      if (branch.from === branch.to) continue;
      this.lines.push(`* ${branch.name}`);
      const ends = `${this.values.node(branch.from)} ${branch.to === null ? '0' : this.values.node(branch.to)}`;
      const value = this.values.value(branch.value[0]!);
      if (branch.kind === 'potential') this.potential(i, ends, value);
      else this.flow(i, ends, value);
    }
  }
  private potential(index: number, ends: string, value: ValueId): void {
    const { name, origin } = this.cell.branches[index]!;
    const { graph } = this.values;
    const rates = this.values.ratesIn(value);
    const inductance = rates.length === 1 ? this.values.slope(value, rates[0]!) : null;
    const of = rates.length === 1 ? graph.get(graph.get(rates[0]!).args[0]!) : null;
    if (
      inductance !== null &&
      of?.op === 'branchFlow' &&
      of.attributes.index === index &&
      graph.constantOf(this.values.without(value, rates)) === 0
    ) {
      const text = this.text(inductance, name, origin);
      const own = this.values.element('b', index);
      const inner = `${own}_n`;
      // its current is read through a source of 0 V with the name that other expressions use
      if (text !== null)
        this.lines.push(
          `${own} ${ends.split(' ')[0]} ${inner} v={0}`,
          `l_${own} ${inner} ${ends.split(' ')[1]} ${text} ic=0`,
        );
      return;
    }
    const text = this.text(value, name, origin);
    if (text !== null) this.lines.push(wrap(`${this.values.element('b', index)} ${ends} v={${text}}`));
  }
  /** Capacitances for what d/dt contributes, a current source for the rest. */
  private flow(index: number, ends: string, value: ValueId): void {
    const { name, origin } = this.cell.branches[index]!;
    const rates = this.values.ratesIn(value);
    for (const rate of rates) this.storage(index, value, rate);
    const rest = this.values.without(value, rates);
    if (this.values.graph.constantOf(rest) === 0) return;
    const text = this.text(rest, name, origin);
    if (text !== null) this.lines.push(wrap(`${this.values.element('b', index)} ${ends} i={${text}}`));
  }
  private storage(index: number, value: ValueId, rate: ValueId): void {
    const { graph } = this.values;
    const { name, origin, from, to } = this.cell.branches[index]!;
    const nodes = this.nodesAcross(graph.get(rate).args[0]!);
    const slope = this.values.slope(value, rate);
    if (nodes === null || slope === null || nodes[0] !== from) {
      this.leaveOut(`d/dt in ${name}`, origin);
      return;
    }
    const [p, n] = nodes.map((node) => (node === null ? '0' : this.values.node(node)));
    if (n !== (to === null ? '0' : this.values.node(to))) {
      this.leaveOut(`d/dt in ${name}`, origin);
      return;
    }
    const text = this.text(slope, name, origin);
    const size = graph.constantOf(slope) === undefined ? `c='${text}'` : text;
    const start = [p!, n!].map((node, i) => (node === '0' ? 0 : this.startOf(nodes[i]!)));
    if (text !== null)
      this.lines.push(wrap(`${this.values.element('c', index)} ${p} ${n} ${size} ic=${start[0]! - start[1]!}`));
  }
  private startOf(node: number): number {
    const { initial, role, value } = this.cell.nodes[node]!;
    const given = role === 'internal' ? initial : (value?.[0] ?? null);
    if (given !== null) return this.number(given) ?? 0;
    const input = this.values.input(node);
    return input === null ? 0 : (this.values.graph.constantOf(input) ?? 0);
  }
  /** The nodes of V(p) or V(p) - V(n); null when the value is something else. */
  private nodesAcross(value: ValueId): [number, number | null] | null {
    const { graph } = this.values;
    const leaf = (id: ValueId): number | null =>
      graph.get(id).op === 'potential' ? graph.get(id).attributes.index! : null;
    const one = leaf(value);
    if (one !== null) return [one, null];
    const { op, args } = graph.get(value);
    if (op !== 'subtract') return null;
    const [p, n] = args.map(leaf);
    return p === null || n === null ? null : [p!, n!];
  }

  private states(): void {
    for (const [i, state] of this.cell.states.entries()) {
      if (state.kind !== 'state' || state.rate === null) continue;
      const node = this.values.state(i);
      const text = this.text(this.values.value(state.rate), `the rate of ${state.name}`, state.origin);
      this.integrator(node, this.number(state.initial) ?? 0, text ?? '0');
    }
  }
  private integrator(node: string, start: number, current: string): void {
    this.lines.push(wrap(`brate_${node} 0 ${node} i={${current}}`), `cstate_${node} ${node} 0 1 ic=${start}`);
    this.starts.push(`v(${node})=${start}`);
    this.saved.push(`v(${node})`);
  }
  private memories(): void {
    for (const [i, state] of this.cell.states.entries()) {
      if (state.kind !== 'memory') continue;
      const node = this.values.state(i);
      const tau = memoryTime * this.experiment.dt;
      const drives = this.cell.blocks.flatMap((block) => this.drive(block, i, node, tau));
      this.integrator(node, this.number(state.initial) ?? 0, drives.join(' + ') || '0');
    }
  }
  private drive(block: BlockModel, state: number, node: string, tau: number): string[] {
    return block.assignments.flatMap((assignment) => {
      if (assignment.state !== state) return [];
      const { name } = this.cell.states[state]!;
      const target = this.target(assignment.value);
      const when = block.condition === null ? null : this.condition(block.condition);
      if (target === null || when === null) {
        const why =
          block.condition === null
            ? 'it is clocked'
            : target === null
              ? 'its new value compares what the event changes'
              : 'its condition';
        this.leaveOut(`the change of ${name} (${why})`, assignment.origin);
        return [];
      }
      return [`${when}*(${target} - v(${node}))/${tau}`];
    });
  }
  /**
   * What a memory is drawn to while its condition holds. A comparison for equality never holds in continuous time, so a
   * value that hangs on one is refused.
   */
  private target(assigned: ValueId): string | null {
    const value = this.values.value(assigned);
    return this.values.holds(value, ['equal', 'event']) ? null : this.values.text(value);
  }
  /** 0..1: how far a condition holds. Events count as long as their quantity is past the threshold. */
  private condition(id: ValueId): string | null {
    const { op, attributes } = this.cell.graph.get(id);
    const event = op === 'event' ? this.cell.events[attributes.index!]! : null;
    if (event?.kind === 'condition') return this.condition(event.condition);
    if (event !== null) {
      if (event.direction === 'either') return null;
      const [high, low] =
        event.direction === 'rising' ? [event.value, event.threshold] : [event.threshold, event.value];
      return this.smooth(low, high);
    }
    const { args } = this.cell.graph.get(id);
    if (op === 'less' || op === 'lessEqual') return this.smooth(args[0]!, args[1]!);
    if (op !== 'and') return this.values.text(this.values.value(id));
    const both = args.map((arg) => this.condition(arg));
    return both.includes(null) ? null : `${both[0]}*${both[1]}`;
  }
  private smooth(low: ValueId, high: ValueId): string | null {
    const [a, b] = [this.values.text(this.values.value(low)), this.values.text(this.values.value(high))];
    if (a === null || b === null) return null;
    const scale = Math.abs(this.number(low) ?? this.number(high) ?? 1) || 1;
    return `(0.5 + 0.5*tanh((${b} - ${a})/${thresholdWidth * scale}))`;
  }

  /** Everything else that the step has and a deck has not. */
  private unsupported(): void {
    for (const { source, origin } of this.cell.delays) if (source !== null) this.leaveOut('this delay', origin);
    for (const { assignments } of this.cell.blocks)
      for (const { state, origin } of assignments)
        if (this.cell.states[state]!.kind === 'state')
          this.leaveOut(`the reset of ${this.cell.states[state]!.name}`, origin);
  }
}
/** Continuation lines of ngspice begin with a plus. */
function wrap(line: string): string {
  const words = line.split(' ');
  const lines: string[] = [];
  let current = '';
  for (const word of words) {
    if (current.length + word.length > 110) {
      lines.push(current);
      current = `+ ${word}`;
    } else current = current === '' ? word : `${current} ${word}`;
  }
  return [...lines, current].join('\n');
}
