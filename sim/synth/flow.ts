/** From Verilog to a bitstream: yosys, nextpnr, the packer, each in a folder that the cache keeps by content. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EmittedFile } from '../../compiler/machine/form.ts';
import { cachedFolder, contentHash } from '../rtl/cache.ts';
import { mustSucceed, startProcess } from '../rtl/process.ts';
import type { Tool } from '../rtl/toolbox.ts';
import type { Board, Resources } from './board.ts';
import { type Family, type Step, workFiles } from './families/family.ts';
import type { Netlist } from './netlist-json.ts';
import { type CellCounts, type Overflow, readOverflows, readStatistics, readTiming, type Timing } from './reports.ts';
import type { SynthesisRole, SynthesisTools } from './tools.ts';

/** A program of the flow that is not installed. */
export class ToolMissing extends Error {
  readonly role: SynthesisRole;
  constructor(role: SynthesisRole) {
    super(`${role} is needed and not here`);
    this.role = role;
  }
}

/** The packed design needs more cells than the device has. */
export class DoesNotFit extends Error {
  readonly overflows: readonly Overflow[];
  constructor(overflows: readonly Overflow[]) {
    super(overflows.map(({ type, used, available }) => `${used} ${type} of ${available}`).join(', '));
    this.overflows = overflows;
  }
}

export interface FlowOptions {
  readonly tools: SynthesisTools;
  readonly cacheDir: string;
  readonly signal?: AbortSignal | undefined;
  /** Told what goes on, about as often as a tool says something. */
  readonly progress?: (stage: string) => void;
  /** Milliseconds that each program may take. */
  readonly timeLimit: number;
}
/** Verilog and memory files, and the module at the top. */
export interface Design {
  readonly files: readonly EmittedFile[];
  readonly top: string;
}
export interface Synthesised {
  /** Folder with `netlist.json`. */
  readonly folder: string;
  /** Cells as yosys counts them: registers that then move into other cells are among them. */
  readonly cells: CellCounts;
  readonly needs: Resources;
  /** Seconds that it took; 0 when it was there already. */
  readonly seconds: number;
  /** What yosys warned of. */
  readonly warnings: readonly string[];
}

/** Names the program that a role needs, or throws `ToolMissing`. */
function toolOf(role: SynthesisRole, tools: SynthesisTools): Tool {
  const tool = tools[role];
  if (tool === null) throw new ToolMissing(role);
  return tool;
}
function versionOf(role: SynthesisRole, tools: SynthesisTools): string {
  const { command, version } = toolOf(role, tools);
  return version ?? command;
}

/** Lines of a tool that tell how far it is. */
function headline(line: string): string | null {
  const pass = /^\d+(?:\.\d+)*\. (?:Executing )?(.{3,60}?)\.?$/.exec(line)?.[1];
  const info =
    /^Info: ((?:Packing|Placing|Running|Routing|Creating|Promoting|Annotating)\b.{0,50}|Generating .{0,40})/.exec(
      line,
    )?.[1];
  return pass ?? info ?? null;
}

/** Runs one program in `cwd`; throws `ToolFailure` with the end of what it said. */
async function runStep(step: Step, cwd: string, options: FlowOptions): Promise<string> {
  const tool = toolOf(step.role, options.tools);
  const { child, ended, errors } = startProcess(tool, step.args, {
    cwd,
    signal: options.signal,
    timeLimit: options.timeLimit,
  });
  child.stdin.end();
  let [tail, open] = ['', ''];
  const take = (chunk: Buffer): void => {
    tail = (tail + chunk.toString()).slice(-200_000);
    const lines = (open + chunk.toString()).split('\n');
    open = lines.pop() ?? '';
    for (const line of lines) {
      const said = headline(line);
      if (said !== null) options.progress?.(`${step.role}: ${said}`);
    }
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  options.progress?.(step.role);
  const ending = await ended;
  options.signal?.throwIfAborted();
  const overflows = ending.code === 0 ? [] : readOverflows(tail);
  if (overflows.length > 0) throw new DoesNotFit(overflows);
  mustSucceed(tool, ending, errorsOf(tail) || errors());
  return tail;
}
/** The error lines of a tool with the lines before them; all of its last words when there are none. */
function errorsOf(text: string): string {
  const lines = text.split('\n');
  const wrong = lines.filter((line) => /^ERROR|\berror:/i.test(line));
  return (wrong.length > 0 ? wrong.slice(0, 20) : lines.slice(-20)).join('\n');
}

/** Writes the files that synthesis reads. */
export function writeDesign(folder: string, files: readonly EmittedFile[]): void {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file.path)), { recursive: true });
    writeFileSync(join(folder, file.path), file.text);
  }
}

