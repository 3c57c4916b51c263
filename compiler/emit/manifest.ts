/** `manifest.json`: everything a host must know of the hardware, and a fingerprint of all files beside it. */
import type { BusField, EmittedFile, MachineForm } from '../machine/form.ts';
import { wordWidth } from '../machine/words.ts';
import { formatText } from '../ops/format.ts';
import { sha256 } from './sha256.ts';
import { baseName } from './source-lines.ts';

/** Hash over names and contents of all files, in the order of their names. */
export function fingerprint(files: readonly EmittedFile[]): string {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return sha256(sorted.map(({ path, text }) => `${path}\0${sha256(text)}\n`).join(''));
}

export function manifestText(machine: MachineForm, files: readonly EmittedFile[], version: string): string {
  const { fixed, lane } = machine;
  const { step } = fixed;
  const manifest = {
    schema: 1,
    version,
    fingerprint: fingerprint(files),
    file: baseName(step.file),
    circuit: step.circuit,
    experiment: step.experiment.name,
    dt: step.dt,
    solver: step.solver,
    top: `${lane.name}_core`,
    instances: machine.instances,
    lanes: machine.lanes,
    rows: machine.rows,
    stateLatency: lane.stateLatency,
    latency: lane.latency,
    cyclesPerStep: machine.cyclesPerStep,
    clock: machine.clock,
    rate: machine.rate,
    states: words(machine.stateWord),
    params: words(machine.paramWord),
    stimulus: { perInstance: machine.inputsPerInstance, fields: words(machine.inputWord) },
    retire: words(machine.retireWord),
    draws: fixed.draws.map(({ kind, site, format }) => ({ kind, site, format: formatText(format) })),
    seed: fixed.draws.length > 0 ? step.experiment.seed : null,
    events: fixed.events.map(({ name, fraction }, source) => ({ source, name, interpolated: fraction !== null })),
    flags: [
      ...fixed.asserts.map((a) => `assert: ${a.message}`),
      ...lane.flagged.map((id) => `clipped: ${lane.valueNames[id]}`),
    ],
    widths: {
      state: wordWidth(machine.stateWord),
      stimulus: wordWidth(machine.inputWord),
      retire: wordWidth(machine.retireWord),
    },
    tables: fixed.tables.map((t) => ({
      of: t.of,
      degree: t.degree,
      segments: t.coefficients[0]?.words.length ?? 0,
      error: t.error,
    })),
    files: files.map(({ path }) => path),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
function words(fields: readonly BusField[]) {
  return fields.map(({ name, offset, width, format }) => ({ name, offset, width, format: formatText(format) }));
}
