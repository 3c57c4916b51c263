/**
 * Form 1 from the concrete syntax tree: one plain node for each thing written, with its exact place. A statement that the
 * parser had to repair is left out: its error is already reported, and half of it would only lead to further messages.
 */
import type { CstNode } from 'chevrotain';
import { buildBodyStatement, buildFunction, buildParam, head } from './build-body.ts';
import { type BuildContext, identifier, isBroken, quoted } from './build-context.ts';
import { buildExperimentStatement } from './build-experiment.ts';
import { buildExpression, buildType } from './build-expression.ts';
import type * as Cst from './cst.d.ts';
import type * as S from './syntax.ts';

/** All declarations of a file. */
export function buildFile(context: BuildContext, node: Cst.FileCstNode): Omit<S.FileSyntax, 'complete'> {
  const declarations = (node.children.declaration ?? []).flatMap(
    (declaration) => buildDeclaration(context, declaration) ?? [],
  );
  return { path: context.path, declarations };
}

function buildDeclaration(context: BuildContext, node: Cst.DeclarationCstNode): S.Declaration | null {
  const { deviceDeclaration, experimentDeclaration } = node.children;
  if (deviceDeclaration?.[0] !== undefined) return buildDevice(context, deviceDeclaration[0]);
  if (experimentDeclaration?.[0] !== undefined) return buildExperiment(context, experimentDeclaration[0]);
  if (isBroken(node)) return null;
  const c = node.children;
  if (c.useDeclaration?.[0] !== undefined) return buildUse(context, c.useDeclaration[0]);
  if (c.unitDeclaration?.[0] !== undefined) return buildUnitDeclaration(context, c.unitDeclaration[0]);
  if (c.disciplineDeclaration?.[0] !== undefined) return buildDiscipline(context, c.disciplineDeclaration[0]);
  if (c.functionStatement?.[0] !== undefined) return buildFunction(context, c.functionStatement[0]);
  return c.paramStatement?.[0] === undefined ? null : buildParam(context, c.paramStatement[0]);
}

function buildUse(context: BuildContext, node: Cst.UseDeclarationCstNode): S.UseDeclaration {
  const { StringLiteral, Word } = node.children;
  const path =
    StringLiteral?.[0] !== undefined ? [quoted(context, StringLiteral[0])] : Word!.map((w) => identifier(context, w));
  return { kind: 'use', ...head(context, node), path };
}

function buildUnitDeclaration(context: BuildContext, node: Cst.UnitDeclarationCstNode): S.UnitDeclaration {
  const { Word, expression, PrefixableWord } = node.children;
  const name = identifier(context, Word[0]!);
  const value = buildExpression(context, expression[0]!);
  return { kind: 'unit', ...head(context, node), name, value, prefixable: PrefixableWord !== undefined };
}

function buildDiscipline(context: BuildContext, node: Cst.DisciplineDeclarationCstNode): S.DisciplineDeclaration {
  const { Word, ConservedWord, OwnedWord, SignalWord, EventWord, disciplineMember = [] } = node.children;
  const nature = (ConservedWord ?? OwnedWord ?? SignalWord ?? EventWord)![0]!.image;
  return {
    kind: 'discipline',
    ...head(context, node),
    name: identifier(context, Word[0]!),
    nature: nature as S.DisciplineDeclaration['nature'],
    quantities: disciplineMember
      .flatMap((m) => m.children.disciplineQuantity ?? [])
      .map((q) => buildQuantityOf(context, q)),
    references: disciplineMember.flatMap((m) => m.children.Word ?? []).map((w) => identifier(context, w)),
  };
}

function buildQuantityOf(
  context: BuildContext,
  node: Cst.DisciplineQuantityCstNode,
): S.DisciplineDeclaration['quantities'][number] {
  const { PotentialWord, FlowWord, Word, type } = node.children;
  return {
    role: PotentialWord !== undefined ? 'potential' : FlowWord !== undefined ? 'flow' : 'value',
    access: identifier(context, Word[0]!),
    type: buildType(context, type[0]!),
  };
}

function buildDevice(context: BuildContext, node: Cst.DeviceDeclarationCstNode): S.DeviceDeclaration | null {
  const { DeviceWord, Word, port = [], bodyStatement = [] } = node.children;
  if (!hasHead(node, Word)) return null;
  return {
    kind: DeviceWord === undefined ? 'circuit' : 'device',
    ...head(context, node),
    name: identifier(context, Word[0]!),
    ports: port.filter((p) => !isBroken(p)).map((p) => buildPort(context, p)),
    body: bodyStatement.filter((s) => !isBroken(s)).map((s) => buildBodyStatement(context, s)),
  };
}

function buildPort(context: BuildContext, node: Cst.PortCstNode): S.PortSyntax {
  const { Word, discipline, OwnerWord } = node.children;
  const { span, doc } = head(context, node);
  return {
    span,
    doc,
    name: identifier(context, Word[0]!),
    discipline: identifier(context, discipline[0]!),
    owner: OwnerWord !== undefined,
  };
}

function buildExperiment(
  context: BuildContext,
  node: Cst.ExperimentDeclarationCstNode,
): S.ExperimentDeclaration | null {
  const { Word, circuit, experimentStatement = [] } = node.children;
  if (!hasHead(node, Word) || circuit?.[0] === undefined) return null;
  return {
    kind: 'experiment',
    ...head(context, node),
    name: identifier(context, Word[0]!),
    of: identifier(context, circuit[0]),
    body: experimentStatement.filter((s) => !isBroken(s)).map((s) => buildExperimentStatement(context, s)),
  };
}

/** The parser got past the name; children of a repaired node may be missing whatever their type says. */
function hasHead(node: CstNode, words: readonly { startOffset: number }[] | undefined): boolean {
  return words?.[0] !== undefined && !Number.isNaN(node.location?.endOffset);
}
