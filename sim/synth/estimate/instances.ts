/** The instances in emitted Verilog: which module, how often in all, with which numbers. */
import type { EmittedFile } from '../../../compiler/machine/form.ts';

export interface Instance {
  readonly module: string;
  readonly name: string;
  /** Parameters that are numbers. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Parameters that name memory files: in how many places their words differ. */
  readonly memories: ReadonlyMap<string, number>;
  /** Constants at its ports, as integers of two's complement. */
  readonly constants: ReadonlyMap<string, bigint>;
}
/** An instance of a module of `rtl/`, with how many copies of it the design has. */
export interface CountedInstance extends Instance {
  readonly copies: number;
  /** Module that it stands in. */
  readonly within: string;
}

/**
 * The modules of `rtl/` that the generated modules below `top` instantiate; what those are made of is their own affair.
 * @param files  emitted Verilog, a module a file named for it
 */
export function rtlInstances(files: readonly EmittedFile[], top: string): CountedInstance[] {
  const texts = new Map(
    files.filter(({ path }) => path.endsWith('.v')).map(({ path, text }) => [path.replace(/\.v$/, ''), text]),
  );
  const hex = new Map(files.filter(({ path }) => path.endsWith('.hex')).map(({ path, text }) => [path, text]));
  const found: CountedInstance[] = [];
  const walk = (module: string, copies: number, given: Given): void => {
    const text = texts.get(module);
    if (text === undefined) return;
    const role = /_(host|axi|registers|core|part|bank|lane|edges|window)$/.exec(module)?.[1];
    // What a generated module has beside its instances is told by what it is for.
    if (role !== undefined)
      found.push({ ...nothing, module: `generated_${role}`, name: module, copies, within: module });
    // The same module several times: read once, counted often.
    for (const { names, ...instance } of instancesIn(text, hex, given)) {
      if (instance.module.startsWith('qnm_') && !isGenerated(instance.module, texts))
        found.push({ ...instance, copies, within: module });
      else if (texts.has(instance.module)) walk(instance.module, copies, { names, numbers: instance.numbers });
    }
  };
  walk(top, 1, { names: new Map(), numbers: new Map() });
  return found;
}
const nothing = {
  numbers: new Map<string, number>(),
  memories: new Map<string, number>(),
  constants: new Map<string, bigint>(),
};

/** A circuit may have a name that begins with `qnm_` too: its modules say what they are generated from. */
function isGenerated(module: string, texts: ReadonlyMap<string, string>): boolean {
  return /^\/\/ {3}from \S+, experiment /m.test(texts.get(module) ?? '');
}

