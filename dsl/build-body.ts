/** Statements of devices and circuits, of form 1, from the concrete syntax tree. */
import type { CstNode, IToken } from 'chevrotain';
import { type BuildContext, docBefore, identifier, nodeSpan, quoted, unquote } from './build-context.ts';
import {
  buildArguments,
  buildEndOfPhase,
  buildExpression,
  buildShape,
  buildType,
  optional,
} from './build-expression.ts';
import type * as Cst from './cst.d.ts';
import type * as S from './syntax.ts';

/** The span and the documentation comment that every statement has. */
export function head(context: BuildContext, node: CstNode): { span: S.Argument['span']; doc: string } {
  const span = nodeSpan(context, node);
  return { span, doc: docBefore(context, span.start) };
}

export function buildBodyStatement(context: BuildContext, node: Cst.BodyStatementCstNode): S.BodyStatement {
  const c = node.children;
  if (c.namedStatement?.[0] !== undefined) return buildNamed(context, c.namedStatement[0]);
  if (c.paramStatement?.[0] !== undefined) return buildParam(context, c.paramStatement[0]);
  if (c.stateStatement?.[0] !== undefined) return buildState(context, c.stateStatement[0]);
  if (c.letStatement?.[0] !== undefined) return buildLet(context, c.letStatement[0]);
  if (c.eventStatement?.[0] !== undefined) return buildEvent(context, c.eventStatement[0]);
  if (c.onStatement?.[0] !== undefined) return buildOn(context, c.onStatement[0]);
  if (c.everyStatement?.[0] !== undefined) return buildEvery(context, c.everyStatement[0]);
  if (c.functionStatement?.[0] !== undefined) return buildFunction(context, c.functionStatement[0]);
  if (c.tableStatement?.[0] !== undefined) return buildTable(context, c.tableStatement[0]);
  if (c.assertStatement?.[0] !== undefined) return buildAssert(context, c.assertStatement[0]);
  if (c.nodeStatement?.[0] !== undefined) return buildNode(context, c.nodeStatement[0]);
  if (c.coupleStatement?.[0] !== undefined) return buildCouple(context, c.coupleStatement[0]);
  if (c.probeStatement?.[0] !== undefined) return buildProbe(context, c.probeStatement[0]);
  return buildSolve(context, c.solveStatement![0]!);
}

function typedName(
  context: BuildContext,
  node: Cst.TypedNameCstNode,
): { name: S.Identifier; type: S.TypeSyntax | null } {
  return { name: identifier(context, node.children.Word[0]!), type: optional(context, node.children.type, buildType) };
}

export function buildParam(context: BuildContext, node: Cst.ParamStatementCstNode): S.ParamStatement {
  const { HostWord, typedName: named, expression, range } = node.children;
  return {
    kind: 'param',
    ...head(context, node),
    host: HostWord !== undefined,
    ...typedName(context, named[0]!),
    value: optional(context, expression, buildExpression),
    range: optional(context, range, buildExpression),
  };
}

function buildState(context: BuildContext, node: Cst.StateStatementCstNode): S.StateStatement {
  const { MemoryWord, typedName: named, expression, stateClause = [] } = node.children;
  const clause = <Result>(read: (c: Cst.StateClauseCstNode['children']) => Result | null): Result | null =>
    stateClause.map((c) => read(c.children)).findLast((found) => found !== null) ?? null;
  return {
    kind: MemoryWord === undefined ? 'state' : 'memory',
    ...head(context, node),
    ...typedName(context, named[0]!),
    initial: optional(context, expression, buildExpression),
    range: clause((c) => optional(context, c.range, buildExpression)),
    format: clause((c) => optional(context, c.formatClause, buildFormat)),
    rounding: clause((c) => (c.rounding?.[0] === undefined ? null : identifier(context, c.rounding[0]))),
    log: stateClause.some((c) => c.children.LogWord !== undefined),
    step: clause((c) => optional(context, c.step, buildExpression)),
  };
}

function buildFormat(context: BuildContext, node: Cst.FormatClauseCstNode): S.FormatSyntax {
  const { Word, NumberLiteral } = node.children;
  const span = { ...nodeSpan(context, node), start: Word[0]!.startOffset };
  return { text: `${Word[0]!.image}.${NumberLiteral[0]!.image}`, span };
}

