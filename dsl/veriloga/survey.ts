/** What the analog block does with its variables, seen before its statements are followed. */
import { isCrossing } from './structure.ts';
import type { VaExpression, VaStatement } from './tree.ts';

export interface Survey {
  /** Set by crossings: memories. */
  readonly atEvents: ReadonlySet<string>;
  /** Set by the equations. What `@(initial_step)` gives them is what they are once, at the start, and no value for later. */
  readonly byEquations: ReadonlySet<string>;
  /** Given `idt(...)` at every run, under no condition: what is read before that is the integral at the same instant. */
  readonly integrated: ReadonlySet<string>;
}

/** Walks the statements of a module once. */
export function survey(statements: readonly VaStatement[]): Survey {
  const found = { atEvents: new Set<string>(), byEquations: new Set<string>(), integrated: new Set<string>() };
  for (const statement of statements) walk(statement, 'always', found);
  return found;
}
type When = 'always' | 'sometimes' | 'start' | 'event';
interface Found {
  readonly atEvents: Set<string>;
  readonly byEquations: Set<string>;
  readonly integrated: Set<string>;
}

function walk(s: VaStatement, when: When, found: Found): void {
  const within = when === 'always' ? 'sometimes' : when;
  switch (s.kind) {
    case 'block':
      for (const each of s.body) walk(each, when, found);
      return;
    case 'if':
      walk(s.then, within, found);
      if (s.otherwise !== null) walk(s.otherwise, within, found);
      return;
    case 'loop':
      for (const part of [s.first, s.next, s.body]) if (part !== null) walk(part, within, found);
      return;
    case 'event':
      walk(s.body, s.events.some(isCrossing) ? 'event' : 'start', found);
      return;
    case 'assign':
      if (when === 'event') found.atEvents.add(s.name);
      else if (when !== 'start') found.byEquations.add(s.name);
      if (when === 'always' && s.index === null && isIntegral(s.value)) found.integrated.add(s.name);
      return;
    default:
  }
}
function isIntegral(e: VaExpression): boolean {
  return e.kind === 'call' && (e.name === 'idt' || e.name === 'idtmod');
}