interface NamedInstance extends Instance {
  /** Parameters that are file names. */
  readonly names: ReadonlyMap<string, string>;
}
/** Parameters that a module is instantiated with: file names, numbers. */
interface Given {
  readonly names: ReadonlyMap<string, string>;
  readonly numbers: ReadonlyMap<string, number>;
}
/** `MODULE #(...) NAME (...);` in a text, comments left out. */
function instancesIn(text: string, hex: ReadonlyMap<string, string>, given: Given): NamedInstance[] {
  const code = text.replace(/\/\/.*$/gm, '');
  const files = new Map([
    ...[...code.matchAll(/\bparameter\s+(\w+)\s*=\s*"([^"]*)"/g)].map(([, name, file]) => [name!, file!] as const),
    ...given.names,
  ]);
  const known = new Map(
    [...code.matchAll(/localparam\s+\[(\d+):0\]\s+(\w+)\s*=\s*\d+'h([0-9a-f]+);/g)].map(([, high, name, hex]) => [
      name!,
      BigInt.asIntN(Number(high) + 1, BigInt(`0x${hex}`)),
    ]),
  );
  const written = [...code.matchAll(/\b(?:localparam|parameter)\s+(?:integer\s+)?(\w+)\s*=\s*(\d+)\s*[;,)\n]/g)];
  const named = new Map([...written.map(([, name, value]) => [name!, Number(value)] as const), ...given.numbers]);
  const found: NamedInstance[] = [];
  const head = /^[ \t]*([A-Za-z]\w*)[ \t]+(?:#\s*(?=\()|(\w+)\s*(?=\())/gm;
  for (let match = head.exec(code); match !== null; match = head.exec(code)) {
    const [, module, direct] = match;
    if (module === 'module' || module === 'function' || module === 'if' || module === 'assign') continue;
    let at = head.lastIndex;
    const parameters = direct === undefined ? balanced(code, at) : '';
    at += parameters.length;
    const name = direct ?? /^\s*(\w+)\s*(?=\()/.exec(code.slice(at))?.[1];
    if (name === undefined) continue;
    const open = code.indexOf('(', direct === undefined ? at + code.slice(at).search(/\S/) : at);
    const ports = balanced(code, open);
    if (!/^\s*;/.test(code.slice(open + ports.length))) continue;
    const [numbers, constants] = [numbersOf(parameters, named), constantsOf(ports, known)];
    const names = namesOf(parameters, files);
    found.push({ module: module!, name, numbers, memories: memoriesOf(names, hex), constants, names });
    head.lastIndex = open + ports.length;
  }
  return found;
}

/** Text from an opening bracket to the one that closes it. */
function balanced(text: string, from: number): string {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return text.slice(from, i + 1);
  }
  return text.slice(from);
}
/** Parameters that are numbers, or names of numbers of the module. */
function numbersOf(parameters: string, named: ReadonlyMap<string, number>): Map<string, number> {
  const pairs = [...parameters.matchAll(/\.(\w+)\(\s*(-?\d+|\d+'[bh][0-9a-fA-F]+|[A-Za-z_]\w*)\s*\)/g)];
  return new Map(
    pairs.flatMap(([, name, value]) => {
      const number = named.get(value!) ?? Number(value!.replace(/^\d+'h/, '0x').replace(/^\d+'b/, '0b'));
      return Number.isNaN(number) ? [] : [[name!, number] as const];
    }),
  );
}
/** Parameters that are file names, or names of such parameters of the module. */
function namesOf(parameters: string, files: ReadonlyMap<string, string>): Map<string, string> {
  const pairs = [...parameters.matchAll(/\.(\w+)\(\s*(?:"([^"]+)"|([A-Za-z_]\w*))\s*\)/g)];
  return new Map(
    pairs.flatMap(([, name, text, other]) => {
      const file = text ?? files.get(other!);
      return file === undefined ? [] : [[name!, file] as const];
    }),
  );
}
/** Places in which not all words of a file are the same. */
function memoriesOf(names: ReadonlyMap<string, string>, hex: ReadonlyMap<string, string>): Map<string, number> {
  return new Map(
    [...names].flatMap(([name, file]) => (hex.has(file) ? [[name, differing(hex.get(file)!)] as const] : [])),
  );
}
function differing(text: string): number {
  const first = Uint8Array.from(/\S+/.exec(text)?.[0] ?? '', (digit) => Number.parseInt(digit, 16));
  const length = first.length;
  // images of large arrays have millions of words: digit by digit, without taking them apart
  const bytes = new TextEncoder().encode(text);
  const changed = new Uint8Array(length);
  let column = 0;
  for (let i = 0; i < bytes.length; i++) {
    const c = bytes[i]!;
    if (c <= 32) {
      if (column !== 0 && column !== length) return differingAny(text);
      column = 0;
    } else if (column === length) return differingAny(text);
    else changed[column]! |= (c < 58 ? c - 48 : (c | 32) - 87) ^ first[column++]!;
  }
  if (column !== 0 && column !== length) return differingAny(text);
  return changed.reduce(
    (bits, digit) => bits + (digit & 1) + ((digit >> 1) & 1) + ((digit >> 2) & 1) + (digit >> 3),
    0,
  );
}
/** The same for words of any lengths. */
function differingAny(text: string): number {
  const words = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => BigInt(`0x${word}`));
  const first = words[0] ?? 0n;
  const changed = words.reduce((bits, word) => bits | (word ^ first), 0n);
  return changed.toString(2).replaceAll('0', '').length;
}
function constantsOf(ports: string, known: ReadonlyMap<string, bigint>): Map<string, bigint> {
  const pairs = [...ports.matchAll(/\.(\w+)\(\s*(\w+)\s*\)/g)];
  return new Map(pairs.flatMap(([, port, name]) => (known.has(name!) ? [[port!, known.get(name!)!] as const] : [])));
}
