/** Expressions, types and units of form 1 from the concrete syntax tree. */
import type { CstNode, IToken } from 'chevrotain';
import { type BuildContext, identifier, nodeSpan, tokenSpan, unquote } from './build-context.ts';
import type * as Cst from './cst.d.ts';
import type { Span } from './source.ts';
import type { Argument, BinaryOperator, Expression, TypeSyntax, UnitSyntax } from './syntax.ts';
import { readUnit } from './unit-syntax.ts';

function joined(context: BuildContext, from: Span, to: Span): Span {
  return { file: context.path, start: from.start, end: to.end };
}

export function buildUnit(context: BuildContext, token: IToken): UnitSyntax {
  const span = tokenSpan(context, token);
  const unit = readUnit(token.image, span);
  if (unit !== null) return unit;
  context.report({
    code: 'E0117',
    severity: 'error',
    message: `\`${token.image}\` is not a product of unit symbols and powers`,
    span,
    help: 'write a unit like `mW/K`, `A/m^2`, `V/m^(1/2)` or `/s`, with no spaces inside',
  });
  return { text: token.image, factors: [], span };
}

export function buildType(context: BuildContext, node: Cst.TypeCstNode): TypeSyntax {
  const { Shape, Unit, CountingWord } = node.children;
  return {
    span: nodeSpan(context, node),
    shape: (Shape?.[0]?.image ?? 'scalar') as TypeSyntax['shape'],
    unit: Unit?.[0] === undefined ? null : buildUnit(context, Unit[0]),
    counting: CountingWord !== undefined,
  };
}

export function buildExpression(context: BuildContext, node: Cst.ExpressionCstNode): Expression {
  const { conditional, range } = node.children;
  if (range?.[0] !== undefined) return buildRange(context, range[0]);
  const children = conditional![0]!.children;
  return {
    kind: 'if',
    span: nodeSpan(context, node),
    condition: buildExpression(context, children.condition[0]!),
    // biome-ignore lint/suspicious/noThenProperty: the word of the language; never awaited
    then: buildExpression(context, children.then[0]!),
    otherwise: buildExpression(context, children.otherwise[0]!),
  };
}

function buildRange(context: BuildContext, node: Cst.RangeCstNode): Expression {
  const { low, high, step } = node.children;
  const first = buildDisjunction(context, low[0]!);
  if (high?.[0] === undefined) return first;
  return {
    kind: 'range',
    span: nodeSpan(context, node),
    low: first,
    high: buildDisjunction(context, high[0]),
    step: step?.[0] === undefined ? null : buildDisjunction(context, step[0]),
  };
}

/** `a - b - c` is `(a - b) - c`. */
function foldLeft(
  context: BuildContext,
  operands: readonly Expression[],
  operators: readonly IToken[] | undefined,
): Expression {
  return operands.slice(1).reduce<Expression>((left, right, i) => {
    const operator = operators![i]!.image as BinaryOperator;
    return { kind: 'binary', operator, left, right, span: joined(context, left.span, right.span) };
  }, operands[0]!);
}

function buildDisjunction(context: BuildContext, node: Cst.DisjunctionCstNode): Expression {
  const operands = node.children.operand.map((operand) => buildConjunction(context, operand));
  return foldLeft(context, operands, node.children.operator);
}

function buildConjunction(context: BuildContext, node: Cst.ConjunctionCstNode): Expression {
  const operands = node.children.operand.map((operand) => buildNegation(context, operand));
  return foldLeft(context, operands, node.children.operator);
}

function buildNegation(context: BuildContext, node: Cst.NegationCstNode): Expression {
  const operand = buildComparison(context, node.children.comparison[0]!);
  return prefixed(context, node.children.NotWord ?? [], operand);
}

function buildComparison(context: BuildContext, node: Cst.ComparisonCstNode): Expression {
  const { operand, operator = [] } = node.children;
  const operands = operand.map((o) => buildSum(context, o));
  if (operator.length > 1) reportChain(context, operands, operator);
  return foldLeft(context, operands, operator);
}

function reportChain(context: BuildContext, operands: readonly Expression[], operators: readonly IToken[]): void {
  const words = operands.map((o) => context.text.slice(o.span.start, o.span.end));
  const [first, second] = operators;
  context.report({
    code: 'E0115',
    severity: 'error',
    message: 'two comparisons in a row have no meaning',
    span: tokenSpan(context, second!),
    label: 'compares the outcome of the first comparison',
    related: [{ span: tokenSpan(context, first!), text: 'the first comparison' }],
    help: `write \`${words[0]} ${first!.image} ${words[1]} and ${words[1]} ${second!.image} ${words[2]}\``,
  });
}

export function buildSum(context: BuildContext, node: Cst.SumCstNode): Expression {
  const operands = node.children.operand.map((operand) => buildProduct(context, operand));
  return foldLeft(context, operands, node.children.operator);
}

function buildProduct(context: BuildContext, node: Cst.ProductCstNode): Expression {
  const operands = node.children.operand.map((operand) => buildSigned(context, operand));
  return foldLeft(context, operands, node.children.operator);
}

function buildSigned(context: BuildContext, node: Cst.SignedCstNode): Expression {
  return prefixed(context, node.children.sign ?? [], buildPower(context, node.children.power[0]!));
}

function prefixed(context: BuildContext, signs: readonly IToken[], operand: Expression): Expression {
  return signs.reduceRight<Expression>((inner, sign) => {
    const operator = sign.image as '-' | '+' | 'not';
    return { kind: 'unary', operator, operand: inner, span: joined(context, tokenSpan(context, sign), inner.span) };
  }, operand);
}

