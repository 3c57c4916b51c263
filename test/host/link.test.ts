/** A host on a line that spoils answers, without a board: a damaged answer is asked for again at once, and is no silence. */
import { expect, it } from 'vitest';
import { frame, outcome } from '../../compiler/emit/host/form.ts';
import { encodeFrame } from '../../sim/host/cobs.ts';
import { type Line, Link } from '../../sim/host/link.ts';

/** Answers every request with the word 7; of the answers the first so many come with a byte changed. */
function spoiling(count: number): Line & { asked: number } {
  let reader: (bytes: Uint8Array | null) => void = () => undefined;
  const line = {
    asked: 0,
    listen: (to: typeof reader) => {
      reader = to;
    },
    close: () => undefined,
    write: (request: Uint8Array) => {
      line.asked++;
      // the request is 00, a code byte, then command and number, neither of which is 0 here
      const [command, number] = [request[2]!, request[3]!];
      const bytes = encodeFrame(
        Uint8Array.of(command | frame.reply, number, 0x34, 0x12, 7, 0, 0, 0, outcome.done, 0, 1, 0),
      );
      if (line.asked <= count) bytes[5]! ^= 0x40;
      queueMicrotask(() => reader(bytes));
    },
  };
  return line;
}
const request = { command: frame.read, address: 0, count: 1, words: [] };

it('asks again at once when an answer is damaged, as often as that happens', async () => {
  const line = spoiling(50);
  const link = new Link(line, { patience: 60_000, attempts: 2 });
  link.resume(0x1234, 0);
  expect([...(await link.request(request)).words]).toEqual([7]);
  expect(line.asked).toBe(51);
  expect(link.damaged).toBe(50);
});
it('gives up when nothing but damage comes, and says so', async () => {
  const link = new Link(spoiling(Number.POSITIVE_INFINITY), { patience: 60_000, attempts: 2 });
  link.resume(0x1234, 0);
  await expect(link.request(request)).rejects.toThrow(/does not answer .*damaged answers/);
});
