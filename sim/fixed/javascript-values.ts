/**
 * JavaScript code for the nodes of a program. Integers inside -2^31..2^31-1 use 32-bit operations; others are float64
 * numbers that stay exact because every value, products included, is below 2^53. Truth values are JavaScript's.
 */
import { larger } from './bounds.ts';
import { type Bounds, isConstant, isTruth, type Node, type NodeId, type Words } from './node.ts';
import { fitsBits, type Program } from './program.ts';

const isShort = ({ low, high }: Bounds): boolean => low >= -(1n << 31n) && high < 1n << 31n;
const size = ({ low, high }: Bounds): bigint => larger(-low, high);
const isFullMask = (mask: bigint): boolean => (mask & (mask + 1n)) === 0n;

/** Whether float64 numbers hold every value of the program exactly. */
export function fitsNumbers(program: Program): boolean {
  if (!fitsBits(program, 53)) return false;
  return program.live.every((id) => {
    const { kind, args, number } = program.nodes[id]!;
    if (kind === 'mask') return isFullMask(number);
    return (
      (kind !== 'divideFloor' && kind !== 'divideEven') ||
      dividesInFloat64(program.nodes[args[0]!]!, program.nodes[args[1]!]!)
    );
  });
}
/**
 * Whether rounding the float64 quotient to an integer gives what rounding the exact one gives. a/b is at least 1/(2|b|) away
 * from any integer or half that it does not equal, and float64 moves it by |a/b| 2^-53 at most: less for |a| < 2^52.
 */
export function dividesInFloat64(a: Bounds, b: Bounds): boolean {
  return size(a) < 1n << 51n && size(b) < 1n << 53n;
}

/** Helpers of the generated code. */
export const runtime = {
  up: Float64Array.from({ length: 64 }, (_, n) => 2 ** n),
  down: Float64Array.from({ length: 64 }, (_, n) => 2 ** -n),
} as const;

/** Adding it to a number below 2^51 leaves no fraction bits: the processor rounds to nearest, ties to even. */
export const magic = 1.5 * 2 ** 52;

export interface ScriptValues {
  /** Statements for all live nodes that need a name. */
  readonly statements: string;
  integer(id: NodeId): string;
  truth(id: NodeId): string;
  /** Memories in use: `m0`, `m1`, ... */
  readonly memories: readonly Words[];
}
export function writeScript(program: Program, leafName: (node: Node) => string): ScriptValues {
  const writer = new ScriptWriter(program, leafName);
  return {
    statements: writer.statements(),
    integer: (id) => writer.integer(id),
    truth: (id) => writer.truth(id),
    memories: writer.memories,
  };
}

class ScriptWriter {
  readonly memories: Words[] = [];
  private readonly names = new Map<NodeId, string>();
  private readonly lines: string[] = [];
  private readonly program: Program;
  private readonly leafName: (node: Node) => string;

