/** From an experiment that was compiled for a board to its bitstream, with what place and route found. */
import { emitHost } from '../../compiler/emit/host/index.ts';
import type { EmittedFile } from '../../compiler/machine/form.ts';
import type { CompiledExperiment } from '../../compiler/pipeline.ts';
import type { FileAccess } from '../../dsl/index.ts';
import type { Board, Resources } from '../../sim/synth/board.ts';
import { families } from '../../sim/synth/families/index.ts';
import {
  DoesNotFit,
  type FlowOptions,
  implement,
  type Routed,
  type Synthesised,
  synthesise,
  ToolMissing,
} from '../../sim/synth/flow.ts';
import { synthesisTools } from '../../sim/synth/tools.ts';
import { pathInWords } from '../../sim/synth/words.ts';
import type { SynthesisDocument } from '../documents.ts';
import { CommandError, exitCode } from '../exit.ts';
import { packageVersion } from '../package-root.ts';
import { type BoardDesign, boardDesign } from './board-design.ts';
import { estimateDesign } from './estimate.ts';
import { exceeded, excessText, fitAdvice, hostShare } from './fit.ts';

export interface SynthesisOptions extends FlowOptions {
  /** Seeds of place and route that may be tried until the clock is met. */
  readonly tries: number;
}
export interface BoardBuild {
  readonly document: Omit<SynthesisDocument, 'bitstream'>;
  readonly design: BoardDesign;
  /** Absolute path; null where the maker's own tool makes it. */
  readonly bitstream: string | null;
  /** What would help when the clock is missed; null when it is met. */
  readonly advice: string | null;
}

/** Everything of a board's design: core, host, top, PLL, constraints. */
export function designFor(experiment: CompiledExperiment, board: Board, access: FileAccess): BoardDesign {
  const { hardware, files } = experiment;
  const { name } = experiment.experiment;
  if (hardware === null) throw new Error(`${name} was not compiled to Verilog`);
  const host = emitHost(hardware, files, access, { version: packageVersion() });
  if (host === null)
    throw new CommandError(
      exitCode.doesNotFit,
      `${name} has more events or parameters than the host interface of a board has room for`,
      'leave out events that nobody records; split a large circuit into populations',
    );
  return boardDesign(board, `${hardware.name}_host`, [...files, ...host], hardware.clock, access);
}

/** More than the board has, by so much that synthesis is not worth its minutes. */
const hopeless = 1.5;

/**
 * @throws CommandError with exit code 4 when the design is too large, 3 when a program is missing; `ToolFailure` when one fails
 */
export async function synthesizeFor(
  experiment: CompiledExperiment,
  board: Board,
  access: FileAccess,
  options: SynthesisOptions,
): Promise<BoardBuild> {
  const hardware = experiment.hardware!;
  const family = families[board.family];
  const design = designFor(experiment, board, access);
  const estimate = estimateDesign(hardware, design.files, design.top, family.mapping);
  const far = { ...board, resources: scaled(board.resources, hopeless) };
  if (exceeded(estimate, far).length > 0) refuse(experiment, board, design, estimate, 'by estimate');
  try {
    const netlist = await synthesise(design, family, options);
    if (exceeded(netlist.needs, board).length > 0) refuse(experiment, board, design, netlist.needs, 'after synthesis');
    if (family.implement === null)
      return {
        document: describe(experiment, board, design, netlist, [], options),
        design,
        bitstream: null,
        advice: null,
      };
    const tries: Routed[] = [];
    while (tries.length < options.tries && !tries.some(meets)) {
      const settings = { clock: design.clock, seed: tries.length + 1 };
      tries.push(await implement(netlist, board, design.constraints, family, settings, options));
    }
    const best = fastest(tries);
    const document = describe(experiment, board, design, netlist, tries, options);
    const advice = meets(best) ? null : clockAdvice(best, board, options.tries);
    return { document, design, bitstream: best.bitstream, advice };
  } catch (error) {
    if (error instanceof ToolMissing)
      throw new CommandError(
        exitCode.toolMissing,
        error.message,
        "'make tools' or 'qnmc doctor --fix' installs it (about 800 MB)",
      );
    if (error instanceof DoesNotFit)
      throw new CommandError(
        exitCode.doesNotFit,
        `${experiment.experiment.name} is too large for ${board.title}: packed, it needs ${error.message}`,
        packedAdvice(experiment, board, design, error),
      );
    throw error;
  }
}

