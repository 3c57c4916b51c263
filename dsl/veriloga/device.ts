/** A module as a device: its ports, parameters and nodes around what `execute.ts` finds. */
import type { Span } from '../source.ts';
import { Evaluator } from './evaluate.ts';
import { Execution } from './execute.ts';
import type { Access, Nodes } from './found.ts';
import { usedLets, wordsOf } from './lets.ts';
import { Names } from './names.ts';
import type { Problems } from './problems.ts';
import type { VaDiscipline, VaExpression, VaModule, VaParameter } from './tree.ts';
import * as Q from './values.ts';

/** What stands here for a discipline there. */
const DISCIPLINES: Readonly<
  Record<
    string,
    {
      readonly name: string;
      readonly potential: string;
      readonly flow: string;
      readonly units: readonly [string, string];
      readonly reference: string;
    }
  >
> = {
  electrical: { name: 'electrical', potential: 'V', flow: 'I', units: ['V', 'A'], reference: 'gnd' },
  voltage: { name: 'electrical', potential: 'V', flow: 'I', units: ['V', 'A'], reference: 'gnd' },
  thermal: { name: 'thermal', potential: 'T', flow: 'Q', units: ['K', 'W'], reference: 'ambient' },
};

/** The text of one device. */
export function writeDevice(module: VaModule, disciplines: readonly VaDiscipline[], problems: Problems): string {
  const names = new Names();
  const nodes = new ModuleNodes(module, disciplines, names, problems);
  const ports = module.ports
    .filter((port) => nodes.isNode(port))
    .map((port) => `${names.of(port)}: ${nodes.disciplineOf(port)}`);
  for (const parameter of module.parameters) names.of(parameter.name);
  const execution = new Execution(module, nodes, names, problems);
  const parameters = module.parameters.map((parameter) => parameterLine(parameter, module, names, problems));
  execution.run();
  const equations = [
    ...execution.contributions.map(({ target, unit, value }) => `${target} <+ ${value} * 1 ${unit}`),
    ...execution.states.map(({ name, rate }) => `${name}' = (${rate}) / 1 s`),
    ...execution.events.flatMap(({ name, when, lines: set }, i, all) => [
      `event ${name} when ${when}`,
      // what stands later wins, as in the program
      `on ${name}${all.length > 1 ? ` priority ${i + 1}` : ''} {`,
      ...set,
      '}',
    ]),
  ];
  const lets = usedLets(execution.lets, equations);
  const mentioned = wordsOf([...lets, ...equations]);
  const inner = nodes
    .internal()
    .filter((node) => mentioned.has(names.of(node)))
    .map((node) => nodeLines(node, nodes, names, startOf(node, module, names, problems)));
  const lines = [
    ...parameters,
    ...(execution.usesTemperature ? [`param ${names.of('$temperature')} = 300.15 // kelvins: $temperature`] : []),
    ...inner.flatMap((line) => line.params),
    '',
    ...inner.map((line) => line.node),
    ...execution.states.map(({ name, angle, initial }) => `state ${name}${angle ? ': angle' : ''} = ${initial}`),
    ...[...execution.memories.values()].map(({ name, initial }) => `memory ${name} = ${initial}`),
    '',
    ...lets,
    '',
    ...equations,
  ];
  const head = ports.length === 0 ? module.name : `${module.name}(${ports.join(', ')})`;
  return `device ${head} {\n${lines.join('\n')}\n}\n`;
}

function nodeLines(
  node: string,
  nodes: ModuleNodes,
  names: Names,
  given: string | null,
): { readonly params: readonly string[]; readonly node: string } {
  const start = names.fresh(`${node}_start`);
  const unit = nodes.disciplineOf(node) === 'thermal' ? 'K' : 'V';
  const value = given ?? (unit === 'K' ? '300' : '0');
  const why = given === null ? 'at the start: Verilog-A begins at the operating point' : 'at the start';
  const params = [`param ${start} = ${value} // ${unit}, ${why}`];
  return { params, node: `node ${names.of(node)}: ${nodes.disciplineOf(node)} = ${start} * 1 ${unit}` };
}