  constructor(program: Program, leafName: (node: Node) => string) {
    this.program = program;
    this.leafName = leafName;
  }
  statements(): string {
    for (const id of this.program.live) {
      const node = this.node(id);
      if (isConstant(node) || node.kind === 'leaf' || node.kind === 'assume') continue;
      if (node.kind === 'clamp') this.writeClamp(id, node);
      else if (this.program.uses[id]! > 1) this.name(id);
    }
    for (const id of this.program.roots) this.named(id);
    return this.lines.join('\n');
  }
  private node(id: NodeId): Node {
    return this.program.nodes[id]!;
  }
  /** The name of a node, written as a statement when it has none. */
  private name(id: NodeId): string {
    const node = this.node(id);
    if (node.kind === 'leaf') return this.leafName(node);
    const known = this.names.get(id);
    if (known !== undefined) return known;
    const text = this.operation(this.node(id));
    const name = `v${id}`;
    this.lines.push(`const ${name} = ${text};`);
    this.names.set(id, name);
    return name;
  }
  /** Text of a node as it is: a number, or a truth value for truths. */
  private text(id: NodeId): string {
    const node = this.node(id);
    if (isConstant(node)) return node.number < 0n ? `(${node.number})` : String(node.number);
    if (node.kind === 'leaf') return this.leafName(node);
    if (node.kind === 'assume') return this.integer(node.args[0]!);
    return this.names.get(id) ?? this.operation(this.node(id));
  }
  integer(id: NodeId): string {
    return isTruth(this.node(id)) ? `(${this.text(id)} ? 1 : 0)` : this.text(id);
  }
  truth(id: NodeId): string {
    return isTruth(this.node(id)) ? this.text(id) : `(${this.text(id)} !== 0)`;
  }
  /** An integer that may be written more than once. */
  private named(id: NodeId): string {
    const node = this.node(id);
    if (node.kind === 'assume') return this.named(node.args[0]!);
    if (isConstant(node)) return this.text(id);
    return isTruth(node) ? `(${this.name(id)} ? 1 : 0)` : this.name(id);
  }
  private operation(node: Node): string {
    const [a, b, c] = node.args as readonly [NodeId, NodeId, NodeId];
    const short = isShort(node);
    const whole = (text: string): string => (short ? `(${text} | 0)` : `(${text})`);
    switch (node.kind) {
      case 'add':
        return whole(`${this.integer(a)} + ${this.integer(b)}`);
      case 'subtract':
        return whole(`${this.integer(a)} - ${this.integer(b)}`);
      case 'multiply':
        return short && this.areShort(a, b)
          ? `Math.imul(${this.integer(a)}, ${this.integer(b)})`
          : whole(`${this.integer(a)} * ${this.integer(b)}`);
      case 'divideFloor':
        return whole(`Math.floor(${this.integer(a)} / ${this.integer(b)})`);
      case 'divideEven':
        return whole(`${this.integer(a)} / ${this.integer(b)} + ${magic} - ${magic}`);
      case 'shiftLeft':
        return short ? `(${this.integer(a)} << ${node.bits})` : `(${this.integer(a)} * ${2 ** node.bits})`;
      case 'shiftRight':
        return this.shiftRight(a, node.bits, whole);
      case 'roundEven':
        return this.roundEven(a, node.bits, whole);
      case 'shiftLeftBy':
        return short
          ? `(${this.integer(a)} << ${this.integer(b)})`
          : `(${this.integer(a)} * runtime.up[${this.integer(b)}])`;
      case 'shiftRightBy':
        if (this.areShort(a) && node.bits < 32) return `(${this.integer(a)} >> ${this.integer(b)})`;
        return whole(`Math.floor(${this.integer(a)} * runtime.down[${this.integer(b)}])`);
      case 'mask':
        return this.mask(a, node.number, whole);
      case 'less':
        return `(${this.integer(a)} < ${this.integer(b)})`;
      case 'equal':
        return `(${this.integer(a)} === ${this.integer(b)})`;
      case 'and':
        return `(${this.truth(a)} && ${this.truth(b)})`;
      case 'or':
        return `(${this.truth(a)} || ${this.truth(b)})`;
      case 'not':
        return `!${this.truth(a)}`;
      case 'select':
        return `(${this.truth(a)} ? ${this.integer(b)} : ${this.integer(c)})`;
      case 'load':
        return `${this.memory(node.memory!)}[${this.integer(a)}]`;
      case 'clamp':
      case 'assume':
      case 'polynomial':
      case 'leaf':
      case 'constant':
        throw new Error(`a node of kind '${node.kind}' is not an expression`);
      default:
        return node.kind satisfies never;
    }
  }
  private areShort(...ids: readonly NodeId[]): boolean {
    return ids.every((id) => isShort(this.node(id)));
  }
  private shiftRight(a: NodeId, bits: number, whole: (text: string) => string): string {
    if (this.areShort(a)) return `(${this.integer(a)} >> ${Math.min(bits, 31)})`;
    return whole(`Math.floor(${this.integer(a)} * ${2 ** -bits})`);
  }
  private roundEven(a: NodeId, bits: number, whole: (text: string) => string): string {
    const node = this.node(a);
    const half = 1n << BigInt(bits - 1);
    if (bits < 31 && isShort({ low: node.low, high: node.high + half })) {
      const x = this.named(a);
      return `((${x} + ${half - 1n} + ((${x} >> ${bits}) & 1)) >> ${bits})`;
    }
    if (bits === 1) {
      const x = this.named(a);
      return whole(`Math.floor((${x} + Math.abs(Math.floor(${x} * 0.5) % 2)) * 0.5)`);
    }
    return whole(`(${this.integer(a)} * ${2 ** -bits} + ${magic}) - ${magic}`);
  }
  private mask(a: NodeId, mask: bigint, whole: (text: string) => string): string {
    if (this.areShort(a) && mask < 1n << 31n) return `(${this.integer(a)} & ${mask})`;
    const x = this.named(a);
    const full = Number(mask + 1n);
    return whole(`${x} - Math.floor(${x} * ${1 / full}) * ${full}`);
  }
  private memory(memory: Words): string {
    const known = this.memories.indexOf(memory);
    return `m${known >= 0 ? known : this.memories.push(memory) - 1}`;
  }
  private writeClamp(id: NodeId, node: Node): void {
    const name = `v${id}`;
    const argument = this.node(node.args[0]!);
    const { low, high } = node.limits!;
    const flag = node.flag === null ? '' : ` f |= ${1 << node.flag};`;
    this.lines.push(`let ${name} = ${this.integer(node.args[0]!)};`);
    if (argument.low < low) this.lines.push(`if (${name} < ${low}) { ${name} = ${low};${flag} }`);
    if (argument.high > high) this.lines.push(`if (${name} > ${high}) { ${name} = ${high};${flag} }`);
    this.names.set(id, name);
  }
}
