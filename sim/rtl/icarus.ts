/** Icarus Verilog: the generated bench, compiled and run, its lines parsed as they come. */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EmittedFile, NetworkMachine } from '../../compiler/machine/form.ts';
import { beatBits } from '../../compiler/machine/words.ts';
import type { RunObserver } from '../run.ts';
import { cachedFolder, contentHash } from './cache.ts';
import { NetworkFrames, storeRow, storeWalked } from './frames.ts';
import { mustSucceed, runProcess, startProcess, ToolFailure } from './process.ts';
import { isStimulated, type NetworkSources, stimulusBits, stimulusWords } from './stimulus-words.ts';
import type { Tool } from './toolbox.ts';
import type { BuildOptions } from './verilator.ts';

export interface IcarusModel {
  readonly vvp: Tool;
  readonly folder: string;
  readonly version: string;
  readonly seconds: number;
  readonly cached: boolean;
}

export async function buildIcarus(
  files: readonly EmittedFile[],
  bench: string,
  options: BuildOptions,
): Promise<IcarusModel> {
  const { iverilog, vvp } = options.toolbox;
  if (!iverilog || !vvp) throw new Error('Icarus Verilog is missing: apt-get install iverilog');
  const version = await icarusVersion(vvp);
  const inputs = files.filter((file) => /\.(v|hex)$/.test(file.path));
  const started = performance.now();
  const name = `icarus-${contentHash([version, bench, ...inputs.flatMap((file) => [file.path, file.text])])}`;
  const { folder, found } = await cachedFolder(options.cacheDir, name, async (work) => {
    for (const file of inputs) writeFileSync(join(work, file.path), file.text);
    const sources = inputs.filter((file) => file.path.endsWith('.v')).map((file) => file.path);
    const args = ['-g2005', '-s', bench, '-o', 'model.vvp', ...sources];
    await runProcess(iverilog, args, { cwd: work, signal: options.signal });
  });
  const seconds = found ? 0 : (performance.now() - started) / 1000;
  return { vvp, folder, version, seconds, cached: found };
}

async function icarusVersion(vvp: Tool): Promise<string> {
  const text = vvp.version ?? (await runProcess(vvp, ['-V'], { cwd: tmpdir() }));
  return /version (\S+)/.exec(text)?.[1] ?? text.trim();
}

export interface IcarusRun {
  readonly steps: number;
  readonly inputs: NetworkSources;
  readonly signal?: AbortSignal | undefined;
  readonly timeLimit: number;
}

/** Runs the bench; returns its clocks, stalls and steps. `show` is called for each step, and stops the run by returning false. */
export async function runIcarus(
  network: NetworkMachine,
  model: IcarusModel,
  observer: RunObserver,
  run: IcarusRun,
  proceed: (steps: number) => boolean,
): Promise<{ readonly cycles: number; readonly stalls: number } | null> {
  const folder = mkdtempSync(join(tmpdir(), 'qnm-icarus-'));
  try {
    const stimulus = join(folder, 'stimulus.hex');
    if (isStimulated(network)) writeStimulus(stimulus, network, run);
    const args = ['-N', 'model.vvp', `+steps=${run.steps}`, `+stimulus=${stimulus}`];
    const { child, ended, errors } = startProcess(model.vvp, args, {
      cwd: model.folder,
      signal: run.signal,
      timeLimit: run.timeLimit,
    });
    child.stdin.end();
    const retired = new Retired(network);
    let [stopped, done, other] = [false, '', ''];
    for await (const line of createInterface({ input: child.stdout })) {
      if (stopped) continue;
      if (line.startsWith('r ')) {
        if (!retired.take(line, observer) || proceed(retired.frames.steps)) continue;
        stopped = true;
        child.kill('SIGKILL');
      } else if (line.startsWith('done ')) done = line;
      else other += `${line}\n`;
    }
    const ending = await ended;
    run.signal?.throwIfAborted();
    if (stopped) return null;
    mustSucceed(model.vvp, ending, other + errors());
    if (done === '') throw new ToolFailure(model.vvp.command, 'ended before the run did', other + errors());
    const [, cycles, stalls] = done.split(' ').map(Number);
    return { cycles: cycles!, stalls: stalls! };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
/** What retires, row by row: a part may end a step before another one has ended the step before. */
class Retired {
  readonly frames: NetworkFrames;
  private readonly network: NetworkMachine;
  private readonly instances: number[];
  /** Rows of steps to come, by part. */
  private readonly early: bigint[][];

  constructor(network: NetworkMachine) {
    this.network = network;
    this.frames = new NetworkFrames(network);
    this.instances = network.parts.map(() => 0);
    this.early = network.parts.map(() => []);
  }
  /** Takes the rows of one clock; true when a step is complete, which is shown then. */
  take(line: string, observer: RunObserver): boolean {
    const [, valid, word] = line.split(' ').map((hex, i) => (i === 0 ? 0n : bits(hex, line)));
    let offset = 0n;
    this.network.parts.forEach((part, p) => {
      const width = part.lanes * beatBits(part);
      if ((valid! >> BigInt(p)) & 1n) this.early[p]!.push(BigInt.asUintN(width, word! >> offset));
      offset += BigInt(width);
    });
    this.network.parts.forEach((_, p) => {
      this.store(p);
    });
    if (this.network.parts.some((part, p) => this.instances[p]! < part.instances)) return false;
    this.frames.show(observer);
    this.instances.fill(0);
    this.network.parts.forEach(({ walk }, p) => {
      if (walk !== null) this.frames.buffers[p]!.bytes.fill(0);
    });
    return true;
  }
  private store(p: number): void {
    const part = this.network.parts[p]!;
    const rows = this.early[p]!;
    while (rows.length > 0 && this.instances[p]! < part.instances)
      if (part.walk !== null) {
        if (!storeWalked(part, this.frames.buffers[p]!, rows.shift()!)) this.instances[p] = part.instances;
      } else this.instances[p] = storeRow(part, this.frames.buffers[p]!, this.instances[p]!, rows.shift()!);
  }
}
function bits(hex: string, line: string): bigint {
  if (!/^[0-9a-f]+$/.test(hex)) throw new ToolFailure('vvp', 'saw an undefined bit retire', line);
  return BigInt(`0x${hex}`);
}
function writeStimulus(path: string, network: NetworkMachine, run: IcarusRun): void {
  const digits = Math.ceil(stimulusBits(network) / 4);
  const file = openSync(path, 'w');
  let block = '';
  for (const word of stimulusWords(network, run.steps, run.inputs)) {
    block += `${word.toString(16).padStart(digits, '0')}\n`;
    if (block.length < 1 << 20) continue;
    writeSync(file, block);
    block = '';
  }
  writeSync(file, block);
  closeSync(file);
}
