/** JavaScript text of lane code: one lane, numbers and truth values. */
import { isMask, type LaneCode, type LaneId, type LaneMemory, magic, rowShape } from './code.ts';

/**
 * `inputs`: text of each input. All rows lie in one array `M` and all places of rows in one array `I`, because an engine checks
 * an array that it has used before only once.
 */
export class LaneScript {
  private readonly code: LaneCode;
  private readonly inputs: readonly string[];
  private readonly uses: Uint32Array;
  readonly rows: Float64Array<ArrayBuffer>;
  readonly places: Int32Array<ArrayBuffer>;
  /** Index of the first number of each memory in its array. */
  private readonly bases: ReadonlyMap<LaneMemory, number>;
  /** Texts of what has no name. */
  private readonly inline = new Map<LaneId, string>();

  constructor(code: LaneCode, inputs: readonly string[]) {
    this.code = code;
    this.inputs = inputs;
    this.uses = countUses(code);
    const rows = code.memories.filter((memory) => memory instanceof Float64Array);
    const places = code.memories.filter((memory) => memory instanceof Int32Array);
    this.rows = Float64Array.from(rows.flatMap((memory) => [...memory]));
    this.places = Int32Array.from(places.flatMap((memory) => [...memory]));
    this.bases = new Map([...basesOf(rows), ...basesOf(places)]);
  }
  /** Text of a value that has been written: a name, a literal or a comparison. */
  text(id: LaneId): string {
    const node = this.code.get(id);
    if (node.op === 'constant') return numberText(node.value);
    if (node.op === 'input') return this.inputs[node.value]!;
    return this.inline.get(id) ?? `v${id}`;
  }
  write(body: readonly LaneId[]): string {
    return body.map((id) => this.statement(id)).join('');
  }
  private statement(id: LaneId): string {
    const { op } = this.code.get(id);
    if (op === 'constant' || op === 'input') return '';
    if (op === 'branch') return this.branch(id);
    const text = expression(this.code, id, (arg) => this.text(arg), this.bases);
    if (this.uses[id] !== 1 || !canMove(this.code, id)) return `const v${id} = ${text};\n`;
    this.inline.set(id, text);
    return '';
  }
  private branch(id: LaneId): string {
    const { args, body } = this.code.get(id);
    const joined = args.slice(1).map((j) => ({ id: j, args: this.code.get(j).args }));
    const before = joined.map((j) => `let v${j.id} = ${this.text(j.args[2]!)};\n`).join('');
    const inside = this.write(body) + joined.map((j) => `v${j.id} = ${this.text(j.args[1]!)};\n`).join('');
    return `${before}if (${this.text(args[0]!)}) {\n${inside}}\n`;
  }
}
function basesOf(memories: readonly LaneMemory[]): [LaneMemory, number][] {
  let next = 0;
  return memories.map((memory) => {
    const base = next;
    next += memory.length;
    return [memory, base];
  });
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
  bases: ReadonlyMap<LaneMemory, number>,
): string {
  const { op, args, value, memory } = code.get(id);
  const [a, b, c] = args.map(text) as [string, string, string];
  const operator = infix[op];
  if (operator !== undefined) return `(${a} ${operator} ${b})`;
  const call = calls[op];
  if (call !== undefined) return `${call}(${a})`;
  const base = memory ? bases.get(memory)! : 0;
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
      return value === 1 ? rowText(code, id, a) : `Math.imul(${rowText(code, id, a)}, ${value})`;
    case 'rowOf':
      return `(I[${rowText(code, id, a)} + ${base}] >> 3)`;
    case 'gather':
      return `M[${a} + ${base + value}]`;
    default:
      throw new Error(`lane code '${op}' is not an expression`);
  }
}
/** The number of a row; a multiple of 2^32 is taken away first, so that all of it stays exact. */
function rowText(code: LaneCode, id: LaneId, raised: string): string {
  const { unit, zero, shift } = rowShape(code, code.get(id));
  return `((${unit === 1 ? raised : `${raised} * ${1 / unit}`}) - ${magic} - ${zero} >>> ${shift})`;
}
