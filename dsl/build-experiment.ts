/** Statements of experiments, of form 1, from the concrete syntax tree. */
import type { IToken } from 'chevrotain';
import { buildAssert, buildAssignment, buildLet, buildSettings, head } from './build-body.ts';
import { type BuildContext, commentAfter, identifier, nodeSpan, quoted } from './build-context.ts';
import { buildEndOfPhase, buildExpression, buildQuantity, buildSum, optional, wordCall } from './build-expression.ts';
import type * as Cst from './cst.d.ts';
import type * as S from './syntax.ts';

export function buildExperimentStatement(
  context: BuildContext,
  node: Cst.ExperimentStatementCstNode,
): S.ExperimentStatement {
  const c = node.children;
  if (c.setting?.[0] !== undefined) return { ...buildAssignment(context, c.setting[0]), kind: 'setting' };
  if (c.saidSetting?.[0] !== undefined) return buildSaid(context, c.saidSetting[0]);
  if (c.sweepStatement?.[0] !== undefined) return buildSweep(context, c.sweepStatement[0]);
  if (c.recordStatement?.[0] !== undefined) return buildRecord(context, c.recordStatement[0]);
  if (c.measureStatement?.[0] !== undefined) return buildMeasure(context, c.measureStatement[0]);
  if (c.expectStatement?.[0] !== undefined) return buildExpect(context, c.expectStatement[0]);
  if (c.plotStatement?.[0] !== undefined) return buildPlot(context, c.plotStatement[0]);
  if (c.dataStatement?.[0] !== undefined) return buildData(context, c.dataStatement[0]);
  if (c.repeatStatement?.[0] !== undefined) return buildRepeat(context, c.repeatStatement[0]);
  if (c.phaseStatement?.[0] !== undefined) return buildPhase(context, c.phaseStatement[0]);
  if (c.targetStatement?.[0] !== undefined) return buildTarget(context, c.targetStatement[0]);
  if (c.assertStatement?.[0] !== undefined) return buildAssert(context, c.assertStatement[0]);
  return buildLet(context, c.letStatement![0]!);
}

/** `lanes 7` */
function buildSaid(context: BuildContext, node: Cst.SaidSettingCstNode): S.SettingStatement {
  const { LanesWord, SolverWord, expression } = node.children;
  const name = identifier(context, (LanesWord ?? SolverWord)![0]!);
  return { kind: 'setting', ...head(context, node), name, value: buildExpression(context, expression[0]!) };
}

function buildSweep(context: BuildContext, node: Cst.SweepStatementCstNode): S.SweepStatement {
  const { Word, expression } = node.children;
  const values = buildExpression(context, expression[0]!);
  return { kind: 'sweep', ...head(context, node), name: identifier(context, Word[0]!), values };
}

function buildRecord(context: BuildContext, node: Cst.RecordStatementCstNode): S.RecordStatement {
  const { expression, every } = node.children;
  const what = expression.map((e) => buildExpression(context, e));
  return { kind: 'record', ...head(context, node), what, every: optional(context, every, buildExpression) };
}

function buildMeasure(context: BuildContext, node: Cst.MeasureStatementCstNode): S.MeasureStatement {
  const { Word, expression, measureQualifier = [] } = node.children;
  return {
    kind: 'measure',
    ...head(context, node),
    name: identifier(context, Word[0]!),
    value: buildExpression(context, expression[0]!),
    qualifiers: measureQualifier.map((qualifier) => buildQualifier(context, qualifier)),
  };
}

function buildQualifier(
  context: BuildContext,
  node: Cst.MeasureQualifierCstNode,
): S.MeasureStatement['qualifiers'][number] {
  const { AtWord, OverWord, WhereWord, AfterWord, LastWord, endOfPhase, expression } = node.children;
  const keyword = (AtWord ?? OverWord ?? WhereWord ?? AfterWord)![0]!.image;
  const plain = optional(context, expression, buildExpression);
  const value =
    LastWord?.[0] !== undefined
      ? wordCall(context, LastWord[0], plain!)
      : (plain ?? optional(context, endOfPhase, buildEndOfPhase));
  return { keyword, value, span: nodeSpan(context, node) };
}

