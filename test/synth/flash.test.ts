/** `flash --check`: what is known of a bitstream without a board. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadBoard } from '../../cli/library/boards.ts';
import { checkFlash } from '../../cli/library/flash.ts';

/** The head of what ecppack writes, for a part; what iCE40 begins with. */
const ecp5 = (part: string): Buffer =>
  Buffer.concat([Buffer.from(`\xff\x00Part: ${part}\0`, 'latin1'), Buffer.from([0xff, 0xff, 0xbd, 0xb3])]);
const ice40 = Buffer.from([0xff, 0, 0, 0xff, 0x7e, 0xaa, 0x99, 0x7e]);

describe('a bitstream is for a board', () => {
  it.each([
    ['ulx3s', ecp5('LFE5U-85F-6CABGA381'), true],
    ['ulx3s', ecp5('LFE5U-45F-6CABGA381'), false],
    ['colorlight_i9', ecp5('LFE5U-45F-6CABGA381'), true],
    ['colorlight_i9', ecp5('LFE5U-85F-6CABGA381'), false],
    ['icebreaker', ice40, true],
    ['icebreaker', ecp5('LFE5U-85F-6CABGA381'), false],
    ['arty_a7', ice40, false],
  ])('%s: when it names the device on it', async (name, content, good) => {
    const folder = mkdtempSync(join(tmpdir(), 'qnm-flash-'));
    try {
      const path = join(folder, 'design.bit');
      writeFileSync(path, content);
      const [bitstream] = await checkFlash(path, loadBoard(name), null);
      expect(bitstream).toMatchObject({ what: 'bitstream', good, needed: true });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
