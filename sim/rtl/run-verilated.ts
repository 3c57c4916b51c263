/** Runs a Verilated core: stimulus in, frames out, both streamed; memory does not grow with the run. */
import type { Writable } from 'node:stream';
import type { NetworkMachine } from '../../compiler/machine/form.ts';
import type { RunObserver } from '../run.ts';
import { layoutArguments, NetworkFrames } from './frames.ts';
import { mustSucceed, roomIn, startProcess, ToolFailure } from './process.ts';
import { isStimulated, type NetworkSources, stimulusBytes } from './stimulus-words.ts';
import type { VerilatedModel } from './verilator.ts';

export interface VerilatedRun {
  readonly steps: number;
  readonly inputs: NetworkSources;
  /** 0: no waiting. Else random waiting, pauses, read-backs, traces, and a reset in mid-run. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly timeLimit: number;
}

export async function runVerilated(
  network: NetworkMachine,
  model: VerilatedModel,
  observer: RunObserver,
  run: VerilatedRun,
  proceed: (steps: number) => boolean,
): Promise<{ readonly cycles: number; readonly stalls: number } | null> {
  const tool = { command: model.program, env: {}, version: null };
  const args = [
    ...['--steps', String(run.steps), '--cycles', String(network.cyclesPerStep), '--seed', String(run.seed)],
    ...layoutArguments(network),
  ];
  const { child, ended, errors } = startProcess(tool, args, {
    cwd: model.folder,
    signal: run.signal,
    timeLimit: run.timeLimit,
  });
  const fed = feed(network, run, child.stdin);
  const frames = new NetworkFrames(network);
  let [part, filled, stopped] = [0, 0, false];
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length && !stopped; ) {
      const { bytes } = frames.buffers[part]!;
      const count = Math.min(chunk.length - at, bytes.length - filled);
      bytes.set(chunk.subarray(at, at + count), filled);
      at += count;
      filled += count;
      if (filled < bytes.length) continue;
      filled = 0;
      part = (part + 1) % frames.buffers.length;
      if (part > 0) continue;
      frames.show(observer);
      stopped = !proceed(frames.steps);
    }
    if (stopped) child.kill('SIGKILL');
  }
  const ending = await ended;
  await fed;
  run.signal?.throwIfAborted();
  if (stopped) return null;
  mustSucceed(tool, ending, errors());
  const done = /^done (\d+) (\d+) (\d+) (\d+)$/m.exec(errors());
  if (!done) throw new ToolFailure(model.program, 'ended before the run did', errors());
  return { cycles: Number(done[1]), stalls: Number(done[2]) };
}

/** Writes the stimulus as fast as the core takes it. */
async function feed(network: NetworkMachine, run: VerilatedRun, input: Writable): Promise<void> {
  if (isStimulated(network))
    for (const bytes of stimulusBytes(network, run.steps, run.inputs)) {
      if (input.destroyed) break;
      if (!input.write(bytes)) await roomIn(input);
    }
  input.end();
}
