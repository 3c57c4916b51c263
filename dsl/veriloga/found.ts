/** What following the analog block finds, and how nodes are written. */
import type { Span } from '../source.ts';
import type { VaExpression } from './tree.ts';

/** What `@(cross())` does: memories that change at an event. */
export interface EventBlock {
  readonly name: string;
  readonly when: string;
  readonly lines: readonly string[];
}
export interface StateLine {
  readonly name: string;
  readonly angle: boolean;
  readonly initial: string;
  readonly rate: string;
}
/** What a flow or a potential is given, with the condition under which it is. */
export interface Contribution {
  readonly target: string;
  readonly unit: string;
  readonly value: string;
}

/** How nodes and branches are written here, and in which units. */
export interface Nodes {
  /** `V(p, n)` with its unit; null when the word is no access or the nodes are unknown (which is reported). */
  access(word: string, args: readonly VaExpression[], span: Span): Access | null;
  isAccess(word: string): boolean;
  isPotential(word: string): boolean;
}
export interface Access {
  readonly text: string;
  /** Name for what it is read as: `V_p_n`. */
  readonly wish: string;
  readonly unit: string;
  readonly potential: boolean;
  /** One node or two, by their names in the module. */
  readonly terminals: readonly string[];
  /** An output that only shows a number: not a node here. */
  readonly signal: string | null;
}
