/** What a setting of an experiment sees: the time, swept quantities, constants, and the calls that make waveforms. */
import type { Syntax } from '../../../dsl/index.ts';
import type { ValueId } from '../../ops/graph.ts';
import type { Callable, CallExpression, Candidate, Context, Environment, RateExpression } from '../environment.ts';
import { evaluate } from '../expressions.ts';
import { FileEnvironment } from '../file-environment.ts';
import { type Builder, type Quantity, real, second } from '../quantity.ts';
import type { FileScope } from '../scopes.ts';
import type { ExperimentDraft } from './draft.ts';
import { poissonCounts } from './poisson-counts.ts';
import { stimuli } from './stimuli.ts';

export class StimulusEnvironment implements Environment<ValueId> {
  readonly context: Context;
  readonly builder: Builder<ValueId>;
  readonly file: FileScope;
  readonly calling: readonly Syntax.FunctionStatement[] = [];
  private readonly draft: ExperimentDraft;
  private readonly outer: FileEnvironment<ValueId>;
  /** Columns of the data that a phase goes through. */
  private readonly columns: ReadonlyMap<string, Quantity<ValueId>>;

  constructor(draft: ExperimentDraft, columns: ReadonlyMap<string, Quantity<ValueId>> = new Map()) {
    this.columns = columns;
    this.context = draft.context;
    this.builder = draft.builder;
    this.file = draft.scope;
    this.draft = draft;
    this.outer = new FileEnvironment(draft.context, draft.builder, draft.scope);
  }
  name(identifier: Syntax.Identifier): Quantity<ValueId> | null | undefined {
    const { text } = identifier;
    const column = this.columns.get(text);
    if (column) return column;
    const index = this.draft.sweeps.findIndex((sweep) => sweep.name === text);
    const sweep = this.draft.sweeps[index];
    if (sweep) {
      sweep.used = true;
      return real(
        this.draft.graph.add('param', [], 'real', { index }, { name: text }),
        sweep.dimension,
        sweep.unit.text || null,
      );
    }
    const bound = this.draft.lets.get(text);
    if (bound) return letValue(bound, this.draft, this);
    if (text === 'time') return real(this.draft.graph.add('time', [], 'real', {}, { name: 'time' }), second, 's');
    return this.outer.name(identifier);
  }
  member(): undefined {
    return undefined;
  }
  call(expression: CallExpression, here: Environment<ValueId>): Quantity<ValueId> | null | undefined {
    const word = expression.callee.text;
    return word === 'poisson'
      ? poissonCounts(expression, this.draft.dt, here)
      : stimuli[word]?.(expression, here, this.draft.dt);
  }
  callable(name: string): Callable<ValueId> | undefined {
    return this.outer.callable(name);
  }
  rate(expression: RateExpression): null {
    return this.outer.rate(expression);
  }
  names(): string[] {
    return [
      'time',
      ...this.columns.keys(),
      ...this.draft.sweeps.map((s) => s.name),
      ...this.draft.lets.keys(),
      ...this.outer.names(),
    ];
  }
  calls(): readonly string[] {
    return [...Object.keys(stimuli), 'poisson', ...this.outer.calls()];
  }
  candidates(): readonly Candidate[] {
    return this.draft.sweeps.map((s) => ({ text: s.name, dimension: s.dimension }));
  }
}

/** A `let` of an experiment, read where it is used. */
export function letValue<T>(
  statement: Syntax.LetStatement,
  draft: ExperimentDraft,
  env: Environment<T>,
): Quantity<T> | null {
  const { text, span } = statement.name;
  if (draft.busy.has(text)) return draft.context.reporter.report('E0206', span, `\`${text}\` depends on itself`);
  draft.busy.add(text);
  try {
    return evaluate(statement.value, env);
  } finally {
    draft.busy.delete(text);
  }
}
