/**
 * Text of lane code in the typed subset of JavaScript called asm.js: one lane, all values in variables of one type, constant
 * memories in one heap. Every JavaScript engine runs it; some (V8 is one) compile it ahead like WebAssembly.
 * Source: asm.js working draft, 18 August 2014, http://asmjs.org/spec/latest/
 */
import { isMask, type LaneCode, type LaneId, type LaneMemory, rowShape } from './code.ts';

/** Where things lie in the heap, in bytes. */
export interface AsmPlaces {
  /** Of each constant memory; places of rows in an Int32Array are addresses. */
  readonly memories: ReadonlyMap<LaneMemory, number>;
  /** Of each constant but 0. */
  readonly constants: ReadonlyMap<number, number>;
  /** 8 bytes through which the bits of a number are seen. */
  readonly bits: number;
}
/** What is done inside of a branch besides its body. */
export interface AsmBranch {
  readonly before: () => string;
  readonly after: () => string;
  /** Joined values that nobody looks at. */
  readonly skipped: ReadonlySet<LaneId>;
}
/** What is done where a `minimum` or `maximum` is its constant. */
export type Clips = ReadonlyMap<LaneId, string>;
/**
 * The limits of a clamp, the first of them first, where a truth value says that they change a number that has passed none of
 * them; null: it says something else.
 */
export function clampSteps(code: LaneCode, id: LaneId): readonly LaneId[] | null {
  const { op, args } = code.get(id);
  if (op !== 'notEqual') return null;
  for (const [x, y] of [args, [args[1]!, args[0]!]] as [LaneId, LaneId][]) {
    const steps: LaneId[] = [];
    for (let at = y; at !== x; ) {
      const limit = code.get(at);
      const isLimit = limit.op === 'minimum' || limit.op === 'maximum';
      if (!isLimit || code.get(limit.args[0]!).op !== 'constant') break;
      steps.unshift(at);
      at = limit.args[1]!;
      if (at === x) return steps;
    }
  }
  return null;
}
const noEffects: AsmBranch = { before: () => '', after: () => '', skipped: new Set() };

const infix: Readonly<Record<string, string>> = { add: '+', subtract: '-', multiply: '*', divide: '/' };
const comparisons: Readonly<Record<string, string>> = { less: '<', lessEqual: '<=', equal: '==', notEqual: '!=' };
const calls: Readonly<Record<string, string>> = { 'square root': 'sqrt', absolute: 'abs', floor: 'floor' };

/** A literal of the type double: it has a point. */
export function doubleText(x: number): string {
  if (Object.is(x, -0)) return '-0.0';
  const text = String(x);
  if (text.includes('.')) return text;
  return text.includes('e') ? text.replace('e', '.0e') : `${text}.0`;
}

export class AsmScript {
  private readonly code: LaneCode;
  private readonly places: AsmPlaces;
  /** Inputs that are truth values. */
  private readonly maskInputs: ReadonlySet<number>;
  /** Constants in use, by their name: engines make several instructions of a literal wherever it stands. */
  private readonly constants = new Map<number, string>();
  private readonly names = new Map<string, 'int' | 'double'>();
  clips: Clips = new Map();
  private readonly rowMemory = new Map<LaneId, LaneMemory>();

