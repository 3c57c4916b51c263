/** The port of a board: opened for one host at a time. */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, realpathSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSocket, openTerminal } from '../../sim/host/line.node.ts';
import type { Line } from '../../sim/host/link.ts';
import { CommandError, exitCode } from '../exit.ts';

/** Bauds of the serial line. */
const baud = 3_000_000;

/** `tcp:HOST:PORT` or the path of a terminal; with a lock that a second host meets. */
export async function openPort(port: string): Promise<Line> {
  const unlock = lock(port);
  try {
    const line = await openLine(port);
    return {
      ...line,
      close: () => {
        line.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw new CommandError(
      exitCode.toolMissing,
      `no board can be reached at ${port}: ${error instanceof Error ? error.message : String(error)}`,
      'is it plugged in, and may this user open it? (group dialout; `ls -l /dev/ttyUSB*`)',
    );
  }
}
async function openLine(port: string): Promise<Line> {
  const socket = /^tcp:(.+):(\d+)$/.exec(port);
  return socket ? await openSocket(socket[1]!, Number(socket[2])) : openTerminal(port, baud);
}

/** A file that names the process that uses the port; left behind by one that was killed, it counts for nothing. */
function lock(port: string): () => void {
  const real = existsSync(port) ? realpathSync(port) : port;
  const path = join(tmpdir(), `qnm-port-${createHash('sha256').update(real).digest('hex').slice(0, 16)}.lock`);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = openSync(path, 'wx');
      writeSync(file, String(process.pid));
      closeSync(file);
      return () => {
        if (ownerOf(path) === process.pid) unlinkSync(path);
      };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const owner = ownerOf(path);
      if (owner !== null && isAlive(owner))
        throw new CommandError(
          exitCode.usage,
          `${port} is in use by another host (process ${owner})`,
          'end that one, or wait for it',
        );
      if (existsSync(path)) unlinkSync(path);
    }
  }
  throw new CommandError(exitCode.usage, `${port} is in use by another host`);
}
function ownerOf(path: string): number | null {
  try {
    return Number(readFileSync(path, 'utf8')) || null;
  } catch {
    return null;
  }
}
/** Whether a process with this number is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