export function buildLet(context: BuildContext, node: Cst.LetStatementCstNode): S.LetStatement {
  const { Word, expression, tableClause } = node.children;
  return {
    kind: 'let',
    ...head(context, node),
    name: identifier(context, Word[0]!),
    value: buildExpression(context, expression[0]!),
    table: optional(context, tableClause, (_, clause) => ({
      degree: wholeNumber(clause.children.degree),
      segments: wholeNumber(clause.children.segments),
      span: nodeSpan(context, clause),
    })),
  };
}
function wholeNumber(tokens: readonly IToken[] | undefined): number | null {
  return tokens?.[0] === undefined ? null : Number(tokens[0].image);
}

function buildEvent(context: BuildContext, node: Cst.EventStatementCstNode): S.EventStatement {
  const { Word, expression } = node.children;
  const when = buildExpression(context, expression[0]!);
  return { kind: 'event', ...head(context, node), name: identifier(context, Word[0]!), when };
}

function buildPriority(
  context: BuildContext,
  nodes: readonly Cst.PriorityClauseCstNode[] | undefined,
): S.Expression | null {
  return optional(context, nodes, (_, clause) => buildExpression(context, clause.children.expression[0]!));
}

function buildOn(context: BuildContext, node: Cst.OnStatementCstNode): S.OnStatement {
  const { expression, endOfPhase, priorityClause, block } = node.children;
  return {
    kind: 'on',
    ...head(context, node),
    condition: optional(context, endOfPhase, buildEndOfPhase) ?? buildExpression(context, expression![0]!),
    priority: buildPriority(context, priorityClause),
    body: buildBlock(context, block[0]!),
  };
}

function buildEvery(context: BuildContext, node: Cst.EveryStatementCstNode): S.EveryStatement {
  const { expression, update, priorityClause, block } = node.children;
  return {
    kind: 'every',
    ...head(context, node),
    period: buildExpression(context, expression[0]!),
    update: update?.[0] === undefined ? null : identifier(context, update[0]),
    priority: buildPriority(context, priorityClause),
    body: buildBlock(context, block[0]!),
  };
}

function buildBlock(context: BuildContext, node: Cst.BlockCstNode): (S.LetStatement | S.AssignStatement)[] {
  return (node.children.blockStatement ?? []).map((statement) => {
    const { letStatement, assignment } = statement.children;
    return letStatement?.[0] === undefined
      ? buildAssignment(context, assignment![0]!)
      : buildLet(context, letStatement[0]);
  });
}

export function buildAssignment(context: BuildContext, node: Cst.AssignmentCstNode): S.AssignStatement {
  const { StatementName, expression } = node.children;
  const name = identifier(context, StatementName[0]!);
  return { kind: 'assign', ...head(context, node), name, value: buildExpression(context, expression[0]!) };
}

export function buildSettings(
  context: BuildContext,
  nodes: readonly Cst.SettingsBlockCstNode[] | undefined,
): S.AssignStatement[] {
  return (nodes?.[0]?.children.assignment ?? []).map((assignment) => buildAssignment(context, assignment));
}

function typedNames(
  context: BuildContext,
  node: Cst.TypedNamesCstNode,
): Pick<S.FunctionStatement, 'params' | 'result'> {
  return {
    params: (node.children.typedName ?? []).map((n) => typedName(context, n)),
    result: optional(context, node.children.type, buildType),
  };
}

export function buildFunction(context: BuildContext, node: Cst.FunctionStatementCstNode): S.FunctionStatement {
  const { Word, typedNames: names, expression } = node.children;
  return {
    kind: 'function',
    ...head(context, node),
    name: identifier(context, Word[0]!),
    ...typedNames(context, names[0]!),
    value: buildExpression(context, expression[0]!),
  };
}

function buildTable(context: BuildContext, node: Cst.TableStatementCstNode): S.TableStatement {
  const { Word, typedNames: names, StringLiteral } = node.children;
  const file = quoted(context, StringLiteral[0]!);
  return {
    kind: 'table',
    ...head(context, node),
    name: identifier(context, Word[0]!),
    ...typedNames(context, names[0]!),
    file,
  };
}

export function buildAssert(context: BuildContext, node: Cst.AssertStatementCstNode): S.AssertStatement {
  const { expression, StringLiteral } = node.children;
  const condition = buildExpression(context, expression[0]!);
  const message = StringLiteral?.[0] === undefined ? '' : unquote(StringLiteral[0].image);
  return { kind: 'assert', ...head(context, node), condition, message };
}

