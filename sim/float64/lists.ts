/**
 * exp, tanh, sin and cos of whole lists, two numbers at a time in WebAssembly: operation by operation what
 * `compiler/ops/table-driven.ts` does, so the same bits. What its plain arithmetic does not cover (and NaN) is left to it.
 */
import { javascriptFunctions, tableDriven } from '../../compiler/ops/index.ts';
import { encodeModule, FunctionBody, type VectorOpcodeName, type WasmFunction } from '../fixed/wasm-bytes.ts';
import { loadModule, makeMemory, pageBytes } from '../fixed/wasm-host.ts';
import { blockSize } from './stages.ts';

/** Lists that there are: enough for the blocks of a kernel, one kernel at a time. */
const mostLists = 64;

export interface Lists {
  /** The functions of the table of operations, with those for lists. */
  readonly functions: typeof javascriptFunctions;
  /** List number k; any kernel may have overwritten it. */
  list(k: number): Float64Array<ArrayBuffer>;
}
let made: Lists | null = null;

/** Lists and functions that all kernels share; without WebAssembly the functions are those of the table of operations. */
export function sharedLists(): Lists {
  made ??= makeLists();
  return made;
}

type Names = 'expMany' | 'tanhMany' | 'sinMany' | 'cosMany';
/** Works on the numbers from a byte address to another, two at a time, until it meets some it leaves alone: their address. */
type ListFunction = (from: number, to: number) => number;

function makeLists(): Lists {
  const tables = layoutTables();
  const listBytes = 8 * blockSize;
  const memory = makeMemory(tables.end + mostLists * listBytes);
  const pages = Math.ceil((tables.end + mostLists * listBytes) / pageBytes);
  const functions = memory && loadModule(encodeModule(listFunctions(tables), pages, true), memory);
  const plain = (): Float64Array<ArrayBuffer> => new Float64Array(blockSize);
  if (!memory || !functions) return { functions: javascriptFunctions, list: plain };
  const { buffer } = memory;
  tables.fill(buffer);
  const all = Array.from({ length: mostLists }, (_, k) => new Float64Array(buffer, tables.end + k * listBytes, blockSize)); // biome-ignore format: one line
  const fast = functions as Readonly<Record<Names, ListFunction>>;
  const { exp, tanh, sin, cos } = javascriptFunctions;
  const many = (run: ListFunction, scalar: (x: number) => number) => (list: Float64Array, n: number) => {
    const start = list.byteOffset;
    let at = list.buffer === buffer ? 0 : -1;
    while (at >= 0) {
      at = (run(start + 8 * at, start + 8 * n) - start) / 8;
      if (at >= n) return;
      for (const end = Math.min(at + 2, n); at < end; at++) list[at] = scalar(list[at]!);
    }
    for (let i = 0; i < n; i++) list[i] = scalar(list[i]!);
  };
  return {
    functions: {
      ...javascriptFunctions,
      expMany: many(fast.expMany, exp),
      tanhMany: many(fast.tanhMany, tanh),
      sinMany: many(fast.sinMany, sin),
      cosMany: many(fast.cosMany, cos),
    },
    list: (k) => all[k] ?? plain(),
  };
}

interface Tables {
  readonly powers: number;
  readonly scale: number;
  readonly tangents: number;
  readonly circle: number;
  readonly end: number;
  fill(buffer: ArrayBuffer): void;
}
function layoutTables(): Tables {
  let end = 64;
  const { powers, scale, tangents, circle } = tableDriven;
  const places = [powers, scale, tangents, circle].map((table) => {
    const place = end;
    end = Math.ceil((end + table.byteLength) / 64) * 64;
    return { place, table };
  });
  const [a, b, c, d] = places.map(({ place }) => place) as [number, number, number, number];
  return {
    powers: a,
    scale: b,
    tangents: c,
    circle: d,
    end,
    fill(buffer) {
      for (const { place, table } of places) new Float64Array(buffer, place, table.length).set(table);
    },
  };
}

/** A vector of two numbers in a local. */
type Vector = number & { readonly brand: 'Vector' };
/** Writes arithmetic on vectors into a body. */
class Arithmetic {
  readonly body: FunctionBody;
  private readonly constants = new Map<number, Vector>();

