import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printSyntax, type Syntax } from '../../dsl/index.ts';
import { bodyOf, experimentOf, expressionOf, parse, parsed, sketch, withoutPlaces } from './support.ts';

const everyForm = readFileSync(join(import.meta.dirname, 'files/language.qnm'), 'utf8');

describe('a statement of a device', () => {
  it('param has type, value, range and may belong to the host', () => {
    const [gain, plain] = bodyOf('host param gain: V/A = 3 V/A in 1 V/A .. 5 V/A\nparam free: K');
    expect(gain).toMatchObject({
      kind: 'param',
      host: true,
      name: { text: 'gain' },
      type: { shape: 'scalar', unit: { text: 'V/A' } },
    });
    expect(plain).toMatchObject({ kind: 'param', host: false, value: null, range: null });
  });
  it('state and memory take their clauses in any order', () => {
    const [v, i, x, theta] = bodyOf(
      'state V round nearest format s24.19 in -1 V .. 16 V\nstate I = 1e-6 in 1e-7 .. 40 log\nstate x = 0 step 10 us\nmemory theta = normal(1, 0.05)',
    );
    expect(v).toMatchObject({
      kind: 'state',
      format: { text: 's24.19' },
      rounding: { text: 'nearest' },
      log: false,
      initial: null,
    });
    expect(i).toMatchObject({ log: true, step: null });
    expect(x).toMatchObject({ step: { kind: 'number', unit: { text: 'us' } }, range: null });
    expect(theta).toMatchObject({ kind: 'memory', initial: { kind: 'call' } });
  });
  it('a type is a unit, a shape, or both', () => {
    const shapes = bodyOf(
      'state a: angle counting\nstate b: vec3 T\nstate c: direction\nstate d: 1/K\nstate e: complex\nstate f: angle',
    );
    expect(
      shapes.map((s) => (s.kind === 'state' ? [s.type?.shape, s.type?.unit?.text ?? null, s.type?.counting] : null)),
    ).toEqual([
      ['angle', null, true],
      ['vec3', 'T', false],
      ['direction', null, false],
      ['scalar', '1/K', false],
      ['complex', null, false],
      ['angle', null, false],
    ]);
  });
  it('rates have an order and may accumulate', () => {
    const body = bodyOf("x' = 1\nphi'' = 2\nx' += 3");
    expect(body.map((s) => (s.kind === 'rate' ? [s.name.text, s.order, s.accumulate] : null))).toEqual([
      ['x', 1, false],
      ['phi', 2, false],
      ['x', 1, true],
    ]);
  });
  it('contributions and owned potentials name what they are about', () => {
    const source = 'device D {\nI(p, n) <+ V(p, n) / R\nm(body) = m\n}';
    const [device] = parsed(source).declarations as Syntax.DeviceDeclaration[];
    const [flow, own] = device!.body as [Syntax.ContributionStatement, Syntax.OwnStatement];
    expect(source.slice(flow.target.start, flow.target.end)).toBe('I(p, n)');
    expect(flow.terminals.map(sketch)).toEqual(['p', 'n']);
    expect(own).toMatchObject({ kind: 'own', access: { text: 'm' } });
    expect(source.slice(own.target.start, own.target.end)).toBe('m(body)');
  });
  it('on and every have conditions, policies, priorities and bodies', () => {
    const [on, end, every] = bodyOf(
      'on (a > 3) priority 2 { let b = 1  c = b }\non end of free { w = 0 }\nevery 10 ns update = coloured priority 1 { m = 1 }',
    );
    expect(on).toMatchObject({ kind: 'on', body: [{ kind: 'let' }, { kind: 'assign', name: { text: 'c' } }] });
    expect(end?.kind === 'on' && sketch(end.condition)).toBe('end(free)');
    expect(every).toMatchObject({ kind: 'every', update: { text: 'coloured' }, priority: { value: 1 } });
  });
  it('node, instance, couple, place, probe and solve are structure', () => {
    const body = bodyOf(
      [
        'node a, b: electrical[2, 3] = 1 V fixed',
        'cell: Neuristor[28, 28](drive, bath) { C = 1 pF  R = 2 Ω } with "a.toml"',
        'couple a to b by edges("g.csv") as w { f(a.x, b.y) { J = w } late: g(a.s) }',
        'place ice by positions("ice.csv")',
        'solve net by relaxation { sweeps = 32 }',
      ].join('\n'),
    );
    expect(body[0]).toMatchObject({ kind: 'node', names: [{ text: 'a' }, { text: 'b' }], fixed: true });
    expect(body[1]).toMatchObject({ kind: 'instance', of: { text: 'Neuristor' }, parameterFile: { text: 'a.toml' } });
    expect(body[1]).toMatchObject({ settings: [{ name: { text: 'C' } }, { name: { text: 'R' } }] });
    expect(body[2]).toMatchObject({
      kind: 'couple',
      to: { text: 'b' },
      as: { text: 'w' },
      body: [
        { name: null, of: { text: 'f' } },
        { name: { text: 'late' }, of: { text: 'g' } },
      ],
    });
    expect(body[3]).toMatchObject({ kind: 'place', to: null, body: [] });
    expect(body[4]).toMatchObject({ kind: 'solve', method: { text: 'relaxation' } });
  });
  it('a table may be said', () => {
    expect(bodyOf('let F = tanh(x) table degree 2 segments 128')[0]).toMatchObject({
      table: { degree: 2, segments: 128 },
    });
    expect(bodyOf('let F = tanh(x)\ntable R(T: K) -> Ω from "r.csv"').map((s) => s.kind)).toEqual(['let', 'table']);
  });
});

