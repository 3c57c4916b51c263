/** The part of Verilog-A that can be imported, as a tree. */
import type { Span } from '../source.ts';

interface Node {
  readonly span: Span;
}
export type VaExpression =
  | (Node & { readonly kind: 'number'; readonly value: number; readonly text: string; readonly whole: boolean })
  | (Node & { readonly kind: 'string'; readonly text: string })
  | (Node & { readonly kind: 'name'; readonly name: string })
  | (Node & { readonly kind: 'element'; readonly name: string; readonly index: VaExpression })
  /** `'{1, 2, 3}` */
  | (Node & { readonly kind: 'list'; readonly values: readonly VaExpression[] })
  | (Node & { readonly kind: 'call'; readonly name: string; readonly args: readonly VaExpression[] })
  | (Node & { readonly kind: 'unary'; readonly operator: string; readonly operand: VaExpression })
  | (Node & {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: VaExpression;
      readonly right: VaExpression;
    })
  | (Node & {
      readonly kind: 'choice';
      readonly condition: VaExpression;
      readonly then: VaExpression;
      readonly otherwise: VaExpression;
    });
export type VaStatement =
  | (Node & {
      readonly kind: 'assign';
      readonly name: string;
      /** Of an element of an array. */
      readonly index: VaExpression | null;
      readonly value: VaExpression;
    })
  | (Node & {
      readonly kind: 'contribute';
      readonly access: string;
      readonly terminals: readonly VaExpression[];
      readonly value: VaExpression;
    })
  | (Node & {
      readonly kind: 'if';
      readonly condition: VaExpression;
      readonly then: VaStatement;
      readonly otherwise: VaStatement | null;
    })
  | (Node & {
      readonly kind: 'block';
      readonly variables: readonly VaVariable[];
      readonly body: readonly VaStatement[];
    })
  /** `for`, `while`, `repeat`: `first` once, then `body` and `next` as long as the condition holds. */
  | (Node & {
      readonly kind: 'loop';
      readonly first: VaStatement | null;
      readonly condition: VaExpression;
      readonly next: VaStatement | null;
      readonly body: VaStatement;
    })
  | (Node & { readonly kind: 'event'; readonly events: readonly VaExpression[]; readonly body: VaStatement })
  | (Node & { readonly kind: 'task'; readonly name: string; readonly args: readonly VaExpression[] })
  | (Node & { readonly kind: 'nothing' });
/** A variable; of an array each element is one, `x[0]` by its name. */
export interface VaVariable extends Node {
  readonly name: string;
  readonly integer: boolean;
  readonly initial: VaExpression | null;
}
export interface VaParameter extends Node {
  readonly name: string;
  readonly integer: boolean;
  readonly local: boolean;
  readonly value: VaExpression;
  /** `from [0:inf)` as written; '' when there is none. */
  readonly range: string;
}
export interface VaFunction extends Node {
  readonly name: string;
  readonly integer: boolean;
  readonly inputs: readonly string[];
  readonly variables: readonly VaVariable[];
  readonly body: VaStatement;
}
export interface VaNet extends Node {
  readonly name: string;
  readonly discipline: string;
  /** `electrical x = 3;`: its potential at the start (LRM 2023, 3.6.3). */
  readonly start: VaExpression | null;
}
export interface VaModule extends Node {
  readonly name: string;
  readonly ports: readonly string[];
  readonly nets: readonly VaNet[];
  readonly grounds: readonly string[];
  readonly branches: readonly { readonly name: string; readonly terminals: readonly string[] }[];
  readonly parameters: readonly VaParameter[];
  readonly variables: readonly VaVariable[];
  readonly functions: readonly VaFunction[];
  readonly analog: readonly VaStatement[];
}
/** Access words of a discipline: V and I; potential only for signals. */
export interface VaDiscipline {
  readonly name: string;
  readonly potential: string;
  readonly flow: string | null;
}
export interface VaFile {
  readonly modules: readonly VaModule[];
  readonly disciplines: readonly VaDiscipline[];
}
