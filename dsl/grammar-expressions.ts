/** Expressions and types of the grammar, and how the parser goes on after an error. */
import { CstParser, EOF, type IToken, type TokenType } from 'chevrotain';
import * as T from './tokens.ts';

export const RELATIONS: readonly TokenType[] = [
  T.EqualEqual,
  T.NotEqual,
  T.LessEqual,
  T.GreaterEqual,
  T.Less,
  T.Greater,
];

/** Rules that have statements between braces, one pair each. */
const BLOCKS: ReadonlySet<string> = new Set([
  'disciplineDeclaration',
  'deviceDeclaration',
  'experimentDeclaration',
  'block',
  'settingsBlock',
  'coupleStatement',
  'repeatStatement',
  'targetStatement',
]);
const NEVER_PASSED_OVER: ReadonlySet<TokenType> = new Set([
  T.StatementName,
  T.OpenBrace,
  T.CloseBrace,
  ...[...T.keywords.values()].filter((k) => k.place === 'statement' || k.place === 'both').map((k) => k.token),
]);

/**
 * A parser that goes on after an error without stumbling over braces: while it looks for a place to go on, a block `{ ... }` is one
 * thing, so that the statements of a block whose head is wrong are not read as those of the block around it. (Brackets match:
 * `brackets.ts`.)
 */
abstract class RecoveringParser extends CstParser {
  /** Only signs that join things are made up by recovery; a made-up name or number would lead to further messages. */
  protected override canTokenTypeBeInsertedInRecovery(type: TokenType): boolean {
    return type === T.Equals || type === T.Colon;
  }

  /** A token too many is passed over, but never the first word of a statement or a brace. */
  protected canRecoverWithSingleTokenDeletion(expected: TokenType): boolean {
    return !NEVER_PASSED_OVER.has(this.LA(1).tokenType) && this.LA(2).tokenType === expected;
  }

  /** Number of tokens from the k-th on that are skipped together. */
  private groupLength(k: number): number {
    let depth = 0;
    for (let length = 0; ; length++) {
      const type = this.LA(k + length).tokenType;
      if (type === T.OpenBrace) depth += 1;
      if (type === T.CloseBrace) depth -= 1;
      if (depth <= 0 || type === EOF) return length + 1;
    }
  }

  // These replace chevrotain 11.2's own (parse/parser/traits/recoverable.ts, lexer_adapter.ts).
  protected override SKIP_TOKEN(): IToken {
    const internals = this as unknown as RecoveryInternals;
    for (let left = this.groupLength(1); left > 0 && this.LA(1).tokenType !== EOF; left--) internals.consumeToken();
    return this.LA(1);
  }
  /**
   * Tokens at which reading can go on: what may follow the rules that are open, but of those only the ones inside the innermost
   * open brace, and that brace's end. What follows a rule outside cannot stand inside.
   */
  protected flattenFollowSet(): TokenType[] {
    const internals = this as unknown as RecoveryInternals;
    const names = internals.RULE_STACK.map((rule) => internals.shortRuleNameToFullName(rule));
    const blocks = names.flatMap((name, i) => (BLOCKS.has(name) ? [i] : []));
    const keys = internals.buildFullFollowKeyStack();
    const depth = this.depthHere();
    const inside = depth === 0 ? keys : keys.slice((blocks[depth - 1] ?? -1) + 1);
    const follow = inside.flatMap((key) => internals.getFollowSetFromFollowKey(key));
    return depth === 0 ? follow : [...follow, T.CloseBrace];
  }
  private depths: { readonly of: readonly IToken[]; readonly before: readonly number[] } = { of: [], before: [] };
  /** Braces open before the next token. */
  private depthHere(): number {
    const tokens = this.input;
    if (this.depths.of !== tokens) {
      let depth = 0;
      const before = tokens.map(({ tokenType }) => {
        const here = depth;
        depth += tokenType === T.OpenBrace ? 1 : tokenType === T.CloseBrace ? -1 : 0;
        return here;
      });
      this.depths = { of: tokens, before };
    }
    return this.depths.before[(this as unknown as RecoveryInternals).currIdx + 1] ?? 0;
  }
  protected findReSyncTokenType(): TokenType {
    const wanted = new Set(this.flattenFollowSet());
    for (let k = 1; ; k += this.groupLength(k)) {
      const type = this.LA(k).tokenType;
      if (wanted.has(type) || type === EOF) return type;
    }
  }
}
/** What `RecoveringParser` uses of chevrotain's recovery. */
interface RecoveryInternals {
  readonly currIdx: number;
  readonly RULE_STACK: readonly number[];
  consumeToken(): void;
  shortRuleNameToFullName(rule: number): string;
  buildFullFollowKeyStack(): object[];
  getFollowSetFromFollowKey(key: object): TokenType[];
}

/** Rules of types and expressions, loosest first. */
export abstract class ExpressionParser extends RecoveringParser {
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

  readonly shapeBrackets = this.RULE('shapeBrackets', () => {
    this.CONSUME(T.OpenBracket);
    this.AT_LEAST_ONE_SEP({ SEP: T.Comma, DEF: () => this.SUBRULE(this.expression) });
    this.CONSUME(T.CloseBracket);
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
      { ALT: () => this.SUBRULE(this.shapeBrackets) },
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