/** A value that is made of parameters. */
function constantText(value: VaExpression, module: VaModule, names: Names, problems: Problems): string {
  const known = new Map(module.parameters.map((p) => [p.name, Q.atom(names.of(p.name), p.integer)]));
  const place = { read: (name: string) => known.get(name), call: () => undefined };
  return Q.asNumber(new Evaluator(place, problems).evaluate(value)).text;
}
/** What a net is at the start, where its declaration says it. */
function startOf(node: string, module: VaModule, names: Names, problems: Problems): string | null {
  const start = module.nets.find(({ name, start: value }) => name === node && value !== null)?.start ?? null;
  return start === null ? null : constantText(start, module, names, problems);
}

function parameterLine(parameter: VaParameter, module: VaModule, names: Names, problems: Problems): string {
  const value = constantText(parameter.value, module, names, problems);
  const range = parameter.range === '' ? '' : ` //${parameter.range}`;
  return `param ${names.of(parameter.name)} = ${value}${range}`;
}

class ModuleNodes implements Nodes {
  private readonly module: VaModule;
  private readonly disciplines: readonly VaDiscipline[];
  private readonly names: Names;
  private readonly problems: Problems;

  constructor(module: VaModule, disciplines: readonly VaDiscipline[], names: Names, problems: Problems) {
    this.module = module;
    this.disciplines = disciplines;
    this.names = names;
    this.problems = problems;
  }
  private kindOf(node: string): VaDiscipline | undefined {
    const name = this.module.nets.find((net) => net.name === node)?.discipline;
    return this.disciplines.find((discipline) => discipline.name === name);
  }
  /** A node here: not ground, and of a discipline that has a flow or is a voltage. */
  isNode(node: string): boolean {
    const kind = this.kindOf(node);
    return !this.module.grounds.includes(node) && (kind === undefined || Object.hasOwn(DISCIPLINES, kind.name));
  }
  disciplineOf(node: string): string {
    return DISCIPLINES[this.kindOf(node)?.name ?? 'electrical']!.name;
  }
  internal(): readonly string[] {
    const { nets, ports } = this.module;
    return [...new Set(nets.map((net) => net.name))].filter((name) => !ports.includes(name) && this.isNode(name));
  }

  isAccess(word: string): boolean {
    return this.disciplines.some((d) => d.potential === word || d.flow === word);
  }
  isPotential(word: string): boolean {
    return this.disciplines.some((d) => d.potential === word && Object.hasOwn(DISCIPLINES, d.name));
  }
  access(word: string, args: readonly VaExpression[], span: Span): Access | null {
    const terminals = this.terminals(args);
    if (terminals === null) {
      this.problems.error('E0702', `\`${word}(...)\` names one or two nodes, or a branch`, span);
      return null;
    }
    const kind = this.kindOf(terminals[0]!) ?? this.disciplines.find((d) => d.potential === word || d.flow === word)!;
    const potential = kind.potential === word;
    const here = Object.hasOwn(DISCIPLINES, kind.name) ? DISCIPLINES[kind.name]! : null;
    if (here === null) return { text: '', wish: terminals[0]!, unit: '1', potential, terminals, signal: terminals[0]! };
    const written = terminals.map((node) =>
      this.module.grounds.includes(node) ? here.reference : this.names.of(node),
    );
    const access = potential ? here.potential : here.flow;
    return {
      text: `${access}(${written.join(', ')})`,
      wish: `${access.toLowerCase()}_${terminals.join('_')}`,
      unit: here.units[potential ? 0 : 1],
      potential,
      terminals,
      signal: null,
    };
  }
  private terminals(args: readonly VaExpression[]): readonly string[] | null {
    const [first] = args;
    if (first?.kind === 'name' && args.length === 1) {
      const branch = this.module.branches.find((b) => b.name === first.name);
      if (branch !== undefined) return branch.terminals;
    }
    const names = args.map((arg) => (arg.kind === 'name' ? arg.name : null));
    const known = (name: string | null): name is string =>
      name !== null && (this.module.ports.includes(name) || this.module.nets.some((net) => net.name === name));
    return names.length >= 1 && names.length <= 2 && names.every(known) ? names : null;
  }
}
