/** Snapshots as files: JSON, with the fingerprint of the hardware whose states they are. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { NetworkMachine } from '../../compiler/machine/form.ts';
import type { Snapshot } from '../../sim/host/emulator.ts';
import { CommandError, exitCode } from '../exit.ts';
import { writeWhole } from '../write-whole.ts';

const SnapshotDocument = z.strictObject({
  schema: z.literal(1),
  fingerprint: z.string(),
  step: z.int().nonnegative(),
  states: z.array(
    z.strictObject({
      part: z.int().nonnegative(),
      /** Hexadecimal state words, by instance; the manifest tells their fields. */
      words: z.array(z.string().regex(/^[0-9a-f]+$/)),
    }),
  ),
});

export function writeSnapshot(path: string, fingerprint: string, snapshot: Snapshot): void {
  const states = snapshot.states.map(({ part, words }) => ({ part, words: words.map((word) => word.toString(16)) }));
  writeWhole(path, `${JSON.stringify({ schema: 1, fingerprint, step: snapshot.step, states }, null, 1)}\n`);
}

/** @throws CommandError when it cannot be read, is no snapshot, or one of other hardware */
export function readSnapshot(path: string, fingerprint: string, network: NetworkMachine): Snapshot {
  const wrong = (text: string): CommandError => new CommandError(exitCode.usage, `${path} ${text}`);
  let parsed: z.infer<typeof SnapshotDocument>;
  try {
    parsed = SnapshotDocument.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw wrong(
      error instanceof Error && 'code' in error && error.code === 'ENOENT'
        ? 'is not there'
        : 'is no snapshot of qnmc run',
    );
  }
  if (parsed.fingerprint !== fingerprint)
    throw wrong(
      `is a snapshot of other hardware: its fingerprint is ${parsed.fingerprint.slice(0, 12)}..., this one's is ${fingerprint.slice(0, 12)}...`,
    );
  const states = parsed.states.map(({ part, words }) => ({ part, words: words.map((word) => BigInt(`0x${word}`)) }));
  const kept = network.parts.filter(({ storedWidth }) => storedWidth > 0);
  const fits =
    kept.length === states.length &&
    kept.every(({ part, instances }, i) => states[i]!.part === part && states[i]!.words.length === instances);
  if (!fits) throw wrong('does not hold the states of every instance');
  return { step: parsed.step, states };
}