function buildExpect(context: BuildContext, node: Cst.ExpectStatementCstNode): S.ExpectStatement {
  const { left, expectRelation, right, tolerance, expectClause = [] } = node.children;
  const relation = Object.values(expectRelation[0]!.children)[0]![0] as IToken;
  const statement = head(context, node);
  return {
    kind: 'expect',
    ...statement,
    left: buildSum(context, left[0]!),
    relation: relation.image as S.ExpectStatement['relation'],
    right: buildSum(context, right[0]!),
    tolerance: optional(context, tolerance, buildSum),
    at: expectClause
      .flatMap((clause) => clause.children.atPoint ?? [])
      .map((point) => ({
        name: identifier(context, point.children.Word[0]!),
        value: buildExpression(context, point.children.expression[0]!),
      })),
    where:
      expectClause.map((clause) => optional(context, clause.children.where, buildExpression)).find((w) => w !== null) ??
      null,
    on: expectClause.flatMap((clause) => clause.children.on ?? []).map((word) => identifier(context, word)),
    source: commentAfter(context, statement.span.end),
    text: context.text.slice(statement.span.start, statement.span.end),
  };
}

function buildPlot(context: BuildContext, node: Cst.PlotStatementCstNode): S.PlotStatement {
  const { expression, over } = node.children;
  const what = expression.map((e) => buildExpression(context, e));
  return { kind: 'plot', ...head(context, node), what, over: optional(context, over, buildExpression) };
}

function buildData(context: BuildContext, node: Cst.DataStatementCstNode): S.DataStatement {
  const { Word, StringLiteral, column = [] } = node.children;
  return {
    kind: 'data',
    ...head(context, node),
    name: identifier(context, Word[0]!),
    file: quoted(context, StringLiteral[0]!),
    columns: column.map((c) => identifier(context, c)),
  };
}

function buildPhase(context: BuildContext, node: Cst.PhaseStatementCstNode): S.PhaseStatement {
  const { Word, expression, settingsBlock } = node.children;
  return {
    kind: 'phase',
    ...head(context, node),
    name: identifier(context, Word[0]!),
    duration: buildExpression(context, expression[0]!),
    settings: buildSettings(context, settingsBlock).map((setting) => ({ ...setting, kind: 'setting' })),
  };
}

function buildRepeat(context: BuildContext, node: Cst.RepeatStatementCstNode): S.RepeatStatement {
  const { count, over, phaseStatement = [] } = node.children;
  return {
    kind: 'repeat',
    ...head(context, node),
    count: buildExpression(context, count[0]!),
    over: optional(context, over, buildExpression),
    body: phaseStatement.map((phase) => buildPhase(context, phase)),
  };
}

function buildTarget(context: BuildContext, node: Cst.TargetStatementCstNode): S.TargetStatement {
  const { Word, targetEntry = [] } = node.children;
  const settings: S.SettingStatement[] = [];
  const requirements: S.Expression[] = [];
  for (const entry of targetEntry) {
    const { saidSetting, scaleEntry } = entry.children;
    if (saidSetting?.[0] !== undefined) settings.push(buildSaid(context, saidSetting[0]));
    else if (scaleEntry?.[0] !== undefined) settings.push(buildScale(context, scaleEntry[0]));
    else if (entry.children.Equals !== undefined) settings.push(targetSetting(context, entry));
    else requirements.push(requirement(context, entry));
  }
  const board = Word?.[0] === undefined ? null : identifier(context, Word[0]);
  return { kind: 'target', ...head(context, node), board, settings, requirements };
}

function targetSetting(context: BuildContext, entry: Cst.TargetEntryCstNode): S.SettingStatement {
  const { StatementName, sum } = entry.children;
  const name = identifier(context, StatementName![0]!);
  return { kind: 'setting', ...head(context, entry), name, value: buildSum(context, sum![0]!) };
}

function requirement(context: BuildContext, entry: Cst.TargetEntryCstNode): S.Expression {
  const { StatementName, sum, ...relations } = entry.children;
  const relation = Object.values(relations).flat()[0] as IToken;
  const name = identifier(context, StatementName![0]!);
  const left: S.Expression = { kind: 'name', name, span: name.span };
  const operator = relation.image as S.BinaryOperator;
  return { kind: 'binary', operator, left, right: buildSum(context, sum![0]!), span: nodeSpan(context, entry) };
}

function buildScale(context: BuildContext, node: Cst.ScaleEntryCstNode): S.SettingStatement {
  const { ScaleWord, board, circuit } = node.children;
  const left = buildQuantity(context, board[0]!);
  const right = buildQuantity(context, circuit[0]!);
  const span = { file: context.path, start: left.span.start, end: right.span.end };
  const value: S.Expression = { kind: 'binary', operator: '==', left, right, span };
  return { kind: 'setting', ...head(context, node), name: identifier(context, ScaleWord[0]!), value };
}
