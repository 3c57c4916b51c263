/** What values of a fixed form are when some of its leaves are known: integers that hold whatever the other leaves are. */
import type { FixedForm, FixedId, FixedValue } from '../numerics/form.ts';
import { evaluateIntegerFlagged, type Format, type Interval, operation, siteOf } from '../ops/index.ts';

export interface Folded {
  /** By value: its integer, or null where it depends on what is not known. */
  readonly integers: readonly (bigint | null)[];
  /** Values that are known and saturate. */
  readonly clipped: ReadonlySet<FixedId>;
}

/**
 * Works the graph out as far as `known` says. A value is also known where its other arguments do not matter: a choice that is decided, or an
 * exact operation whose result is 0 for all that its arguments may be (a product with 0).
 */
export function fold({ values }: FixedForm, known: ReadonlyMap<FixedId, bigint>): Folded {
  const integers: (bigint | null)[] = [];
  const clipped = new Set<FixedId>();
  values.forEach((value, i) => {
    const id = i as FixedId;
    const given = known.get(id) ?? value.integer;
    integers.push(given ?? (value.args.length === 0 ? null : derived(values, id, integers, clipped)));
  });
  return { integers, clipped };
}

function derived(
  values: readonly FixedValue[],
  id: FixedId,
  integers: readonly (bigint | null)[],
  clipped: Set<FixedId>,
): bigint | null {
  const value = values[id]!;
  const args = value.args.map((arg) => integers[arg]!);
  const { chooses, interval } = operation(value.op);
  // the branch that is not taken may be anything
  const needed = chooses && args[0] !== null ? [0, args[0] === 0n ? 2 : 1] : [...args.keys()];
  if (needed.every((k) => args[k] !== null)) {
    const site = siteOf(
      value,
      value.args.map((arg) => values[arg]!),
    );
    const made = evaluateIntegerFlagged(
      value.op,
      site,
      args.map((arg) => arg ?? 0n),
    );
    if (made.flag) clipped.add(id);
    return made.value;
  }
  if (value.table !== null) return null;
  const ranges = value.args.map((arg, k) => rangeOf(values[arg]!.format, args[k]!));
  const range = interval(ranges, value.attributes);
  return range !== null && range.low === 0 && range.high === 0 ? 0n : null;
}
/** Of a value in its unit: one point where its integer is known, else all that its format holds. */
function rangeOf({ signed, width, fraction }: Format, integer: bigint | null): Interval {
  const scale = 2 ** -fraction;
  if (integer !== null) return { low: Number(integer) * scale, high: Number(integer) * scale };
  const top = 2 ** (signed ? width - 1 : width);
  return { low: signed ? -top * scale : 0, high: (top - 1) * scale };
}
