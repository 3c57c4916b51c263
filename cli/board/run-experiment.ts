/** `qnmc run` on one experiment: the board, the run, the files that it leaves, what a person is told. */
import { coreFingerprint } from '../../compiler/emit/index.ts';
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { StepForm } from '../../compiler/step/form.ts';
import type { BoardRecords } from '../../sim/host/records.ts';
import { Measurement, reductionsBehind, reductionsOf } from '../../sim/measure/index.ts';
import type { RunOptions } from '../commands/run.ts';
import type { Session } from '../commands/session.ts';
import { CommandError, exitCode } from '../exit.ts';
import type { NodeFiles } from '../files.ts';
import { plotResultOf, resultFiles } from '../library/result-files.ts';
import type { Simulated } from '../library/simulate.ts';
import { verilogRunner } from '../library/verilog.ts';
import { measuredLines, type Unsure } from '../report/measured-lines.ts';
import { ResultFolder } from '../write-whole.ts';
import { type BoardCheck, checkRun } from './check-run.ts';
import { JournalFile } from './journal-file.ts';
import { LiveScreen } from './live-screen.ts';
import { quantity } from './live-view.ts';
import { type BoardOutcome, type BoardPort, runBoard } from './run-board.ts';
import { readSnapshot, writeSnapshot } from './snapshot-file.ts';
import { virtualBoard } from './virtual.ts';

export interface RunDocument {
  readonly name: string;
  readonly steps: number;
  readonly first: number;
  readonly events: number;
  readonly samples: number;
  readonly cycles: number;
  readonly stalls: number;
  readonly resent: number;
  readonly boards: number;
  readonly fingerprint: string;
  readonly seconds: number;
  readonly check: BoardCheck | null;
  readonly folder: string;
  readonly files: readonly string[];
}

/** Words of states that a run brings unless it is told otherwise: some seconds on the serial line. */
const sampledWords = { virtual: 2 ** 13, real: 2 ** 16 } as const;
/** So many more where measures want the states of every step. */
const patience = 8;

export async function runOne(
  experiment: CompiledExperiment,
  path: string,
  files: NodeFiles,
  options: RunOptions,
  session: Session,
): Promise<RunDocument> {
  const hardware = experiment.hardware!;
  const { step } = hardware.forms[0]!;
  const { name } = experiment.experiment;
  const fingerprint = coreFingerprint(experiment.files);
  const steps =
    options.for === undefined
      ? step.steps
      : Math.max(1, Math.round(options.for / (step.dt * step.passes))) * step.passes;
  const from = options.from === undefined ? null : readSnapshot(options.from, fingerprint, hardware);
  if (from !== null && hardware.parts.some(({ fixed }) => fixed.delayLines.length > 0))
    throw new CommandError(
      exitCode.usage,
      `${name} has delays: what is on its way in them is in no snapshot`,
      'run it from its beginning',
    );
  const interval =
    options.trace === undefined
      ? chosenInterval(
          experiment,
          steps,
          sampledWords[options.port === undefined ? 'virtual' : 'real'],
          from === null && options.for === undefined,
        )
      : intervalOf(options.trace, step.dt * step.passes, step.passes);
  const { board, stop } = await portOf(experiment, path, files, options, session, steps);
  const screen = new LiveScreen(
    session.terminal,
    options.live === true,
    experiment.parts.map((part) => part.step),
  );
  const began = performance.now();
  let outcome: BoardOutcome;
  try {
    outcome = await runBoard(experiment, {
      board,
      journal: new JournalFile(`${path}/run.journal`),
      steps,
      interval,
      from,
      checkpoints: 1000 * options.checkpoint,
      progress: (done, records) => {
        screen.show(name, records, {
          steps: done,
          target: (from?.step ?? 0) + steps,
          seconds: (performance.now() - began) / 1000,
        });
        return !session.interruption.signal.aborted;
      },
      say: (text) => {
        screen.clear();
        session.terminal.say(`  ${session.terminal.colours.yellow('note')}: ${text}`);
      },
    });
  } finally {
    screen.clear();
  }
  stop(outcome.pid);
  const seconds = (performance.now() - began) / 1000;
  if (options.snapshot !== undefined) writeSnapshot(options.snapshot, fingerprint, outcome.snapshot);
  const watch = new Measurement(experiment.parts.map((part) => part.step));
  const check = options.check ? checked(experiment, outcome, watch, session) : null;
  const folder = new ResultFolder(path);
  tell(experiment, outcome, check, seconds, folder.path, session);
  await writeResults(experiment, outcome, check?.pass ? watch : null, folder, options, session, seconds);
  const { records, first, cycles, stalls, resent, takenOver } = outcome;
  return {
    name,
    steps: outcome.steps,
    first,
    events: records.events.length,
    samples: records.beats.length,
    cycles,
    stalls,
    resent,
    boards: 1 + takenOver,
    fingerprint,
    seconds,
    check,
    folder: folder.path,
    files: folder.files,
  };
}

