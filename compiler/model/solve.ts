/** `solve net by relaxation { sweeps = 32 }`: how nodes without storage are found that are too many, or too far apart, to eliminate. */
import type { Syntax } from '../../dsl/index.ts';
import { constantValue } from './constant-value.ts';
import { evaluateReal } from './expressions.ts';
import type { Cell, NodeId, SolveModel } from './form.ts';
import type { Instance } from './instance.ts';
import { didYouMean } from './reporter.ts';

const methods = ['relaxation', 'direct'] as const;
/** Of a Jacobi sweep: below 1 nothing that passive conductances do can grow. */
const usualDamping = 0.9;
const mostSweeps = 65536;

/** Of all parts of a circuit: a step of the run is one sweep of the nodes that are found by relaxation, so many in a `dt` that the file says. */
export function sweepsIn(parts: readonly { readonly cell: Pick<Cell, 'solves'> }[]): number {
  const all = parts.flatMap(({ cell }) => cell.solves ?? []);
  return all.reduce((most, { method, sweeps }) => (method === 'relaxation' ? Math.max(most, sweeps) : most), 1);
}

/** Adds the statement to the cell; errors are reported. */
export function defineSolve(statement: Syntax.SolveStatement, instance: Instance): void {
  const { reporter } = instance.context;
  const { net, method, span } = statement;
  const kind = methods.find((each) => each === method.text);
  if (!kind) {
    reporter.report('E0295', method.span, `there is no way to solve called \`${method.text}\``, {
      help: didYouMean(method.text, methods) ?? '`by relaxation { sweeps = 32 }` or `by direct`',
    });
    return;
  }
  const nodes = nodesOf(statement, instance);
  if (!nodes) return;
  const settings = readSettings(statement, kind, instance);
  if (!settings) return;
  const twice = instance.cell.solves.find((each) => each.nodes.some((node) => nodes.includes(node)));
  if (twice)
    reporter.report('E0202', span, `how \`${net.text}\` is solved is said twice`, {
      related: [{ span: twice.origin, text: 'first said here' }],
    });
  instance.cell.solves.push({ nodes, method: kind, ...settings, origin: span });
}

/** The node that is named, or all nodes of the instance. */
function nodesOf({ net }: Syntax.SolveStatement, instance: Instance): NodeId[] | null {
  const entry = instance.entries.get(net.text);
  const { reporter } = instance.context;
  if (entry?.kind === 'node') return entry.id === null ? null : [entry.id];
  if (entry?.kind === 'instance') return entry.instance && [...new Set(nodesIn(entry.instance))];
  const known = [...instance.entries].flatMap(([name, e]) =>
    e.kind === 'node' || e.kind === 'instance' ? [name] : [],
  );
  return reporter.report('E0201', net.span, `no node and no instance is called \`${net.text}\``, {
    label: 'unknown name',
    help: didYouMean(net.text, known) ?? 'a node, an array of nodes, or an instance with nodes of its own',
  });
}
function nodesIn(instance: Instance): NodeId[] {
  return [...instance.entries.values()].flatMap((entry) =>
    entry.kind === 'node' && entry.id !== null
      ? [entry.id]
      : entry.kind === 'instance' && entry.instance
        ? nodesIn(entry.instance)
        : [],
  );
}

function readSettings(
  { settings, span }: Syntax.SolveStatement,
  method: SolveModel['method'],
  instance: Instance,
): Pick<SolveModel, 'sweeps' | 'damping'> | null {
  const { reporter } = instance.context;
  const found = { sweeps: 0, damping: usualDamping };
  let good = true;
  for (const { name, value } of settings) {
    const known = method === 'relaxation' && (name.text === 'sweeps' || name.text === 'damping');
    if (!known) {
      good = false;
      reporter.report('E0295', name.span, `\`by ${method}\` has no setting \`${name.text}\``, {
        help: method === 'direct' ? 'it has none' : '`sweeps`, how many a step, and `damping`, from 0 to 1',
      });
      continue;
    }
    const q = evaluateReal(value, instance);
    const number = q && constantValue(instance.cell.graph, q.parts[0]!, instance.cell.params);
    const fits =
      number !== null &&
      number !== undefined &&
      (name.text === 'sweeps'
        ? Number.isInteger(number) && number >= 1 && number <= mostSweeps
        : number > 0 && number <= 1);
    if (fits) found[name.text as 'sweeps' | 'damping'] = number;
    else {
      good = false;
      reporter.report(
        'E0295',
        value.span,
        name.text === 'sweeps'
          ? `\`sweeps\` is a whole number from 1 to ${mostSweeps}, known before the run`
          : '`damping` lies above 0 and up to 1',
      );
    }
  }
  if (good && method === 'relaxation' && found.sweeps === 0)
    return reporter.report('E0295', span, 'relaxation does not say how many sweeps a step it makes', {
      help: '`solve net by relaxation { sweeps = 32 }`',
    });
  return good ? found : null;
}
