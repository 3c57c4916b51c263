/**
 * ModelForm + Experiment -> StepForm: Kirchhoff's laws, elimination of what has no storage, the solver, events and blocks,
 * in the order in which they happen in a step. What a step means is written down in `docs/step.md`.
 */
import type { DiagnosticSink } from '../../dsl/index.ts';
import type { Experiment, ModelForm } from '../model/form.ts';
import { advanceStates } from './advance-states.ts';
import { assemble } from './assemble.ts';
import { bindSettings } from './bind-settings.ts';
import { carryValues } from './carry-values.ts';
import { checkConstants } from './check-constants.ts';
import { declareStates } from './declare-states.ts';
import { type Delays, makeDelays } from './delays.ts';
import { detectEvents } from './detect-events.ts';
import { distributeChoices } from './distribute-choices.ts';
import { Draft } from './draft.ts';
import type { StepForm, StepNetwork } from './form.ts';
import { hoistParams } from './hoist-params.ts';
import { valuesAt } from './moments.ts';
import { type SolvedNetwork, solveNetwork } from './network/solve-network.ts';
import { refuseWhiteInstants } from './noise.ts';
import { observe } from './observe.ts';
import type { Pass } from './pass.ts';
import { prune } from './prune.ts';
import { runBlocks } from './run-blocks.ts';

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
  const parts = experiment.parts.map((_, part) => buildPart(model.file, experiment, part, sink, options));
  return parts.every((part) => part !== null) ? parts : null;
}
function buildPart(
  file: string,
  experiment: Experiment,
  part: number,
  sink: DiagnosticSink,
  options: StepOptions,
): StepForm | null {
  const before = sink.all.length;
  const failed = (): boolean => sink.all.slice(before).some((d) => d.severity === 'error');
  const draft = new Draft(experiment, bindSettings(experiment, part), sink);
  declareStates(draft);
  const network = solveNetwork(draft);
  if (network === null) return null;
  refuseWhiteInstants(draft, network.at);
  const delays = delaysOf(draft, network);
  const advanced = advanceStates(draft, network, delays);
  const detected = detectEvents(draft, network, delays, advanced);
  const blocks = runBlocks(draft, detected.atEnd, advanced);
  const { observations, kept } = observe(draft, network, delays);
  const next = [...blocks, ...kept.map((each) => each.next)];
  const form = assemble(draft, file, { next, detected, observations, delays });
  if (!failed()) checkConstants(draft, form);
  if (failed()) return null;
  return stepPasses.filter((pass) => !options.without?.includes(pass.name)).reduce((f, pass) => pass.run(f), form);
}
function delaysOf(draft: Draft, network: SolvedNetwork): Delays {
  const source = (delay: number) =>
    valuesAt(draft, delays, { time: 0, states: new Map() })(network.at(draft.cell.delays[delay]!.source));
  const delays: Delays = makeDelays(draft, network.at, source);
  return delays;
}

export type * from './form.ts';
export { printStep } from './print.ts';
export { validateStep } from './validate.ts';
