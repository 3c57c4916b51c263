/**
 * ModelForm + Experiment -> StepNetwork: Kirchhoff's laws, elimination of what has no storage, the solver, events and blocks,
 * in the order in which they happen in a step; one step function for each part of the experiment. What a step means is written down in
 * `docs/step.md`, what a network is in `docs/arrays.md`.
 */
import type { DiagnosticSink } from '../../dsl/index.ts';
import type { Experiment, ModelForm } from '../model/form.ts';
import { carryValues } from './carry-values.ts';
import { checkConstants } from './check-constants.ts';
import { distributeChoices } from './distribute-choices.ts';
import type { StepForm, StepNetwork } from './form.ts';
import { hoistParams } from './hoist-params.ts';
import { hoistSources } from './hoist-sources.ts';
import { PartBuilder } from './part-builder.ts';
import type { Pass } from './pass.ts';
import { prune } from './prune.ts';
import { colourParts } from './update-order.ts';

/** What is done to form 3 once it stands, in order. */
export const stepPasses: readonly Pass[] = [distributeChoices, carryValues, hoistParams, prune];

export interface StepOptions {
  /** Names of passes to leave out. */
  readonly without?: readonly string[];
}

/** Form 3 of one experiment, a step function a part; null after an error, which is in the sink. */
export function buildStep(
  model: ModelForm,
  experiment: Experiment,
  sink: DiagnosticSink,
  options: StepOptions = {},
): StepNetwork | null {
  const before = sink.all.length;
  const failed = (): boolean => sink.all.slice(before).some((d) => d.severity === 'error');
  const builders: PartBuilder[] = [];
  const colours = colourParts(experiment);
  for (const part of experiment.parts.keys())
    builders.push(new PartBuilder(experiment, part, builders, sink, colours[part]!));
  // populations are solved before couplings, which read them; couplings are finished first, for what they add at t = 0
  for (const builder of builders) if (!builder.solve() || failed()) return null;
  const forms = builders.map((): StepForm | null => null);
  for (const [part, builder] of [...builders.entries()].reverse()) {
    const form = builder.finish(model.file);
    if (!failed()) checkConstants(builder.draft, form);
    forms[part] = form;
  }
  if (failed()) return null;
  const finer = Math.max(...builders.map(({ draft }) => draft.finer));
  if (finer > 1) return buildStep(model, inFinerSteps(experiment, finer, sink), sink, options);
  const passes = stepPasses.filter((pass) => !options.without?.includes(pass.name));
  const made = forms.map((form) => passes.reduce((f, pass) => pass.run(f), form!));
  const hoisted = options.without?.includes('hoist-sources') ? made : hoistSources(made);
  return hoisted.map((form, part) => (form === made[part] ? form : prune.run(form)));
}
/** The experiment with a step for each colour. */
function inFinerSteps(experiment: Experiment, finer: number, sink: DiagnosticSink): Experiment {
  const dt = experiment.dt / finer;
  sink.report({
    code: 'W0303',
    severity: 'warning',
    message: `updates in an order need ${finer} times as many steps: dt is ${Number(dt.toPrecision(6))} s`,
    span: experiment.origin,
    help: `write \`dt = ${Number((dt / 1e-9).toPrecision(6))} ns\`, or make the period of \`every\` longer; coupled units that are updated at once follow another law`,
  });
  return { ...experiment, dt };
}

export type * from './form.ts';
export { printNetwork, printStep } from './print.ts';
export { validateNetwork, validateStep } from './validate.ts';
