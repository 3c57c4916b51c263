/** Cables: serial ports and pseudo-terminals, and sockets. */
import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { connect } from 'node:net';
import { ReadStream, WriteStream } from 'node:tty';
import type { Line } from './link.ts';

/**
 * Opens a serial port or pseudo-terminal raw, at `baud`.
 * @throws Error with a sentence when it is not there or cannot be used
 */
export function openTerminal(path: string, baud: number): Line {
  const settings = spawnSync('stty', ['-F', path, String(baud), 'raw', '-echo', '-hupcl', 'clocal'], {
    encoding: 'utf8',
  });
  if (settings.status !== 0) {
    const said = settings.error?.message ?? settings.stderr.trim();
    throw new Error(`${path} cannot be used as a serial port: ${said}`);
  }
  const descriptor = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  const input = new ReadStream(descriptor);
  const output = new WriteStream(descriptor);
  return lineOf(
    [input, output],
    (bytes) => output.write(bytes),
    () => {
      input.destroy();
      output.destroy();
      try {
        closeSync(descriptor);
      } catch {
        // closed with its stream
      }
    },
  );
}

/** Connects to a board that listens. @throws Error when nobody does */
export function openSocket(host: string, port: number): Promise<Line> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(
        lineOf(
          [socket],
          (bytes) => socket.write(bytes),
          () => socket.destroy(),
        ),
      );
    });
  });
}

/**
 * @param streams  what ends when the cable is gone; the first one is read. A pulled cable may be met first by a write
 *                 (EIO): it is the end as well, and an `error` that nobody hears would end the host.
 */
function lineOf(
  streams: [NodeJS.ReadableStream, ...NodeJS.EventEmitter[]],
  write: (bytes: Uint8Array) => void,
  close: () => void,
): Line {
  let reader: (bytes: Uint8Array | null) => void = () => undefined;
  let gone = false;
  const leave = (): void => {
    if (gone) return;
    gone = true;
    reader(null);
  };
  for (const stream of streams) for (const event of ['end', 'close', 'error']) stream.on(event, leave);
  streams[0].on('data', (chunk) => reader(chunk as Buffer));
  return {
    write: (bytes) => {
      if (!gone) write(bytes);
    },
    listen: (next) => {
      reader = next;
      if (gone) next(null);
    },
    close,
  };
}