  constructor(body: FunctionBody) {
    this.body = body;
  }
  private keep(): Vector {
    const local = this.body.local('v128') as Vector;
    this.body.set(local);
    return local;
  }
  /** Constants are set before the loop. */
  constant(value: number): Vector {
    const known = this.constants.get(value);
    if (known !== undefined) return known;
    this.body.f64x2(value);
    const made = this.keep();
    this.constants.set(value, made);
    return made;
  }
  private binary(name: VectorOpcodeName, a: Vector, b: Vector): Vector {
    this.body.get(a).get(b).vector(name);
    return this.keep();
  }
  add(a: Vector, b: Vector): Vector {
    return this.binary('f64x2_add', a, b);
  }
  sub(a: Vector, b: Vector): Vector {
    return this.binary('f64x2_sub', a, b);
  }
  mul(a: Vector, b: Vector): Vector {
    return this.binary('f64x2_mul', a, b);
  }
  div(a: Vector, b: Vector): Vector {
    return this.binary('f64x2_div', a, b);
  }
  min(a: Vector, b: Vector): Vector {
    return this.binary('f64x2_pmin', a, b);
  }
  max(a: Vector, b: Vector): Vector {
    return this.binary('f64x2_pmax', a, b);
  }
  and(a: Vector, b: Vector): Vector {
    return this.binary('v128_and', a, b);
  }
  less(a: Vector, b: Vector): Vector {
    return this.binary('f64x2_lt', a, b);
  }
  equal(a: Vector, b: Vector): Vector {
    return this.binary('f64x2_eq', a, b);
  }
  load(address: number): Vector {
    this.body.get(address).vectorMemory('v128_load', 0);
    return this.keep();
  }
  /** Of both numbers, which are whole and raised by the shifter: the low 32 bits, with more done to them. */
  whole(raised: Vector, more: (body: FunctionBody) => void): readonly [number, number] {
    const [first, second] = [0, 2].map((word) => {
      const local = this.body.local('i32');
      this.body.get(raised).lane('i32x4_extract_lane', word);
      more(this.body);
      this.body.set(local);
      return local;
    });
    return [first!, second!];
  }
  /** The numbers at two addresses. */
  gather([first, second]: readonly [number, number], offset: number): Vector {
    this.body.get(second).get(first).vectorMemory('v128_load64_zero', offset);
    this.body.vectorMemory('v128_load64_lane', offset, 1);
    return this.keep();
  }
  /** c0 + x (c1 + x (c2 + ...)). */
  series(x: Vector, [first, ...rest]: readonly number[]): Vector {
    const lowest = this.constant(first!);
    return rest.length === 0 ? lowest : this.add(lowest, this.mul(x, this.series(x, rest)));
  }
}
/** What is covered, and the values there. */
interface ListFormula {
  readonly inside: (m: Arithmetic, x: Vector) => Vector;
  readonly value: (m: Arithmetic, x: Vector) => Vector;
}

function listFunctions(tables: Tables): WasmFunction[] {
  const formulas: Readonly<Record<Names, ListFormula>> = {
    expMany: expFormula(tables),
    tanhMany: tanhFormula(tables),
    sinMany: circleFormula(tables, 'sine'),
    cosMany: circleFormula(tables, 'cosine'),
  };
  return Object.entries(formulas).map(([name, formula]) => listFunction(name, formula));
}
function listFunction(name: string, { inside, value }: ListFormula): WasmFunction {
  const write = (m: Arithmetic): void => {
    const { body } = m;
    body.open('block').open('loop').get(0).get(1).op('i32_ge_s').branch('br_if', 1); // biome-ignore format: head of a loop
    const x = m.load(0);
    body.get(inside(m, x)).vector('i64x2_bitmask').i32(3).op('i32_sub').branch('br_if', 1); // biome-ignore format: both or none
    const result = value(m, x);
    body.get(0).get(result).vectorMemory('v128_store', 0);
    body.get(0).i32(16).op('i32_add').set(0).branch('br', 0).op('end', 'end').get(0); // biome-ignore format: next pair
  };
  // once to see which constants there are: they are made before the loop
  const trial = new ConstantsOf(new FunctionBody(2));
  write(trial);
  const body = new FunctionBody(2);
  const m = new Arithmetic(body);
  for (const constant of trial.seen) m.constant(constant);
  write(m);
  return { name, parameters: ['i32', 'i32'], results: ['i32'], body };
}
class ConstantsOf extends Arithmetic {
  readonly seen = new Set<number>();
  override constant(value: number): Vector {
    this.seen.add(value);
    return super.constant(value);
  }
}
function between(m: Arithmetic, low: number, x: Vector, high: number): Vector {
  return m.and(m.less(m.constant(low), x), m.less(x, m.constant(high)));
}

