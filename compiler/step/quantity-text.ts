import type { PrintUnit } from '../model/form.ts';

/** A number in SI as messages show it, in the unit of the file: "700 mV". */
export function quantityText(value: number, { text, scale }: PrintUnit): string {
  return `${Number((value * scale).toPrecision(6))} ${text}`.trimEnd();
}
