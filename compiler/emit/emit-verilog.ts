/**
 * turns form 5 (machine) into the files of an output folder that stands alone: lanes, banks and parts, what is between them, core, bench, modules, memories, manifest
 * needs `templates/` and `rtl/` as packaged files
 * keeps every name; the same machine gives the same bytes (no dates, no folders)
 */
import type { FileAccess } from '../../dsl/index.ts';
import type { EmittedFile, MachineForm, NetworkMachine } from '../machine/form.ts';
import { networkOf, standsAlone } from '../machine/words.ts';
import { render } from '../render.ts';
import { bankView } from './bank-view.ts';
import { coreView } from './core-view.ts';
import { edgesView, partOf } from './edges-view.ts';
import { eventView } from './event-view.ts';
import { laneView } from './lane-view.ts';
import { manifestText } from './manifest.ts';
import { MemoryFiles } from './memories.ts';
import { partView } from './part-view.ts';
import { mentioned, RtlLibrary } from './rtl-library.ts';
import { baseName, commentText, placesIn } from './source-lines.ts';
import { windowView } from './window-view.ts';

export interface EmitOptions {
  /** Version of qnm, printed in headers. */
  readonly version: string;
}

/** All files of the output folder, sources first, `manifest.json` last. */
export function emitVerilog(
  hardware: MachineForm | NetworkMachine,
  files: FileAccess,
  options: EmitOptions,
): EmittedFile[] {
  const network = 'parts' in hardware ? hardware : networkOf(hardware);
  const { step } = network.forms[0]!;
  const library = new RtlLibrary(files);
  const memories = new MemoryFiles();
  const place = placesIn(files, step.file);
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
  const inNetwork = network.parts.length > 1;
  const parts = network.parts.map((machine) => {
    const [lane, bank, part] = ['lane', 'bank', 'part'].map((what) => `${machine.lane.name}_${what}`) as [
      string,
      string,
      string,
    ];
    if (!standsAlone(machine))
      return { module: '', texts: [source('lane.v', lane, laneView(machine, library, memories, place))] };
    const bankOf = bankView(machine, memories, place, inNetwork);
    const texts = [
      source('lane.v', lane, laneView(machine, library, memories, place)),
      source('bank.v', bank, { ...bankOf.view, lane }),
      source('part.v', part, { ...partView(machine, bankOf, inNetwork), bank }),
    ];
    return { module: part, texts };
  });
  const edges = network.couplings.map((coupling) => {
    const module = `${partOf(network, coupling.part).lane.name}_edges`;
    const texts = {
      window: () => source('window.v', module, windowView(network, coupling, memories)),
      event: () => source('event.v', module, eventView(network, coupling, memories)),
      delay: () => source('event.v', module, eventView(network, coupling, memories)),
      matrix: () => source('edges.v', module, edgesView(network, coupling, memories)),
      'edge list': () => source('edges.v', module, edgesView(network, coupling, memories)),
    };
    return { module, texts: [texts[coupling.engine]()] };
  });
  const core = coreView(network, {
    parts: parts.map(({ module }) => module),
    edges: edges.map(({ module }) => module),
  });
  const top = `${network.name}_core`;
  const sources = [...[...parts, ...edges].flatMap(({ texts }) => texts), source('core.v', top, core)];
  for (const { text } of sources) for (const module of mentionedModules(text, files)) library.use(module);
  const bench = source('tb.v', `${network.name}_tb`, { ...core, core: top });
  const verilog = [...library.emitted, ...sources];
  const list = { path: 'files.f', text: `${verilog.map((file) => file.path).join('\n')}\n` };
  const all = [...verilog, bench, list, ...memories.files];
  return [...all, { path: 'manifest.json', text: manifestText(network, all, options.version) }];
}

/** Modules of `rtl/` in a generated text (names of the circuit may begin with `qnm_` too). */
function mentionedModules(text: string, files: FileAccess): string[] {
  return mentioned(text).filter((name) => files.readPackaged(`rtl/${name}.v`) !== undefined);
}
