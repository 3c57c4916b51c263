import { bigintBuilder } from './bigint-builder.ts';
import { booleanFormat, type Format } from './format.ts';
import type { FixedSite, PolynomialTable } from './operation.ts';
import { operation } from './registry.ts';

/** What a fixed value says about its site, given the values of its arguments. */
interface SiteSource {
  readonly format: Format;
  readonly rounding: FixedSite['rounding'];
  readonly overflow: FixedSite['overflow'];
  readonly attributes: FixedSite['attributes'];
  readonly table: PolynomialTable | null;
  readonly integer: bigint | null;
}
/** The site of a fixed value. */
export function siteOf(value: SiteSource, args: readonly SiteSource[]): FixedSite {
  return {
    args: args.map((arg) => arg.format),
    result: value.format,
    rounding: value.rounding,
    overflow: value.overflow,
    attributes: value.attributes,
    table: value.table,
    constants: args.map((arg) => arg.integer),
  };
}
/** A plain site: round to nearest even, saturate. */
export function plainSite(
  args: readonly Format[],
  result: Format = booleanFormat,
  more: Partial<FixedSite> = {},
): FixedSite {
  return {
    args,
    result,
    rounding: 'nearestEven',
    overflow: 'saturate',
    attributes: {},
    table: null,
    constants: args.map(() => null),
    ...more,
  };
}

/** Exact integer meaning of an operation on integers in the formats of the site, and whether it saturated. */
export function evaluateIntegerFlagged(
  name: string,
  site: FixedSite,
  args: readonly bigint[],
): { readonly value: bigint; readonly flag: boolean } {
  const { fixed } = operation(name);
  if (!fixed) throw new Error(`operation '${name}' has no fixed meaning`);
  let flag = false;
  const builder = bigintBuilder(() => {
    flag = true;
  });
  return { value: fixed.integer(builder, site, args), flag };
}
/** The value alone. */
export function evaluateInteger(name: string, site: FixedSite, args: readonly bigint[]): bigint {
  return evaluateIntegerFlagged(name, site, args).value;
}
