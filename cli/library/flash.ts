/** Loading a bitstream: what is loaded, whether it can be, what is in the way. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runProcess, ToolFailure } from '../../sim/rtl/process.ts';
import type { Tool } from '../../sim/rtl/toolbox.ts';
import { identifyBitstream } from '../../sim/synth/bitstream.ts';
import type { Board } from '../../sim/synth/board.ts';
import { SynthesisDocument } from '../documents.ts';
import { CommandError, exitCode } from '../exit.ts';
import { isWritable } from './cache-folder.ts';
import { defaultOutput } from './default-output.ts';

export interface Check {
  readonly what: string;
  readonly good: boolean;
  /** What was found, or what to do about it. */
  readonly text: string;
  /** Without it nothing can be loaded. */
  readonly needed: boolean;
}

/**
 * The bitstream that a path means: itself, or for a `.qnm` file or a result folder the newest one built for the board.
 * @throws CommandError with exit code 2 when there is none
 */
export function findBitstream(path: string, board: string): string {
  if (!existsSync(path)) throw new CommandError(exitCode.usage, `there is no file ${path}`);
  if (!statSync(path).isDirectory() && !path.endsWith('.qnm')) return path;
  const folder = path.endsWith('.qnm') ? defaultOutput(path) : path;
  const built = (existsSync(folder) ? readdirSync(folder) : [])
    .map((experiment) => join(folder, experiment, board))
    .filter((place) => existsSync(join(place, 'synthesis.json')))
    .flatMap((place) => readdirSync(place).map((name) => join(place, name)))
    .filter((file) => /\.(bit|bin|fs)$/.test(file))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (built[0] === undefined)
    throw new CommandError(
      exitCode.usage,
      `${folder} has no bitstream for ${board}`,
      `make it: qnmc build ${path.endsWith('.qnm') ? path : 'FILE'} --board ${board}`,
    );
  return built[0];
}

/** What `synthesis.json` beside a bitstream says of it; null when there is none, or it is of something else. */
function synthesisOf(bitstream: string): SynthesisDocument | null {
  const path = join(dirname(bitstream), 'synthesis.json');
  if (!existsSync(path)) return null;
  const parsed = SynthesisDocument.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  return parsed.success && basename(parsed.data.bitstream ?? '') === basename(bitstream) ? parsed.data : null;
}

/** Everything that can be known without a board; the tool is started once, to list its boards. */
export async function checkFlash(bitstream: string, board: Board, loader: Tool | null): Promise<Check[]> {
  return [...checkContent(bitstream, board), await checkLoader([board], loader), checkUsb()];
}
/** What is known without a bitstream: whether boards could be loaded from here. */
export async function checkSetup(boards: readonly Board[], loader: Tool | null): Promise<Check[]> {
  return [await checkLoader(boards, loader), checkUsb()];
}

function checkContent(bitstream: string, board: Board): Check[] {
  const identity = identifyBitstream(readFileSync(bitstream));
  const device = board.device.replace(/-\d[^-]*$/, '');
  const right = identity?.family === board.family && (identity.part === null || identity.part.startsWith(device));
  const found = identity === null ? 'no bitstream' : `for ${identity.part ?? `the family ${identity.family}`}`;
  const content: Check = {
    what: 'bitstream',
    good: right,
    text: `${bitstream} is ${found}${right ? '' : `, ${board.title} has ${board.device}`}`,
    needed: true,
  };
  const synthesis = synthesisOf(bitstream);
  if (synthesis === null) return [content];
  const { board: madeFor, met, clock } = synthesis;
  return [
    content,
    {
      what: 'pins',
      good: madeFor === board.name,
      text: madeFor === board.name ? `made for ${board.title}` : `made for ${madeFor}: its pins are other ones`,
      needed: true,
    },
    {
      what: 'clock',
      good: met !== false,
      text: met === false ? `${clock / 1e6} MHz was missed: results may be wrong` : `${clock / 1e6} MHz is met`,
      needed: false,
    },
  ];
}