async function portOf(
  experiment: CompiledExperiment,
  path: string,
  files: NodeFiles,
  options: RunOptions,
  session: Session,
  steps: number,
): Promise<{ readonly board: BoardPort; readonly stop: (pid: number) => void }> {
  if (options.port !== undefined) return { board: { port: options.port, start: null }, stop: () => undefined };
  const runner = verilogRunner(process.env, {
    signal: session.interruption.signal,
    stage: (stage) => session.terminal.stage(stage),
  });
  session.terminal.stage(`${experiment.experiment.name}: building the virtual board`);
  const virtual = await virtualBoard(experiment, files, runner, {
    steps,
    noise: options.noise,
    ...(options.listen === undefined ? {} : { port: options.listen }),
  });
  session.terminal.clearProgress();
  if (virtual.seconds > 0)
    session.terminal.say(`${experiment.experiment.name}: built the virtual board in ${virtual.seconds.toFixed(1)} s`);
  const start = async (): Promise<{ readonly port: string; readonly pid: number }> => {
    const board = await virtual.start(`${path}/board.log`);
    session.terminal.say(
      `${experiment.experiment.name}: virtual board at ${board.terminal}${board.port > 0 ? ` and tcp:127.0.0.1:${board.port}` : ''} (process ${board.pid})`,
    );
    return { port: board.terminal, pid: board.pid };
  };
  const stop = (pid: number): void => {
    if (pid > 0) process.kill(pid, 'SIGTERM');
  };
  return { board: { port: null, start }, stop };
}

/**
 * Samples at the records' own times, or as often as some seconds of the serial line allow; at every step where measures need that and the line
 * carries it.
 * @param whole  the run is all of the experiment, which its measures are about
 */
function chosenInterval({ hardware }: CompiledExperiment, steps: number, most: number, whole: boolean): number {
  const { forms, parts } = hardware!;
  const { dt, passes, experiment } = forms[0]!.step;
  const words = parts.reduce(
    (sum, { instances, storedWidth }) => sum + (storedWidth > 0 ? instances * (2 + Math.ceil(storedWidth / 32)) : 0),
    0,
  );
  const all = words * (steps / passes);
  if (whole && measuresStates(forms[0]!.step) && all <= patience * most) return passes;
  const least = Math.max(1, Math.ceil(all / most));
  const wanted = experiment.records.flatMap(({ every, value }) =>
    value === null ? [] : [every === null ? 1 : Math.max(1, Math.round(every / (dt * passes)))],
  );
  const finest = wanted.length === 0 ? 1 : Math.min(...wanted);
  return Math.ceil(least / finest) * finest * passes;
}
const ofStates = (reduction: ReturnType<typeof reductionsOf>[number]): boolean => reduction.events.length === 0;
function measuresStates(step: StepForm): boolean {
  return reductionsOf(step).some(ofStates);
}
function intervalOf(time: number, dt: number, passes: number): number {
  return time === 0 ? 0 : Math.max(1, Math.round(time / dt)) * passes;
}

/** @param watch  sees every step of the simulator where measures need what the samples do not show */
function checked(
  experiment: CompiledExperiment,
  { snapshot, records, first }: BoardOutcome,
  watch: Measurement,
  session: Session,
): BoardCheck {
  session.interruption.computing();
  const { events, beats, interval, steady } = records;
  const watching = !steady && measuresStates(watch.part);
  return checkRun(experiment, { snapshot, events, beats, interval, first }, watching ? watch : null, (done, total) => {
    session.terminal.progress(`${experiment.experiment.name}: bit-exact simulator`, done, total);
    return true;
  });
}