describe('a statement of an experiment', () => {
  it('expect keeps its figure, its place and where the figure comes from', () => {
    const [first, second] = experimentOf(
      'expect f ~ 329.0 kHz +- 1 % at in = 12 V, bath = 3 K on float64, rtl   // paper, Fig. 2\nexpect f == 0 Hz where in < 10 V',
    ) as [Syntax.ExpectStatement, Syntax.ExpectStatement];
    expect(first).toMatchObject({ relation: '~', source: 'paper, Fig. 2', on: [{ text: 'float64' }, { text: 'rtl' }] });
    expect(first.at.map((p) => `${p.name.text}=${sketch(p.value)}`)).toEqual(['in=12<V>', 'bath=3<K>']);
    expect(first.text).toBe('expect f ~ 329.0 kHz +- 1 % at in = 12 V, bath = 3 K on float64, rtl');
    expect(second.source).toBe('');
    expect(second.where && sketch(second.where)).toBe('(in < 10<V>)');
  });
  it('measure keeps its qualifiers', () => {
    const [m] = experimentOf('measure e = mean((out.s - y)^2) at end of free over last 4') as [Syntax.MeasureStatement];
    expect(m.qualifiers.map((q) => [q.keyword, q.value && sketch(q.value)])).toEqual([
      ['at', 'end(free)'],
      ['over', 'last(4)'],
    ]);
  });
  it('phases, data, target and said settings', () => {
    const [data, repeat, target, lanes] = experimentOf(
      'data rows from "xor.csv" (x1, y)\nrepeat 30 over rows { phase free for 40 us { beta = 0 target = y } }\ntarget ulx3s { clock = 50 MHz rate >= 1 scale 1 us = 1 ps }\nlanes 7',
    );
    expect(data).toMatchObject({ kind: 'data', columns: [{ text: 'x1' }, { text: 'y' }] });
    expect(repeat).toMatchObject({
      body: [{ settings: [{ kind: 'setting', name: { text: 'beta' } }, { name: { text: 'target' } }] }],
    });
    expect(target).toMatchObject({
      board: { text: 'ulx3s' },
      settings: [{ name: { text: 'clock' } }, { name: { text: 'scale' } }],
    });
    expect(target?.kind === 'target' && target.requirements.map(sketch)).toEqual(['(rate >= 1)']);
    expect(lanes).toMatchObject({ kind: 'setting', name: { text: 'lanes' } });
  });
});

