/** `manifest.json`: everything a host must know of the hardware, and a fingerprint of all files beside it. */
import type { BusField, EmittedFile, MachineForm, NetworkMachine } from '../machine/form.ts';
import { wordWidth } from '../machine/words.ts';
import { formatText } from '../ops/format.ts';
import { sha256 } from './sha256.ts';
import { baseName } from './source-lines.ts';

/** Hash over names and contents of all files, in the order of their names. */
export function fingerprint(files: readonly EmittedFile[]): string {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return sha256(sorted.map((file) => `${file.path}\0${digestOf(file)}\n`).join(''));
}
const digests = new WeakMap<EmittedFile, string>();
function digestOf(file: EmittedFile): string {
  const digest = digests.get(file) ?? sha256(file.text);
  digests.set(file, digest);
  return digest;
}
/** The file in another place; its digest need not be worked out again. */
export function moved(file: EmittedFile, path: string): EmittedFile {
  const other = { path, text: file.text };
  const digest = digests.get(file);
  if (digest !== undefined) digests.set(other, digest);
  return other;
}

export function manifestText(network: NetworkMachine, files: readonly EmittedFile[], version: string): string {
  const { step } = network.forms[0]!;
  const [first, ...others] = network.parts;
  const draws = network.parts.some(({ fixed }) => fixed.draws.length > 0);
  const manifest = {
    schema: 1,
    version,
    fingerprint: fingerprint(files),
    file: baseName(step.file),
    circuit: step.circuit,
    experiment: step.experiment.name,
    dt: step.dt,
    solver: step.solver,
    top: `${network.name}_core`,
    // of a step in which nothing fires, and what edges that events open add when everything does; the rate is that of the longest step
    cyclesPerStep: network.cyclesPerStep,
    longestWalk: network.longestWalk,
    clock: network.clock,
    rate: network.rate,
    seed: draws ? step.experiment.seed : null,
    // a circuit without arrays is one part, and has its words here
    ...(others.length === 0 ? partWords(first!) : {}),
    parts:
      others.length === 0
        ? []
        : network.parts.map((part) => ({ part: part.part, name: part.fixed.step.population.name, ...partWords(part) })),
    couplings: network.couplings.map(({ part, engine, memoryBits, reads, sums }) => ({
      part,
      engine,
      topology: network.forms[part]!.step.edges!.text,
      reads: reads.map(({ end, part: of, fields }) => ({ end, part: of, states: fields.map(({ name }) => name) })),
      sums: sums.map(({ end, part: into, state, width }) => ({
        end,
        part: into,
        output: network.forms[part]!.states[state]!.name,
        width,
      })),
      memoryBits,
      opened: openedBy(network, part),
    })),
    files: files.map(({ path }) => path),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
/** Which state of the sources opens the edges, and how many edges of a lane enter at most; null: they enter in every step. */
function openedBy(network: NetworkMachine, part: number) {
  const { walk, rows } = network.parts.find((one) => one.part === part)!;
  return (
    walk && { part: walk.population, state: network.forms[walk.population]!.states[walk.state]!.name, edges: rows }
  );
}
/** Formats and words of one part. */
function partWords(machine: MachineForm) {
  const { fixed, lane } = machine;
  const kept = machine.stateWord.filter(({ offset }) => offset < machine.storedWidth);
  return {
    instances: machine.instances,
    lanes: machine.lanes,
    rows: machine.rows,
    begin: machine.begin,
    stateLatency: lane.stateLatency,
    latency: lane.latency,
    states: words(kept),
    params: words(machine.paramWord),
    stimulus: { perInstance: machine.inputsPerInstance, fields: words(machine.inputWord) },
    retire: words(machine.retireWord),
    draws: fixed.draws.map(({ kind, site, format }) => ({ kind, site, format: formatText(format) })),
    events: fixed.events.map(({ name, fraction }, i) => ({
      source: machine.firstSource + i,
      name,
      interpolated: fraction !== null,
    })),
    flags: [
      ...fixed.asserts.map((a) => `assert: ${a.message}`),
      ...lane.flagged.map((id) => `clipped: ${lane.valueNames[id]}`),
    ],
    widths: {
      state: machine.storedWidth,
      stimulus: wordWidth(machine.inputWord),
      retire: wordWidth(machine.retireWord),
    },
    tables: fixed.tables.map((t) => ({
      of: t.of,
      degree: t.degree,
      segments: t.coefficients[0]?.words.length ?? 0,
      error: t.error,
    })),
  };
}
function words(fields: readonly BusField[]) {
  return fields.map(({ name, offset, width, format }) => ({ name, offset, width, format: formatText(format) }));
}
