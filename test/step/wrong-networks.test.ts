import { describe, expect, it } from 'vitest';
import type { Diagnostic, Span } from '../../dsl/index.ts';
import { electrical, ModelBuilder, neural, thermal } from './model-builder.ts';

const run = { dt: 1e-9, stop: 1e-6 };
function errorsOf(b: ModelBuilder): readonly Diagnostic[] {
  const { form, sink } = b.build(run);
  expect(form).toBeNull();
  return sink.all;
}
const at = (span: Span | undefined): number => span!.start;

describe('a wrong network', () => {
  it('with nodes that float names them', () => {
    const b = new ModelBuilder();
    const [p, q, lone] = [b.node('p', electrical), b.node('q', electrical), b.node('lone', thermal)];
    b.resistor('R', p, q, 1e3);
    b.capacitor('C', p, q, 1e-9);
    const all = errorsOf(b);
    expect(all.map((d) => d.code)).toEqual(['E0301', 'E0301']);
    expect(all[0]!.message).toContain('p, q');
    expect(at(all[1]!.span)).toBe(at(b.nodes[lone]!.origin));
    expect(all[1]!.message).toContain('nothing is connected to the node lone');
  });
  it('with a node that only current sources feed', () => {
    const b = new ModelBuilder();
    const p = b.node('p', electrical);
    b.branch('I1', 'flow', b.ground, p, b.c(1e-3));
    expect(errorsOf(b).map((d) => d.code)).toEqual(['E0301']);
  });
  it('that bends without storage names the branch that bends', () => {
    const b = new ModelBuilder();
    const source = b.port('in', electrical, b.stimulus(2));
    const mid = b.node('mid', electrical);
    b.resistor('R', source, mid, 1e3);
    const diode = b.branch('D1', 'flow', mid, b.ground, b.mul(b.c(1e-12), b.op('expm1', b.mul(b.c(40), b.v(mid)))));
    const [error] = errorsOf(b);
    expect(error!.code).toBe('E0303');
    expect(error!.message).toContain('D1.I is not linear in V(mid)');
    expect(at(error!.span)).toBe(at(b.branches[diode]!.origin));
    expect(error!.help).toContain('storage at mid');
  });
  it('that switches on its own potential is not linear either', () => {
    const b = new ModelBuilder();
    const source = b.port('in', electrical, b.stimulus(2));
    const mid = b.node('mid', electrical);
    b.resistor('R', source, mid, 1e3);
    b.branch('S', 'flow', mid, b.ground, b.op('select', b.op('less', b.c(1), b.v(mid)), b.c(1e-3), b.c(0)));
    expect(errorsOf(b).map((d) => d.code)).toEqual(['E0303']);
  });
  it('with two drivers of a fixed node, or a loop of sources', () => {
    const b = new ModelBuilder();
    const top = b.node('top', electrical, { role: 'fixed', value: 5 });
    const first = b.source('E1', top, b.ground, 3);
    const p = b.node('p', electrical);
    b.source('E2', p, b.ground, 3);
    const third = b.source('E3', p, b.ground, 3);
    const all = errorsOf(b);
    expect(all.map((d) => d.code)).toEqual(['E0304', 'E0304']);
    expect(all.map((d) => at(d.span))).toEqual([first, third].map((i) => at(b.branches[i]!.target)));
    expect(all[0]!.message).toContain('top');
  });
  it('with a capacitance of 0, also at one swept point', () => {
    const b = new ModelBuilder();
    const source = b.port('in', electrical, b.stimulus(2));
    const out = b.node('out', electrical);
    b.resistor('R', source, out, 1e3);
    const c = b.branch('C', 'flow', out, b.ground, b.mul(b.param('C', 0).leaf, b.ddt(b.v(out))));
    const [error] = errorsOf(b);
    expect([error!.code, at(error!.span)]).toEqual(['E0305', at(b.branches[c]!.origin)]);
    const s = new ModelBuilder();
    const param = s.param('C', 1e-9);
    s.set('param', param.index, s.sweep('C', [1e-9, 0]));
    const node = s.node('out', electrical);
    s.branch('C', 'flow', node, s.ground, s.mul(param.leaf, s.ddt(s.v(node))));
    s.resistor('R', node, s.ground, 1);
    expect(errorsOf(s).map((d) => d.code)).toEqual(['E0305']);
  });
  it('with more than eight coupled nodes and changing coefficients says what breaks the loop', () => {
    const chain = (nodes: number, changing: boolean): ModelBuilder => {
      const b = new ModelBuilder();
      const x = b.state('x', 1);
      b.rate(x, b.c(0));
      let before = b.port('in', electrical, b.stimulus(1));
      for (let i = 0; i < nodes; i++) {
        const next = b.node(`n${i}`, electrical);
        b.resistance(`R${i}`, before, next, changing ? b.add(b.c(1), x.leaf) : b.c(1));
        before = next;
      }
      b.resistor('Rend', before, b.ground, 1);
      b.record('end', b.v(before));
      return b;
    };
    const [error] = errorsOf(chain(9, true));
    expect(error!.code).toBe('E0306');
    expect(error!.message).toMatch(/^9 potentials/);
    expect(error!.help).toContain('R4');
    expect(chain(8, true).build(run).sink.all).toEqual([]);
    expect(chain(20, false).build(run).sink.all).toEqual([]);
    expect(
      chain(33, false)
        .build(run)
        .sink.all.map((d) => d.code),
    ).toEqual(['E0306']);
  });
  it('with two followers that follow each other is not determined', () => {
    const b = new ModelBuilder();
    const [p, q] = [b.node('p', electrical), b.node('q', electrical)];
    b.branch('E1', 'potential', p, b.ground, b.v(q));
    b.branch('E2', 'potential', q, b.ground, b.v(p));
    b.resistor('R', p, q, 1e3);
    b.resistor('Rg', p, b.ground, 1e3);
    expect(errorsOf(b).map((d) => d.code)).toEqual(['E0302']);
  });
  it('that wants the rate of a rate', () => {
    const b = new ModelBuilder();
    const out = b.node('out', electrical);
    b.resistor('R', out, b.ground, 1);
    b.branch('X', 'flow', out, b.ground, b.ddt(b.ddt(b.v(out))));
    expect(errorsOf(b).map((d) => d.code)).toContain('E0310');
  });
  it('whose port nothing sets', () => {
    const b = new ModelBuilder();
    const source = b.port('in', electrical, null);
    const out = b.node('out', electrical);
    b.resistor('R', source, out, 1);
    b.capacitor('C', out, b.ground, 1);
    expect(errorsOf(b).map((d) => d.code)).toEqual(['E0311']);
  });
});

