/** Statements of devices and circuits in the grammar. */
import { ExpressionParser } from './grammar-expressions.ts';
import * as T from './tokens.ts';

/** Rules of what stands between the braces of a device or circuit. */
export abstract class BodyParser extends ExpressionParser {
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
    this.OPTION(() => {
      this.CONSUME(T.Colon);
      this.CONSUME(T.Word, { LABEL: 'of' });
    });
    this.SUBRULE(this.callArguments);
    this.OPTION2(() => this.SUBRULE(this.settingsBlock));
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
}
