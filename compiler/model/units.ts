/** Units and types in the words of a file: SI symbols with prefixes, and what the files declare (`unit Oe = 1e-4 T`). */
import {
  DiagnosticSink,
  type Dimension,
  findUnit,
  inSI,
  multiplyDimensions,
  none,
  parseFile,
  powerOfDimension,
  type Span,
  type Syntax,
  sameDimension,
  UnitTable,
  unitHelp,
  unitText,
} from '../../dsl/index.ts';
import { asComplex } from './complex.ts';
import type { Context, Environment } from './environment.ts';
import type { PrintUnit } from './form.ts';
import { dimensionHelp, textOfExpression } from './operators.ts';
import { describe, type Quantity, type Shape } from './quantity.ts';
import { didYouMean } from './reporter.ts';
import { type FileScope, findDeclaration, unitKey, visibleNames } from './scopes.ts';

export interface ResolvedUnit {
  readonly dimension: Dimension;
  /** SI value of one. */
  readonly scale: number;
}

/**
 * Dimension and scale of a unit; null when a symbol is unknown, which has been reported.
 * @param isValue  whether a name is that of a value: `2 x` is how others multiply
 */
export function resolveUnit(
  unit: Syntax.UnitSyntax,
  scope: FileScope,
  context: Context,
  isValue: (name: string) => boolean = () => false,
): ResolvedUnit | null {
  let dimension = none;
  let scale = 1;
  for (const factor of unit.factors) {
    const symbol = resolveSymbol(factor.symbol, scope, context, isValue);
    if (!symbol) return null;
    const power = factor.numerator / factor.denominator;
    dimension = multiplyDimensions(dimension, powerOfDimension(symbol.dimension, power));
    scale *= symbol.scale ** power;
  }
  return { dimension, scale };
}

function resolveSymbol(
  symbol: Syntax.Identifier,
  scope: FileScope,
  context: Context,
  isValue: (name: string) => boolean,
): ResolvedUnit | null {
  const declared = findDeclaration(scope, unitKey(symbol.text), 'unit');
  if (declared) return declaredUnit(declared.declaration, declared.scope, context);
  const known = findUnit(symbol.text) ?? prefixedUnit(symbol.text, scope, context);
  if (known) return known;
  return context.reporter.report('E0203', symbol.span, `no unit is called \`${symbol.text}\``, {
    label: 'unknown unit',
    help:
      (symbol.text === 'i' || isValue(symbol.text) ? `to multiply write \`*\` before \`${symbol.text}\`` : undefined) ??
      unitHelp(symbol.text) ??
      didYouMean(symbol.text, visibleNames(scope, 'unit')) ??
      'units of your own are declared like `unit Oe = 1e-4 T`',
  });
}

/** A declared unit behind a prefix: `kOe` where the file says `unit Oe = ... prefixable`. */
function prefixedUnit(symbol: string, scope: FileScope, context: Context): ResolvedUnit | undefined {
  const base = findDeclaration(scope, unitKey(symbol.slice(1)), 'unit');
  const unit = base?.declaration.prefixable ? declaredUnit(base.declaration, base.scope, context) : null;
  return unit ? new UnitTable([{ symbol: symbol.slice(1), prefixable: true, ...unit }]).find(symbol) : undefined;
}

/** Dimension and scale of `unit NAME = ...`. */
export function declaredUnit(
  declaration: Syntax.UnitDeclaration,
  scope: FileScope,
  context: Context,
): ResolvedUnit | null {
  const { value } = declaration;
  if (value.kind !== 'number' || !value.unit || !(value.value > 0))
    return context.reporter.report(
      'E0230',
      value.span,
      `the unit \`${declaration.name.text}\` wants a positive number with a unit`,
      { help: 'for example `unit Oe = 1e-4 T`' },
    );
  if (context.busy.has(declaration))
    return context.reporter.report(
      'E0206',
      declaration.name.span,
      `the unit \`${declaration.name.text}\` is defined by itself`,
      { help: 'define it by SI units' },
    );
  context.busy.add(declaration);
  try {
    const unit = resolveUnit(value.unit, scope, context);
    return unit && { dimension: unit.dimension, scale: inSI(value.value, unit.scale) };
  } finally {
    context.busy.delete(declaration);
  }
}

/** A unit that stands in another file as text (a CSV header, a TOML value). */
export function parseUnitText(text: string, span: Span, scope: FileScope, context: Context): ResolvedUnit | null {
  if (text === '1') return { dimension: none, scale: 1 };
  const quantity = parseQuantityText(`1 ${text}`, span);
  if (quantity?.kind !== 'number')
    return context.reporter.report('E0203', span, `\`${text}\` is not a unit`, { label: 'unknown unit' });
  if (!quantity.unit) return { dimension: none, scale: 1 };
  return resolveUnit(quantity.unit, scope, context);
}

