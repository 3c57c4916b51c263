/**
 * The phases of an experiment: what is set from when to when. Every value that a phase sets becomes a stimulus that changes at the boundaries of
 * steps only; it stays until another phase sets it. A phase is (start, end]: at its end, where `on end of NAME` runs and measures look, its values still hold.
 */
import { type Span, type Syntax, sameDimension } from '../../../dsl/index.ts';
import type { DataTable, ValueId } from '../../ops/graph.ts';
import { evaluate, evaluateReal } from '../expressions.ts';
import { FileEnvironment } from '../file-environment.ts';
import type { Quantity } from '../quantity.ts';
import { second } from '../quantity.ts';
import { type DataRows, type Order, readData, rowsOf } from './data-rows.ts';
import type { ExperimentDraft } from './draft.ts';

/** One time that a phase runs; steps. */
interface Segment {
  readonly phase: Syntax.PhaseStatement;
  readonly start: number;
  readonly end: number;
  /** What the columns of the data are meanwhile. */
  readonly row: { readonly data: DataRows; readonly index: number } | null;
}
const mostSegments = 1 << 20;
/** Samples are taken in the middle of steps and, by the host, at their ends: a boundary lies in between, in parts of a step. */
const shift = 0.01;
const edge = 0.001;

export class Schedule {
  readonly segments: readonly Segment[];
  private readonly draft: ExperimentDraft;
  private readonly dt: number;

  constructor(draft: ExperimentDraft, dt: number, segments: readonly Segment[]) {
    this.draft = draft;
    this.dt = dt;
    this.segments = segments;
  }
  /** Steps of all phases together. */
  get steps(): number {
    return this.segments.at(-1)?.end ?? 0;
  }
  /** By name, the numbers of the last steps of each phase. */
  ends(): ReadonlyMap<string, readonly number[]> {
    const ends = new Map<string, number[]>();
    for (const { phase, end } of this.segments) {
      const list = ends.get(phase.name.text) ?? [];
      list.push(end - 1);
      ends.set(phase.name.text, list);
    }
    return ends;
  }
  /** Names that some phase sets, with the first place. */
  names(): ReadonlyMap<string, Span> {
    const names = new Map<string, Span>();
    for (const { phase } of this.segments)
      for (const { name } of phase.settings) if (!names.has(name.text)) names.set(name.text, name.span);
    return names;
  }
  /** 1 in the last step of every run of a phase. */
  endOf(name: string): ValueId {
    const changes = this.segments.flatMap(
      ({ phase, end }) =>
      phase.name.text === name ? [{ at: end - 1, value: 1 }, { at: end, value: 0 }] : [], // biome-ignore format: a pair
    );
    const merged = changes.filter(({ at, value }, i) => value === 1 || changes[i + 1]?.at !== at);
    return this.table(`end of ${name}`, 0, merged);
  }
  /**
   * What a name is over time. `before`: until the first phase that sets it; null where that is the first of all. `read` evaluates a setting; null
   * after a message.
   */
  valueOf(
    name: string,
    before: Quantity<ValueId> | null,
    read: (
      setting: Syntax.SettingStatement,
      columns: ReadonlyMap<string, Quantity<ValueId>>,
    ) => Quantity<ValueId> | null,
  ): Quantity<ValueId> | null {
    const { builder } = this.draft;
    const set = this.segments.flatMap((segment) => {
      const setting = segment.phase.settings.find((each) => each.name.text === name);
      return setting ? [{ segment, setting }] : [];
    });
    const settings = [...new Set(set.map(({ setting }) => setting))];
    const columns = this.columns(set.map(({ segment }) => segment));
    const values = settings.map((setting) => read(setting, columns));
    if (values.some((value) => value === null)) return null;
    const all = before === null ? values.map((value) => value!) : [before, ...values.map((value) => value!)];
    const first = all[0]!;
    const code = (setting: Syntax.SettingStatement): number => settings.indexOf(setting) + (before === null ? 0 : 1);
    const chosen = set.map(({ segment, setting }) => ({ at: segment.start, value: code(setting) }));
    const parts = first.parts.map((_, i) => {
      const options = all.map((value) => value.parts[i]!);
      const numbers = options.map((option) => builder.constantOf(option));
      if (numbers.every((n) => n !== undefined))
        return this.table(name, numbers[0]!, chosen.map(({ at, value }) => ({ at, value: numbers[value]! }))); // biome-ignore format: one table
      const which = this.table(`phase of ${name}`, 0, chosen);
      return options
        .slice(1)
        .reduce(
          (rest, option, j) =>
            builder.operation(
              'select',
              [builder.operation('equal', [which, builder.constant(j + 1)], 'bool'), option, rest],
              'real',
            ),
          options[0]!,
        );
    });
    return { ...first, parts };
  }
  /** The columns of the data as they were when a name was set last. */
  private columns(set: readonly Segment[]): ReadonlyMap<string, Quantity<ValueId>> {
    const found = new Map<string, Quantity<ValueId>>();
    for (const data of new Set(set.flatMap(({ row }) => row?.data ?? [])))
      for (const [column, { name, dimension, unit, values }] of data.columns.entries()) {
        void column;
        const changes = set.flatMap(({ start, row }) =>
          row?.data === data ? [{ at: start, value: values[row.index]! }] : [],
        );
        found.set(name, { shape: 'real', dimension, unit, parts: [this.table(name, changes[0]!.value, changes)] });
      }
    return found;
  }
  /** A number that is `first` until it changes; steps in order. */
  private table(
    name: string,
    first: number,
    changes: readonly { readonly at: number; readonly value: number }[],
  ): ValueId {
    const { builder } = this.draft;
    const x: number[] = [];
    const y: number[] = [];
    let value = first;
    for (const change of changes) {
      if (change.value === value) continue;
      x.push((change.at - edge) * this.dt, (change.at + edge) * this.dt);
      y.push(value, change.value);
      value = change.value;
    }
    if (x.length === 0) return builder.constant(first);
    const table: DataTable = { name, x: Float64Array.from(x), y: Float64Array.from(y), held: true };
    const time = builder.operation('time', [], 'real');
    const inside = builder.operation('subtract', [time, builder.constant(shift * this.dt)], 'real');
    return builder.operation('lookup', [inside], 'real', { table });
  }
}