function expFormula({ powers, scale }: Tables): ListFormula {
  const { perLn2, ln2High, ln2Low, shifter, expEnd } = tableDriven;
  return {
    inside: (m, x) => between(m, -expEnd, x, expEnd),
    value(m, x) {
      const raised = m.add(m.mul(x, m.constant(perLn2)), m.constant(shifter));
      const n = m.sub(raised, m.constant(shifter));
      const high = m.sub(x, m.mul(n, m.constant(ln2High)));
      const low = m.mul(n, m.constant(ln2Low));
      const d = m.sub(high, low);
      const square = m.mul(m.mul(d, d), m.series(d, tableDriven.expSeries));
      const p = m.add(d, m.add(square, m.sub(m.sub(high, d), low)));
      const power = m.whole(raised, (body) => body.i32(63).op('i32_and').i32(16).op('i32_mul'));
      const t = m.gather(power, powers);
      const sum = m.add(t, m.add(m.gather(power, powers + 8), m.mul(t, p)));
      // arithmetic shift by 6: what lies below is masked away after a shift of 2^31
      const exponent = m.whole(
        raised,
        (body) =>
        body.i32(2 ** 16).op('i32_add').i32(6).op('i32_shr_u').i32(1023 - 2 ** 10).op('i32_add').i32(8).op('i32_mul'), // biome-ignore format: one address
      );
      return m.mul(sum, m.gather(exponent, scale));
    },
  };
}
function tanhFormula({ tangents }: Tables): ListFormula {
  const { tanhEnd, shifter, tanhSeries } = tableDriven;
  return {
    inside: (m, x) => m.equal(x, x),
    value(m, x) {
      const z = m.min(m.max(x, m.constant(-tanhEnd)), m.constant(tanhEnd));
      const raised = m.add(m.mul(z, m.constant(16)), m.constant(shifter));
      const n = m.sub(raised, m.constant(shifter));
      const d = m.sub(z, m.mul(n, m.constant(0.0625)));
      const w = m.mul(d, d);
      const t = m.add(d, m.mul(m.mul(d, w), m.series(w, tanhSeries)));
      const row = m.whole(raised, (body) => body.i32(16 * tanhEnd).op('i32_add').i32(32).op('i32_mul')); // biome-ignore format: one address
      const c = m.gather(row, tangents);
      const quotient = m.div(m.mul(t, m.gather(row, tangents + 16)), m.add(m.constant(1), m.mul(c, t)));
      return m.add(c, m.add(m.gather(row, tangents + 8), quotient));
    },
  };
}
function circleFormula({ circle }: Tables, which: 'sine' | 'cosine'): ListFormula {
  const { angleEnd, perPi, piHigh, piMiddle, piLow, shifter, sineSeries, versedSeries } = tableDriven;
  return {
    inside: (m, x) => between(m, -angleEnd, x, angleEnd),
    value(m, x) {
      const raised = m.add(m.mul(x, m.constant(perPi)), m.constant(shifter));
      const n = m.sub(raised, m.constant(shifter));
      const high = m.sub(x, m.mul(n, m.constant(piHigh)));
      const middle = m.mul(n, m.constant(piMiddle));
      const d = m.sub(high, middle);
      const w = m.mul(d, d);
      const rest = m.sub(m.sub(m.sub(high, d), middle), m.mul(n, m.constant(piLow)));
      const sine = m.add(d, m.add(m.mul(m.mul(d, w), m.series(w, sineSeries)), rest));
      const versed = m.mul(w, m.series(w, versedSeries));
      const row = m.whole(raised, (body) => body.i32(63).op('i32_and').i32(32).op('i32_mul'));
      const [s, lackS, c, lackC] = [0, 8, 16, 24].map((offset) => m.gather(row, circle + offset)) as [Vector, Vector, Vector, Vector]; // biome-ignore format: one row
      const corrected = m.sub(versed, m.mul(d, rest));
      if (which === 'sine') return m.add(s, m.add(lackS, m.add(m.mul(c, sine), m.mul(s, corrected))));
      return m.add(c, m.add(lackC, m.sub(m.mul(c, corrected), m.mul(s, sine))));
    },
  };
}