/** An expression given as text outside of a `.qnm` file, every place of it at `span`; null when it does not parse. */
export function parseQuantityText(text: string, span: Span): Syntax.Expression | null {
  const sink = new DiagnosticSink();
  const syntax = parseFile({ path: span.file, text: `param value = ${text}` }, sink);
  const [declaration] = syntax.declarations;
  if (sink.hasErrors || syntax.declarations.length !== 1 || declaration?.kind !== 'param') return null;
  return JSON.parse(JSON.stringify(declaration.value, (key, value: unknown) => (key === 'span' ? span : value)));
}

export interface ResolvedType {
  readonly shape: Exclude<Shape, 'bool'>;
  readonly dimension: Dimension;
  readonly unit: string | null;
  readonly scale: number;
  readonly angle: boolean;
  /** Of an angle: its whole turns are kept beside it. */
  readonly counting: boolean;
  readonly direction: boolean;
}

/** A type as written. */
export function resolveType(type: Syntax.TypeSyntax, scope: FileScope, context: Context): ResolvedType | null {
  const unit = type.unit ? resolveUnit(type.unit, scope, context) : { dimension: none, scale: 1 };
  if (!unit) return null;
  const vector = type.shape === 'vec3' || type.shape === 'direction';
  const text = type.unit?.text ?? null;
  return {
    shape: vector ? 'vector' : type.shape === 'complex' ? 'complex' : 'real',
    dimension: unit.dimension,
    unit: text,
    scale: unit.scale,
    angle: type.shape === 'angle',
    counting: type.counting,
    direction: type.shape === 'direction',
  };
}

/** The quantity with the type written for it, null after E0208 or E0210. */
export function typed<T>(
  type: Syntax.TypeSyntax,
  quantity: Quantity<T>,
  expression: Syntax.Expression,
  what: string,
  scope: FileScope,
  env: Environment<T>,
): Quantity<T> | null {
  const wanted = resolveType(type, scope, env.context);
  return wanted && fitted(wanted, quantity, expression, type.span, what, env);
}

/** `quantity` in the shape of `wanted`, a real number where a complex one is wanted too; null after a message where it does not fit. */
export function fitted<T>(
  wanted: Pick<ResolvedType, 'shape' | 'dimension' | 'unit'>,
  quantity: Quantity<T>,
  expression: Syntax.Expression,
  at: Span,
  what: string,
  env: Environment<T>,
): Quantity<T> | null {
  const wide = wanted.shape === 'complex' ? asComplex(env, quantity) : quantity;
  return fits(wanted, wide, expression, at, what, env) ? wide : null;
}

/** Reports unless `quantity` has the shape and the dimension of `wanted`, which is written at `at`. */
export function fits<T>(
  wanted: Pick<ResolvedType, 'shape' | 'dimension' | 'unit'>,
  quantity: Quantity<T>,
  expression: Syntax.Expression,
  at: Span,
  what: string,
  env: Environment<T>,
): boolean {
  const want = describe({ ...wanted, parts: [] });
  const elsewhere = at.file !== expression.span.file || at.start !== expression.span.start;
  const extras = { label: describe(quantity), related: elsewhere ? [{ span: at, text: `wants ${want}` }] : [] };
  if (quantity.shape !== wanted.shape) {
    const code = quantity.shape === 'bool' ? 'E0211' : 'E0210';
    const help = quantity.shape === 'complex' ? 'take `.re` or `.im`, `abs(z)`, `norm2(z)` or `arg(z)`' : undefined;
    env.context.reporter.report(code, expression.span, `${what} is ${want}, and this is ${describe(quantity)}`, {
      ...extras,
      help,
    });
    return false;
  }
  if (sameDimension(quantity.dimension, wanted.dimension)) return true;
  const help = dimensionHelp(env, quantity.dimension, wanted.dimension, textOfExpression(env, expression));
  env.context.reporter.report('E0208', expression.span, `${what} is ${want}, and this is ${describe(quantity)}`, {
    ...extras,
    help,
  });
  return false;
}

/** How a quantity is printed: in the unit that the reader typed (`scale` is one of it in SI), else in SI. */
export function printUnit(text: string | null, dimension: Dimension | null, scale = 1): PrintUnit {
  if (text !== null && text !== '' && text !== '1') return { text, scale: 1 / scale };
  return { text: dimension ? unitText(dimension) : '', scale: 1 };
}

/** The unit of a number as typed (`5 mΩ`, `-3 K`), else SI. */
export function printUnitOf(
  expression: Syntax.Expression | null,
  dimension: Dimension,
  scope: FileScope,
  context: Context,
): PrintUnit {
  if (expression?.kind === 'unary') return printUnitOf(expression.operand, dimension, scope, context);
  const unit = expression?.kind === 'number' && expression.unit ? resolveUnit(expression.unit, scope, context) : null;
  if (expression?.kind === 'number' && unit && sameDimension(unit.dimension, dimension))
    return printUnit(expression.unit!.text, dimension, unit.scale);
  return printUnit(null, dimension);
}
