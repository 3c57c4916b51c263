/**
 * The grammar of `.qnm`. Words are already names, units and keywords (`words.ts`), so one token of lookahead decides nearly
 * everywhere, and after an error the parser goes on at the next statement.
 */
import { CstParser, type IParserErrorMessageProvider, type TokenType } from 'chevrotain';
import * as T from './tokens.ts';

const RELATIONS: readonly TokenType[] = [T.EqualEqual, T.NotEqual, T.LessEqual, T.GreaterEqual, T.Less, T.Greater];

/** Recovering parser; use it through `parse.ts`. */
export class QnmParser extends CstParser {
  constructor(messages: IParserErrorMessageProvider) {
    super(T.allTokens, {
      recoveryEnabled: true,
      maxLookahead: 2,
      nodeLocationTracking: 'onlyOffset',
      errorMessageProvider: messages,
    });
    this.performSelfAnalysis();
  }

  /** Only signs that join things are made up by recovery; a made-up name or number would lead to further messages. */
  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return type === T.Equals || type === T.Colon;
  }

  // ---- the file ----------------------------------------------------------------------------------------------------
  readonly file = this.RULE('file', () => {
    this.MANY(() => this.SUBRULE(this.declaration));
  });

  readonly declaration = this.RULE('declaration', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.useDeclaration) },
      { ALT: () => this.SUBRULE(this.unitDeclaration) },
      { ALT: () => this.SUBRULE(this.disciplineDeclaration) },
      { ALT: () => this.SUBRULE(this.deviceDeclaration) },
      { ALT: () => this.SUBRULE(this.experimentDeclaration) },
      { ALT: () => this.SUBRULE(this.functionStatement) },
      { ALT: () => this.SUBRULE(this.paramStatement) },
    ]);
  });

  readonly useDeclaration = this.RULE('useDeclaration', () => {
    this.CONSUME(T.UseWord);
    this.OR([
      { ALT: () => this.CONSUME(T.StringLiteral) },
      { ALT: () => this.AT_LEAST_ONE_SEP({ SEP: T.Dot, DEF: () => this.CONSUME(T.Word) }) },
    ]);
  });

  readonly unitDeclaration = this.RULE('unitDeclaration', () => {
    this.CONSUME(T.UnitWord);
    this.CONSUME(T.Word);
    this.CONSUME(T.Equals);
    this.SUBRULE(this.expression);
    this.OPTION(() => this.CONSUME(T.PrefixableWord));
  });

  readonly disciplineDeclaration = this.RULE('disciplineDeclaration', () => {
    this.CONSUME(T.DisciplineWord);
    this.CONSUME(T.Word);
    this.OR([
      { ALT: () => this.CONSUME(T.ConservedWord) },
      { ALT: () => this.CONSUME(T.OwnedWord) },
      { ALT: () => this.CONSUME(T.SignalWord) },
      { ALT: () => this.CONSUME(T.EventWord) },
    ]);
    this.OPTION(() => {
      this.CONSUME(T.OpenBrace);
      this.MANY(() => this.SUBRULE(this.disciplineMember));
      this.CONSUME(T.CloseBrace);
    });
  });

  readonly disciplineMember = this.RULE('disciplineMember', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.disciplineQuantity) },
      {
        ALT: () => {
          this.CONSUME(T.ReferenceWord);
          this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => this.CONSUME(T.Word) });
        },
      },
    ]);
  });

  readonly disciplineQuantity = this.RULE('disciplineQuantity', () => {
    this.OR([
      { ALT: () => this.CONSUME(T.PotentialWord) },
      { ALT: () => this.CONSUME(T.FlowWord) },
      { ALT: () => this.CONSUME(T.ValueWord) },
    ]);
    this.CONSUME(T.Word);
    this.CONSUME(T.Colon);
    this.SUBRULE(this.type);
  });

  readonly deviceDeclaration = this.RULE('deviceDeclaration', () => {
    this.OR([{ ALT: () => this.CONSUME(T.DeviceWord) }, { ALT: () => this.CONSUME(T.CircuitWord) }]);
    this.CONSUME(T.Word);
    this.OPTION(() => {
      this.CONSUME(T.OpenParen);
      this.MANY_SEP({ SEP: T.Comma, DEF: () => this.SUBRULE(this.port) });
      this.CONSUME(T.CloseParen);
    });
    this.CONSUME(T.OpenBrace);
    this.MANY(() => this.SUBRULE(this.bodyStatement));
    this.CONSUME(T.CloseBrace);
  });

  readonly port = this.RULE('port', () => {
    this.CONSUME(T.Word);
    this.CONSUME(T.Colon);
    this.CONSUME2(T.Word, { LABEL: 'discipline' });
    this.OPTION(() => this.CONSUME(T.OwnerWord));
  });

  readonly experimentDeclaration = this.RULE('experimentDeclaration', () => {
    this.CONSUME(T.ExperimentWord);
    this.CONSUME(T.Word);
    this.CONSUME(T.OfWord);
    this.CONSUME2(T.Word, { LABEL: 'circuit' });
    this.CONSUME(T.OpenBrace);
    this.MANY(() => this.SUBRULE(this.experimentStatement));
    this.CONSUME(T.CloseBrace);
  });

  // ---- types -------------------------------------------------------------------------------------------------------
  readonly type = this.RULE('type', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(T.Shape);
          this.OPTION(() => this.CONSUME(T.Unit));
          this.OPTION2(() => this.CONSUME(T.CountingWord));
        },
      },
      { ALT: () => this.CONSUME2(T.Unit) },
    ]);
  });

  readonly typedName = this.RULE('typedName', () => {
    this.CONSUME(T.Word);
    this.OPTION(() => {
      this.CONSUME(T.Colon);
      this.SUBRULE(this.type);
    });
  });

  readonly typedNames = this.RULE('typedNames', () => {
    this.CONSUME(T.OpenParen);
    this.MANY_SEP({ SEP: T.Comma, DEF: () => this.SUBRULE(this.typedName) });
    this.CONSUME(T.CloseParen);
    this.OPTION(() => {
      this.CONSUME(T.Arrow);
      this.SUBRULE(this.type);
    });
  });

  // ---- statements of device and circuit ----------------------------------------------------------------------------
  readonly bodyStatement = this.RULE('bodyStatement', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.paramStatement) },
      { ALT: () => this.SUBRULE(this.stateStatement) },
      { ALT: () => this.SUBRULE(this.letStatement) },
      { ALT: () => this.SUBRULE(this.eventStatement) },
      { ALT: () => this.SUBRULE(this.onStatement) },
      { ALT: () => this.SUBRULE(this.everyStatement) },
      { ALT: () => this.SUBRULE(this.functionStatement) },
      { ALT: () => this.SUBRULE(this.tableStatement) },
      { ALT: () => this.SUBRULE(this.assertStatement) },
      { ALT: () => this.SUBRULE(this.nodeStatement) },
      { ALT: () => this.SUBRULE(this.coupleStatement) },
      { ALT: () => this.SUBRULE(this.probeStatement) },
      { ALT: () => this.SUBRULE(this.solveStatement) },
      { ALT: () => this.SUBRULE(this.namedStatement) },
    ]);
  });

  readonly paramStatement = this.RULE('paramStatement', () => {
    this.OPTION(() => this.CONSUME(T.HostWord));
    this.CONSUME(T.ParamWord);
    this.SUBRULE(this.typedName);
    this.OPTION2(() => {
      this.CONSUME(T.Equals);
      this.SUBRULE(this.expression);
    });
    this.OPTION3(() => {
      this.CONSUME(T.InWord);
      this.SUBRULE2(this.expression, { LABEL: 'range' });
    });
  });

  readonly stateStatement = this.RULE('stateStatement', () => {
    this.OR([{ ALT: () => this.CONSUME(T.StateWord) }, { ALT: () => this.CONSUME(T.MemoryWord) }]);
    this.SUBRULE(this.typedName);
    this.OPTION(() => {
      this.CONSUME(T.Equals);
      this.SUBRULE(this.expression);
    });
    this.MANY(() => this.SUBRULE(this.stateClause));
  });

  readonly stateClause = this.RULE('stateClause', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(T.InWord);
          this.SUBRULE(this.expression, { LABEL: 'range' });
        },
      },
      { ALT: () => this.SUBRULE(this.formatClause) },
      {
        ALT: () => {
          this.CONSUME(T.RoundWord);
          this.CONSUME(T.Word, { LABEL: 'rounding' });
        },
      },
      { ALT: () => this.CONSUME(T.LogWord) },
      {
        ALT: () => {
          this.CONSUME(T.StepWord);
          this.SUBRULE2(this.expression, { LABEL: 'step' });
        },
      },
    ]);
  });

  /** `format s24.19`: the lexer cuts that into `s24`, `.`, `19`. */
  readonly formatClause = this.RULE('formatClause', () => {
    this.CONSUME(T.FormatWord);
    this.CONSUME(T.Word);
    this.CONSUME(T.Dot);
    this.CONSUME(T.NumberLiteral);
  });

  readonly letStatement = this.RULE('letStatement', () => {
    this.CONSUME(T.LetWord);
    this.CONSUME(T.Word);
    this.CONSUME(T.Equals);
    this.SUBRULE(this.expression);
    this.OPTION(() => this.SUBRULE(this.tableClause));
  });

  readonly tableClause = this.RULE('tableClause', () => {
    this.CONSUME(T.TableClause);
    this.OPTION(() => {
      this.CONSUME(T.DegreeWord);
      this.CONSUME(T.NumberLiteral, { LABEL: 'degree' });
    });
    this.OPTION2(() => {
      this.CONSUME(T.SegmentsWord);
      this.CONSUME2(T.NumberLiteral, { LABEL: 'segments' });
    });
  });

  readonly eventStatement = this.RULE('eventStatement', () => {
    this.CONSUME(T.EventWord);
    this.CONSUME(T.Word);
    this.CONSUME(T.WhenWord);
    this.SUBRULE(this.expression);
  });

  readonly onStatement = this.RULE('onStatement', () => {
    this.CONSUME(T.OnWord);
    this.OR([{ ALT: () => this.SUBRULE(this.endOfPhase) }, { ALT: () => this.SUBRULE(this.expression) }]);
    this.OPTION(() => this.SUBRULE(this.priorityClause));
    this.SUBRULE(this.block);
  });

  readonly endOfPhase = this.RULE('endOfPhase', () => {
    this.CONSUME(T.EndWord);
    this.CONSUME(T.OfWord);
    this.CONSUME(T.Word);
  });

  readonly priorityClause = this.RULE('priorityClause', () => {
    this.CONSUME(T.PriorityWord);
    this.SUBRULE(this.expression);
  });

  readonly everyStatement = this.RULE('everyStatement', () => {
    this.CONSUME(T.EveryWord);
    this.SUBRULE(this.expression);
    this.OPTION(() => {
      this.CONSUME(T.UpdateWord);
      this.CONSUME(T.Equals);
      this.CONSUME(T.Word, { LABEL: 'update' });
    });
    this.OPTION2(() => this.SUBRULE(this.priorityClause));
    this.SUBRULE(this.block);
  });

  readonly block = this.RULE('block', () => {
    this.CONSUME(T.OpenBrace);
    this.MANY(() => this.SUBRULE(this.blockStatement));
    this.CONSUME(T.CloseBrace);
  });

  readonly blockStatement = this.RULE('blockStatement', () => {
    this.OR([{ ALT: () => this.SUBRULE(this.letStatement) }, { ALT: () => this.SUBRULE(this.assignment) }]);
  });

  readonly assignment = this.RULE('assignment', () => {
    this.CONSUME(T.StatementName);
    this.CONSUME(T.Equals);
    this.SUBRULE(this.expression);
  });

  readonly functionStatement = this.RULE('functionStatement', () => {
    this.CONSUME(T.FunctionWord);
    this.CONSUME(T.Word);
    this.SUBRULE(this.typedNames);
    this.CONSUME(T.Equals);
    this.SUBRULE(this.expression);
  });

  readonly tableStatement = this.RULE('tableStatement', () => {
    this.CONSUME(T.TableWord);
    this.CONSUME(T.Word);
    this.SUBRULE(this.typedNames);
    this.CONSUME(T.FromWord);
    this.CONSUME(T.StringLiteral);
  });

  readonly assertStatement = this.RULE('assertStatement', () => {
    this.CONSUME(T.AssertWord);
    this.SUBRULE(this.expression);
    this.OPTION(() => this.CONSUME(T.StringLiteral));
  });

  readonly nodeStatement = this.RULE('nodeStatement', () => {
    this.CONSUME(T.NodeWord);
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => this.CONSUME(T.Word) });
    this.CONSUME(T.Colon);
    this.CONSUME2(T.Word, { LABEL: 'discipline' });
    this.OPTION(() => this.SUBRULE(this.shapeBrackets));
    this.OPTION2(() => {
      this.CONSUME(T.Equals);
      this.SUBRULE(this.expression);
    });
    this.OPTION3(() => this.CONSUME(T.FixedWord));
  });

  readonly shapeBrackets = this.RULE('shapeBrackets', () => {
    this.CONSUME(T.OpenBracket);
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.CONSUME(T.CloseBracket);
  });

  /** What begins with a name: a rate, a contribution, an owned potential, an instance. */
  readonly namedStatement = this.RULE('namedStatement', () => {
    this.CONSUME(T.StatementName);
    this.OR([
      { ALT: () => this.SUBRULE(this.instanceTail) },
      { ALT: () => this.SUBRULE(this.rateTail) },
      { ALT: () => this.SUBRULE(this.accessTail) },
    ]);
  });

  readonly instanceTail = this.RULE('instanceTail', () => {
    this.CONSUME(T.Colon);
    this.CONSUME(T.Word);
    this.OPTION(() => this.SUBRULE(this.shapeBrackets));
    this.OPTION2(() => this.SUBRULE(this.callArguments));
    this.OPTION3(() => this.SUBRULE(this.settingsBlock));
    this.OPTION4(() => {
      this.CONSUME(T.WithWord);
      this.CONSUME(T.StringLiteral);
    });
  });

  readonly rateTail = this.RULE('rateTail', () => {
    this.AT_LEAST_ONE(() => this.CONSUME(T.Quote));
    this.OR([{ ALT: () => this.CONSUME(T.Equals) }, { ALT: () => this.CONSUME(T.Accumulate) }]);
    this.SUBRULE(this.expression);
  });

  readonly accessTail = this.RULE('accessTail', () => {
    this.SUBRULE(this.callArguments);
    this.OR([{ ALT: () => this.CONSUME(T.Contribute) }, { ALT: () => this.CONSUME(T.Equals) }]);
    this.SUBRULE(this.expression);
  });

  readonly settingsBlock = this.RULE('settingsBlock', () => {
    this.CONSUME(T.OpenBrace);
    this.MANY(() => this.SUBRULE(this.assignment));
    this.CONSUME(T.CloseBrace);
  });

  readonly coupleStatement = this.RULE('coupleStatement', () => {
    this.OR([{ ALT: () => this.CONSUME(T.CoupleWord) }, { ALT: () => this.CONSUME(T.PlaceWord) }]);
    this.CONSUME(T.Word, { LABEL: 'from' });
    this.OPTION(() => {
      this.CONSUME(T.ToWord);
      this.CONSUME2(T.Word, { LABEL: 'to' });
    });
    this.CONSUME(T.ByWord);
    this.SUBRULE(this.expression);
    this.OPTION2(() => {
      this.CONSUME(T.AsWord);
      this.CONSUME3(T.Word, { LABEL: 'as' });
    });
    this.OPTION3(() => {
      this.CONSUME(T.OpenBrace);
      this.MANY(() => this.SUBRULE(this.coupledDevice));
      this.CONSUME(T.CloseBrace);
    });
  });

  readonly coupledDevice = this.RULE('coupledDevice', () => {
    this.CONSUME(T.StatementName);
    this.SUBRULE(this.callArguments);
    this.OPTION(() => this.SUBRULE(this.settingsBlock));
  });

  readonly probeStatement = this.RULE('probeStatement', () => {
    this.CONSUME(T.ProbeWord);
    this.CONSUME(T.Word);
    this.CONSUME(T.Equals);
    this.SUBRULE(this.expression);
  });

  readonly solveStatement = this.RULE('solveStatement', () => {
    this.CONSUME(T.SolveWord);
    this.CONSUME(T.Word, { LABEL: 'net' });
    this.CONSUME(T.ByWord);
    this.CONSUME2(T.Word, { LABEL: 'method' });
    this.OPTION(() => this.SUBRULE(this.settingsBlock));
  });

  // ---- statements of experiment ------------------------------------------------------------------------------------
  readonly experimentStatement = this.RULE('experimentStatement', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.assignment, { LABEL: 'setting' }) },
      { ALT: () => this.SUBRULE(this.saidSetting) },
      { ALT: () => this.SUBRULE(this.sweepStatement) },
      { ALT: () => this.SUBRULE(this.recordStatement) },
      { ALT: () => this.SUBRULE(this.measureStatement) },
      { ALT: () => this.SUBRULE(this.expectStatement) },
      { ALT: () => this.SUBRULE(this.plotStatement) },
      { ALT: () => this.SUBRULE(this.dataStatement) },
      { ALT: () => this.SUBRULE(this.repeatStatement) },
      { ALT: () => this.SUBRULE(this.phaseStatement) },
      { ALT: () => this.SUBRULE(this.targetStatement) },
      { ALT: () => this.SUBRULE(this.assertStatement) },
      { ALT: () => this.SUBRULE(this.letStatement) },
    ]);
  });

  /** `lanes 7`, `solver rk4`: the choices of the compiler, said without `=`. */
  readonly saidSetting = this.RULE('saidSetting', () => {
    this.OR([{ ALT: () => this.CONSUME(T.LanesWord) }, { ALT: () => this.CONSUME(T.SolverWord) }]);
    this.SUBRULE(this.expression);
  });

  readonly sweepStatement = this.RULE('sweepStatement', () => {
    this.CONSUME(T.SweepWord);
    this.CONSUME(T.Word);
    this.CONSUME(T.Equals);
    this.SUBRULE(this.expression);
  });

  readonly recordStatement = this.RULE('recordStatement', () => {
    this.CONSUME(T.RecordWord);
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.OPTION(() => {
      this.CONSUME(T.EveryWord);
      this.SUBRULE2(this.expression, { LABEL: 'every' });
    });
  });

  readonly measureStatement = this.RULE('measureStatement', () => {
    this.CONSUME(T.MeasureWord);
    this.CONSUME(T.Word);
    this.CONSUME(T.Equals);
    this.SUBRULE(this.expression);
    this.MANY(() => this.SUBRULE(this.measureQualifier));
  });

  readonly measureQualifier = this.RULE('measureQualifier', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(T.AtWord);
          this.OR2([{ ALT: () => this.SUBRULE(this.endOfPhase) }, { ALT: () => this.SUBRULE(this.expression) }]);
        },
      },
      {
        ALT: () => {
          this.CONSUME(T.OverWord);
          this.OPTION(() => this.CONSUME(T.LastWord));
          this.SUBRULE2(this.expression);
        },
      },
      {
        ALT: () => {
          this.OR3([{ ALT: () => this.CONSUME(T.WhereWord) }, { ALT: () => this.CONSUME(T.AfterWord) }]);
          this.SUBRULE3(this.expression);
        },
      },
    ]);
  });

  readonly expectStatement = this.RULE('expectStatement', () => {
    this.CONSUME(T.ExpectWord);
    this.SUBRULE(this.sum, { LABEL: 'left' });
    this.SUBRULE(this.expectRelation);
    this.SUBRULE2(this.sum, { LABEL: 'right' });
    this.OPTION(() => {
      this.CONSUME(T.PlusMinus);
      this.SUBRULE3(this.sum, { LABEL: 'tolerance' });
    });
    this.MANY(() => this.SUBRULE(this.expectClause));
  });

  readonly expectRelation = this.RULE('expectRelation', () => {
    this.OR([
      { ALT: () => this.CONSUME(T.Tilde) },
      ...RELATIONS.map((relation) => ({ ALT: () => this.CONSUME(relation) })),
    ]);
  });

  readonly expectClause = this.RULE('expectClause', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(T.AtWord);
          this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => this.SUBRULE(this.atPoint) });
        },
      },
      {
        ALT: () => {
          this.CONSUME(T.WhereWord);
          this.SUBRULE(this.expression, { LABEL: 'where' });
        },
      },
      {
        ALT: () => {
          this.CONSUME(T.OnWord);
          this.AT_LEAST_ONE_SEP2({ SEP: T.Comma, DEF: () => this.CONSUME(T.Word, { LABEL: 'on' }) });
        },
      },
    ]);
  });

  readonly atPoint = this.RULE('atPoint', () => {
    this.CONSUME(T.Word);
    this.CONSUME(T.Equals);
    this.SUBRULE(this.expression);
  });

  readonly plotStatement = this.RULE('plotStatement', () => {
    this.CONSUME(T.PlotWord);
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.OPTION(() => {
      this.CONSUME(T.OverWord);
      this.SUBRULE2(this.expression, { LABEL: 'over' });
    });
  });

  readonly dataStatement = this.RULE('dataStatement', () => {
    this.CONSUME(T.DataWord);
    this.CONSUME(T.Word);
    this.CONSUME(T.FromWord);
    this.CONSUME(T.StringLiteral);
    this.OPTION(() => {
      this.CONSUME(T.OpenParen);
      this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => this.CONSUME2(T.Word, { LABEL: 'column' }) });
      this.CONSUME(T.CloseParen);
    });
  });

  readonly repeatStatement = this.RULE('repeatStatement', () => {
    this.CONSUME(T.RepeatWord);
    this.SUBRULE(this.expression, { LABEL: 'count' });
    this.OPTION(() => {
      this.CONSUME(T.OverWord);
      this.SUBRULE2(this.expression, { LABEL: 'over' });
    });
    this.CONSUME(T.OpenBrace);
    this.MANY(() => this.SUBRULE(this.phaseStatement));
    this.CONSUME(T.CloseBrace);
  });

  readonly phaseStatement = this.RULE('phaseStatement', () => {
    this.CONSUME(T.PhaseWord);
    this.CONSUME(T.Word);
    this.CONSUME(T.ForWord);
    this.SUBRULE(this.expression);
    this.OPTION(() => this.SUBRULE(this.settingsBlock));
  });

  readonly targetStatement = this.RULE('targetStatement', () => {
    this.CONSUME(T.TargetWord);
    this.OPTION(() => this.CONSUME(T.Word));
    this.CONSUME(T.OpenBrace);
    this.MANY(() => this.SUBRULE(this.targetEntry));
    this.CONSUME(T.CloseBrace);
  });

  readonly targetEntry = this.RULE('targetEntry', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.saidSetting) },
      { ALT: () => this.SUBRULE(this.scaleEntry) },
      {
        ALT: () => {
          this.CONSUME(T.StatementName);
          this.OR2([
            { ALT: () => this.CONSUME(T.Equals) },
            ...RELATIONS.map((relation) => ({ ALT: () => this.CONSUME(relation) })),
          ]);
          this.SUBRULE(this.sum);
        },
      },
    ]);
  });

  /** `scale 1 us = 1 ps`: board time = circuit time. */
  readonly scaleEntry = this.RULE('scaleEntry', () => {
    this.CONSUME(T.ScaleWord);
    this.SUBRULE(this.quantity, { LABEL: 'board' });
    this.CONSUME(T.Equals);
    this.SUBRULE2(this.quantity, { LABEL: 'circuit' });
  });

  // ---- expressions, loosest first ----------------------------------------------------------------------------------
  readonly expression = this.RULE('expression', () => {
    this.OR([{ ALT: () => this.SUBRULE(this.conditional) }, { ALT: () => this.SUBRULE(this.range) }]);
  });

  readonly conditional = this.RULE('conditional', () => {
    this.CONSUME(T.IfWord);
    this.SUBRULE(this.expression, { LABEL: 'condition' });
    this.CONSUME(T.ThenWord);
    this.SUBRULE2(this.expression, { LABEL: 'then' });
    this.CONSUME(T.ElseWord);
    this.SUBRULE3(this.expression, { LABEL: 'otherwise' });
  });

  readonly range = this.RULE('range', () => {
    this.SUBRULE(this.disjunction, { LABEL: 'low' });
    this.OPTION(() => {
      this.CONSUME(T.DotDot);
      this.SUBRULE2(this.disjunction, { LABEL: 'high' });
      this.OPTION2(() => {
        this.CONSUME(T.ByWord);
        this.SUBRULE3(this.disjunction, { LABEL: 'step' });
      });
    });
  });

  readonly disjunction = this.RULE('disjunction', () => {
    this.SUBRULE(this.conjunction, { LABEL: 'operand' });
    this.MANY(() => {
      this.CONSUME(T.OrWord, { LABEL: 'operator' });
      this.SUBRULE2(this.conjunction, { LABEL: 'operand' });
    });
  });

  readonly conjunction = this.RULE('conjunction', () => {
    this.SUBRULE(this.negation, { LABEL: 'operand' });
    this.MANY(() => {
      this.CONSUME(T.AndWord, { LABEL: 'operator' });
      this.SUBRULE2(this.negation, { LABEL: 'operand' });
    });
  });

  readonly negation = this.RULE('negation', () => {
    this.MANY(() => this.CONSUME(T.NotWord));
    this.SUBRULE(this.comparison);
  });

  /** More than one comparison in a row parses, and `build-expression.ts` says that it has no meaning. */
  readonly comparison = this.RULE('comparison', () => {
    this.SUBRULE(this.sum, { LABEL: 'operand' });
    this.MANY(() => {
      this.OR(RELATIONS.map((relation) => ({ ALT: () => this.CONSUME(relation, { LABEL: 'operator' }) })));
      this.SUBRULE2(this.sum, { LABEL: 'operand' });
    });
  });

  readonly sum = this.RULE('sum', () => {
    this.SUBRULE(this.product, { LABEL: 'operand' });
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(T.Plus, { LABEL: 'operator' }) },
        { ALT: () => this.CONSUME(T.Minus, { LABEL: 'operator' }) },
      ]);
      this.SUBRULE2(this.product, { LABEL: 'operand' });
    });
  });

  readonly product = this.RULE('product', () => {
    this.SUBRULE(this.signed, { LABEL: 'operand' });
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(T.Star, { LABEL: 'operator' }) },
        { ALT: () => this.CONSUME(T.Slash, { LABEL: 'operator' }) },
      ]);
      this.SUBRULE2(this.signed, { LABEL: 'operand' });
    });
  });

  readonly signed = this.RULE('signed', () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(T.Minus, { LABEL: 'sign' }) },
        { ALT: () => this.CONSUME(T.Plus, { LABEL: 'sign' }) },
      ]);
    });
    this.SUBRULE(this.power);
  });

  readonly power = this.RULE('power', () => {
    this.SUBRULE(this.postfix);
    this.MANY(() => {
      this.CONSUME(T.Caret);
      this.SUBRULE(this.exponent);
    });
  });

  readonly exponent = this.RULE('exponent', () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(T.Minus, { LABEL: 'sign' }) },
        { ALT: () => this.CONSUME(T.Plus, { LABEL: 'sign' }) },
      ]);
    });
    this.SUBRULE(this.postfix);
  });

  readonly postfix = this.RULE('postfix', () => {
    this.SUBRULE(this.primary);
    this.MANY(() => this.SUBRULE(this.selector));
  });

  readonly selector = this.RULE('selector', () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(T.Dot);
          this.CONSUME(T.Word);
        },
      },
      { ALT: () => this.SUBRULE(this.shapeBrackets) },
    ]);
  });

  readonly primary = this.RULE('primary', () => {
    this.OR([
      { ALT: () => this.SUBRULE(this.quantity) },
      { ALT: () => this.CONSUME(T.StringLiteral) },
      { ALT: () => this.SUBRULE(this.nameOrCall) },
      { ALT: () => this.SUBRULE(this.parenthesised) },
    ]);
  });

  readonly quantity = this.RULE('quantity', () => {
    this.CONSUME(T.NumberLiteral);
    this.OPTION(() => this.CONSUME(T.Unit));
  });

  readonly nameOrCall = this.RULE('nameOrCall', () => {
    this.CONSUME(T.Word);
    this.OPTION(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.callArguments) },
        { ALT: () => this.AT_LEAST_ONE(() => this.CONSUME(T.Quote)) },
      ]);
    });
  });

  readonly callArguments = this.RULE('callArguments', () => {
    this.CONSUME(T.OpenParen);
    this.MANY_SEP({ SEP: T.Comma, DEF: () => this.SUBRULE(this.argument) });
    this.CONSUME(T.CloseParen);
  });

  readonly argument = this.RULE('argument', () => {
    this.OPTION(() => {
      this.CONSUME(T.Word);
      this.CONSUME(T.Colon);
    });
    this.SUBRULE(this.expression);
  });

  readonly parenthesised = this.RULE('parenthesised', () => {
    this.CONSUME(T.OpenParen);
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.CONSUME(T.CloseParen);
  });
}
