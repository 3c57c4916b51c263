/** Makes a failing file small: takes lines away and puts parts of expressions in place of the whole, while it fails the same way. */
import { DiagnosticSink, parseFile } from '../../dsl/index.ts';

/** Whether a text still shows the fault. */
export type StillFails = (text: string) => Promise<boolean>;

export async function shrink(text: string, fails: StillFails, secondsAllowed: number): Promise<string> {
  const end = performance.now() + 1000 * secondsAllowed;
  const intime = (): boolean => performance.now() < end;
  let smallest = text;
  for (let before = ''; before !== smallest && intime(); ) {
    before = smallest;
    smallest = await fewerLines(smallest, fails, intime);
    smallest = await smallerExpressions(smallest, fails, intime);
  }
  return smallest;
}

async function fewerLines(text: string, fails: StillFails, intime: () => boolean): Promise<string> {
  let lines = text.split('\n');
  for (let chunk = Math.ceil(lines.length / 2); chunk >= 1; chunk = chunk === 1 ? 0 : Math.ceil(chunk / 2))
    for (let at = 0; at < lines.length && intime(); ) {
      const rest = [...lines.slice(0, at), ...lines.slice(at + chunk)];
      if (await fails(rest.join('\n'))) lines = rest;
      else at += chunk;
    }
  return lines.join('\n');
}

interface Piece {
  readonly start: number;
  readonly end: number;
}
async function smallerExpressions(text: string, fails: StillFails, intime: () => boolean): Promise<string> {
  let smallest = text;
  for (let at = 0; intime(); at++) {
    const pieces = expressionsOf(smallest);
    const piece = pieces[at];
    if (piece === undefined) return smallest;
    const inner = pieces.filter((p) => p !== piece && p.start >= piece.start && p.end <= piece.end);
    const whole = smallest.slice(piece.start, piece.end);
    const candidates = ['0.5', ...inner.map((p) => smallest.slice(p.start, p.end))].filter(
      (c) => c.length < whole.length,
    );
    for (const candidate of candidates.slice(0, 12)) {
      if (!intime()) break;
      const next = `${smallest.slice(0, piece.start)}${candidate}${smallest.slice(piece.end)}`;
      if (!(await fails(next))) continue;
      smallest = next;
      at--;
      break;
    }
  }
  return smallest;
}

const expressionKinds = new Set(['binary', 'unary', 'if', 'call', 'vector', 'member', 'name', 'number', 'rate']);
/** Places of the expressions of a file, the longest first. */
function expressionsOf(text: string): Piece[] {
  const found: Piece[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    const { kind, span } = node as { kind?: unknown; span?: Piece };
    if (typeof kind === 'string' && span && expressionKinds.has(kind)) found.push({ start: span.start, end: span.end });
    for (const value of Object.values(node)) visit(value);
  };
  visit(parseFile({ path: 'fuzz.qnm', text }, new DiagnosticSink()).declarations);
  const unique = new Map(found.map((piece) => [`${piece.start}:${piece.end}`, piece]));
  return [...unique.values()].filter((p) => p.end > p.start).sort((a, b) => b.end - b.start - (a.end - a.start));
}
