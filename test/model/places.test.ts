/** `place ... by positions("x.csv")` and `couple ... by within(REACH)`: who is joined, and what edges know of the places. */
import { describe, expect, it } from 'vitest';
import { NodeFiles } from '../../cli/files.ts';
import { buildModel } from '../../compiler/model/index.ts';
import { DiagnosticSink } from '../../dsl/index.ts';

const corners = 'x[nm],y[nm],gain\n0,0,1\n300,0,2\n300,400,3\n0,400,4';
const copied = `circuit Inner { p: spin[4]  place p by positions("p.csv")  couple p by within(350 nm) { pull(a.own, b.own) { r = b.pos - a.pos } } }`;
function modelOf(body: string, files: Readonly<Record<string, string>> = { 'p.csv': corners }) {
  const sink = new DiagnosticSink();
  const text = `use std.disciplines
    device spin(own: neural owner) { param gain = 1  state u = 1 in -9 .. 9  u' = (x(own) - u) / 1 us  s(own) = gain * u }
    device pull(a: neural, b: neural) { param r: vec3 m  param w = 1  x(a) <+ w * s(b) * 1 nm / norm(r)  x(b) <+ w * s(a) * 1 nm / norm(r) }
    ${body.includes('Inner') ? copied : ''}
    circuit Net { ${body} }
    experiment E of Net { stop = 1 us  dt = 10 ns }`;
  const access = {
    readPackaged: (path: string) => new NodeFiles().readPackaged(path),
    readText: (path: string) => (files[path] === undefined ? undefined : { path, text: files[path] }),
  };
  const model = buildModel({ path: 'net.qnm', text }, access, sink);
  const parts = model?.experiments[0]?.parts ?? [];
  return {
    said: sink.all.map((d) => `${d.code} ${d.message}`),
    codes: sink.all.map((d) => d.code),
    edges: parts.flatMap(({ edges }) => (edges ? [[[...edges.from], [...edges.to]]] : [])),
    parts,
  };
}
const joined = (reach: string, settings = ''): string =>
  `p: spin[4]  place p by positions("p.csv")  couple p by within(${reach}) { pull(a.own, b.own) { r = b.pos - a.pos ${settings} } }`;

describe('instances with places', () => {
  it.each([
    ['250 nm', []],
    ['300 nm', [[[0, 2], [1, 3]]]],
    ['0.4 um', [[[0, 0, 1, 2], [1, 3, 2, 3]]]],
    ['500 nm', [[[0, 0, 0, 1, 1, 2], [1, 2, 3, 2, 3, 3]]]],
  ])('within %s of each other are joined', (reach, edges) => {
    expect(modelOf(joined(reach)).edges).toEqual(edges);
  }); // biome-ignore format: a row each
  it('give edges vectors that are known before the run', () => {
    const { codes, parts } = modelOf(joined('300 nm', 'w = a.gain * b.gain'));
    expect(codes).toEqual([]);
    const { data, remotes } = parts[1]!.cell;
    const numbers = Object.fromEntries(data.map(({ name, values }) => [name, [...values]]));
    expect(numbers).toMatchObject({
      'a.pos.x': [0, 300e-9],
      'b.pos.x': [300e-9, 0],
      'a.pos.y': [0, 400e-9],
      'a.gain': [1, 3],
      'b.gain': [2, 4],
    });
    expect(remotes.map(({ name }) => name).sort()).toEqual(['a.own', 'b.own']); // what moves is read, nothing else
  });
  it('joins the members of one array to those of another, both ways of a pair', () => {
    const body = (to: string) =>
      `p: spin[4]  q: spin[4]  place p by positions("p.csv")  place q by positions("p.csv")
       couple p to ${to} by within(300 nm) { pull(a.own, b.own) { r = b.pos - a.pos + (1 nm, 0 m, 0 m) } }`;
    expect(modelOf(body('q')).edges).toEqual([[[0, 0, 1, 1, 2, 2, 3, 3], [0, 1, 0, 1, 2, 3, 2, 3]]]);
    expect(modelOf(body('p')).edges).toEqual([[[0, 1, 2, 3], [1, 0, 3, 2]]]);
  }); // biome-ignore format: a row each
  it('are the same in every copy of a circuit', () => {
    const { codes, edges, parts } = modelOf('v: Inner[2]');
    expect(codes).toEqual([]);
    expect(edges).toEqual([[[0, 2, 4, 6], [1, 3, 5, 7]]]);
    expect([...parts[0]!.cell.data.find(({ name }) => name === 'v.p.gain')!.values]).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
  }); // biome-ignore format: a row each
  it.each([
    ['p: spin[4]  couple p by within(1 nm) { pull(a.own, b.own) { r = b.pos - a.pos } }', corners, 'E0335 it is not known where the instances of `p` stand'],
    [joined('1 V'), corners, 'E0208'],
    [joined('0 nm'), corners, 'E0335 how far a coupling reaches'],
    ['p: spin[4]  place q by positions("p.csv")', corners, 'E0201'],
    [joined('300 nm').replace('positions', 'places'), corners, 'E0335 what is placed'],
    [joined('300 nm'), 'x[nm],y[nm]\n0,0\n1,1', 'E0340 p.csv has 2 rows'],
    [joined('300 nm'), 'x[nm],y[V]\n0,0\n1,1\n1,0\n0,1', 'E0617 this column is a voltage'],
    [joined('300 nm'), 'x[nm],Gain\n0,0\n1,1\n1,0\n0,1', 'E0617 `spin` has no parameter `Gain`'],
    [joined('300 nm'), 'gain\n0\n1\n1\n0', 'E0617 positions have a column'],
    [joined('300 nm').replace('spin[4]', 'spin[4] { gain = 2 }'), corners, 'E0202'],
    ['node p: neural[4]  place p by positions("p.csv")', corners, 'E0205'],
  ])('%s, %j: %s', (body, csv, wanted) => {
    const { said } = modelOf(body, { 'p.csv': csv });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(wanted);
  }); // biome-ignore format: a row each
});
