/** Expressions of Verilog-A as values of the imported device. */
import type { Span } from '../source.ts';
import type { Problems } from './problems.ts';
import type { VaExpression } from './tree.ts';
import * as Q from './values.ts';

/** What an expression sees where it stands. */
export interface Place {
  /** Value of a variable, parameter or argument; undefined when the name is unknown. */
  read(name: string, span: Span): Q.Value | undefined;
  /** Access of a node or branch, an analog operator, a user's function; undefined when the word is none of these. */
  call(name: string, args: readonly VaExpression[], span: Span): Q.Value | undefined;
}

/** Functions that both languages have, by their name here. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  exp: 'exp',
  ln: 'ln',
  log: 'log10',
  sqrt: 'sqrt',
  abs: 'abs',
  fabs: 'abs',
  min: 'min',
  max: 'max',
  floor: 'floor',
  ceil: 'ceil',
  sin: 'sin',
  cos: 'cos',
  tan: 'tan',
  asin: 'asin',
  acos: 'acos',
  atan: 'atan',
  atan2: 'atan2',
  hypot: 'hypot',
  sinh: 'sinh',
  cosh: 'cosh',
  tanh: 'tanh',
};
/** Calls that say something about the simulator: in a transient run they are these numbers. */
const SYSTEM: Readonly<Record<string, number>> = { $mfactor: 1, $port_connected: 1, $param_given: 0 };
const NOISE = new Set(['white_noise', 'flicker_noise', 'noise_table', 'ac_stim']);
/** Draws, and which of their arguments their mean is made of. A draw at each evaluation depends on the steps of the simulator. */
const DRAWS: Readonly<Record<string, (args: readonly Q.Value[]) => Q.Value>> = {
  random: () => Q.number(0),
  arandom: () => Q.number(0),
  normal: (args) => args[1] ?? Q.number(0),
  exponential: (args) => args[1] ?? Q.number(0),
  poisson: (args) => args[1] ?? Q.number(0),
  uniform: (args) =>
    Q.arithmetic('/', Q.arithmetic('+', args[1] ?? Q.number(0), args[2] ?? Q.number(0)), Q.number(2, '2.0', false)),
};
/** `limexp` is exp up to here; beyond it a simulator goes on with a line. */
const LIMIT = 80;

export class Evaluator {
  private readonly problems: Problems;
  private readonly place: Place;
  constructor(place: Place, problems: Problems) {
    this.place = place;
    this.problems = problems;
  }

  evaluate(e: VaExpression): Q.Value {
    switch (e.kind) {
      case 'number':
        return Q.number(
          e.value,
          /[a-zA-Z_]/.test(e.text.replace(/[eE][+-]?\d+$/, ''))
            ? undefined
            : e.text.replace(/^\./, '0.').replace(/\.(?=$|e)/i, '.0'),
          e.whole,
        );
      case 'string':
        return this.refuse('a text stands where a number is wanted', e.span);
      case 'name':
        return this.place.read(e.name, e.span) ?? this.system(e.name, [], e.span);
      case 'element':
        return this.place.read(this.elementName(e.name, e.index), e.span) ?? this.unknownElement(e.name, e.span);
      case 'list':
        return this.refuse('a list of values stands where a number is wanted', e.span);
      case 'unary':
        if (e.operator === '+') return this.evaluate(e.operand);
        return e.operator === '-' ? Q.negate(this.evaluate(e.operand)) : Q.not(this.evaluate(e.operand));
      case 'binary':
        return this.binary(e.operator, this.evaluate(e.left), this.evaluate(e.right));
      case 'choice':
        return Q.choice(this.evaluate(e.condition), this.evaluate(e.then), this.evaluate(e.otherwise));
      case 'call':
        return this.place.call(e.name, e.args, e.span) ?? this.call(e.name, e.args, e.span);
      default:
        return e satisfies never;
    }
  }
  /** `x[3]`: which element it is must be known here, as in a loop that is written out. */
  elementName(array: string, index: VaExpression): string {
    const { constant } = Q.asNumber(this.evaluate(index));
    if (constant === null) this.refuse('an element of an array is chosen by numbers that are known here', index.span);
    return `${array}[${constant ?? 0}]`;
  }
  private unknownElement(array: string, span: Span): Q.Value {
    return this.refuse(`\`${array}\` has no such element: buses and arrays of nodes cannot be imported`, span);
  }
  private refuse(message: string, span: Span, help?: string): Q.Value {
    this.problems.error('E0702', message, span, help);
    return Q.number(0);
  }
  private binary(operator: string, a: Q.Value, b: Q.Value): Q.Value {
    if (operator === '&&') return Q.both(a, b);
    if (operator === '||') return Q.either(a, b);
    if (operator === '**') return Q.power(a, b);
    if (operator === '%') return Q.remainder(a, b);
    return /^[-+*/]$/.test(operator) ? Q.arithmetic(operator, a, b) : Q.compare(operator, a, b);
  }

