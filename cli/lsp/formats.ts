/** The formats that the compiler would choose for a document, found out in the background. */
import { Worker } from 'node:worker_threads';
import type { PrintUnit } from '../../compiler/model/form.ts';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { SourceFile, Span } from '../../dsl/index.ts';
import type { FormatLine } from '../language/describe.ts';
import type { QnmSymbol } from '../language/symbols.ts';

export interface FormatsRequest {
  readonly source: SourceFile;
  /** Texts of open documents by path. */
  readonly open: Readonly<Record<string, string>>;
}
/** A format with the place in the file of what has it. */
export interface PlacedFormat extends FormatLine {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** Formats of all states and named values of an experiment. */
export function linesOf({ experiment, parts }: CompiledExperiment): PlacedFormat[] {
  return parts.flatMap(({ fixed }) =>
    fixed === null ? [] : [...stateLines(experiment.name, fixed), ...valueLines(experiment.name, fixed)],
  );
}
function stateLines(experiment: string, fixed: FixedForm): PlacedFormat[] {
  return fixed.states.map(({ name, format, range, localError }, i) => {
    const { unit, origin } = fixed.step.population.cell.states[i]!;
    const error = quantity(localError, unit, 2);
    return {
      ...place(origin),
      experiment: `${experiment}, ${name}`,
      format: formatText(format),
      range: rangeText(range, unit),
      error,
    };
  });
}
function valueLines(experiment: string, fixed: FixedForm): PlacedFormat[] {
  const plain: PrintUnit = { text: 'SI', scale: 1 };
  return fixed.values.flatMap(({ name, origin, format, range, type, op }) => {
    if (name === null || origin === null || type === 'bool' || op === 'state' || op === 'param') return [];
    return [
      {
        ...place(origin),
        experiment: `${experiment}, ${name}`,
        format: formatText(format),
        range: rangeText(range, plain),
        error: null,
      },
    ];
  });
}
function place({ file, start, end }: Span): Pick<PlacedFormat, 'file' | 'start' | 'end'> {
  return { file, start, end };
}
function formatText({ signed, width, fraction }: { signed: boolean; width: number; fraction: number }): string {
  return `${signed ? 's' : 'u'}${width}.${fraction}`;
}
function quantity(value: number, { text, scale }: PrintUnit, digits: number): string {
  return `${Number((value * scale).toPrecision(digits))} ${text}`.trim();
}
function rangeText({ low, high }: { low: number; high: number }, unit: PrintUnit): string {
  return `${quantity(low, unit, 5)} .. ${quantity(high, unit, 5)}`;
}

/** Those that belong to a symbol: by the place of its declaration, or of the expression that it names. */
export function formatsOf(symbol: QnmSymbol, all: readonly PlacedFormat[]): readonly FormatLine[] {
  const isAt = (p: PlacedFormat, s: Span): boolean => p.file === s.file && p.start === s.start && p.end === s.end;
  const own = all.filter(
    (p) =>
      isAt(p, symbol.span) ||
      isAt(p, symbol.whole) ||
      (symbol.kind === 'let' && symbol.value !== null && isAt(p, symbol.value.span)),
  );
  return own.slice(0, 8);
}

/** At most one thread; a newer request ends an older one. */
export class FormatsThread {
  private worker: Worker | null = null;
  private timer: NodeJS.Timeout | null = null;

  /** Calls `done` with what was found; never when the thread fails, takes too long or is ended by a newer request. */
  start(request: FormatsRequest, done: (formats: readonly PlacedFormat[]) => void): void {
    this.stop();
    const name = import.meta.url.endsWith('.ts') ? './formats-worker.ts' : './formats-worker.js';
    const worker = new Worker(new URL(name, import.meta.url), {
      workerData: request,
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
    });
    this.worker = worker;
    this.timer = setTimeout(() => this.stop(), 30_000);
    worker.on('message', (formats: readonly PlacedFormat[]) => {
      if (this.worker !== worker) return;
      done(formats);
      this.stop();
    });
    // a file that the compiler cannot bring to formats has none to show
    worker.on('error', () => {
      if (this.worker === worker) this.stop();
    });
  }
  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    void this.worker?.terminate();
    this.worker = null;
  }
}
