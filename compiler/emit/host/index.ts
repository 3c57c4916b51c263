/**
 * turns form 5 and its emitted core into the host interface: `NAME_axi` (AXI4-Lite registers), `NAME_host` (behind a serial line), and
 * the map of the registers for C, Python and people
 * needs the files that `emitVerilog` made: their fingerprint becomes a register
 */
import type { FileAccess } from '../../../dsl/index.ts';
import type { EmittedFile, MachineForm, NetworkMachine } from '../../machine/form.ts';
import { networkOf, wordWidth } from '../../machine/words.ts';
import { render } from '../../render.ts';
import { coreView } from '../core-view.ts';
import { fingerprint } from '../manifest.ts';
import { mentioned, RtlLibrary } from '../rtl-library.ts';
import { baseName, commentText } from '../source-lines.ts';
import { hostView } from './view.ts';

/** Bits of parameters that PARAM_WORD_0 to _7 hold. */
const mostParamBits = 256;
/** Sources that an address event has room for; 255 is the mark of time. */
const mostSources = 255;

/**
 * Files that come beside those of the core; none of them is one of the core's.
 * @param core  what `emitVerilog` made
 * @param options.bitClocks  clocks of a serial bit times 256, instead of those of 3 Mbaud
 * @returns     Verilog, `NAME_registers.h/.py/.md`, `host.f` (all Verilog of `NAME_host`); null when the interface has no room for the
 *              circuit: more than 255 sources of events, or more than 256 bits of parameters
 */
export function emitHost(
  hardware: MachineForm | NetworkMachine,
  core: readonly EmittedFile[],
  files: FileAccess,
  options: { readonly version: string; readonly bitClocks?: number },
): EmittedFile[] | null {
  const network = 'parts' in hardware ? hardware : networkOf(hardware);
  const sources = network.parts.reduce((sum, { fixed }) => sum + fixed.events.length, 0);
  const params = Math.max(...network.parts.map(({ paramWord }) => wordWidth(paramWord)));
  if (sources > mostSources || params > mostParamBits) return null;
  const { step } = network.forms[0]!;
  const { name } = network;
  const [registers, axi, host] = [`${name}_registers`, `${name}_axi`, `${name}_host`];
  const modules = { parts: network.parts.map(() => ''), edges: network.couplings.map(() => '') };
  const { retire } = coreView(network, modules);
  const view = {
    ...hostView(network, coreFingerprint(core)),
    ...(options.bitClocks === undefined ? {} : { bitClocks: String(options.bitClocks) }),
    file: commentText(baseName(step.file)),
    experiment: commentText(step.experiment.name),
    version: options.version,
    core: `${name}_core`,
    registers,
    axi,
    retire,
  };
  const made = (template: string, path: string, module: string): EmittedFile => ({
    path,
    text: render(files, template, { ...view, module }),
  });
  const verilog = [
    made('host_registers.v', `${registers}.v`, registers),
    made('host_axi.v', `${axi}.v`, axi),
    made('host.v', `${host}.v`, host),
  ];
  const library = new RtlLibrary(files);
  for (const { text } of verilog)
    for (const module of mentioned(text)) if (files.readPackaged(`rtl/${module}.v`) !== undefined) library.use(module);
  const there = new Set(core.map(({ path }) => path));
  const modulesOfHost = library.emitted.filter(({ path }) => !there.has(path));
  const all = [
    ...core.filter(({ path }) => path.endsWith('.v') && path !== `${name}_tb.v`),
    ...modulesOfHost,
    ...verilog,
  ];
  return [
    ...modulesOfHost,
    ...verilog,
    made('host_registers.h', `${registers}.h`, registers),
    made('host_registers.py', `${registers}.py`, registers),
    made('host_registers.md', `${registers}.md`, registers),
    { path: 'host.f', text: `${all.map(({ path }) => path).join('\n')}\n` },
  ];
}

/** The fingerprint in the manifest of a core. */
export function coreFingerprint(core: readonly EmittedFile[]): string {
  return fingerprint(core.filter(({ path }) => path !== 'manifest.json'));
}
