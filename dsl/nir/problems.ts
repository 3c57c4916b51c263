/** What is wrong with a NIR file, or has no counterpart here: each at the line of its node in the listing of the file. */
import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import type { Listing } from './tree.ts';

/** After so many messages a reader mends those first. */
const MOST = 30;

export type NirCode = 'E0704' | 'E0705' | 'E0706';

export class NirProblems {
  private readonly sink: DiagnosticSink;
  private readonly listing: Listing;
  count = 0;
  constructor(sink: DiagnosticSink, listing: Listing) {
    this.sink = sink;
    this.listing = listing;
  }
  /** @param at  path of the group: `node/nodes/lif` */
  error(code: NirCode, message: string, at: string, help?: string): void {
    this.count += 1;
    this.say(code, 'error', message, at, help);
  }
  /** Something is assumed that the file does not say. */
  warn(message: string, at: string, help?: string): void {
    this.say('W0702', 'warning', message, at, help);
  }
  private say(code: string, severity: 'error' | 'warning', message: string, at: string, help?: string): void {
    if (this.sink.all.length >= MOST) return;
    const span = this.listing.spanOf(at);
    this.sink.report({ code, severity, message, span, ...(help === undefined ? {} : { help }) });
  }
}
