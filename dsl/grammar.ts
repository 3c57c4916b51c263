/**
 * The grammar of `.qnm`: declarations and experiments here, statements of devices in `grammar-body.ts`, expressions in
 * `grammar-expressions.ts`. Words are already names, units and keywords (`words.ts`), so one token of lookahead decides nearly
 * everywhere, and after an error the parser goes on at the next statement.
 */
import type { IParserErrorMessageProvider } from 'chevrotain';
import { BodyParser } from './grammar-body.ts';
import { RELATIONS } from './grammar-expressions.ts';
import * as T from './tokens.ts';

/** Use it through `parse.ts`. */
export class QnmParser extends BodyParser {
  /** `validate`: have chevrotain look for ambiguities in the grammar, which takes as long as the rest (`test/dsl`). */
  constructor(messages: IParserErrorMessageProvider, validate = false) {
    super(T.allTokens, {
      skipValidations: !validate,
      recoveryEnabled: true,
      maxLookahead: 2,
      nodeLocationTracking: 'onlyOffset',
      errorMessageProvider: messages,
    });
    this.performSelfAnalysis();
  }

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

  // ---- experiments ----
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
}
