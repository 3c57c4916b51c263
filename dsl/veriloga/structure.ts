/** What of a program decides the circuit itself: states, potentials that are set, events. */
import type { Nodes } from './found.ts';
import type { VaExpression, VaStatement } from './tree.ts';

/** Tasks that change nothing in the circuit. */
export const SAID_ONLY =
  /^\$(strobe|display|write|monitor|debug|warning|info|error|fatal|finish|stop|fopen|fclose|fstrobe|fdisplay|fwrite|bound_step|discontinuity)$/;

/** Whether a statement makes states or sets potentials: those are there or not, for good. */
export function isStructure(s: VaStatement, nodes: Nodes): boolean {
  if (s.kind === 'block') return s.body.some((each) => isStructure(each, nodes));
  if (s.kind === 'if') return isStructure(s.then, nodes) || (s.otherwise !== null && isStructure(s.otherwise, nodes));
  if (s.kind === 'loop') return isStructure(s.body, nodes);
  if (s.kind === 'event') return s.events.some(isCrossing);
  if (s.kind === 'contribute') return nodes.isPotential(s.access) || calls(s.value, STATES);
  return s.kind === 'assign' && calls(s.value, STATES);
}
const STATES = new Set(['idt', 'idtmod']);
/** Whether an expression calls one of these. */
function calls(e: VaExpression, names: ReadonlySet<string>): boolean {
  switch (e.kind) {
    case 'call':
      return names.has(e.name) || e.args.some((arg) => calls(arg, names));
    case 'unary':
      return calls(e.operand, names);
    case 'binary':
      return calls(e.left, names) || calls(e.right, names);
    case 'choice':
      return calls(e.condition, names) || calls(e.then, names) || calls(e.otherwise, names);
    case 'element':
      return calls(e.index, names);
    default:
      return false;
  }
}
export function isCrossing(event: VaExpression): boolean {
  return event.kind === 'call' && (event.name === 'cross' || event.name === 'above');
}
