import type { CstNode, ICstVisitor, IToken } from "chevrotain";

export interface TypeCstNode extends CstNode {
  name: "type";
  children: TypeCstChildren;
}

export type TypeCstChildren = {
  Shape?: IToken[];
  Unit?: (IToken)[];
  CountingWord?: IToken[];
};

export interface TypedNameCstNode extends CstNode {
  name: "typedName";
  children: TypedNameCstChildren;
}

export type TypedNameCstChildren = {
  Word: IToken[];
  Colon?: IToken[];
  type?: TypeCstNode[];
};

export interface TypedNamesCstNode extends CstNode {
  name: "typedNames";
  children: TypedNamesCstChildren;
}

export type TypedNamesCstChildren = {
  OpenParen: IToken[];
  typedName?: TypedNameCstNode[];
  Comma?: IToken[];
  CloseParen: IToken[];
  Arrow?: IToken[];
  type?: TypeCstNode[];
};

export interface ExpressionCstNode extends CstNode {
  name: "expression";
  children: ExpressionCstChildren;
}

export type ExpressionCstChildren = {
  conditional?: ConditionalCstNode[];
  range?: RangeCstNode[];
};

export interface ConditionalCstNode extends CstNode {
  name: "conditional";
  children: ConditionalCstChildren;
}

export type ConditionalCstChildren = {
  IfWord: IToken[];
  condition: ExpressionCstNode[];
  ThenWord: IToken[];
  then: ExpressionCstNode[];
  ElseWord: IToken[];
  otherwise: ExpressionCstNode[];
};

export interface RangeCstNode extends CstNode {
  name: "range";
  children: RangeCstChildren;
}

export type RangeCstChildren = {
  low: DisjunctionCstNode[];
  DotDot?: IToken[];
  high?: DisjunctionCstNode[];
  ByWord?: IToken[];
  step?: DisjunctionCstNode[];
};

export interface DisjunctionCstNode extends CstNode {
  name: "disjunction";
  children: DisjunctionCstChildren;
}

export type DisjunctionCstChildren = {
  operand: (ConjunctionCstNode)[];
  operator?: IToken[];
};

export interface ConjunctionCstNode extends CstNode {
  name: "conjunction";
  children: ConjunctionCstChildren;
}

export type ConjunctionCstChildren = {
  operand: (NegationCstNode)[];
  operator?: IToken[];
};

export interface NegationCstNode extends CstNode {
  name: "negation";
  children: NegationCstChildren;
}

export type NegationCstChildren = {
  NotWord?: IToken[];
  comparison: ComparisonCstNode[];
};

export interface ComparisonCstNode extends CstNode {
  name: "comparison";
  children: ComparisonCstChildren;
}

export type ComparisonCstChildren = {
  operand: (SumCstNode)[];
  operator?: (IToken)[];
};

export interface SumCstNode extends CstNode {
  name: "sum";
  children: SumCstChildren;
}

export type SumCstChildren = {
  operand: (ProductCstNode)[];
  operator?: (IToken)[];
};

export interface ProductCstNode extends CstNode {
  name: "product";
  children: ProductCstChildren;
}

export type ProductCstChildren = {
  operand: (SignedCstNode)[];
  operator?: (IToken)[];
};

export interface SignedCstNode extends CstNode {
  name: "signed";
  children: SignedCstChildren;
}

export type SignedCstChildren = {
  sign?: (IToken)[];
  power: PowerCstNode[];
};

export interface PowerCstNode extends CstNode {
  name: "power";
  children: PowerCstChildren;
}

export type PowerCstChildren = {
  postfix: PostfixCstNode[];
  Caret?: IToken[];
  exponent?: ExponentCstNode[];
};

export interface ExponentCstNode extends CstNode {
  name: "exponent";
  children: ExponentCstChildren;
}

export type ExponentCstChildren = {
  sign?: (IToken)[];
  postfix: PostfixCstNode[];
};

export interface PostfixCstNode extends CstNode {
  name: "postfix";
  children: PostfixCstChildren;
}

export type PostfixCstChildren = {
  primary: PrimaryCstNode[];
  selector?: SelectorCstNode[];
};