describe('wrong rates, events and blocks', () => {
  it('an algebraic loop is named, and so is a node without owner', () => {
    const b = new ModelBuilder();
    const [p, q, r] = [b.node('p', neural), b.node('q', neural), b.node('r', neural)];
    b.branch('P', 'own', p, null, b.leaf('nodeFlow', p));
    b.branch('Q', 'own', q, null, b.leaf('nodeFlow', q));
    b.branch('W1', 'add', q, null, b.leaf('potential', p));
    b.branch('W2', 'add', p, null, b.leaf('potential', q));
    const x = b.state('x', 0);
    b.rate(x, b.add(b.leaf('potential', p), b.leaf('potential', r)));
    const all = errorsOf(b);
    expect(all.map((d) => d.code).sort()).toEqual(['E0307', 'E0308']);
    expect(all.find((d) => d.code === 'E0307')!.message).toContain('s(p)');
    expect(all.find((d) => d.code === 'E0307')!.message).toContain('s(q)');
  });
  it('a rate that is not linear in itself', () => {
    const b = new ModelBuilder();
    const x = b.state('x', 1);
    b.rate(x, b.sub(b.c(1), b.mul(b.ddt(x.leaf), b.ddt(x.leaf))));
    const [error] = errorsOf(b);
    expect([error!.code, at(error!.span)]).toEqual(['E0309', at(b.states[0]!.origin)]);
  });
  it('a rate that reads an event', () => {
    const b = new ModelBuilder();
    const x = b.state('x', 1);
    const spike = b.crossing('spike', 'rising', x.leaf, b.c(2));
    b.rate(x, b.op('select', spike, b.c(1), b.c(0)));
    expect(errorsOf(b).map((d) => d.code)).toEqual(['E0315']);
  });
  it('an event that never occurs, since what it watches changes in blocks only', () => {
    const b = new ModelBuilder();
    const [x, m] = [b.state('x', 0), b.memory('m', 1)];
    b.rate(x, b.c(1));
    b.crossing('never', 'rising', b.mul(b.c(2), m.leaf), b.c(0));
    b.crossing('some', 'rising', x.leaf, m.leaf);
    const { form, sink } = b.build(run);
    expect(form).not.toBeNull();
    expect(sink.all.map((d) => [d.code, d.message.includes('never')])).toEqual([['W0304', true]]);
    expect(sink.all[0]!.message).toContain('`m`');
  });
  it('a recorded value that reads an event', () => {
    const b = new ModelBuilder();
    const x = b.state('x', 1);
    b.rate(x, b.c(1));
    b.record('r', b.op('select', b.crossing('spike', 'rising', x.leaf, b.c(2)), b.c(1), b.c(0)));
    expect(errorsOf(b).map((d) => d.code)).toEqual(['E0317']);
  });
  it('delays and periods that are too short or differ', () => {
    const b = new ModelBuilder();
    const [x, p] = [b.state('x', 1), b.param('d', 1e-9)];
    b.set('param', p.index, b.sweep('d', [1e-9, 2e-9]));
    b.rate(x, b.delay(x.leaf, 0.1e-9));
    b.blocks.push({
      kind: 'every',
      condition: null,
      period: p.leaf,
      priority: null,
      assignments: [],
      origin: b.states[0]!.origin,
    });
    expect(errorsOf(b).map((d) => d.code)).toEqual(['E0313', 'E0314']);
  });
});

