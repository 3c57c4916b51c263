/** The Verilog of an experiment on a board: its host module, the board's top, the PLL, the constraints. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EmittedFile } from '../../compiler/machine/form.ts';
import { renderFile } from '../../compiler/render.ts';
import type { FileAccess } from '../../dsl/index.ts';
import type { Board } from '../../sim/synth/board.ts';
import { families } from '../../sim/synth/families/index.ts';
import type { Design } from '../../sim/synth/flow.ts';
import { packaged, withOwnModules } from '../../sim/synth/modules.ts';
import { CommandError, exitCode } from '../exit.ts';
import { packageVersion } from '../package-root.ts';
import { boardFolder } from './boards.ts';

export interface BoardDesign extends Design {
  /** Clock that the PLL makes, Hz. */
  readonly clock: number;
  /** Text of the board's constraint file. */
  readonly constraints: string;
}

/** Fewest clocks that a bit of the serial port may take. */
const fewestBitClocks = 4;

/**
 * @param host   module with the ports of docs/host.md, among `files`
 * @param files  the emitted files of the experiment and its host module
 * @throws CommandError with exit code 4 when the board makes no such clock
 */
export function boardDesign(
  board: Board,
  host: string,
  files: readonly EmittedFile[],
  clock: number,
  access: FileAccess,
): BoardDesign {
  const pll = pllFor(board, clock);
  const made = pll?.clock ?? clock;
  const bitClocks = Math.round((256 * made) / board.baud);
  if (bitClocks < 256 * fewestBitClocks)
    throw new CommandError(
      exitCode.doesNotFit,
      `a clock of ${made / 1e6} MHz is too slow for the serial port of ${board.title} at ${board.baud / 1e6} Mbaud`,
      `ask for at least ${(fewestBitClocks * board.baud) / 1e6} MHz`,
    );
  const view = {
    host,
    bitClocks,
    baud: board.baud,
    queueBits: board.queueBits,
    clock: Math.round(made),
    clockMHz: text(made / 1e6),
    oscillator: board.oscillator,
    oscillatorMHz: text(board.oscillator / 1e6),
    pll: pll?.view ?? null,
    version: packageVersion(),
  };
  const own = [
    { path: 'qnm_power_on.v', text: packaged('rtl/qnm_power_on.v', access) },
    { path: 'qnm_pll.v', text: renderFile(access, `boards/families/${board.family}/pll.v.hbs`, view) },
    { path: `${board.top.module}.v`, text: renderFile(access, `boards/${board.name}/${board.top.template}`, view) },
  ];
  const core = files.filter(({ path }) => /\.(v|hex)$/.test(path) && !path.endsWith('_tb.v'));
  const design = [...withOwnModules(core, families[board.family], access), ...own];
  const constraints = readFileSync(join(boardFolder(board.name), board.constraints), 'utf8');
  const sources = design.filter(({ path }) => path.endsWith('.v')).map(({ path }) => path);
  const projectView = {
    ...view,
    module: board.top.module,
    sources,
    constraints: board.constraints,
    device: board.device,
  };
  const project =
    board.project === null
      ? []
      : [
          {
            path: board.project.replace(/\.hbs$/, ''),
            text: renderFile(access, `boards/${board.name}/${board.project}`, projectView),
          },
        ];
  return {
    top: board.top.module,
    files: [...design, { path: board.constraints, text: constraints }, ...project],
    clock: made,
    constraints,
  };
}

function pllFor(board: Board, clock: number) {
  try {
    return families[board.family].pll(board.oscillator, clock);
  } catch (error) {
    if (error instanceof RangeError) throw new CommandError(exitCode.doesNotFit, error.message);
    throw error;
  }
}
function text(value: number): string {
  return String(Number(value.toPrecision(9)));
}