export interface ShapeBracketsCstNode extends CstNode {
  name: "shapeBrackets";
  children: ShapeBracketsCstChildren;
}

export type ShapeBracketsCstChildren = {
  OpenBracket: IToken[];
  expression: ExpressionCstNode[];
  Comma?: IToken[];
  CloseBracket: IToken[];
};

export interface SelectorCstNode extends CstNode {
  name: "selector";
  children: SelectorCstChildren;
}

export type SelectorCstChildren = {
  Dot?: IToken[];
  Word?: IToken[];
  shapeBrackets?: ShapeBracketsCstNode[];
};

export interface PrimaryCstNode extends CstNode {
  name: "primary";
  children: PrimaryCstChildren;
}

export type PrimaryCstChildren = {
  quantity?: QuantityCstNode[];
  StringLiteral?: IToken[];
  nameOrCall?: NameOrCallCstNode[];
  parenthesised?: ParenthesisedCstNode[];
  shapeBrackets?: ShapeBracketsCstNode[];
};

export interface QuantityCstNode extends CstNode {
  name: "quantity";
  children: QuantityCstChildren;
}

export type QuantityCstChildren = {
  NumberLiteral: IToken[];
  Unit?: IToken[];
};

export interface NameOrCallCstNode extends CstNode {
  name: "nameOrCall";
  children: NameOrCallCstChildren;
}

export type NameOrCallCstChildren = {
  Word: IToken[];
  callArguments?: CallArgumentsCstNode[];
  Quote?: IToken[];
};

export interface CallArgumentsCstNode extends CstNode {
  name: "callArguments";
  children: CallArgumentsCstChildren;
}

export type CallArgumentsCstChildren = {
  OpenParen: IToken[];
  argument?: ArgumentCstNode[];
  Comma?: IToken[];
  CloseParen: IToken[];
};

export interface ArgumentCstNode extends CstNode {
  name: "argument";
  children: ArgumentCstChildren;
}

export type ArgumentCstChildren = {
  Word?: IToken[];
  Colon?: IToken[];
  expression: ExpressionCstNode[];
};

export interface ParenthesisedCstNode extends CstNode {
  name: "parenthesised";
  children: ParenthesisedCstChildren;
}

export type ParenthesisedCstChildren = {
  OpenParen: IToken[];
  expression: ExpressionCstNode[];
  Comma?: IToken[];
  CloseParen: IToken[];
};

export interface BodyStatementCstNode extends CstNode {
  name: "bodyStatement";
  children: BodyStatementCstChildren;
}

export type BodyStatementCstChildren = {
  paramStatement?: ParamStatementCstNode[];
  stateStatement?: StateStatementCstNode[];
  letStatement?: LetStatementCstNode[];
  eventStatement?: EventStatementCstNode[];
  onStatement?: OnStatementCstNode[];
  everyStatement?: EveryStatementCstNode[];
  functionStatement?: FunctionStatementCstNode[];
  tableStatement?: TableStatementCstNode[];
  assertStatement?: AssertStatementCstNode[];
  nodeStatement?: NodeStatementCstNode[];
  coupleStatement?: CoupleStatementCstNode[];
  probeStatement?: ProbeStatementCstNode[];
  solveStatement?: SolveStatementCstNode[];
  namedStatement?: NamedStatementCstNode[];
};

export interface ParamStatementCstNode extends CstNode {
  name: "paramStatement";
  children: ParamStatementCstChildren;
}

