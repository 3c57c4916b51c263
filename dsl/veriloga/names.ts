/** Names of the imported device that mean nothing else in the language. */
import { keywords, shapes } from '../tokens.ts';

/** Words that an expression or a statement would read otherwise. */
const TAKEN = new Set([
  ...keywords.keys(),
  ...shapes,
  ...['V', 'I', 'T', 'Q', 'gnd', 'ambient', 'pi', 'time', 'noise', 'true', 'false'],
  ...[
    'min',
    'max',
    'clamp',
    'abs',
    'sgn',
    'step',
    'sqrt',
    'rsqrt',
    'pow',
    'mod',
    'exp',
    'ln',
    'log2',
    'log10',
    'floor',
    'ceil',
    'round',
  ],
  ...[
    'sin',
    'cos',
    'tan',
    'asin',
    'acos',
    'atan',
    'atan2',
    'sinh',
    'cosh',
    'tanh',
    'sigmoid',
    'dot',
    'cross',
    'norm',
    'ddt',
    'delay',
  ],
]);

export class Names {
  private readonly used = new Set<string>();
  /** From which number on a name may be free: a large module has thousands of `slope`. */
  private readonly numbers = new Map<string, number>();
  private readonly given = new Map<string, string>();

  /** The name for `key`, the same at every call. */
  of(key: string): string {
    const known = this.given.get(key);
    if (known !== undefined) return known;
    const name = this.fresh(key);
    this.given.set(key, name);
    return name;
  }
  /** A name that nothing has yet, `wish` if that is free. */
  fresh(wish: string): string {
    const plain =
      wish
        .replace(/^\$/, '')
        .replace(/\[(\d+)\]$/, '_$1')
        .replace(/[^A-Za-z0-9_]/g, '_')
        .replace(/^(?=\d)/, 'n') || 'n';
    const base = TAKEN.has(plain) ? `${plain}_` : plain;
    let name = base;
    let n = this.numbers.get(base) ?? 2;
    for (; this.used.has(name); n++) name = `${base}_${n}`;
    this.numbers.set(base, n);
    this.used.add(name);
    return name;
  }
}
