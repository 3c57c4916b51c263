import { describe, expect, it } from 'vitest';
import {
  type Diagnostic,
  diagnosticsToJson,
  nearest,
  positionOf,
  renderDiagnostic,
  renderDiagnostics,
} from '../../dsl/index.ts';

const text = ['device D {', '\tlet 界面 = a + b   // wide', '  Q(ambient, body) <+ V(p, n) / R', '}'].join('\n');
const source = { path: 'vo2.qnm', text };
function at(piece: string): Diagnostic['span'] {
  const start = text.indexOf(piece);
  return { file: 'vo2.qnm', start, end: start + piece.length };
}
const dimensionError: Diagnostic = {
  code: 'E0207',
  severity: 'error',
  message: 'this current is added to a heat flow',
  span: at('V(p, n) / R'),
  label: 'a current (A)',
  related: [{ span: at('Q(ambient, body)'), text: 'wants a power (W)' }],
  help: 'Joule heat is V(p, n)^2 / R',
};

describe('a diagnostic on the terminal', () => {
  it('shows the line, both labels and the help', () => {
    expect(renderDiagnostic(dimensionError, [source])).toBe(
      [
        'error[E0207]: this current is added to a heat flow',
        '  vo2.qnm:3    Q(ambient, body) <+ V(p, n) / R',
        '                                   ^^^^^^^^^^^ a current (A)',
        '               ^^^^^^^^^^^^^^^^ wants a power (W)',
        '  help: Joule heat is V(p, n)^2 / R',
        '',
      ].join('\n'),
    );
  });
  it('counts tabs and wide characters as the terminal shows them', () => {
    const [, line, carets] = renderDiagnostic({ ...dimensionError, span: at('a + b'), related: [], label: '' }, [
      source,
    ]).split('\n');
    expect(line).toBe('  vo2.qnm:2      let 界面 = a + b   // wide');
    // 界面 is four columns wide: the caret stands two columns further than characters counted.
    expect(carets).toBe(`${' '.repeat('  vo2.qnm:2      let '.length + 4 + ' = '.length)}^^^^^`);
  });
  it('shows labels of other lines with their lines', () => {
    const rendered = renderDiagnostic(
      { ...dimensionError, related: [{ span: at('device'), text: 'in this device' }] },
      [source],
    );
    expect(rendered.split('\n').slice(1, 5)).toEqual([
      '  vo2.qnm:3    Q(ambient, body) <+ V(p, n) / R',
      '                                   ^^^^^^^^^^^ a current (A)',
      '  vo2.qnm:1  device D {',
      '             ^^^^^^ in this device',
    ]);
  });
  it('cuts a span of many lines at the end of its first', () => {
    const [, , carets] = renderDiagnostic(
      { ...dimensionError, span: { file: 'vo2.qnm', start: 7, end: 60 }, related: [], label: '' },
      [source],
    ).split('\n');
    expect(carets!.trim()).toBe('^^^');
  });
  it('cuts long lines around the place', () => {
    const long = { path: 'long.qnm', text: `${'x'.repeat(500)} HERE ${'y'.repeat(500)}` };
    const rendered = renderDiagnostic(
      { ...dimensionError, span: { file: 'long.qnm', start: 501, end: 505 }, related: [] },
      [long],
    );
    const [, line, carets] = rendered.split('\n');
    expect(line!.length).toBeLessThan(130);
    expect(line!.slice(carets!.indexOf('^'), carets!.indexOf('^') + 4)).toBe('HERE');
  });
  it('has colours only when asked', () => {
    const esc = String.fromCharCode(27);
    expect(renderDiagnostic(dimensionError, [source])).not.toContain(esc);
    expect(renderDiagnostic(dimensionError, [source], { colour: true })).toContain(`${esc}[31merror[E0207]${esc}[0m`);
  });
  it('comes in the order of the text and survives a file that is not there', () => {
    const early = { ...dimensionError, code: 'E0001', span: at('device') };
    expect(renderDiagnostics([dimensionError, early], [source]).indexOf('E0001')).toBe('error['.length);
    expect(renderDiagnostics([dimensionError], [])).toContain('error[E0207]');
  });
});

describe('a diagnostic as JSON', () => {
  it('has the fields that the command line promises', () => {
    expect(diagnosticsToJson([dimensionError], new Map([['vo2.qnm', source]]))).toEqual([
      {
        code: 'E0207',
        severity: 'error',
        message: 'this current is added to a heat flow: a current (A)',
        file: 'vo2.qnm',
        line: 3,
        column: 23,
        endLine: 3,
        endColumn: 34,
        hint: 'Joule heat is V(p, n)^2 / R',
        related: [{ message: 'wants a power (W)', file: 'vo2.qnm', line: 3, column: 3, endLine: 3, endColumn: 19 }],
      },
    ]);
  });
  it('counts lines from one in files of every system', () => {
    expect(positionOf('a\r\nb\nc\rd', 8)).toEqual({ line: 4, column: 2 });
    expect(positionOf('', 0)).toEqual({ line: 1, column: 1 });
    expect(positionOf('😀x', 2)).toEqual({ line: 1, column: 2 });
  });
});

describe('the nearest name', () => {
  it.each([
    ['resister', ['resistor', 'capacitor'], 'resistor'],
    ['Resistor', ['resistor'], 'resistor'],
    ['tauu', ['tau', 'beta'], 'tau'],
    ['x', ['y', 'z'], undefined],
    ['voltage', ['current'], undefined],
    ['C', ['c', 'G'], 'c'],
  ])('to %s among %s is %s', (name, candidates, best) => {
    expect(nearest(name, candidates)).toBe(best);
  });
});
