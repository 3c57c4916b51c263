/** The Verilog of many circuits in one Verilated model, each compared with its bit-exact run. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { EmittedFile, MachineForm } from '../../compiler/machine/form.ts';
import { networkOf } from '../../compiler/machine/words.ts';
import { render } from '../../compiler/render.ts';
import { FrameBuffer, storeRow } from '../../sim/rtl/frames.ts';
import { buildVerilated } from '../../sim/rtl/index.ts';
import { mustSucceed, startProcess } from '../../sim/rtl/process.ts';
import { experimentInputs, stimulusBits, stimulusBytes } from '../../sim/rtl/stimulus-words.ts';
import { Transcript } from '../../test/support/rtl.ts';
import { checkout, tools } from '../../test/support/tools.ts';
import type { Fault, Hardware } from './judge.ts';

const folder = resolve(checkout, 'bench/fuzz');
const templates = {
  readText: () => undefined,
  readPackaged: (path: string) => ({
    path,
    text: readFileSync(resolve(folder, path.replace('templates/', '')), 'utf8'),
  }),
};
/** Bits in front of a word in its slot. */
const head = 64;

const retireBits = ({ retireWord }: MachineForm): number =>
  retireWord.reduce((most, field) => Math.max(most, field.offset + field.width), 0);
const inputBits = (machine: MachineForm): number => stimulusBits(networkOf(machine));

function batchFiles(all: readonly Hardware[], slotWords: number): EmittedFile[] {
  const slot = slotWords * 32;
  const cores = all.map(({ machine, name }, index) => {
    const low = index * slot;
    const stimulus = inputBits(machine) > 0 ? { high: low + head + inputBits(machine) - 1 } : false;
    return {
      index, module: `${name}_core`, low, ready: low + 1, eventReady: low + 1, stateReady: low + 2, start: low + 3,
      stepsLow: low + 32, stepsHigh: low + 63, instanceLow: low + 32, instanceHigh: low + 55,
      wordLow: low + head, wordHigh: low + head + retireBits(machine) - 1,
      flags: machine.fixed.asserts.length + machine.lane.flagged.length > 0, events: machine.fixed.events.length > 0,
      stimulus: stimulus === false ? false : String(stimulus.high),
    }; // biome-ignore format: one literal
  });
  const top = { path: 'batch.v', text: render(templates, 'batch.v', { slot, high: all.length * slot - 1, cores }) };
  const files = new Map<string, EmittedFile>();
  for (const file of all.flatMap(renamed)) files.set(file.path, file);
  return [...files.values(), top];
}
/** The sources of one circuit; its memory files with its name in front, since those of others may be called alike. */
function renamed({ name, files }: Hardware): EmittedFile[] {
  const wanted = files.filter((file) => !/_tb\.v$|\.f$|\.json$/.test(file.path));
  return wanted.map(({ path, text }) => {
    if (path.endsWith('.hex')) return { path: `${name}_${path}`, text };
    if (!path.startsWith(`${name}_`)) return { path, text };
    return { path, text: text.replace(/"([^"]+\.hex)"/g, `"${name}_$1"`) };
  });
}

/** Faults of the batch by the name of the circuit; a circuit without one is equal in every bit. */
export async function compareBatch(all: readonly Hardware[], cacheDir: string): Promise<Map<string, Fault>> {
  const words = Math.max(...all.map(({ machine }) => Math.max(retireBits(machine), inputBits(machine))));
  const slotWords = head / 32 + Math.ceil(words / 32);
  const harness = readFileSync(resolve(folder, 'batch.cpp'), 'utf8');
  const options = { toolbox: tools, cacheDir, purpose: 'once' as const };
  const model = await buildVerilated(batchFiles(all, slotWords), 'batch', harness, [], options);
  const stimuli = all.map(({ machine, lines }) => stimulusOf(machine, lines.length));
  const args = all.map(({ machine, lines }, i) => {
    const wordsEach = Math.ceil(inputBits(machine) / 32);
    return `${lines.length}:${machine.instances}:${wordsEach}:${stimuli[i]!.length / 4}`;
  });
  const tool = { command: model.program, env: {}, version: null };
  const { child, ended, errors } = startProcess(tool, [String(slotWords), ...args], { cwd: model.folder });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(Buffer.concat(stimuli));
  const ending = await ended;
  const output = Buffer.concat(chunks);
  if (ending.code !== 0 && ending.code !== 6) mustSucceed(tool, ending, `${errors()}${output.subarray(0, 2000)}`);
  const faults = compareRecords(all, output, slotWords);
  if (faults.size === 0) mustSucceed(tool, ending, errors());
  return faults;
}
function stimulusOf(machine: MachineForm, steps: number): Uint8Array {
  if (machine.inputWord.length === 0) return new Uint8Array(0);
  return Buffer.concat(
    [...stimulusBytes(networkOf(machine), steps, [experimentInputs(machine)])].map((b) => b.slice()),
  );
}

/** Goes through the records: core, instance, words. */
function compareRecords(all: readonly Hardware[], bytes: Buffer, slotWords: number): Map<string, Fault> {
  const faults = new Map<string, Fault>();
  const runs = all.map(({ machine }) => ({ buffer: new FrameBuffer(machine), seen: new Transcript(), next: 0 }));
  const size = slotWords * 4;
  for (let at = 0; at + size <= bytes.length; at += size) {
    const core = bytes.readUInt32LE(at);
    const { machine, name, lines } = all[core]!;
    const run = runs[core]!;
    const instance = bytes.readUInt32LE(at + 4) & 0xffffff;
    if (instance !== run.next && !faults.has(name))
      faults.set(name, { kind: 'rtl order', detail: `instance ${instance} retires instead of ${run.next}` });
    let word = 0n;
    for (let w = slotWords - 2; w > 0; w--) word = (word << 32n) | BigInt(bytes.readUInt32LE(at + 4 + 4 * w));
    run.next = storeRow(machine, run.buffer, run.next, word) % machine.instances;
    if (run.next !== 0) continue;
    run.buffer.show(run.seen);
    const k = run.seen.lines.length - 1;
    if (run.seen.lines[k] !== lines[k] && !faults.has(name))
      faults.set(name, { kind: 'rtl differs', detail: `fixed ${lines[k]}\nrtl   ${run.seen.lines[k]}` });
  }
  for (const [i, { name, lines }] of all.entries())
    if (runs[i]!.seen.lines.length !== lines.length && !faults.has(name))
      faults.set(name, { kind: 'rtl stops', detail: `${runs[i]!.seen.lines.length} of ${lines.length} steps` });
  return faults;
}
