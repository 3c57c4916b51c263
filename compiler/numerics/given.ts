/** What the other parts of a network give to the formats of a part: what it reads, what it is the sum of, how fine its outputs are. */
import type { Format } from '../ops/index.ts';
import type { StepForm } from '../step/form.ts';
import type { Shape } from './formats.ts';

export interface GivenInput {
  /** `read`: the state of the other part, as it is. `sum`: exact, too wide to overflow. */
  readonly format: Format;
  /** Bound of its error in one step from equal states. */
  readonly error: number;
}
export interface Given {
  /** By input; none for stimuli. */
  readonly inputs: ReadonlyMap<number, GivenInput>;
  /** Fraction bits of output states, which all terms of a sum have in common. */
  readonly fractions: ReadonlyMap<number, number>;
}
export const nothingGiven: Given = { inputs: new Map(), fractions: new Map() };

/** Whether an input of the step is a state of another part, which brings no error of its own. */
export const isRead = (step: StepForm, input: number): boolean =>
  step.population.cell.inputs[input]!.from?.kind === 'read';

/** A bit or two are cheaper than saturation logic. */
const bitsLeft = 2;
/**
 * Shape that the users of a given input see. The exact sum of many outputs can be much wider than anything it is: then it
 * saturates, once and with a flag, to the range relied on.
 */
export function givenShape(exact: Format, relied: Format): Shape {
  const narrow = exact.width > relied.width + bitsLeft;
  return { format: narrow ? relied : exact, rounding: 'nearestEven', overflow: narrow ? 'saturate' : 'proved' };
}