describe('names', () => {
  const words = [
    'in',
    'at',
    'over',
    'state',
    'param',
    'table',
    'on',
    'every',
    'target',
    'step',
    'of',
    'to',
    'unit',
    'V',
    'T',
    'K',
    'm',
  ];
  it.each(words)('%s can be a port, a value and a setting', (word) => {
    const { diagnostics } = parse(
      `circuit C(${word}: electrical) {\nlet a = 2 * ${word} + 1\n${word}: resistor(a, ${word}) { R = ${word} }\n}\nexperiment E of C {\n${word} = 3 V\nexpect ${word} < 3 V at ${word} = 2 V\n}`,
    );
    expect(diagnostics).toEqual([]);
  });
});

describe('documentation', () => {
  it('belongs to the statement below it', () => {
    const { declarations } = parsed(
      '/// one\n/// two\ndevice D {\n  /// of a\n  let a = 1 // not this\n  let b = 2\n}\n// no\n/// last\nparam p = 1',
    );
    expect(declarations.map((d) => d.doc)).toEqual(['one\ntwo', 'last']);
    expect((declarations[0] as Syntax.DeviceDeclaration).body.map((s) => s.doc)).toEqual(['of a', '']);
  });
});

/** Every object of a tree that has a span. */
function nodesOf(value: unknown, found: { span: { start: number; end: number } }[] = []): typeof found {
  if (typeof value !== 'object' || value === null) return found;
  if ('span' in value) found.push(value as (typeof found)[number]);
  for (const child of Object.values(value)) nodesOf(child, found);
  return found;
}
const EXPRESSIONS = new Set([
  'number',
  'string',
  'name',
  'member',
  'index',
  'call',
  'unary',
  'binary',
  'if',
  'vector',
  'range',
  'rate',
]);

describe('every form of the language', () => {
  const file = parsed(everyForm);
  it('prints to a text with the same tree', () => {
    const again = parsed(printSyntax(file));
    const bare = (f: Syntax.FileSyntax): unknown =>
      JSON.parse(
        JSON.stringify(f, (key, value) =>
          ['span', 'target', 'text'].includes(key) && typeof value !== 'string'
            ? undefined
            : key === 'text' && String(value).startsWith('expect')
              ? undefined
              : value,
        ),
      );
    expect(bare(again)).toEqual(bare(file));
    expect(printSyntax(again)).toBe(printSyntax(file));
  });
  it('gives each name the span of exactly its characters', () => {
    const names = nodesOf(file).filter(
      (n) => Object.keys(n).sort().join() === 'span,text',
    ) as unknown as Syntax.Identifier[];
    expect(names.length).toBeGreaterThan(300);
    for (const { text, span } of names) expect([text, `"${text}"`]).toContain(everyForm.slice(span.start, span.end));
  });
  it('gives each expression the span of text that parses to it again', () => {
    const expressions = nodesOf(file).filter((n) =>
      EXPRESSIONS.has(String((n as { kind?: string }).kind)),
    ) as unknown as Syntax.Expression[];
    expect(expressions.length).toBeGreaterThan(400);
    for (const e of expressions) {
      // The statement `x' = ...` is of kind `rate` too.
      if ('doc' in e) continue;
      const text = everyForm.slice(e.span.start, e.span.end);
      if (e.kind === 'call' && ['end', 'last'].includes(e.callee.text)) continue;
      if (e.kind === 'binary' && e.operator === '==' && !text.includes('==')) continue;
      expect([text, sketch(expressionOf(text))]).toEqual([text, sketch(e)]);
    }
  });
  it('gives each statement a span that starts with its first word', () => {
    for (const d of file.declarations) expect(everyForm.slice(d.span.start)).toMatch(new RegExp(`^${d.kind}\\b`));
  });
});

it('the tree without places is plain data', () => {
  expect(withoutPlaces(parsed('param a = 1'))).toMatchObject({
    declarations: [{ kind: 'param', name: { text: 'a' } }],
  });
});
