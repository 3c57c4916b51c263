/** Modules of Verilog-A by recursive descent; after a mistake it goes on behind the next semicolon. */
import type { Token } from './lex.ts';
import { StatementReader } from './parse-statement.ts';
import type { Problems } from './problems.ts';
import type {
  VaDiscipline,
  VaExpression,
  VaFile,
  VaFunction,
  VaModule,
  VaParameter,
  VaStatement,
  VaVariable,
} from './tree.ts';

/** The disciplines of disciplines.vams that have a counterpart here. */
const STANDARD: readonly VaDiscipline[] = [
  { name: 'electrical', potential: 'V', flow: 'I' },
  { name: 'voltage', potential: 'V', flow: null },
  { name: 'thermal', potential: 'Temp', flow: 'Pwr' },
];

export function parseVerilogA(tokens: readonly Token[], problems: Problems): VaFile {
  return new FileReader(tokens, problems).file();
}

interface Draft {
  nets: VaModule['nets'][number][];
  grounds: string[];
  branches: VaModule['branches'][number][];
  parameters: VaParameter[];
  variables: VaVariable[];
  functions: VaFunction[];
  analog: VaStatement[];
}

class FileReader extends StatementReader {
  private readonly natures = new Map<string, string>();
  private readonly disciplines: VaDiscipline[] = [...STANDARD];

  file(): VaFile {
    const modules: VaModule[] = [];
    while (this.next.kind !== 'end')
      this.guarded(() => {
        if (this.is('module') || this.is('macromodule')) modules.push(this.module());
        else if (this.is('nature')) this.nature();
        else if (this.is('discipline')) this.discipline();
        else this.fail(`a module is expected here, not \`${this.next.text}\``);
      });
    return { modules, disciplines: this.disciplines };
  }
  private nature(): void {
    this.expect('nature');
    const name = this.word('a name').text;
    let access = name;
    while (this.next.kind !== 'end' && !this.accept('endnature')) {
      if (this.accept('access') && this.accept('=')) access = this.word('a name').text;
      else this.take();
    }
    this.natures.set(name, access);
  }
  private discipline(): void {
    this.expect('discipline');
    const name = this.word('a name').text;
    let [potential, flow]: [string | null, string | null] = [null, null];
    while (this.next.kind !== 'end' && !this.accept('enddiscipline')) {
      if (this.accept('potential')) potential = this.take().text;
      else if (this.accept('flow')) flow = this.take().text;
      else this.take();
    }
    const access = (nature: string | null): string | null =>
      nature === null ? null : (this.natures.get(nature) ?? nature);
    this.disciplines.unshift({ name, potential: access(potential) ?? name, flow: access(flow) });
  }

  private module(): VaModule {
    const start = this.at;
    this.take();
    const name = this.word('the name of the module').text;
    const draft: Draft = {
      nets: [],
      grounds: [],
      branches: [],
      parameters: [],
      variables: [],
      functions: [],
      analog: [],
    };
    const ports = this.ports(draft);
    this.expect(';');
    while (this.next.kind !== 'end' && !this.accept('endmodule')) this.guarded(() => this.item(draft));
    return { name, ports, ...draft, span: this.spanFrom(start) };
  }
  /** `(p, n)`, also with directions and disciplines inside. */
  private ports(draft: Draft): string[] {
    const ports: string[] = [];
    if (!this.accept('(')) return ports;
    let discipline: string | null = null;
    while (!this.accept(')')) {
      if (this.next.kind === 'end') return this.fail('`)` is expected here');
      if (this.accept(',')) continue;
      const word = this.word('a port');
      if (['inout', 'input', 'output'].includes(word.text)) continue;
      if (this.disciplines.some((d) => d.name === word.text)) discipline = word.text;
      else {
        ports.push(word.text);
        if (discipline !== null) draft.nets.push({ name: word.text, discipline, start: null, span: word.span });
      }
    }
    return ports;
  }

