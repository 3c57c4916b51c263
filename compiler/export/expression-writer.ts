/** What writing values as expressions of another language needs, whatever the language. */
import type { ValueId } from '../ops/graph.ts';

/** Writes values out. Where the language has no words for one, there is no text but a reason. */
export abstract class ExpressionWriter {
  /** Why the last value had no text; cleared by `text`. */
  reason = '';
  /** What is being written out at the moment. */
  private readonly open = new Set<string>();

  /** The expression; null when the language cannot say it (`reason` says why). */
  text(value: ValueId): string | null {
    this.reason = '';
    return this.write(value);
  }
  protected abstract write(value: ValueId): string | null;

  /** Writes what `key` stands for out, unless that is what we are in the middle of. */
  protected once(key: string, make: () => string | null): string | null {
    if (this.open.has(key)) return this.cannot('values that wait for each other');
    this.open.add(key);
    const text = make();
    this.open.delete(key);
    return text;
  }
  /** No text; the first reason is the one that counts. */
  protected cannot(reason: string): null {
    this.reason ||= reason;
    return null;
  }
}
