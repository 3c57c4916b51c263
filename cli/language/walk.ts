/** Every expression below a piece of syntax, without its meaning. */
import type { Syntax } from '../../dsl/index.ts';

/** The expressions directly inside of `e`. */
export function partsOf(e: Syntax.Expression): readonly Syntax.Expression[] {
  switch (e.kind) {
    case 'number':
    case 'string':
    case 'name':
    case 'rate':
      return [];
    case 'member':
      return [e.base];
    case 'index':
      return [e.base, ...e.indices];
    case 'call':
      return e.args.map((argument) => argument.value);
    case 'unary':
      return [e.operand];
    case 'binary':
      return [e.left, e.right];
    case 'if':
      return [e.condition, e.then, e.otherwise];
    case 'vector':
    case 'list':
      return e.items;
    case 'range':
      return e.step === null ? [e.low, e.high] : [e.low, e.high, e.step];
    default:
      return e satisfies never;
  }
}

/** `cell[0, 1].X` without its indices: `cell.X`. */
export function withoutIndex(e: Syntax.Expression): Syntax.Expression {
  return e.kind === 'index' ? withoutIndex(e.base) : e;
}
