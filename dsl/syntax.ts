/**
 * Form 1: what was written. Plain data, every node with its span; nothing is resolved, no unit is looked up.
 * Built from the chevrotain CST by `build-syntax.ts`; printed by `print.ts` (`qnmc build --emit syntax`, and `fmt`).
 */
import type { Span } from './source.ts';

interface Node {
  readonly span: Span;
}
/** A name as written, with the place of exactly its characters. */
export interface Identifier extends Node {
  readonly text: string;
}

// ---- units -------------------------------------------------------------------------------------------------------
/** `mW/K`, `emu/cm3`, `Ω`, `%`, `1`: a product of powers of unit symbols; exponents are rationals. */
export interface UnitSyntax extends Node {
  readonly text: string;
  readonly factors: readonly {
    readonly symbol: Identifier;
    readonly numerator: number;
    readonly denominator: number;
  }[];
}

// ---- expressions -------------------------------------------------------------------------------------------------
export type BinaryOperator = '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'and' | 'or';
export type Expression =
  | (Node & {
      readonly kind: 'number';
      readonly value: number;
      readonly unit: UnitSyntax | null;
      readonly text: string;
    })
  | (Node & { readonly kind: 'string'; readonly value: string })
  | (Node & { readonly kind: 'name'; readonly name: Identifier })
  | (Node & { readonly kind: 'member'; readonly base: Expression; readonly member: Identifier })
  | (Node & { readonly kind: 'index'; readonly base: Expression; readonly indices: readonly Expression[] })
  | (Node & { readonly kind: 'call'; readonly callee: Identifier; readonly args: readonly Argument[] })
  | (Node & { readonly kind: 'unary'; readonly operator: '-' | '+' | 'not'; readonly operand: Expression })
  | (Node & {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & {
      readonly kind: 'if';
      readonly condition: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    })
  | (Node & { readonly kind: 'vector'; readonly items: readonly Expression[] })
  /** `[1 V, 2 V, 3 V]`: one for each instance of an array. */
  | (Node & { readonly kind: 'list'; readonly items: readonly Expression[] })
  | (Node & {
      readonly kind: 'range';
      readonly low: Expression;
      readonly high: Expression;
      readonly step: Expression | null;
    })
  /** `m'`, `phi''` read in an expression. */
  | (Node & { readonly kind: 'rate'; readonly of: Identifier; readonly order: number });
export interface Argument extends Node {
  /** `pulse(0 V, 1 V, delay: 1 us)` */
  readonly name: Identifier | null;
  readonly value: Expression;
}

// ---- types -------------------------------------------------------------------------------------------------------
export type QuantityShape = 'scalar' | 'vec3' | 'direction' | 'complex' | 'angle';
export interface TypeSyntax extends Node {
  readonly shape: QuantityShape;
  readonly unit: UnitSyntax | null;
  readonly counting: boolean;
}
export interface FormatSyntax extends Node {
  readonly text: string; // "s24.19"
}

// ---- statements of device, circuit, function ---------------------------------------------------------------------
interface Documented extends Node {
  readonly doc: string; // text of the /// comment above, '' when none
}
export interface ParamStatement extends Documented {
  readonly kind: 'param';
  readonly host: boolean;
  readonly name: Identifier;
  readonly type: TypeSyntax | null;
  readonly value: Expression | null;
  readonly range: Expression | null;
}
/** `state` (has a rate) and `memory` (changed by blocks). */
export interface StateStatement extends Documented {
  readonly kind: 'state' | 'memory';
  readonly name: Identifier;
  readonly type: TypeSyntax | null;
  readonly initial: Expression | null;
  readonly range: Expression | null;
  readonly format: FormatSyntax | null;
  readonly rounding: Identifier | null; // `round nearest`
  readonly log: boolean;
  readonly step: Expression | null; // `step 10 us`
}
/** `x' = e`, `phi'' = e`, `u' += e` */
export interface RateStatement extends Documented {
  readonly kind: 'rate';
  readonly name: Identifier;
  readonly order: number;
  readonly accumulate: boolean;
  readonly value: Expression;
}
export interface LetStatement extends Documented {
  readonly kind: 'let';
  readonly name: Identifier;
  readonly value: Expression;
  /** `let F = tanh(x) table degree 2 segments 128`: the table is said instead of chosen. */
  readonly table: { readonly degree: number | null; readonly segments: number | null; readonly span: Span } | null;
}
/** `I(p, n) <+ e`; also `B(a) <+ e`. `target` is the call as written. */
export interface ContributionStatement extends Documented {
  readonly kind: 'contribution';
  readonly access: Identifier;
  readonly terminals: readonly Expression[];
  readonly target: Span;
  readonly value: Expression;
}
/** `m(body) = m`: the owner of an owned node sets its potential. */
export interface OwnStatement extends Documented {
  readonly kind: 'own';
  readonly access: Identifier;
  readonly terminals: readonly Expression[];
  readonly target: Span;
  readonly value: Expression;
}
export interface EventStatement extends Documented {
  readonly kind: 'event';
  readonly name: Identifier;
  readonly when: Expression;
}
export interface AssignStatement extends Documented {
  readonly kind: 'assign';
  readonly name: Identifier;
  readonly value: Expression;
}
/** `on CONDITION { ... }` (a condition or the name of an event; `on end of free` has the call `end(free)`). */
export interface OnStatement extends Documented {
  readonly kind: 'on';
  readonly condition: Expression;
  readonly priority: Expression | null;
  readonly body: readonly (LetStatement | AssignStatement)[];
}
/** `every 10 ns { ... }`, `every 10 ns update = coloured { ... }` */
export interface EveryStatement extends Documented {
  readonly kind: 'every';
  readonly period: Expression;
  readonly update: Identifier | null;
  readonly priority: Expression | null;
  readonly body: readonly (LetStatement | AssignStatement)[];
}
export interface FunctionStatement extends Documented {
  readonly kind: 'function';
  readonly name: Identifier;
  readonly params: readonly { readonly name: Identifier; readonly type: TypeSyntax | null }[];
  readonly result: TypeSyntax | null;
  readonly value: Expression;
}
/** `table R_T(T: K) -> Ω from "vo2.csv"` */
export interface TableStatement extends Documented {
  readonly kind: 'table';
  readonly name: Identifier;
  readonly params: readonly { readonly name: Identifier; readonly type: TypeSyntax | null }[];
  readonly result: TypeSyntax | null;
  readonly file: Identifier; // text without quotes
}
export interface AssertStatement extends Documented {
  readonly kind: 'assert';
  readonly condition: Expression;
  readonly message: string;
}
/** `node hot: thermal = 325 K`, `node bath: thermal = 325 K fixed` */
export interface NodeStatement extends Documented {
  readonly kind: 'node';
  readonly names: readonly Identifier[];
  readonly discipline: Identifier;
  readonly initial: Expression | null;
  readonly fixed: boolean;
  readonly shape: readonly Expression[];
}
/** `RL: resistor(in, out) { R = 12 kΩ }`, `cell: Neuristor[28, 28](drive, bath)`, `X: VO2(a, b) with "set.toml"` */
export interface InstanceStatement extends Documented {
  readonly kind: 'instance';
  readonly name: Identifier;
  readonly of: Identifier;
  readonly shape: readonly Expression[];
  readonly connections: readonly Argument[];
  readonly settings: readonly AssignStatement[];
  readonly parameterFile: Identifier | null;
}
/** `couple a to b by TOPOLOGY as w { device(...) {...}  name: device(...) }`; also `place ice by positions("x.csv")` (no body). */
export interface CoupleStatement extends Documented {
  readonly kind: 'couple' | 'place';
  readonly from: Identifier;
  readonly to: Identifier | null;
  readonly topology: Expression;
  readonly as: Identifier | null;
  readonly body: readonly {
    /** Null where it goes by the name of its device. */
    readonly name: Identifier | null;
    readonly of: Identifier;
    readonly connections: readonly Argument[];
    readonly settings: readonly AssignStatement[];
    readonly span: Span;
  }[];
}
/** `probe spikes = cell.spike` */
export interface ProbeStatement extends Documented {
  readonly kind: 'probe';
  readonly name: Identifier;
  readonly value: Expression;
}
/** `solve net by relaxation { sweeps = 32 }` */
export interface SolveStatement extends Documented {
  readonly kind: 'solve';
  readonly net: Identifier;
  readonly method: Identifier;
  readonly settings: readonly AssignStatement[];
}
export type BodyStatement =
  | ParamStatement
  | StateStatement
  | RateStatement
  | LetStatement
  | ContributionStatement
  | OwnStatement
  | EventStatement
  | OnStatement
  | EveryStatement
  | FunctionStatement
  | TableStatement
  | AssertStatement
  | NodeStatement
  | InstanceStatement
  | CoupleStatement
  | ProbeStatement
  | SolveStatement;

// ---- statements of experiment ------------------------------------------------------------------------------------
/** `stop = 100 us`, `in = 12 V`, `bath = 325 K` */
export interface SettingStatement extends Documented {
  readonly kind: 'setting';
  readonly name: Identifier;
  readonly value: Expression;
}
/** `sweep in = 9 V .. 15 V by 0.5 V`, `sweep in = (9 V, 10 V, 12 V)` */
export interface SweepStatement extends Documented {
  readonly kind: 'sweep';
  readonly name: Identifier;
  readonly values: Expression;
}
/** `record spikes, cell[0,0].out every 100 ns` */
export interface RecordStatement extends Documented {
  readonly kind: 'record';
  readonly what: readonly Expression[];
  readonly every: Expression | null;
}
/** `measure f = rate(spike)`, `measure mse = mean(...) at end of free over last 4` (the tail is kept in `qualifiers`;
 * `end of free` is the call `end(free)`, `last 4` the call `last(4)`). */
export interface MeasureStatement extends Documented {
  readonly kind: 'measure';
  readonly name: Identifier;
  readonly value: Expression;
  readonly qualifiers: readonly { readonly keyword: string; readonly value: Expression | null; readonly span: Span }[];
}
/** `expect f ~ 329 kHz +- 1 % at in = 12 V // paper`, `expect f == 0 Hz where in < 10 V` */
export interface ExpectStatement extends Documented {
  readonly kind: 'expect';
  readonly left: Expression;
  readonly relation: '~' | '==' | '!=' | '<' | '<=' | '>' | '>=';
  readonly right: Expression;
  readonly tolerance: Expression | null; // `+- 1 %` relative, `+- 0.1 kHz` absolute
  /** `at in = 12 V` (several joined by comma) */
  readonly at: readonly { readonly name: Identifier; readonly value: Expression }[];
  /** `where in < 10 V` */
  readonly where: Expression | null;
  /** `on float64`: judged only there (e.g. a tighter tolerance for one model). Empty: on all. */
  readonly on: readonly Identifier[];
  /** Text of the `//` comment at the end of the line: where the figure comes from. */
  readonly source: string;
  readonly text: string;
}
export interface PlotStatement extends Documented {
  readonly kind: 'plot';
  readonly what: readonly Expression[];
  readonly over: Expression | null;
}
/** `data rows from "xor.csv" (x1, x2, y)` */
export interface DataStatement extends Documented {
  readonly kind: 'data';
  readonly name: Identifier;
  readonly file: Identifier;
  readonly columns: readonly Identifier[];
}
export interface PhaseStatement extends Documented {
  readonly kind: 'phase';
  readonly name: Identifier;
  readonly duration: Expression;
  readonly settings: readonly SettingStatement[];
}
export interface RepeatStatement extends Documented {
  readonly kind: 'repeat';
  readonly count: Expression;
  /** `rows`, `shuffled(rows, 7)` */
  readonly over: Expression | null;
  readonly body: readonly PhaseStatement[];
}
/** `target ulx3s { clock = 50 MHz  rate >= 1  scale 1 us = 1 ps }` (`scale` is a setting whose value is the `==` of the two times). */
export interface TargetStatement extends Documented {
  readonly kind: 'target';
  readonly board: Identifier | null;
  readonly settings: readonly SettingStatement[];
  readonly requirements: readonly Expression[];
}
export type ExperimentStatement =
  | SettingStatement
  | SweepStatement
  | RecordStatement
  | MeasureStatement
  | ExpectStatement
  | PlotStatement
  | DataStatement
  | RepeatStatement
  | PhaseStatement
  | TargetStatement
  | AssertStatement
  | LetStatement;

// ---- top level ---------------------------------------------------------------------------------------------------
export interface PortSyntax extends Documented {
  readonly name: Identifier;
  readonly discipline: Identifier;
  readonly owner: boolean;
}
export interface UseDeclaration extends Documented {
  readonly kind: 'use';
  readonly path: readonly Identifier[]; // std.mott; a quoted path is one identifier
}
export interface UnitDeclaration extends Documented {
  readonly kind: 'unit'; // unit Oe = 1e-4 T
  readonly name: Identifier;
  readonly value: Expression;
  readonly prefixable: boolean;
}
export interface DisciplineDeclaration extends Documented {
  readonly kind: 'discipline';
  readonly name: Identifier;
  readonly nature: 'conserved' | 'owned' | 'signal' | 'event';
  readonly quantities: readonly {
    readonly role: 'potential' | 'flow' | 'value';
    readonly access: Identifier;
    readonly type: TypeSyntax;
  }[];
  /** `reference gnd`: names of nodes of potential 0 that every circuit knows. */
  readonly references: readonly Identifier[];
}
export interface DeviceDeclaration extends Documented {
  readonly kind: 'device' | 'circuit';
  readonly name: Identifier;
  readonly ports: readonly PortSyntax[];
  readonly body: readonly BodyStatement[];
}
export interface ExperimentDeclaration extends Documented {
  readonly kind: 'experiment';
  readonly name: Identifier;
  readonly of: Identifier;
  readonly body: readonly ExperimentStatement[];
}
export type Declaration =
  | UseDeclaration
  | UnitDeclaration
  | DisciplineDeclaration
  | DeviceDeclaration
  | ExperimentDeclaration
  | FunctionStatement
  | ParamStatement /* file-level constant */;
/** One parsed file. */
export interface FileSyntax {
  readonly path: string;
  readonly declarations: readonly Declaration[];
  /** False when a statement was left out because of a syntax error: what uses its name would only echo that error. */
  readonly complete: boolean;
}
