/**
 * turns  one part of an experiment into its step function, in two stages: first what it is (states, the solved network), then what a
 *        step does. In between the other parts of the network ask for what they read.
 * needs  `solve` of all parts before `finish` of any; couplings stand behind populations
 */
import type { DiagnosticSink } from '../../dsl/index.ts';
import type { Experiment } from '../model/form.ts';
import type { ValueId } from '../ops/graph.ts';
import { advanceStates } from './advance-states.ts';
import { assemble } from './assemble.ts';
import { bindSettings } from './bind-settings.ts';
import { checkGiven } from './check-given.ts';
import { declareStates } from './declare-states.ts';
import { type Delays, makeDelays, numbersAtStart } from './delays.ts';
import { detectEvents, sidesAfter } from './detect-events.ts';
import { directionRates } from './direction-rates.ts';
import { Draft } from './draft.ts';
import type { StepForm } from './form.ts';
import { valuesAt } from './moments.ts';
import { lastRateOf } from './network/edge-storage.ts';
import { type SolvedNetwork, solveNetwork } from './network/solve-network.ts';
import { declareOutputs, outputState, type Shown } from './network-leaves.ts';
import { refuseWhiteInstants } from './noise.ts';
import { observe } from './observe.ts';
import { Passes, stageTimes } from './passes.ts';
import { runBlocks } from './run-blocks.ts';
import { ShownStates } from './show-states.ts';
import type { Colours } from './update-order.ts';

export class PartBuilder {
  readonly draft: Draft;
  private network: SolvedNetwork | null = null;
  private shown: ShownStates | null = null;

  /** `parts`: the builders of all parts, as they come. */
  constructor(
    experiment: Experiment,
    part: number,
    parts: readonly PartBuilder[],
    sink: DiagnosticSink,
    colours: Colours | null,
  ) {
    const known = new Map<number, Shown>();
    const show = (remote: number): Shown => {
      const { cell, edges } = experiment.parts[part]!;
      const model = cell.remotes[remote]!;
      const shown = known.get(remote) ?? parts[edges!.ends[model.end]!]!.shown!.show(model);
      known.set(remote, shown);
      return shown;
    };
    const rate = (remote: number): number | null => {
      const { cell, edges } = experiment.parts[part]!;
      const { end, of } = cell.remotes[remote]!;
      const other = parts[edges!.ends[end]!]!.draft;
      return of.kind === 'value' ? lastRateOf(other, of.value) : null;
    };
    const draftOf = (other: number): Draft | null => parts[other]?.draft ?? null;
    this.draft = new Draft(experiment, bindSettings(experiment, part), sink, { draftOf, show, rate }, colours);
  }
  /** False after an error. */
  solve(): boolean {
    const { draft } = this;
    checkGiven(draft);
    declareStates(draft);
    declareOutputs(draft);
    const times = coupled(draft.experiment) ? stageTimes(draft.experiment.solver) : null;
    if (times !== null) draft.passes = new Passes(draft, times);
    this.network = solveNetwork(draft);
    if (this.network === null) return false;
    draft.passes?.stageStates();
    this.shown = new ShownStates(draft, this.network);
    refuseWhiteInstants(draft, this.network.at);
    this.solveOutputs(this.network);
    return true;
  }
  finish(file: string): StepForm {
    const { draft } = this;
    const network = this.network!;
    const delays = delaysOf(draft, network);
    const advanced = advanceStates(draft, network, delays);
    const detected = detectEvents(draft, network, delays, advanced);
    const next = runBlocks(draft, detected.atEnd, advanced);
    for (const [state, value] of sidesAfter(draft, network, delays, detected, next)) next[state] = value;
    const now = valuesAt(draft, delays, { time: 0, states: new Map(), pass: 'each' });
    for (const [output, { value }] of draft.cell.outputs.entries())
      next[outputState(draft.part, output)] = now(network.at(value));
    for (const { node, component, state } of draft.lastRates) next[state] = now(network.potentialRate(node, component));
    const shown = (): Iterable<readonly [number, ValueId]> => this.shown!.after(next, delays, detected);
    if (draft.passes === null) for (const [state, value] of shown()) next[state] = value;
    else draft.passes.settle(next, shown);
    if (draft.states.length === 0 && draft.cell.gathers.length > 0) next.push(lookOn(draft));
    const { observations, kept } = observe(draft, network, delays);
    return assemble(draft, file, {
      next: [...next, ...kept.map((each) => each.next)],
      detected: draft.passes?.lastEvents(detected) ?? detected,
      observations,
      delays,
      directions: directionRates(draft, network, delays),
    });
  }
  /** What edges add at t = 0; it must not wait for the end of the step. */
  private solveOutputs(network: SolvedNetwork): void {
    const { draft } = this;
    for (const [output, { value, name, origin }] of draft.cell.outputs.entries()) {
      const solved: ValueId = network.at(value);
      const event = draft.eventIn(solved);
      if (event !== null)
        draft.report(
          'E0315',
          `${name} reads the event ${draft.cell.events[event]!.name}, which is only known at the end of the step`,
          origin,
          {
            related: [{ span: draft.cell.events[event]!.origin, text: 'the event' }],
            help: 'keep what the event does in a memory (`on ... { }`), and read that',
          },
        );
      draft.states[outputState(draft.part, output)]!.initial = numbersAtStart(draft, network.at, solved);
    }
  }
}
/** What only looks at other parts keeps nothing from step to step; hardware has a word for it all the same, where its sums end. */
function lookOn(draft: Draft): ValueId {
  const { name, origin } = draft.part;
  const fixed = { kind: 'hidden', angle: false, format: null, rounding: null } as const;
  const unit = { text: '1', scale: 1 };
  const range = { low: 0, high: 1 };
  const state = draft.state({ ...fixed, name: `${name}_idle`, unit, range, initial: Float64Array.of(0), origin });
  return draft.stateLeaf(state);
}
/** Whether something passes between instances in a step. */
function coupled({ parts }: Experiment): boolean {
  return parts.some(({ edges }) => edges !== null);
}
function delaysOf(draft: Draft, network: SolvedNetwork): Delays {
  const source = (delay: number) =>
    valuesAt(draft, delays, { time: 0, states: new Map(), pass: 'first' })(
      network.at(draft.cell.delays[delay]!.source),
    );
  const delays: Delays = makeDelays(draft, network.at, source);
  return delays;
}
