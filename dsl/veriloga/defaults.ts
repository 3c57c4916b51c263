/** Parameters as numbers. */
import type { Evaluator } from './evaluate.ts';
import type { VaParameter } from './tree.ts';

/** What parameters are with their defaults; null where a default is made of more than numbers. */
export class Defaults {
  private readonly known = new Map<string, number | null>();
  private readonly evaluator: Evaluator;
  constructor(evaluator: Evaluator) {
    this.evaluator = evaluator;
  }
  of({ name, value }: VaParameter): number | null {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    // a default that needs itself is none
    this.known.set(name, null);
    const found = this.evaluator.evaluate(value).usual;
    this.known.set(name, found);
    return found;
  }
}
