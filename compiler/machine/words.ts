/** Words laid out as fields side by side. */
import type { BusField } from './form.ts';

/** Width of a word of fields side by side. */
export function wordWidth(fields: readonly BusField[]): number {
  return fields.reduce((sum, field) => sum + field.width, 0);
}
