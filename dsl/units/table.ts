/** Looks up units: symbols with prefixes, and those that `.qnm` files declare (`unit Oe = 1e-4 T`). */

import { nearest } from '../diagnostics/nearest.ts';
import type { Identifier, UnitSyntax } from '../syntax.ts';
import { type Dimension, multiplyDimensions, none, powerOfDimension } from './dimension.ts';
import { unitOfQuantity } from './quantities.ts';
import { prefixes, refusedUnits, type UnitSymbol, unitSymbolTable } from './symbols.ts';

/** A dimension and the SI value of one. */
export interface UnitValue {
  readonly dimension: Dimension;
  readonly scale: number;
}

/** One spelling for each letter: µ is U+00B5, Ω is U+03A9, Å is U+00C5. */
function spelled(symbol: string): string {
  return symbol.replaceAll('\u03BC', '\u00B5').replaceAll('\u2126', '\u03A9').replaceAll('\u212B', '\u00C5');
}

/** Units by symbol. Tables do not change: `with` gives a table that knows one more unit. */
export class UnitTable {
  private readonly known: ReadonlyMap<string, UnitSymbol>;

  constructor(symbols: Iterable<UnitSymbol> = unitSymbolTable) {
    this.known = new Map([...symbols].map((unit) => [spelled(unit.symbol), unit]));
  }

  /** A table in which `unit` is known too, in place of one of the same symbol. */
  with(unit: UnitSymbol): UnitTable {
    return new UnitTable([...this.known.values(), unit]);
  }

  /** The unit a symbol names; the whole symbol is tried before prefixes, so `min` is a minute and `cd` a candela. */
  find(symbol: string): UnitValue | undefined {
    const text = spelled(symbol);
    const whole = this.known.get(text);
    if (whole !== undefined) return whole;
    const power = prefixes.get(text.charAt(0));
    const unit = this.known.get(text.slice(1));
    if (power === undefined || unit === undefined || !unit.prefixable) return undefined;
    return { dimension: unit.dimension, scale: scaled(unit.scale, power) };
  }

  /** Dimension and scale of a unit as written, or the symbol that is not known. */
  resolve(unit: UnitSyntax): UnitValue | { readonly unknown: Identifier } {
    let dimension = none;
    let scale = 1;
    for (const { symbol, numerator, denominator } of unit.factors) {
      const found = this.find(symbol.text);
      if (found === undefined) return { unknown: symbol };
      dimension = multiplyDimensions(dimension, powerOfDimension(found.dimension, numerator / denominator));
      scale *= found.scale ** (numerator / denominator);
    }
    return { dimension, scale: roundedPower(scale) };
  }

  /** All symbols without prefixes. */
  symbols(): string[] {
    return [...this.known.values()].map((unit) => unit.symbol);
  }

  /** How to mend a symbol that is not known: what it should have been, or the nearest one. */
  helpFor(symbol: string): string | undefined {
    const refused = refusedUnits.get(symbol);
    if (refused !== undefined) return refused;
    const unit = unitOfQuantity(symbol);
    if (unit !== undefined) return `the unit of this quantity is \`${unit}\`, and a type is said by its unit`;
    const candidates = [...this.known.values()].flatMap((unit) =>
      unit.prefixable
        ? [unit.symbol, ...['p', 'n', 'u', 'm', 'k', 'M', 'G'].map((prefix) => prefix + unit.symbol)]
        : [unit.symbol],
    );
    const close = nearest(symbol, candidates);
    return close === undefined ? undefined : `did you mean \`${close}\`?`;
  }
}

/** A power of ten times a scale; exact where the result is a power of ten itself. */
function scaled(scale: number, power: number): number {
  return roundedPower(power < 0 ? scale / 10 ** -power : scale * 10 ** power);
}
/** The float64 nearest to a power of ten where `scale` is within rounding of it: 1e-2 * 1e-2 * 1e-2 is `1e-6`. */
function roundedPower(scale: number): number {
  const power = Number(`1e${Math.round(Math.log10(scale))}`);
  return Math.abs(scale / power - 1) < 1e-14 ? power : scale;
}

const builtIn = new UnitTable();
/** A unit the language knows without a declaration. */
export function findUnit(symbol: string): UnitValue | undefined {
  return builtIn.find(symbol);
}
/** Symbols the language knows without a declaration, without prefixes. */
export function unitSymbols(): string[] {
  return builtIn.symbols();
}
/** How to mend an unknown symbol, judged by the symbols the language knows. */
export function unitHelp(symbol: string): string | undefined {
  return builtIn.helpFor(symbol);
}

/** A number in a unit as SI. Scales below one divide by their exact inverse, so that `10 ns` is the float64 nearest to 1e-8. */
export function inSI(value: number, scale: number): number {
  const inverse = Math.round(1 / scale);
  return scale < 1 && Number.isSafeInteger(inverse) && Math.abs(inverse * scale - 1) < 1e-12
    ? value / inverse
    : value * scale;
}
