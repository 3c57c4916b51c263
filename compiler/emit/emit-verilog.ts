/**
 * turns form 5 (machine) into the files of an output folder that stands alone: lane, bank, part, core, bench, modules, memories, manifest
 * needs `templates/` and `rtl/` as packaged files
 * keeps every name; the same machine gives the same bytes (no dates, no folders)
 */
import type { FileAccess } from '../../dsl/index.ts';
import type { EmittedFile, MachineForm } from '../machine/form.ts';
import { render } from '../render.ts';
import { bankView } from './bank-view.ts';
import { coreView } from './core-view.ts';
import { laneView } from './lane-view.ts';
import { manifestText } from './manifest.ts';
import { MemoryFiles } from './memories.ts';
import { partView } from './part-view.ts';
import { mentioned, RtlLibrary } from './rtl-library.ts';
import { baseName, commentText, placesIn } from './source-lines.ts';

export interface EmitOptions {
  /** Version of qnm, printed in headers. */
  readonly version: string;
}

/** All files of the output folder, sources first, `manifest.json` last. */
export function emitVerilog(machine: MachineForm, files: FileAccess, options: EmitOptions): EmittedFile[] {
  const { step } = machine.fixed;
  const library = new RtlLibrary(files);
  const memories = new MemoryFiles();
  const place = placesIn(files, step.file);
  const names = {
    lane: `${machine.lane.name}_lane`,
    bank: `${machine.lane.name}_bank`,
    part: `${machine.lane.name}_part`,
    core: `${machine.lane.name}_core`,
    bench: `${machine.lane.name}_tb`,
  };
  const common = {
    file: commentText(baseName(step.file)),
    experiment: commentText(step.experiment.name),
    dt: String(step.dt),
    solver: step.solver,
    version: options.version,
  };
  const source = (template: string, module: string, view: object): EmittedFile => ({
    path: `${module}.v`,
    text: render(files, template, { ...common, ...view, module }),
  });
  const lane = laneView(machine, library, memories, place);
  const bank = bankView(machine, memories, place);
  const part = partView(machine, bank);
  const core = coreView(machine, names.part);
  const sources = [
    source('lane.v', names.lane, lane),
    source('bank.v', names.bank, { ...bank.view, lane: names.lane }),
    source('part.v', names.part, { ...part, bank: names.bank }),
    source('core.v', names.core, core),
  ];
  for (const { text } of sources) for (const module of mentionedModules(text, files)) library.use(module);
  const bench = source('tb.v', names.bench, { ...core, core: names.core });
  const verilog = [...library.emitted, ...sources];
  const list = { path: 'files.f', text: `${verilog.map((file) => file.path).join('\n')}\n` };
  const all = [...verilog, bench, list, ...memories.files];
  return [...all, { path: 'manifest.json', text: manifestText(machine, all, options.version) }];
}

/** Modules of `rtl/` in a generated text (names of the circuit may begin with `qnm_` too). */
function mentionedModules(text: string, files: FileAccess): string[] {
  return mentioned(text).filter((name) => files.readPackaged(`rtl/${name}.v`) !== undefined);
}
