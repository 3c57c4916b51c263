/** What a file of configuration bits is for, as its first bytes tell. */
import type { FamilyName } from './board.ts';

interface Identity {
  readonly family: FamilyName;
  /** Part that the file names; null: it names none. */
  readonly part: string | null;
}

/** So far into the file its head is looked for. */
const headLength = 4096;

/** Preambles: Lattice FPGA-TN-02039 (ECP5) and FPGA-TN-02001 (iCE40), Xilinx UG470. */
const preambles: readonly { readonly family: FamilyName; readonly bytes: readonly number[] }[] = [
  { family: 'ecp5', bytes: [0xff, 0xff, 0xbd, 0xb3] },
  { family: 'ice40', bytes: [0x7e, 0xaa, 0x99, 0x7e] },
  { family: 'xilinx', bytes: [0xaa, 0x99, 0x55, 0x66] },
];

/** @returns null when it is no bitstream of a family that is known */
export function identifyBitstream(content: Uint8Array): Identity | null {
  const head = content.subarray(0, headLength);
  const text = Array.from(head, (byte) => String.fromCharCode(byte)).join('');
  // Gowin's tools write the bits as lines of 0 and 1, behind comments.
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('//'));
  if (lines.length > 2 && lines.slice(0, -1).every((line) => /^[01]{8,}\r?$/.test(line)))
    return { family: 'gowin', part: null };
  const found = preambles.find(({ bytes }) => text.includes(String.fromCharCode(...bytes)));
  return found === undefined ? null : { family: found.family, part: /Part: ([\w-]+)/.exec(text)?.[1] ?? null };
}