  private item(draft: Draft): void {
    const word = this.next.text;
    if (word === 'inout' || word === 'input' || word === 'output') {
      this.take();
      if (this.disciplines.some((d) => d.name === this.next.text)) this.nets(draft);
      else this.names();
    } else if (word === 'parameter' || word === 'localparam') this.parameters(draft);
    else if (word === 'real' || word === 'integer' || word === 'genvar') draft.variables.push(...this.variables());
    else if (word === 'ground') {
      this.take();
      draft.grounds.push(...this.names());
    } else if (word === 'branch') this.branchesOf(draft);
    else if (word === 'analog') this.analog(draft);
    else if (word === 'aliasparam') while (!this.accept(';') && this.next.kind !== 'end') this.take();
    else if (this.disciplines.some((d) => d.name === word)) this.nets(draft);
    else if (this.accept(';')) return;
    else this.fail(`\`${word}\` in a module cannot be imported`, 'E0702');
  }
  private names(): string[] {
    const names = [this.word('a name').text];
    while (this.accept(',')) names.push(this.word('a name').text);
    this.expect(';');
    return names;
  }
  private nets(draft: Draft): void {
    const discipline = this.take().text;
    if (this.is('[')) this.fail('buses cannot be imported', 'E0702');
    do {
      const name = this.word('a net');
      if (this.is('[')) this.fail('buses cannot be imported', 'E0702');
      const start = this.accept('=') ? this.expression() : null;
      draft.nets.push({ name: name.text, discipline, start, span: name.span });
    } while (this.accept(','));
    this.expect(';');
  }
  private branchesOf(draft: Draft): void {
    this.take();
    this.expect('(');
    const terminals = [this.word('a node').text];
    if (this.accept(',')) terminals.push(this.word('a node').text);
    this.expect(')');
    for (const name of this.names()) draft.branches.push({ name, terminals });
  }
  private parameters(draft: Draft): void {
    const local = this.take().text === 'localparam';
    const type = this.is('real') || this.is('integer') || this.is('string') ? this.take().text : 'real';
    if (type === 'string') this.fail('parameters that are texts cannot be imported', 'E0702');
    do {
      const start = this.at;
      const elements = this.elements(this.word('the name of a parameter').text);
      this.expect('=');
      const values = this.initials(elements.length);
      let range = '';
      while (!this.is(';') && !this.is(',') && this.next.kind !== 'end') range += this.rangePart();
      const span = this.spanFrom(start);
      for (const [i, element] of elements.entries()) {
        const value = values[i] ?? values[0]!;
        draft.parameters.push({ name: element, integer: type === 'integer', local, value, range, span });
      }
    } while (this.accept(','));
    this.expect(';');
  }
  /** ` from [0:inf)` up to its bracket. */
  private rangePart(): string {
    const word = this.word('`from` or `exclude`').text;
    if (!this.is('[') && !this.is('(')) {
      this.expression();
      return '';
    }
    const from = this.next.span.start;
    let text = '';
    for (let depth = 0; this.next.kind !== 'end'; ) {
      const token = this.take();
      if (token.text === '[' || token.text === '(') depth += 1;
      if (token.text === ']' || token.text === ')') depth -= 1;
      text += token.text;
      if (depth === 0) break;
    }
    return from >= 0 ? ` ${word} ${text}` : '';
  }
  private analog(draft: Draft): void {
    this.take();
    if (this.is('function')) draft.functions.push(this.functionOf());
    else {
      const start = this.at;
      const event: VaExpression | null = this.is('initial')
        ? { kind: 'name', name: 'initial_step', span: this.take().span }
        : null;
      const body = this.statement();
      // at the start, also where it stands below the block it serves
      if (event === null) draft.analog.push(body);
      else draft.analog.unshift({ kind: 'event', events: [event], body, span: this.spanFrom(start) });
    }
  }
  private functionOf(): VaFunction {
    const start = this.at;
    this.expect('function');
    const type = this.is('real') || this.is('integer') ? this.take().text : 'real';
    const name = this.word('the name of the function').text;
    this.expect(';');
    const [inputs, variables]: [string[], VaVariable[]] = [[], []];
    for (;;) {
      if (this.is('output') || this.is('inout')) this.fail('functions with outputs cannot be imported', 'E0702');
      if (this.accept('input')) inputs.push(...this.names());
      else if (this.is('real') || this.is('integer')) variables.push(...this.variables());
      else break;
    }
    const body = this.statement();
    this.accept(';');
    this.expect('endfunction');
    return { name, integer: type === 'integer', inputs, variables, body, span: this.spanFrom(start) };
  }
}