/** Netlist of a design in the cells of a family; from the cache when nothing changed. */
export async function synthesise(design: Design, family: Family, options: FlowOptions): Promise<Synthesised> {
  const { top } = design;
  const inputs = design.files.filter(({ path }) => /\.(v|hex)$/.test(path) && !path.endsWith('_tb.v'));
  const sources = inputs.filter(({ path }) => path.endsWith('.v')).map(({ path }) => path);
  const { netlist, statistics } = workFiles;
  const script = [
    `read_verilog -defer ${sources.join(' ')}`,
    `${family.synthesis} -top ${top}`,
    'delete t:$scopeinfo',
    `tee -q -o ${statistics} stat -json`,
    `write_json ${netlist}`,
  ].join('; ');
  const version = versionOf('yosys', options.tools);
  const key = contentHash([version, script, ...inputs.flatMap(({ path, text }) => [path, text])]);
  const started = performance.now();
  const { folder, found } = await cachedFolder(options.cacheDir, `netlist-${key}`, async (work) => {
    writeDesign(work, inputs);
    const said = await runStep({ role: 'yosys', args: ['-p', script] }, work, options);
    const warnings = [...new Set(said.split('\n').filter((line) => /^Warning:/.test(line)))];
    writeFileSync(join(work, 'warnings.txt'), warnings.join('\n'));
  });
  const cells = readStatistics(readFileSync(join(folder, statistics), 'utf8'));
  return {
    folder,
    cells,
    needs: family.count(cells),
    seconds: found ? 0 : (performance.now() - started) / 1000,
    warnings: readFileSync(join(folder, 'warnings.txt'), 'utf8')
      .split('\n')
      .filter((line) => line !== ''),
  };
}

/** The netlist with what its family does after yosys, as JSON. */
function finished({ folder }: Synthesised, { finish }: Family): string {
  const text = readFileSync(join(folder, workFiles.netlist), 'utf8');
  if (finish === null) return text;
  const netlist: Netlist = JSON.parse(text);
  finish(netlist);
  return JSON.stringify(netlist);
}

/** A netlist, finished, as Verilog in the cells of its family. */
export async function netlistVerilog(synthesised: Synthesised, family: Family, options: FlowOptions): Promise<string> {
  const { netlist, verilog } = workFiles;
  const text = finished(synthesised, family);
  const script = `read_json ${netlist}; write_verilog -noattr ${verilog}`;
  const key = contentHash([versionOf('yosys', options.tools), script, text]);
  const { folder } = await cachedFolder(options.cacheDir, `verilog-${key}`, async (work) => {
    writeFileSync(join(work, netlist), text);
    await runStep({ role: 'yosys', args: ['-p', script] }, work, options);
  });
  return readFileSync(join(folder, verilog), 'utf8');
}

export interface Routed {
  readonly timing: Timing | null;
  /** The bitstream, an absolute path. */
  readonly bitstream: string;
  readonly seed: number;
  readonly seconds: number;
}

/** Places, routes and packs a netlist for a board; a missed clock is told, not thrown. */
export async function implement(
  netlist: Synthesised,
  board: Board,
  constraints: string,
  family: Family,
  { clock, seed }: { readonly clock: number; readonly seed: number },
  options: FlowOptions,
): Promise<Routed> {
  if (family.implement === null) throw new Error(`${board.name} has no open place-and-route program`);
  const route = family.implement.route(board, seed, clock);
  const pack = family.implement.pack(board);
  const { bitstream } = family.implement;
  const versions = [route, pack].map(({ role }) => versionOf(role, options.tools));
  const text = finished(netlist, family);
  const key = contentHash([...versions, text, constraints, ...route.args, ...pack.args]);
  const started = performance.now();
  const { folder, found } = await cachedFolder(options.cacheDir, `routed-${key}`, async (work) => {
    writeFileSync(join(work, workFiles.netlist), text);
    writeFileSync(join(work, board.constraints), constraints);
    await runStep(route, work, options);
    await runStep(pack, work, options);
  });
  return {
    timing: readTiming(readFileSync(join(folder, workFiles.report), 'utf8')),
    bitstream: join(folder, bitstream),
    seed,
    seconds: found ? 0 : (performance.now() - started) / 1000,
  };
}