async function checkLoader(boards: readonly Board[], loader: Tool | null): Promise<Check> {
  const check = (good: boolean, text: string): Check => ({ what: 'openFPGALoader', good, text, needed: true });
  const names = boards.flatMap(({ flash }) => (flash === null ? [] : [flash.board]));
  if (names.length === 0)
    return check(false, `does not know ${boards.map(({ title }) => title).join(', ')}: use its maker's tool`);
  if (loader === null) return check(false, "is not here: 'make tools' installs it");
  try {
    const list = await runProcess(loader, ['--list-boards'], { cwd: '.', timeLimit: 60_000 });
    const known = new Set(list.split('\n').map((line) => line.split(/\s+/)[0]));
    const strange = names.filter((name) => !known.has(name));
    const counted = (all: readonly string[]): string => `the board${all.length > 1 ? 's' : ''} ${all.join(', ')}`;
    if (strange.length > 0) return check(false, `does not know ${counted(strange)}`);
    return check(true, `knows ${counted(names)}`);
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
    const library = /(lib\S+\.so\S*): cannot open/.exec(error.output)?.[1];
    return check(
      false,
      library ? `lacks ${library} (Debian: apt-get install libftdi1-2)` : `does not start: ${error.message}`,
    );
  }
}

const usbFolder = '/dev/bus/usb';
function checkUsb(): Check {
  const check = (good: boolean, text: string): Check => ({ what: 'USB', good, text, needed: false });
  if (!existsSync(usbFolder)) return check(false, `${usbFolder} is not here: no USB, or a container without it`);
  const devices = readdirSync(usbFolder).flatMap((bus) =>
    readdirSync(join(usbFolder, bus)).map((device) => join(usbFolder, bus, device)),
  );
  const open = devices.filter(isWritable);
  if (devices.length > 0 && open.length === 0) return check(false, `no permission to use USB devices; ${udevAdvice}`);
  return check(true, `${devices.length} devices on the bus`);
}

/** FTDI, and the bridges of the boards that have none. */
const udevAdvice =
  'as root: echo \'SUBSYSTEM=="usb", ATTR{idVendor}=="0403", MODE="0666"\' > /etc/udev/rules.d/70-fpga.rules && udevadm control --reload, then plug the board in again';

/**
 * Loads the bitstream: into the device until power goes off, or into its flash memory.
 * @throws CommandError with exit code 3 when no cable or no permission is there, `ToolFailure` for everything else
 */
export async function loadBitstream(
  bitstream: string,
  board: Board,
  loader: Tool,
  options: { readonly permanent: boolean; readonly cable: string | null; readonly signal: AbortSignal },
): Promise<void> {
  const { flash } = board;
  if (flash === null) throw new CommandError(exitCode.usage, `${board.title} is loaded by its maker's own tool`);
  const cable = options.cable === null ? [] : ['-c', options.cable];
  const args = ['-b', flash.board, ...cable, ...(options.permanent ? flash.permanent : []), bitstream];
  try {
    await runProcess(loader, args, { cwd: '.', signal: options.signal, timeLimit: 600_000 });
  } catch (error) {
    if (!(error instanceof ToolFailure)) throw error;
    const [message, help] = whyNot(error.output, board);
    throw new CommandError(exitCode.toolMissing, message, help);
  }
}

/** The loader's words as a sentence and what to do. */
function whyNot(said: string, board: Board): [string, string] {
  if (/LIBUSB_ERROR_ACCESS|permission|access denied/i.test(said))
    return [`${board.title}: no permission to use the USB cable`, udevAdvice];
  if (/not found|no such device|unable to open|can't open|unable to find/i.test(said))
    return [
      `${board.title}: no board answers on USB`,
      `plug it in (a cable that carries data), look with lsusb; another cable is named with --cable; 'qnmc flash --check' looks without a board`,
    ];
  return [`${board.title}: openFPGALoader failed`, said.trim().split('\n').slice(-5).join('\n  ')];
}