export type ParamStatementCstChildren = {
  HostWord?: IToken[];
  ParamWord: IToken[];
  typedName: TypedNameCstNode[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
  InWord?: IToken[];
  range?: ExpressionCstNode[];
};

export interface StateStatementCstNode extends CstNode {
  name: "stateStatement";
  children: StateStatementCstChildren;
}

export type StateStatementCstChildren = {
  StateWord?: IToken[];
  MemoryWord?: IToken[];
  typedName: TypedNameCstNode[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
  stateClause?: StateClauseCstNode[];
};

export interface StateClauseCstNode extends CstNode {
  name: "stateClause";
  children: StateClauseCstChildren;
}

export type StateClauseCstChildren = {
  InWord?: IToken[];
  range?: ExpressionCstNode[];
  formatClause?: FormatClauseCstNode[];
  RoundWord?: IToken[];
  rounding?: IToken[];
  LogWord?: IToken[];
  StepWord?: IToken[];
  step?: ExpressionCstNode[];
};

export interface FormatClauseCstNode extends CstNode {
  name: "formatClause";
  children: FormatClauseCstChildren;
}

export type FormatClauseCstChildren = {
  FormatWord: IToken[];
  Word: IToken[];
  Dot: IToken[];
  NumberLiteral: IToken[];
};

export interface LetStatementCstNode extends CstNode {
  name: "letStatement";
  children: LetStatementCstChildren;
}

export type LetStatementCstChildren = {
  LetWord: IToken[];
  Word: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
  tableClause?: TableClauseCstNode[];
};

export interface TableClauseCstNode extends CstNode {
  name: "tableClause";
  children: TableClauseCstChildren;
}

export type TableClauseCstChildren = {
  TableClause: IToken[];
  DegreeWord?: IToken[];
  degree?: IToken[];
  SegmentsWord?: IToken[];
  segments?: IToken[];
};

export interface EventStatementCstNode extends CstNode {
  name: "eventStatement";
  children: EventStatementCstChildren;
}

export type EventStatementCstChildren = {
  EventWord: IToken[];
  Word: IToken[];
  WhenWord: IToken[];
  expression: ExpressionCstNode[];
};

export interface OnStatementCstNode extends CstNode {
  name: "onStatement";
  children: OnStatementCstChildren;
}

export type OnStatementCstChildren = {
  OnWord: IToken[];
  endOfPhase?: EndOfPhaseCstNode[];
  expression?: ExpressionCstNode[];
  priorityClause?: PriorityClauseCstNode[];
  block: BlockCstNode[];
};

export interface EndOfPhaseCstNode extends CstNode {
  name: "endOfPhase";
  children: EndOfPhaseCstChildren;
}

export type EndOfPhaseCstChildren = {
  EndWord: IToken[];
  OfWord: IToken[];
  Word: IToken[];
};

export interface PriorityClauseCstNode extends CstNode {
  name: "priorityClause";
  children: PriorityClauseCstChildren;
}

export type PriorityClauseCstChildren = {
  PriorityWord: IToken[];
  expression: ExpressionCstNode[];
};

export interface EveryStatementCstNode extends CstNode {
  name: "everyStatement";
  children: EveryStatementCstChildren;
}

export type EveryStatementCstChildren = {
  EveryWord: IToken[];
  expression: ExpressionCstNode[];
  UpdateWord?: IToken[];
  Equals?: IToken[];
  update?: IToken[];
  priorityClause?: PriorityClauseCstNode[];
  block: BlockCstNode[];
};

export interface BlockCstNode extends CstNode {
  name: "block";
  children: BlockCstChildren;
}

export type BlockCstChildren = {
  OpenBrace: IToken[];
  blockStatement?: BlockStatementCstNode[];
  CloseBrace: IToken[];
};

export interface BlockStatementCstNode extends CstNode {
  name: "blockStatement";
  children: BlockStatementCstChildren;
}

export type BlockStatementCstChildren = {
  letStatement?: LetStatementCstNode[];
  assignment?: AssignmentCstNode[];
};

export interface AssignmentCstNode extends CstNode {
  name: "assignment";
  children: AssignmentCstChildren;
}

export type AssignmentCstChildren = {
  StatementName: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface FunctionStatementCstNode extends CstNode {
  name: "functionStatement";
  children: FunctionStatementCstChildren;
}

export type FunctionStatementCstChildren = {
  FunctionWord: IToken[];
  Word: IToken[];
  typedNames: TypedNamesCstNode[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface TableStatementCstNode extends CstNode {
  name: "tableStatement";
  children: TableStatementCstChildren;
}

export type TableStatementCstChildren = {
  TableWord: IToken[];
  Word: IToken[];
  typedNames: TypedNamesCstNode[];
  FromWord: IToken[];
  StringLiteral: IToken[];
};

export interface AssertStatementCstNode extends CstNode {
  name: "assertStatement";
  children: AssertStatementCstChildren;
}

export type AssertStatementCstChildren = {
  AssertWord: IToken[];
  expression: ExpressionCstNode[];
  StringLiteral?: IToken[];
};

export interface NodeStatementCstNode extends CstNode {
  name: "nodeStatement";
  children: NodeStatementCstChildren;
}

export type NodeStatementCstChildren = {
  NodeWord: IToken[];
  Word: IToken[];
  Comma?: IToken[];
  Colon: IToken[];
  discipline: IToken[];
  shapeBrackets?: ShapeBracketsCstNode[];
  Equals?: IToken[];
  expression?: ExpressionCstNode[];
  FixedWord?: IToken[];
};

export interface NamedStatementCstNode extends CstNode {
  name: "namedStatement";
  children: NamedStatementCstChildren;
}

export type NamedStatementCstChildren = {
  StatementName: IToken[];
  instanceTail?: InstanceTailCstNode[];
  rateTail?: RateTailCstNode[];
  accessTail?: AccessTailCstNode[];
};

export interface InstanceTailCstNode extends CstNode {
  name: "instanceTail";
  children: InstanceTailCstChildren;
}

export type InstanceTailCstChildren = {
  Colon: IToken[];
  Word: IToken[];
  shapeBrackets?: ShapeBracketsCstNode[];
  callArguments?: CallArgumentsCstNode[];
  settingsBlock?: SettingsBlockCstNode[];
  WithWord?: IToken[];
  StringLiteral?: IToken[];
};

export interface RateTailCstNode extends CstNode {
  name: "rateTail";
  children: RateTailCstChildren;
}

export type RateTailCstChildren = {
  Quote: IToken[];
  Equals?: IToken[];
  Accumulate?: IToken[];
  expression: ExpressionCstNode[];
};

export interface AccessTailCstNode extends CstNode {
  name: "accessTail";
  children: AccessTailCstChildren;
}

export type AccessTailCstChildren = {
  callArguments: CallArgumentsCstNode[];
  Contribute?: IToken[];
  Equals?: IToken[];
  expression: ExpressionCstNode[];
};

export interface SettingsBlockCstNode extends CstNode {
  name: "settingsBlock";
  children: SettingsBlockCstChildren;
}

export type SettingsBlockCstChildren = {
  OpenBrace: IToken[];
  assignment?: AssignmentCstNode[];
  CloseBrace: IToken[];
};

export interface CoupleStatementCstNode extends CstNode {
  name: "coupleStatement";
  children: CoupleStatementCstChildren;
}

export type CoupleStatementCstChildren = {
  CoupleWord?: IToken[];
  PlaceWord?: IToken[];
  from: IToken[];
  ToWord?: IToken[];
  to?: IToken[];
  ByWord: IToken[];
  expression: ExpressionCstNode[];
  AsWord?: IToken[];
  as?: IToken[];
  OpenBrace?: IToken[];
  coupledDevice?: CoupledDeviceCstNode[];
  CloseBrace?: IToken[];
};

export interface CoupledDeviceCstNode extends CstNode {
  name: "coupledDevice";
  children: CoupledDeviceCstChildren;
}

export type CoupledDeviceCstChildren = {
  StatementName: IToken[];
  Colon?: IToken[];
  of?: IToken[];
  callArguments: CallArgumentsCstNode[];
  settingsBlock?: SettingsBlockCstNode[];
};

export interface ProbeStatementCstNode extends CstNode {
  name: "probeStatement";
  children: ProbeStatementCstChildren;
}

export type ProbeStatementCstChildren = {
  ProbeWord: IToken[];
  Word: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface SolveStatementCstNode extends CstNode {
  name: "solveStatement";
  children: SolveStatementCstChildren;
}

export type SolveStatementCstChildren = {
  SolveWord: IToken[];
  net: IToken[];
  ByWord: IToken[];
  method: IToken[];
  settingsBlock?: SettingsBlockCstNode[];
};

export interface FileCstNode extends CstNode {
  name: "file";
  children: FileCstChildren;
}

export type FileCstChildren = {
  declaration?: DeclarationCstNode[];
};

export interface DeclarationCstNode extends CstNode {
  name: "declaration";
  children: DeclarationCstChildren;
}

export type DeclarationCstChildren = {
  useDeclaration?: UseDeclarationCstNode[];
  unitDeclaration?: UnitDeclarationCstNode[];
  disciplineDeclaration?: DisciplineDeclarationCstNode[];
  deviceDeclaration?: DeviceDeclarationCstNode[];
  experimentDeclaration?: ExperimentDeclarationCstNode[];
  functionStatement?: FunctionStatementCstNode[];
  paramStatement?: ParamStatementCstNode[];
};

export interface UseDeclarationCstNode extends CstNode {
  name: "useDeclaration";
  children: UseDeclarationCstChildren;
}

export type UseDeclarationCstChildren = {
  UseWord: IToken[];
  StringLiteral?: IToken[];
  Word?: IToken[];
  Dot?: IToken[];
};

export interface UnitDeclarationCstNode extends CstNode {
  name: "unitDeclaration";
  children: UnitDeclarationCstChildren;
}

export type UnitDeclarationCstChildren = {
  UnitWord: IToken[];
  Word: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
  PrefixableWord?: IToken[];
};

export interface DisciplineDeclarationCstNode extends CstNode {
  name: "disciplineDeclaration";
  children: DisciplineDeclarationCstChildren;
}

export type DisciplineDeclarationCstChildren = {
  DisciplineWord: IToken[];
  Word: IToken[];
  ConservedWord?: IToken[];
  OwnedWord?: IToken[];
  SignalWord?: IToken[];
  EventWord?: IToken[];
  OpenBrace?: IToken[];
  disciplineMember?: DisciplineMemberCstNode[];
  CloseBrace?: IToken[];
};

export interface DisciplineMemberCstNode extends CstNode {
  name: "disciplineMember";
  children: DisciplineMemberCstChildren;
}

export type DisciplineMemberCstChildren = {
  disciplineQuantity?: DisciplineQuantityCstNode[];
  ReferenceWord?: IToken[];
  Word?: IToken[];
  Comma?: IToken[];
};

export interface DisciplineQuantityCstNode extends CstNode {
  name: "disciplineQuantity";
  children: DisciplineQuantityCstChildren;
}

export type DisciplineQuantityCstChildren = {
  PotentialWord?: IToken[];
  FlowWord?: IToken[];
  ValueWord?: IToken[];
  Word: IToken[];
  Colon: IToken[];
  type: TypeCstNode[];
};

export interface DeviceDeclarationCstNode extends CstNode {
  name: "deviceDeclaration";
  children: DeviceDeclarationCstChildren;
}

export type DeviceDeclarationCstChildren = {
  DeviceWord?: IToken[];
  CircuitWord?: IToken[];
  Word: IToken[];
  OpenParen?: IToken[];
  port?: PortCstNode[];
  Comma?: IToken[];
  CloseParen?: IToken[];
  OpenBrace: IToken[];
  bodyStatement?: BodyStatementCstNode[];
  CloseBrace: IToken[];
};

export interface PortCstNode extends CstNode {
  name: "port";
  children: PortCstChildren;
}

export type PortCstChildren = {
  Word: IToken[];
  Colon: IToken[];
  discipline: IToken[];
  OwnerWord?: IToken[];
};

export interface ExperimentDeclarationCstNode extends CstNode {
  name: "experimentDeclaration";
  children: ExperimentDeclarationCstChildren;
}

export type ExperimentDeclarationCstChildren = {
  ExperimentWord: IToken[];
  Word: IToken[];
  OfWord: IToken[];
  circuit: IToken[];
  OpenBrace: IToken[];
  experimentStatement?: ExperimentStatementCstNode[];
  CloseBrace: IToken[];
};

export interface ExperimentStatementCstNode extends CstNode {
  name: "experimentStatement";
  children: ExperimentStatementCstChildren;
}

export type ExperimentStatementCstChildren = {
  setting?: AssignmentCstNode[];
  saidSetting?: SaidSettingCstNode[];
  sweepStatement?: SweepStatementCstNode[];
  recordStatement?: RecordStatementCstNode[];
  measureStatement?: MeasureStatementCstNode[];
  expectStatement?: ExpectStatementCstNode[];
  plotStatement?: PlotStatementCstNode[];
  dataStatement?: DataStatementCstNode[];
  repeatStatement?: RepeatStatementCstNode[];
  phaseStatement?: PhaseStatementCstNode[];
  targetStatement?: TargetStatementCstNode[];
  assertStatement?: AssertStatementCstNode[];
  letStatement?: LetStatementCstNode[];
};

export interface SaidSettingCstNode extends CstNode {
  name: "saidSetting";
  children: SaidSettingCstChildren;
}

export type SaidSettingCstChildren = {
  LanesWord?: IToken[];
  SolverWord?: IToken[];
  expression: ExpressionCstNode[];
};

export interface SweepStatementCstNode extends CstNode {
  name: "sweepStatement";
  children: SweepStatementCstChildren;
}

export type SweepStatementCstChildren = {
  SweepWord: IToken[];
  Word: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface RecordStatementCstNode extends CstNode {
  name: "recordStatement";
  children: RecordStatementCstChildren;
}

export type RecordStatementCstChildren = {
  RecordWord: IToken[];
  expression: ExpressionCstNode[];
  Comma?: IToken[];
  EveryWord?: IToken[];
  every?: ExpressionCstNode[];
};

export interface MeasureStatementCstNode extends CstNode {
  name: "measureStatement";
  children: MeasureStatementCstChildren;
}

export type MeasureStatementCstChildren = {
  MeasureWord: IToken[];
  Word: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
  measureQualifier?: MeasureQualifierCstNode[];
};

export interface MeasureQualifierCstNode extends CstNode {
  name: "measureQualifier";
  children: MeasureQualifierCstChildren;
}

export type MeasureQualifierCstChildren = {
  AtWord?: IToken[];
  endOfPhase?: EndOfPhaseCstNode[];
  expression?: (ExpressionCstNode)[];
  OverWord?: IToken[];
  LastWord?: IToken[];
  WhereWord?: IToken[];
  AfterWord?: IToken[];
};

export interface ExpectStatementCstNode extends CstNode {
  name: "expectStatement";
  children: ExpectStatementCstChildren;
}

export type ExpectStatementCstChildren = {
  ExpectWord: IToken[];
  left: SumCstNode[];
  expectRelation: ExpectRelationCstNode[];
  right: SumCstNode[];
  PlusMinus?: IToken[];
  tolerance?: SumCstNode[];
  expectClause?: ExpectClauseCstNode[];
};

export interface ExpectRelationCstNode extends CstNode {
  name: "expectRelation";
  children: ExpectRelationCstChildren;
}

export type ExpectRelationCstChildren = {
  Tilde?: IToken[];
  EqualEqual?: IToken[];
  NotEqual?: IToken[];
  LessEqual?: IToken[];
  GreaterEqual?: IToken[];
  Less?: IToken[];
  Greater?: IToken[];
};

export interface ExpectClauseCstNode extends CstNode {
  name: "expectClause";
  children: ExpectClauseCstChildren;
}

export type ExpectClauseCstChildren = {
  AtWord?: IToken[];
  atPoint?: AtPointCstNode[];
  Comma?: (IToken)[];
  WhereWord?: IToken[];
  where?: ExpressionCstNode[];
  OnWord?: IToken[];
  on?: IToken[];
};

export interface AtPointCstNode extends CstNode {
  name: "atPoint";
  children: AtPointCstChildren;
}

export type AtPointCstChildren = {
  Word: IToken[];
  Equals: IToken[];
  expression: ExpressionCstNode[];
};

export interface PlotStatementCstNode extends CstNode {
  name: "plotStatement";
  children: PlotStatementCstChildren;
}

export type PlotStatementCstChildren = {
  PlotWord: IToken[];
  expression: ExpressionCstNode[];
  Comma?: IToken[];
  OverWord?: IToken[];
  over?: ExpressionCstNode[];
};

export interface DataStatementCstNode extends CstNode {
  name: "dataStatement";
  children: DataStatementCstChildren;
}

export type DataStatementCstChildren = {
  DataWord: IToken[];
  Word: IToken[];
  FromWord: IToken[];
  StringLiteral: IToken[];
  OpenParen?: IToken[];
  column?: IToken[];
  Comma?: IToken[];
  CloseParen?: IToken[];
};

export interface RepeatStatementCstNode extends CstNode {
  name: "repeatStatement";
  children: RepeatStatementCstChildren;
}

export type RepeatStatementCstChildren = {
  RepeatWord: IToken[];
  count: ExpressionCstNode[];
  OverWord?: IToken[];
  over?: ExpressionCstNode[];
  OpenBrace: IToken[];
  phaseStatement?: PhaseStatementCstNode[];
  CloseBrace: IToken[];
};

export interface PhaseStatementCstNode extends CstNode {
  name: "phaseStatement";
  children: PhaseStatementCstChildren;
}

export type PhaseStatementCstChildren = {
  PhaseWord: IToken[];
  Word: IToken[];
  ForWord: IToken[];
  expression: ExpressionCstNode[];
  settingsBlock?: SettingsBlockCstNode[];
};

export interface TargetStatementCstNode extends CstNode {
  name: "targetStatement";
  children: TargetStatementCstChildren;
}

export type TargetStatementCstChildren = {
  TargetWord: IToken[];
  Word?: IToken[];
  OpenBrace: IToken[];
  targetEntry?: TargetEntryCstNode[];
  CloseBrace: IToken[];
};

export interface TargetEntryCstNode extends CstNode {
  name: "targetEntry";
  children: TargetEntryCstChildren;
}

export type TargetEntryCstChildren = {
  saidSetting?: SaidSettingCstNode[];
  scaleEntry?: ScaleEntryCstNode[];
  StatementName?: IToken[];
  Equals?: IToken[];
  EqualEqual?: IToken[];
  NotEqual?: IToken[];
  LessEqual?: IToken[];
  GreaterEqual?: IToken[];
  Less?: IToken[];
  Greater?: IToken[];
  sum?: SumCstNode[];
};

export interface ScaleEntryCstNode extends CstNode {
  name: "scaleEntry";
  children: ScaleEntryCstChildren;
}

export type ScaleEntryCstChildren = {
  ScaleWord: IToken[];
  board: QuantityCstNode[];
  Equals: IToken[];
  circuit: QuantityCstNode[];
};

export interface ICstNodeVisitor<IN, OUT> extends ICstVisitor<IN, OUT> {
  type(children: TypeCstChildren, param?: IN): OUT;
  typedName(children: TypedNameCstChildren, param?: IN): OUT;
  typedNames(children: TypedNamesCstChildren, param?: IN): OUT;
  expression(children: ExpressionCstChildren, param?: IN): OUT;
  conditional(children: ConditionalCstChildren, param?: IN): OUT;
  range(children: RangeCstChildren, param?: IN): OUT;
  disjunction(children: DisjunctionCstChildren, param?: IN): OUT;
  conjunction(children: ConjunctionCstChildren, param?: IN): OUT;
  negation(children: NegationCstChildren, param?: IN): OUT;
  comparison(children: ComparisonCstChildren, param?: IN): OUT;
  sum(children: SumCstChildren, param?: IN): OUT;
  product(children: ProductCstChildren, param?: IN): OUT;
  signed(children: SignedCstChildren, param?: IN): OUT;
  power(children: PowerCstChildren, param?: IN): OUT;
  exponent(children: ExponentCstChildren, param?: IN): OUT;
  postfix(children: PostfixCstChildren, param?: IN): OUT;
  shapeBrackets(children: ShapeBracketsCstChildren, param?: IN): OUT;
  selector(children: SelectorCstChildren, param?: IN): OUT;
  primary(children: PrimaryCstChildren, param?: IN): OUT;
  quantity(children: QuantityCstChildren, param?: IN): OUT;
  nameOrCall(children: NameOrCallCstChildren, param?: IN): OUT;
  callArguments(children: CallArgumentsCstChildren, param?: IN): OUT;
  argument(children: ArgumentCstChildren, param?: IN): OUT;
  parenthesised(children: ParenthesisedCstChildren, param?: IN): OUT;
  bodyStatement(children: BodyStatementCstChildren, param?: IN): OUT;
  paramStatement(children: ParamStatementCstChildren, param?: IN): OUT;
  stateStatement(children: StateStatementCstChildren, param?: IN): OUT;
  stateClause(children: StateClauseCstChildren, param?: IN): OUT;
  formatClause(children: FormatClauseCstChildren, param?: IN): OUT;
  letStatement(children: LetStatementCstChildren, param?: IN): OUT;
  tableClause(children: TableClauseCstChildren, param?: IN): OUT;
  eventStatement(children: EventStatementCstChildren, param?: IN): OUT;
  onStatement(children: OnStatementCstChildren, param?: IN): OUT;
  endOfPhase(children: EndOfPhaseCstChildren, param?: IN): OUT;
  priorityClause(children: PriorityClauseCstChildren, param?: IN): OUT;
  everyStatement(children: EveryStatementCstChildren, param?: IN): OUT;
  block(children: BlockCstChildren, param?: IN): OUT;
  blockStatement(children: BlockStatementCstChildren, param?: IN): OUT;
  assignment(children: AssignmentCstChildren, param?: IN): OUT;
  functionStatement(children: FunctionStatementCstChildren, param?: IN): OUT;
  tableStatement(children: TableStatementCstChildren, param?: IN): OUT;
  assertStatement(children: AssertStatementCstChildren, param?: IN): OUT;
  nodeStatement(children: NodeStatementCstChildren, param?: IN): OUT;
  namedStatement(children: NamedStatementCstChildren, param?: IN): OUT;
  instanceTail(children: InstanceTailCstChildren, param?: IN): OUT;
  rateTail(children: RateTailCstChildren, param?: IN): OUT;
  accessTail(children: AccessTailCstChildren, param?: IN): OUT;
  settingsBlock(children: SettingsBlockCstChildren, param?: IN): OUT;
  coupleStatement(children: CoupleStatementCstChildren, param?: IN): OUT;
  coupledDevice(children: CoupledDeviceCstChildren, param?: IN): OUT;
  probeStatement(children: ProbeStatementCstChildren, param?: IN): OUT;
  solveStatement(children: SolveStatementCstChildren, param?: IN): OUT;
  file(children: FileCstChildren, param?: IN): OUT;
  declaration(children: DeclarationCstChildren, param?: IN): OUT;
  useDeclaration(children: UseDeclarationCstChildren, param?: IN): OUT;
  unitDeclaration(children: UnitDeclarationCstChildren, param?: IN): OUT;
  disciplineDeclaration(children: DisciplineDeclarationCstChildren, param?: IN): OUT;
  disciplineMember(children: DisciplineMemberCstChildren, param?: IN): OUT;
  disciplineQuantity(children: DisciplineQuantityCstChildren, param?: IN): OUT;
  deviceDeclaration(children: DeviceDeclarationCstChildren, param?: IN): OUT;
  port(children: PortCstChildren, param?: IN): OUT;
  experimentDeclaration(children: ExperimentDeclarationCstChildren, param?: IN): OUT;
  experimentStatement(children: ExperimentStatementCstChildren, param?: IN): OUT;
  saidSetting(children: SaidSettingCstChildren, param?: IN): OUT;
  sweepStatement(children: SweepStatementCstChildren, param?: IN): OUT;
  recordStatement(children: RecordStatementCstChildren, param?: IN): OUT;
  measureStatement(children: MeasureStatementCstChildren, param?: IN): OUT;
  measureQualifier(children: MeasureQualifierCstChildren, param?: IN): OUT;
  expectStatement(children: ExpectStatementCstChildren, param?: IN): OUT;
  expectRelation(children: ExpectRelationCstChildren, param?: IN): OUT;
  expectClause(children: ExpectClauseCstChildren, param?: IN): OUT;
  atPoint(children: AtPointCstChildren, param?: IN): OUT;
  plotStatement(children: PlotStatementCstChildren, param?: IN): OUT;
  dataStatement(children: DataStatementCstChildren, param?: IN): OUT;
  repeatStatement(children: RepeatStatementCstChildren, param?: IN): OUT;
  phaseStatement(children: PhaseStatementCstChildren, param?: IN): OUT;
  targetStatement(children: TargetStatementCstChildren, param?: IN): OUT;
  targetEntry(children: TargetEntryCstChildren, param?: IN): OUT;
  scaleEntry(children: ScaleEntryCstChildren, param?: IN): OUT;
}