/** The phases in the order of the file, repeats written out; null: there are none, or something was wrong. */
export function readSchedule(draft: ExperimentDraft, dt: number): Schedule | null {
  const data = readData(draft);
  const segments: Segment[] = [];
  const append = (phase: Syntax.PhaseStatement, row: Segment['row']): boolean => {
    const steps = stepsOf(phase, draft, dt);
    if (steps === null) return false;
    const start = segments.at(-1)?.end ?? 0;
    segments.push({ phase, start, end: start + steps, row });
    return true;
  };
  for (const statement of draft.declaration.body) {
    if (statement.kind === 'phase' && !append(statement, null)) return null;
    if (statement.kind !== 'repeat') continue;
    const order = repeatOf(statement, data, draft);
    if (order === null || segments.length + order.count * statement.body.length > mostSegments)
      return order === null ? null : tooMany(statement, draft);
    for (let i = 0; i < order.count; i++) {
      const row = order.rows && { data: order.rows.data, index: order.rows.at(i) };
      for (const phase of statement.body) if (!append(phase, row)) return null;
    }
  }
  return segments.length === 0 ? null : new Schedule(draft, dt, segments);
}
function tooMany(statement: Syntax.RepeatStatement, draft: ExperimentDraft): null {
  return draft.context.reporter.report('E0603', statement.span, `more than ${mostSegments} phases in one run`, {
    help: 'repeat less often',
  });
}
function repeatOf(
  { count, over }: Syntax.RepeatStatement,
  data: ReadonlyMap<string, DataRows>,
  draft: ExperimentDraft,
): { readonly count: number; readonly rows: Order | null } | null {
  const env = new FileEnvironment(draft.context, draft.builder, draft.scope);
  const q = evaluateReal(count, env);
  const number = q && env.builder.constantOf(q.parts[0]!);
  if (!q) return null;
  if (number === undefined || number === null || !Number.isInteger(number) || number < 1)
    return draft.context.reporter.report('E0603', count.span, 'a number of repeats is a whole number, from 1 on');
  if (over === null) return { count: number, rows: null };
  const rows = rowsOf(over, data, draft);
  return rows && { count: number, rows };
}
/** Steps of a phase, at least one; said with a warning where it is rounded. */
function stepsOf(phase: Syntax.PhaseStatement, draft: ExperimentDraft, dt: number): number | null {
  const { reporter } = draft.context;
  const env = new FileEnvironment(draft.context, draft.builder, draft.scope);
  const q = evaluate(phase.duration, env);
  if (!q) return null;
  const seconds =
    q.shape === 'real' && sameDimension(q.dimension, second) ? env.builder.constantOf(q.parts[0]!) : undefined;
  if (seconds === undefined)
    return reporter.report('E0603', phase.duration.span, 'a phase lasts for a time that is known before the run', {
      help: 'for example `phase free for 40 us { beta = 0 }`',
    });
  const steps = Math.round(seconds / dt);
  if (!(steps >= 1)) return reporter.report('E0603', phase.duration.span, 'a phase lasts for one step at least');
  if (Math.abs(seconds / dt - steps) > 1e-6 && !draft.rounded.has(phase)) {
    draft.rounded.add(phase);
    reporter.report(
      'W0601',
      phase.duration.span,
      `the phase \`${phase.name.text}\` is no multiple of \`dt\`; it takes ${steps} steps`,
    );
  }
  return steps;
}
