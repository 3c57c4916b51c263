/** JavaScript text of lane code: one lane, numbers and truth values. */
import { isMask, type LaneCode, type LaneId, type LaneMemory, magic } from './code.ts';

export interface LaneScript {
  readonly statements: string;
  /** Text of a node that has been written: a name or a literal. */
  text(id: LaneId): string;
}
/** `inputs`: text of each input. Memories are `m0`, `m1`, ... in the order of `code.memories`. */
export function writeLaneScript(code: LaneCode, inputs: readonly string[]): LaneScript {
  const uses = countUses(code);
  const memories = new Map<LaneMemory, string>(code.memories.map((memory, i) => [memory, `m${i}`]));
  const inline = new Map<LaneId, string>();
  const text = (id: LaneId): string => inline.get(id) ?? `v${id}`;
  const write = (body: readonly LaneId[]): string =>
    body
      .map((id) => {
        const node = code.get(id);
        if (node.op === 'constant') inline.set(id, numberText(node.value));
        else if (node.op === 'input') inline.set(id, inputs[node.value]!);
        else if (node.op === 'branch') return writeBranch(id);
        else if (uses[id] === 1 && canMove(code, id)) inline.set(id, expression(code, id, text, memories));
        else return `const v${id} = ${expression(code, id, text, memories)};\n`;
        return '';
      })
      .join('');
  const writeBranch = (id: LaneId): string => {
    const { args, body } = code.get(id);
    const joined = args.slice(1).map((j) => ({ id: j, args: code.get(j).args }));
    const before = joined.map((j) => `let v${j.id} = ${text(j.args[2]!)};\n`).join('');
    const inside = write(body) + joined.map((j) => `v${j.id} = ${text(j.args[1]!)};\n`).join('');
    return `${before}if (${text(args[0]!)}) {\n${inside}}\n`;
  };
  const statements = write(code.body);
  return { statements, text };
}
/** Masks are written where they are used: comparisons beside the choice that they make. */
function canMove(code: LaneCode, id: LaneId): boolean {
  return isMask(code.get(id));
}
function countUses(code: LaneCode): Uint32Array {
  const uses = new Uint32Array(code.nodes.length);
  for (const { args } of code.nodes) for (const arg of args) uses[arg]!++;
  return uses;
}
function numberText(x: number): string {
  return x < 0 || Object.is(x, -0) ? `(${Object.is(x, -0) ? '-0' : x})` : String(x);
}
const infix: Readonly<Record<string, string>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  less: '<',
  lessEqual: '<=',
  equal: '===',
  notEqual: '!==',
  and: '&&',
  or: '||',
};
const calls: Readonly<Record<string, string>> = {
  'square root': 'Math.sqrt',
  absolute: 'Math.abs',
  floor: 'Math.floor',
};

function expression(
  code: LaneCode,
  id: LaneId,
  text: (id: LaneId) => string,
  memories: ReadonlyMap<LaneMemory, string>,
): string {
  const { op, args, value, memory } = code.get(id);
  const [a, b, c] = args.map(text) as [string, string, string];
  const operator = infix[op];
  if (operator !== undefined) return `(${a} ${operator} ${b})`;
  const call = calls[op];
  if (call !== undefined) return `${call}(${a})`;
  const name = memory ? memories.get(memory)! : '';
  switch (op) {
    case 'minimum':
      return `(${b} < ${a} ? ${b} : ${a})`;
    case 'maximum':
      return `(${a} < ${b} ? ${b} : ${a})`;
    case 'not':
      return `!${a}`;
    case 'choose':
      return `(${a} ? ${b} : ${c})`;
    case 'row':
      return value === 1 ? wholeText(code, args, a) : `Math.imul(${wholeText(code, args, a)}, ${value})`;
    case 'rowOf':
      return `(${name}[${wholeText(code, args, a)}] >> 3)`;
    case 'gather':
      return `${name}[${a}${value === 0 ? '' : ` + ${value}`}]`;
    default:
      throw new Error(`lane code '${op}' is not an expression`);
  }
}
/** The whole number that a raised number holds. */
function wholeText(code: LaneCode, args: readonly LaneId[], raised: string): string {
  const unit = code.get(args[1]!).value;
  return `(${unit === 1 ? raised : `${raised} * ${1 / unit}`} - ${magic} | 0)`;
}