  constructor(code: LaneCode, places: AsmPlaces, maskInputs: ReadonlySet<number>) {
    this.code = code;
    this.places = places;
    this.maskInputs = maskInputs;
    for (const { op, args, memory } of code.nodes) if (op === 'gather') this.rowMemory.set(args[0]!, memory!);
  }
  /** Declarations of all variables used so far. */
  declarations(): string {
    return [...this.names].map(([name, type]) => `var ${name} = ${type === 'int' ? '0' : '0.0'};\n`).join('');
  }
  /** Statements that give the constants their numbers. */
  setConstants(): string {
    return [...this.constants]
      .map(([value, name]) => `${name} = +F[${this.places.constants.get(value)!}>>3];\n`)
      .join('');
  }
  /** A number of the code. */
  number(value: number): string {
    return value === 0 ? doubleText(value) : this.constant(value);
  }
  private constant(value: number): string {
    const name = this.constants.get(value) ?? this.name(`c${this.constants.size}`, false);
    this.constants.set(value, name);
    return name;
  }
  /** Whether a value is a truth value: an int, 0 or 1. */
  isMask(id: LaneId): boolean {
    const node = this.code.get(id);
    if (node.op === 'input') return this.maskInputs.has(node.value);
    return node.op === 'joined' ? this.isMask(node.args[1]!) : isMask(node);
  }
  /** The variable of a value, or a literal. */
  text(id: LaneId): string {
    const { op, value } = this.code.get(id);
    if (op === 'constant') return this.number(value);
    return op === 'input' ? this.name(`x${value}`, this.maskInputs.has(value)) : this.name(`v${id}`, this.isMask(id));
  }
  private name(name: string, isInt: boolean): string {
    this.names.set(name, isInt ? 'int' : 'double');
    return name;
  }
  write(body: readonly LaneId[]): string {
    return body.map((id) => this.statement(id)).join('');
  }
  private statement(id: LaneId): string {
    const { op, args, value, memory } = this.code.get(id);
    if (op === 'constant' || op === 'input') return '';
    if (op === 'branch') return this.branch(id, noEffects);
    if (op === 'row' || op === 'rowOf') return this.row(id);
    const [a, b, c] = args.map((arg) => (this.isRow(arg) ? '' : this.text(arg))) as [string, string, string];
    const set = (text: string): string => `${this.text(id)} = ${text};\n`;
    if (infix[op]) return set(`${a} ${infix[op]} ${b}`);
    if (comparisons[op]) return set(`(${a} ${comparisons[op]} ${b})|0`);
    if (calls[op]) return set(`+${calls[op]}(${a})`);
    switch (op) {
      case 'minimum':
      case 'maximum':
        if (this.clips.has(id)) return this.clip(id, a, b);
        return set(op === 'minimum' ? `${b} < ${a} ? ${b} : ${a}` : `${a} < ${b} ? ${b} : ${a}`);
      case 'and':
        return set(`${a} & ${b}`);
      case 'or':
        return set(`${a} | ${b}`);
      case 'not':
        return set(`${a} ^ 1`);
      case 'choose':
        return set(`${a} ? ${b} : ${c}`);
      case 'gather': {
        if (!memory) throw new Error('a row is taken from a memory');
        return set(`+F[(${this.rowName(args[0]!)} + ${8 * value})>>3]`);
      }
      default:
        throw new Error(`no asm.js for lane code '${op}'`);
    }
  }
  /** One comparison for the number and for what else is done where it is beyond the limit, or no number. */
  private clip(id: LaneId, limit: string, x: string): string {
    const y = this.text(id);
    const isInside = this.code.get(id).op === 'minimum' ? `${x} <= ${limit}` : `${limit} <= ${x}`;
    return `${y} = ${x};\nif (!(${isInside})) { ${y} = ${limit}; ${this.clips.get(id)!} }\n`;
  }
  private isRow(id: LaneId): boolean {
    const { op } = this.code.get(id);
    return op === 'row' || op === 'rowOf';
  }
  private rowName(id: LaneId): string {
    return this.name(`r${id}`, true);
  }
  private row(id: LaneId): string {
    const { op, args, value, memory } = this.code.get(id);
    const { zero, shift } = rowShape(this.code, this.code.get(id));
    const { bits, memories } = this.places;
    const see = `F[${bits}>>3] = ${this.text(args[0]!)};\n`;
    const index = `(((I[${bits}>>2]|0) - ${zero}) >>> ${shift})`;
    const address =
      op === 'row'
        ? `((${index} * ${8 * value})|0) + ${memories.get(this.rowMemory.get(id)!)!}`
        : `I[((${index} << 2) + ${memories.get(memory!)!})>>2]`;
    return `${see}${this.rowName(id)} = (${address})|0;\n`;
  }
  branch(id: LaneId, effects: AsmBranch): string {
    const { args, body } = this.code.get(id);
    const joined = args.slice(1).filter((j) => !effects.skipped.has(j));
    const side = (j: LaneId, k: number): string => {
      const arg = this.code.get(j).args[k]!;
      return this.isMask(j) && this.code.get(arg).op === 'constant' ? String(this.code.get(arg).value) : this.text(arg);
    };
    const before = joined.map((j) => `${this.text(j)} = ${side(j, 2)};\n`).join('');
    const inside = effects.before() + this.write(body) + effects.after();
    const set = joined.map((j) => `${this.text(j)} = ${side(j, 1)};\n`).join('');
    return `${before}if (${this.text(args[0]!)}) {\n${inside}${set}}\n`;
  }
}