describe('two blocks that assign one variable', () => {
  const conflict = (
    build: (b: ModelBuilder, x: { leaf: never }, m: { index: number; leaf: never }) => void,
  ): string[] => {
    const b = new ModelBuilder();
    const x = b.state('x', 0);
    b.rate(x, b.c(1));
    build(b, x as never, b.memory('m', 0) as never);
    return b.build(run).sink.all.map((d) => d.code);
  };
  it('conflict when both can run', () => {
    expect(
      conflict((b, x, m) => {
        b.on(b.op('less', b.c(1), x.leaf), [[m, b.c(1)]]);
        b.on(b.op('less', x.leaf, b.c(2)), [[m, b.c(0)]]);
      }),
    ).toEqual(['E0312']);
  });
  it('do not when their conditions exclude each other', () => {
    expect(
      conflict((b, x, m) => {
        b.on(b.op('less', b.c(2), x.leaf), [[m, b.c(1)]]);
        b.on(b.op('lessEqual', x.leaf, b.c(2)), [[m, b.c(0)]]);
        b.on(b.op('and', b.op('equal', x.leaf, b.c(2)), b.op('equal', m.leaf, b.c(5))), [[b.memory('n', 0), b.c(0)]]);
      }),
    ).toEqual([]);
  });
  it('do not when one waits for a rising and the other for a falling of the same quantity', () => {
    expect(
      conflict((b, x, m) => {
        b.on(b.crossing('up', 'rising', x.leaf, b.c(3)), [[m, b.c(1)]]);
        b.on(b.crossing('down', 'falling', x.leaf, b.c(1)), [[m, b.c(0)]]);
      }),
    ).toEqual([]);
  });
  it('do not when a memory has to have two values at once', () => {
    expect(
      conflict((b, x, m) => {
        b.on(b.op('and', b.op('equal', m.leaf, b.c(0)), b.op('less', b.c(3), x.leaf)), [[m, b.c(1)]]);
        b.on(b.op('and', b.op('equal', m.leaf, b.c(1)), b.op('less', b.c(4), x.leaf)), [[m, b.c(0)]]);
      }),
    ).toEqual([]);
  });
  it('conflict when a period meets a condition, or a block assigns twice', () => {
    expect(
      conflict((b, x, m) => {
        b.every(2e-9, [[m, b.c(1)]]);
        b.on(b.op('less', x.leaf, b.c(2)), [[m, b.c(0)]]);
      }),
    ).toEqual(['E0312']);
    expect(
      conflict((b, x, m) =>
        b.on(b.op('less', x.leaf, b.c(2)), [
          [m, b.c(0)],
          [m, b.c(1)],
        ]),
      ),
    ).toEqual(['E0312']);
  });
});