/** `a ^ b ^ c` is `a ^ (b ^ c)`, and `-a ^ b` is `-(a ^ b)`, as in mathematics. */
function buildPower(context: BuildContext, node: Cst.PowerCstNode): Expression {
  const base = buildPostfix(context, node.children.postfix[0]!);
  const exponents = (node.children.exponent ?? []).map((e) => ({
    signs: e.children.sign ?? [],
    value: buildPostfix(context, e.children.postfix[0]!),
  }));
  const last = exponents.pop();
  if (last === undefined) return base;
  let right = prefixed(context, last.signs, last.value);
  for (const { signs, value } of exponents.reverse()) right = prefixed(context, signs, raised(context, value, right));
  return raised(context, base, right);
}
function raised(context: BuildContext, left: Expression, right: Expression): Expression {
  return { kind: 'binary', operator: '^', left, right, span: joined(context, left.span, right.span) };
}

function buildPostfix(context: BuildContext, node: Cst.PostfixCstNode): Expression {
  const primary = buildPrimary(context, node.children.primary[0]!);
  return (node.children.selector ?? []).reduce<Expression>((base, selector) => {
    const span = joined(context, base.span, nodeSpan(context, selector));
    const { Word, shapeBrackets } = selector.children;
    if (Word?.[0] !== undefined) return { kind: 'member', base, member: identifier(context, Word[0]), span };
    return { kind: 'index', base, indices: buildShape(context, shapeBrackets?.[0]), span };
  }, primary);
}

/** The items of `[28, 28]`. */
export function buildShape(context: BuildContext, node: Cst.ShapeBracketsCstNode | undefined): Expression[] {
  return node === undefined ? [] : node.children.expression.map((e) => buildExpression(context, e));
}

function buildPrimary(context: BuildContext, node: Cst.PrimaryCstNode): Expression {
  const { quantity, StringLiteral, nameOrCall, parenthesised, shapeBrackets } = node.children;
  if (quantity?.[0] !== undefined) return buildQuantity(context, quantity[0]);
  if (nameOrCall?.[0] !== undefined) return buildName(context, nameOrCall[0]);
  const text = StringLiteral?.[0];
  if (text !== undefined) return { kind: 'string', value: unquote(text.image), span: tokenSpan(context, text) };
  if (shapeBrackets?.[0] !== undefined)
    return { kind: 'list', items: buildShape(context, shapeBrackets[0]), span: nodeSpan(context, node) };
  const items = parenthesised![0]!.children.expression.map((e) => buildExpression(context, e));
  const span = nodeSpan(context, node);
  if (items.length > 1) return { kind: 'vector', items, span };
  // The place of `(a + b)` is the brackets too, so that carets stand under all of it.
  return { ...items[0]!, span };
}

export function buildQuantity(context: BuildContext, node: Cst.QuantityCstNode): Expression {
  const { NumberLiteral, Unit } = node.children;
  const token = NumberLiteral[0]!;
  const value = Number(token.image);
  if (!Number.isFinite(value)) {
    context.report({
      code: 'E0114',
      severity: 'error',
      message: `\`${token.image}\` is larger than any number qnm can hold (1.8e308)`,
      span: tokenSpan(context, token),
    });
  }
  const unit = Unit?.[0] === undefined ? null : buildUnit(context, Unit[0]);
  return {
    kind: 'number',
    value: Number.isFinite(value) ? value : 0,
    unit,
    text: token.image,
    span: nodeSpan(context, node),
  };
}

function buildName(context: BuildContext, node: Cst.NameOrCallCstNode): Expression {
  const { Word, callArguments, Quote } = node.children;
  const name = identifier(context, Word[0]!);
  const span = nodeSpan(context, node);
  if (callArguments?.[0] !== undefined)
    return { kind: 'call', callee: name, args: buildArguments(context, callArguments[0]), span };
  if (Quote !== undefined) return { kind: 'rate', of: name, order: Quote.length, span };
  return { kind: 'name', name, span };
}

export function buildArguments(context: BuildContext, node: Cst.CallArgumentsCstNode | undefined): Argument[] {
  return (node?.children.argument ?? []).map((argument) => ({
    name: argument.children.Word?.[0] === undefined ? null : identifier(context, argument.children.Word[0]),
    value: buildExpression(context, argument.children.expression[0]!),
    span: nodeSpan(context, argument),
  }));
}

/** `end of free` as the call `end(free)`, `last 4` as `last(4)`: words that only these places know. */
export function wordCall(context: BuildContext, word: IToken, value: Expression): Expression {
  const callee = identifier(context, word);
  const span = joined(context, callee.span, value.span);
  return { kind: 'call', callee, args: [{ name: null, value, span: value.span }], span };
}
export function buildEndOfPhase(context: BuildContext, node: Cst.EndOfPhaseCstNode): Expression {
  const phase = identifier(context, node.children.Word[0]!);
  return wordCall(context, node.children.EndWord[0]!, { kind: 'name', name: phase, span: phase.span });
}

/** The first of a rule's nodes, when there is one, built. */
export function optional<Node extends CstNode, Result>(
  context: BuildContext,
  nodes: readonly Node[] | undefined,
  build: (context: BuildContext, node: Node) => Result,
): Result | null {
  return nodes?.[0] === undefined ? null : build(context, nodes[0]);
}