  private call(name: string, args: readonly VaExpression[], span: Span): Q.Value {
    const plain = name.replace(/^\$(?=[a-z])/, '');
    const values = (): Q.Value[] => args.map((arg) => this.evaluate(arg));
    if (Object.hasOwn(FUNCTIONS, plain)) return Q.call(FUNCTIONS[plain]!, values());
    if (plain === 'pow') return Q.power(this.evaluate(args[0]!), this.evaluate(args[1]!));
    if (plain === 'asinh' || plain === 'acosh') return inverse(plain, this.evaluate(args[0]!));
    if (plain === 'atanh') return halfLog(this.evaluate(args[0]!));
    if (plain === 'limexp') return Q.call('exp', [Q.call('min', [this.evaluate(args[0]!), Q.number(LIMIT)])]);
    if (name === 'absdelay')
      return Q.call('delay', [this.evaluate(args[0]!), Q.atom(`(${this.evaluate(args[1]!).text}) * 1 s`)]);
    return this.system(name, args, span);
  }
  private system(name: string, args: readonly VaExpression[], span: Span): Q.Value {
    const first = args[0];
    if (name === 'analysis') return Q.condition(args.some((arg) => arg.kind === 'string' && arg.text === 'tran'));
    if (name === '$simparam') return args[1] === undefined ? Q.number(0) : this.evaluate(args[1]);
    if (name === '$limit' && first !== undefined) return this.evaluate(first);
    if (Object.hasOwn(SYSTEM, name)) return Q.number(SYSTEM[name]!);
    if (NOISE.has(name)) {
      this.problems.warn(`\`${name}\` is left out: the device has no noise`, span, 'add `sigma * noise` to a rate');
      return Q.number(0);
    }
    const draw = DRAWS[name.replace(/^\$(r?dist_)?/, '')];
    if (draw !== undefined && name.startsWith('$')) {
      const message = `\`${name}\` is a draw at each evaluation, which depends on the steps of a simulator: its mean stands here`;
      this.problems.warn(
        message,
        span,
        'noise of the device is `sigma * noise` in a rate, a draw at an event `normal()`',
      );
      return draw(args.map((arg) => this.evaluate(arg)));
    }
    if (name === '$abstime' || name === '$realtime')
      return this.refuse(
        'a device here does not read the time',
        span,
        'write what depends on it with `ddt` or `idt`, or drive a port with it',
      );
    return this.refuse(`\`${name}\` cannot be imported`, span);
  }
}

/** asinh x = ln(x + sqrt(x^2 + 1)), acosh x = ln(x + sqrt(x^2 - 1)); asinh by its size, where nothing cancels. */
function inverse(name: 'asinh' | 'acosh', x: Q.Value): Q.Value {
  const odd = name === 'asinh';
  const size = odd ? Q.call('abs', [x]) : x;
  const root = Q.call('sqrt', [Q.arithmetic(odd ? '+' : '-', Q.arithmetic('*', x, x), Q.number(1, '1.0', false))]);
  const log = Q.call('ln', [Q.arithmetic('+', size, root)]);
  return odd ? Q.arithmetic('*', Q.call('sgn', [x]), log) : log;
}
/** atanh x = ln((1 + x) / (1 - x)) / 2 */
function halfLog(x: Q.Value): Q.Value {
  const unit = Q.number(1, '1.0', false);
  const ratio = Q.arithmetic('/', Q.arithmetic('+', unit, x), Q.arithmetic('-', unit, x));
  return Q.arithmetic('*', Q.number(0.5), Q.call('ln', [ratio]));
}