/** @param watch  saw every step of a simulator that was found to be identical; null: there was none */
async function writeResults(
  experiment: CompiledExperiment,
  outcome: BoardOutcome,
  watch: Measurement | null,
  folder: ResultFolder,
  options: RunOptions,
  session: Session,
  seconds: number,
): Promise<void> {
  const { records } = outcome;
  const { recorded, measurement } = records.results(outcome.first, outcome.steps - outcome.first);
  const network = experiment.parts.map((part) => part.step);
  const { step } = recorded;
  const whole = outcome.first === 0 && outcome.steps === network[0]!.steps;
  const sampled = !records.steady && measuresStates(step);
  const filled = sampled && whole && watch !== null;
  const notes = sampled ? [filled ? filledNote(records) : sampledNote(records, whole)] : [];
  const run: Simulated = {
    step,
    network,
    model: 'rtl',
    recorded,
    measurement: filled ? watch : measurement,
    warnings: notes,
    seconds,
  };
  for (const file of resultFiles(run)) folder.write(file.name, file.content);
  if (!whole && step.experiment.expects.length > 0)
    notes.push("a part of the experiment was run: its 'expect' lines are about all of it, and not judged");
  for (const note of notes) session.terminal.say(`  ${session.terminal.colours.yellow('note')}: ${note}`);
  if (whole) {
    const unsure: Unsure = (expect) => sampled && !filled && reductionsBehind(expect, step).some(ofStates);
    for (const line of measuredLines(step, run.measurement, run.model, unsure)) session.terminal.say(`  ${line}`);
  }
  if (!options.plots) return;
  const { draw } = await import('../plots/draw.ts');
  session.terminal.stage('drawing');
  await draw(plotResultOf(run), step.experiment.plots, outcome.steps * network[0]!.dt, folder);
  session.terminal.clearProgress();
}

const shareText = ({ interval, network }: BoardRecords): string => {
  const every = interval / network.forms[0]!.step.passes;
  return interval === 0 ? 'no step' : `one step in ${every}`;
};
/** What a person reads beside measures that say less than it looks. */
function sampledNote(records: BoardRecords, whole: boolean): string {
  const { dt, passes } = records.network.forms[0]!.step;
  const every = quantity(dt * passes, 's').replace(' ', '');
  const judged = whole ? "; such 'expect' lines are not judged ('seen'). --check judges them at every step," : ';';
  return `measures of states were taken from ${shareText(records)}, so they may miss peaks${judged} --trace ${every} samples every step`;
}
function filledNote(records: BoardRecords): string {
  return `measures of states are of every step: the board showed ${shareText(records)}, identical to the simulator, which fills in the others`;
}

function tell(
  { experiment, hardware }: CompiledExperiment,
  outcome: BoardOutcome,
  check: BoardCheck | null,
  seconds: number,
  folder: string,
  { terminal }: Session,
): void {
  const { records, steps, first, stalls } = outcome;
  const { dt } = hardware!.forms[0]!.step;
  const made = steps - first;
  terminal.say(
    `${terminal.colours.bold(experiment.name)}: ${made} steps on the board (${quantity(made * dt, 's')}) in ${seconds.toFixed(2)} s, ${records.events.length} events, ` +
      `${records.beats.length} samples${stalls > 0 ? `, ${stalls} clocks waited` : ''}${outcome.resent > 0 ? `, ${outcome.resent} request${outcome.resent === 1 ? '' : 's'} sent again` : ''}; results in ${folder}`,
  );
  if (check === null) return;
  if (check.pass)
    terminal.say(
      `  ${terminal.colours.green('identical')} to the bit-exact simulator: ${check.states} state words after step ${steps}, ${check.events} events` +
        (check.samples > 0 ? `, ${check.samples} state words of samples` : ''),
    );
  else terminal.print(`  ${terminal.colours.red('differs')} from the bit-exact simulator: ${check.difference}`);
}
