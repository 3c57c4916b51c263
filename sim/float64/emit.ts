/**
 * Text of a program as straight-line JavaScript. Only names and literals made here (`v17`, `s3`, `tables[2]`) and the texts of
 * the table of operations enter the code: nothing that a user wrote.
 */
import type { DataTable } from '../../compiler/ops/graph.ts';
import { operations } from '../../compiler/ops/index.ts';
import type { NodeId, Program } from './program.ts';
import { arrange, type Region, type Unit } from './regions.ts';

/** Called for each value as it is evaluated; gives more statements (`''` for none). */
export type AfterValue = (node: NodeId, text: string) => string;

export class Emitter {
  readonly program: Program;
  readonly tables: DataTable[];
  private readonly after: AfterValue;

  constructor(program: Program, tables: DataTable[], after: AfterValue = () => '') {
    this.program = program;
    this.tables = tables;
    this.after = after;
  }
  /** Statements that evaluate what the roots need. Afterwards `text(root)` names each of them. */
  statements(roots: readonly NodeId[]): string {
    return this.region(this.arrange(roots));
  }
  /** Where everything that the roots need is evaluated. */
  arrange(roots: readonly NodeId[]): Region {
    return arrange(this.program, roots);
  }
  /** Name or literal of a node that has been evaluated. */
  text(id: NodeId): string {
    const node = this.program.nodes[id]!;
    return node.kind === 'leaf' ? node.text : `v${id}`;
  }
  /** What `AfterValue` adds to a value that is evaluated elsewhere and has its name here. */
  afterwards(id: NodeId): string {
    return this.after(id, `v${id}`);
  }
  private region(region: Region): string {
    return region.units.map((unit) => this.unit(unit)).join('');
  }
  /** Statements of one unit, whose arguments have been evaluated. */
  unit(unit: Unit): string {
    if (unit.condition !== null) return this.choice(unit, unit.condition);
    const id = unit.members[0]!;
    const node = this.program.nodes[id]!;
    if (node.kind === 'leaf' || node.kind === 'choice') return '';
    return `const v${id} = ${node.kind === 'text' ? node.text : this.operation(node.value, node.args)};\n${this.after(id, `v${id}`)}`;
  }
  private choice(unit: Unit, condition: NodeId): string {
    const sides = unit.members.map((id) => {
      const node = this.program.nodes[id]!;
      if (node.kind !== 'choice') throw new Error('a choice was expected');
      return { id, whenTrue: this.text(node.whenTrue), whenFalse: this.text(node.whenFalse) };
    });
    const after = sides.map((s) => this.after(s.id, `v${s.id}`)).join('');
    const test = this.text(condition);
    const whenTrue = this.region(unit.whenTrue);
    const whenFalse = this.region(unit.whenFalse);
    if (whenTrue === '' && whenFalse === '')
      return sides.map((s) => `const v${s.id} = ${test} ? ${s.whenTrue} : ${s.whenFalse};\n`).join('') + after;
    const set = (side: 'whenTrue' | 'whenFalse'): string => sides.map((s) => `v${s.id} = ${s[side]};\n`).join('');
    const names = sides.map((s) => `v${s.id} = 0`).join(', ');
    return `let ${names};\nif (${test}) {\n${whenTrue}${set('whenTrue')}} else {\n${whenFalse}${set('whenFalse')}}\n${after}`;
  }
  private operation(id: number, args: readonly NodeId[]): string {
    const value = this.program.graph.values[id]!;
    return operations.get(value.op)!.javascript(
      args.map((arg) => this.text(arg)),
      value.attributes,
      value.attributes.table ? this.table(value.attributes.table) : '',
    );
  }
  private table(table: DataTable): string {
    let index = this.tables.indexOf(table);
    if (index < 0) index = this.tables.push(table) - 1;
    return `tables[${index}]`;
  }
}