function buildNode(context: BuildContext, node: Cst.NodeStatementCstNode): S.NodeStatement {
  const { Word, discipline, shapeBrackets, expression, FixedWord } = node.children;
  return {
    kind: 'node',
    ...head(context, node),
    names: Word.map((name) => identifier(context, name)),
    discipline: identifier(context, discipline[0]!),
    shape: buildShape(context, shapeBrackets?.[0]),
    initial: optional(context, expression, buildExpression),
    fixed: FixedWord !== undefined,
  };
}

function buildNamed(context: BuildContext, node: Cst.NamedStatementCstNode): S.BodyStatement {
  const name = identifier(context, node.children.StatementName[0]!);
  const { instanceTail, rateTail, accessTail } = node.children;
  const statement = head(context, node);
  if (instanceTail?.[0] !== undefined) return { ...statement, ...buildInstance(context, name, instanceTail[0]) };
  if (accessTail?.[0] !== undefined) return { ...statement, ...buildAccess(context, name, accessTail[0]) };
  const { Quote, Accumulate, expression } = rateTail![0]!.children;
  const value = buildExpression(context, expression[0]!);
  return { kind: 'rate', ...statement, name, order: Quote.length, accumulate: Accumulate !== undefined, value };
}

type Bare<Statement> = Omit<Statement, 'span' | 'doc'>;

function buildInstance(
  context: BuildContext,
  name: S.Identifier,
  tail: Cst.InstanceTailCstNode,
): Bare<S.InstanceStatement> {
  const { Word, shapeBrackets, callArguments, settingsBlock, StringLiteral } = tail.children;
  return {
    kind: 'instance',
    name,
    of: identifier(context, Word[0]!),
    shape: buildShape(context, shapeBrackets?.[0]),
    connections: buildArguments(context, callArguments?.[0]),
    settings: buildSettings(context, settingsBlock),
    parameterFile: StringLiteral?.[0] === undefined ? null : quoted(context, StringLiteral[0]),
  };
}

function buildAccess(
  context: BuildContext,
  access: S.Identifier,
  tail: Cst.AccessTailCstNode,
): Bare<S.ContributionStatement> | Bare<S.OwnStatement> {
  const { callArguments, Contribute, expression } = tail.children;
  const brackets = nodeSpan(context, callArguments[0]!);
  return {
    kind: Contribute === undefined ? 'own' : 'contribution',
    access,
    terminals: buildArguments(context, callArguments[0]).map((a) => a.value),
    target: { file: context.path, start: access.span.start, end: brackets.end },
    value: buildExpression(context, expression[0]!),
  };
}

function buildCouple(context: BuildContext, node: Cst.CoupleStatementCstNode): S.CoupleStatement {
  const { PlaceWord, from, to, expression, as, coupledDevice = [] } = node.children;
  return {
    kind: PlaceWord === undefined ? 'couple' : 'place',
    ...head(context, node),
    from: identifier(context, from[0]!),
    to: to?.[0] === undefined ? null : identifier(context, to[0]),
    topology: buildExpression(context, expression[0]!),
    as: as?.[0] === undefined ? null : identifier(context, as[0]),
    body: coupledDevice.map((device) => {
      const { StatementName, of, callArguments, settingsBlock } = device.children;
      const first = identifier(context, StatementName[0]!);
      return {
        name: of?.[0] === undefined ? null : first,
        of: of?.[0] === undefined ? first : identifier(context, of[0]),
        connections: buildArguments(context, callArguments[0]),
        settings: buildSettings(context, settingsBlock),
        span: nodeSpan(context, device),
      };
    }),
  };
}

function buildProbe(context: BuildContext, node: Cst.ProbeStatementCstNode): S.ProbeStatement {
  const { Word, expression } = node.children;
  const value = buildExpression(context, expression[0]!);
  return { kind: 'probe', ...head(context, node), name: identifier(context, Word[0]!), value };
}

function buildSolve(context: BuildContext, node: Cst.SolveStatementCstNode): S.SolveStatement {
  const { net, method, settingsBlock } = node.children;
  return {
    kind: 'solve',
    ...head(context, node),
    net: identifier(context, net[0]!),
    method: identifier(context, method[0]!),
    settings: buildSettings(context, settingsBlock),
  };
}
