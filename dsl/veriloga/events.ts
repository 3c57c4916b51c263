/** `@(cross(...))`: an event, and the variables that it gives values to. */
import type { EventBlock } from './found.ts';
import type { Names } from './names.ts';
import type { Problems } from './problems.ts';
import { SAID_ONLY } from './structure.ts';
import type { VaExpression, VaStatement } from './tree.ts';
import * as Q from './values.ts';

/** What an event needs of the block it stands in. */
export interface EventHost {
  readonly names: Names;
  readonly problems: Problems;
  /** A value, with what the event has set so far. */
  evaluate(e: VaExpression, set?: Map<string, Q.Value>): Q.Value;
  /** The memory that a variable becomes. */
  memory(name: string): string;
}

/** The event of one crossing and what it sets. */
export function readCrossing(
  event: Extract<VaExpression, { kind: 'call' }>,
  body: VaStatement,
  host: EventHost,
): EventBlock {
  const given = event.args[1];
  const direction = given === undefined ? Q.number(event.name === 'above' ? 1 : 0) : host.evaluate(given);
  if (direction.constant === null)
    host.problems.error('E0702', 'the direction of a crossing must be a number', event.span);
  const word = direction.constant === 0 ? 'crossing' : direction.constant! > 0 ? 'rising' : 'falling';
  const value = host.evaluate(event.args[0]!);
  const set = new Map<string, Q.Value>();
  follow(body, set, host);
  const lines = [...set].map(([name, to]) => `${host.memory(name)} = ${to.text}`);
  return { name: host.names.fresh('crossed'), when: `${word}(${value.text}, 0)`, lines };
}

/** Assignments of an event see those before them in the block. */
function follow(s: VaStatement, set: Map<string, Q.Value>, host: EventHost): void {
  if (s.kind === 'block') for (const each of s.body) follow(each, set, host);
  else if (s.kind === 'assign' && s.index !== null)
    host.problems.error('E0702', 'elements of arrays are not set by events', s.span, 'use a variable for each');
  else if (s.kind === 'assign') set.set(s.name, Q.asNumber(host.evaluate(s.value, set)));
  else if (s.kind === 'if') {
    const when = host.evaluate(s.condition, set);
    const [first, second] = [new Map(set), new Map(set)];
    follow(s.then, first, host);
    if (s.otherwise !== null) follow(s.otherwise, second, host);
    for (const name of new Set([...first.keys(), ...second.keys()])) {
      const old = Q.atom(host.memory(name));
      set.set(name, Q.choice(when, first.get(name) ?? old, second.get(name) ?? old));
    }
  } else if (s.kind !== 'nothing' && !(s.kind === 'task' && SAID_ONLY.test(s.name)))
    host.problems.error('E0702', 'an event only gives values to variables', s.span);
}