/** Packing shows what the counts of synthesis do not: registers and carry chains that share no cell with a look-up table. */
function packedAdvice(
  experiment: CompiledExperiment,
  board: Board,
  design: BoardDesign,
  { overflows }: DoesNotFit,
): string {
  const { mapping } = families[board.family];
  const needs = { ...estimateDesign(experiment.hardware!, design.files, design.top, mapping) };
  for (const { type, used, available } of overflows) {
    const name = resourceOf(type);
    needs[name] = Math.max(needs[name], (used / available) * board.resources[name]);
  }
  return fitAdvice(experiment.hardware!, needs, hostOf(experiment, design, board), board);
}
/** What a cell type of a packing report is of. */
function resourceOf(type: string): keyof Resources {
  return /_RAM$|DP16|BSRAM/.test(type) ? 'bram' : /DSP|MULT/.test(type) ? 'dsp' : 'lut';
}
/** What the board's design has beside the core, by estimate. */
function hostOf({ hardware }: CompiledExperiment, { files, top }: BoardDesign, board: Board): Resources {
  const { mapping } = families[board.family];
  const [all, core] = [top, `${hardware!.name}_core`].map((module) =>
    estimateDesign(hardware!, files, module, mapping),
  );
  return hostShare(all!, core!);
}

function scaled({ lut, ff, dsp, bram }: Resources, factor: number): Resources {
  return { lut: lut * factor, ff: ff * factor, dsp: dsp * factor, bram: bram * factor };
}
function refuse(
  experiment: CompiledExperiment,
  board: Board,
  design: BoardDesign,
  needs: BoardBuild['document']['needs'],
  how: string,
): never {
  throw new CommandError(
    exitCode.doesNotFit,
    `${experiment.experiment.name} is too large for ${board.title}: ${excessText(needs, board)} (${how})`,
    fitAdvice(experiment.hardware!, needs, hostOf(experiment, design, board), board),
  );
}

const reachedOf = (routed: Routed): number => routed.timing?.reached ?? Number.POSITIVE_INFINITY;
function meets({ timing }: Routed): boolean {
  return timing === null || timing.slack >= 0;
}
function fastest(tries: readonly Routed[]): Routed {
  return tries.reduce((best, other) => (reachedOf(other) > reachedOf(best) ? other : best));
}

/** What to ask for instead: the next clock of the board that was reached, more seeds when it was near. */
function clockAdvice(best: Routed, board: Board, tries: number): string {
  const { reached, asked } = best.timing!;
  const lower = Math.max(...board.clocks.filter((clock) => clock <= reached), Math.floor(reached / 1e6) * 1e6);
  const near = reached > 0.93 * asked ? `--tries ${Math.max(4, 2 * tries)} places it with other seeds; ` : '';
  return `${near}--clock ${lower / 1e6}MHz would be met, with a pipeline cut for it`;
}

function describe(
  experiment: CompiledExperiment,
  board: Board,
  design: BoardDesign,
  netlist: Synthesised,
  tries: readonly Routed[],
  options: SynthesisOptions,
): BoardBuild['document'] {
  const hardware = experiment.hardware!;
  const best = tries.length === 0 ? null : fastest(tries);
  const timing = best?.timing ?? null;
  const used = synthesisTools.filter(
    ({ role }) =>
      role === 'yosys' || role.includes(board.family) || (board.family === 'gowin' && /himbaechel|gowin/.test(role)),
  );
  return {
    experiment: experiment.experiment.name,
    board: board.name,
    device: board.device,
    clock: design.clock,
    reached: timing?.reached ?? null,
    slack: timing?.slack ?? null,
    met: best === null ? null : meets(best),
    rate: (hardware.rate * design.clock) / hardware.clock,
    needs: netlist.needs,
    estimate: estimateDesign(hardware, design.files, design.top, families[board.family].mapping),
    has: board.resources,
    fits: true,
    tries: tries.map((each) => ({ seed: each.seed, reached: reachedOf(each) })),
    seed: best?.seed ?? null,
    path: timing === null ? [] : pathInWords(timing.path, design.files, design.top),
    tools: Object.fromEntries(used.map(({ role }) => [role, options.tools[role]?.version ?? 'unknown'])),
    warnings: netlist.warnings,
    seconds: { synthesis: netlist.seconds, route: tries.reduce((sum, { seconds }) => sum + seconds, 0) },
  };
}

/** Files of the design that are not the core's: written beside it, below a folder named for the board. */
export function boardFiles(design: BoardDesign, core: readonly EmittedFile[]): EmittedFile[] {
  const there = new Set(core.map(({ path }) => path));
  return design.files.filter(({ path }) => !there.has(path));
}
