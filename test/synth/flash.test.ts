/** `flash --check`: what is known of a bitstream without a board. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadBoard } from '../../cli/library/boards.ts';
import { checkFlash, checkSetup } from '../../cli/library/flash.ts';

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

describe('the loader', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qnm-loader-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  /** A loader that lists these boards. */
  const listing = (...names: string[]) => {
    const command = join(folder, 'loader');
    writeFileSync(command, `#!/bin/sh\n${names.map((name) => `echo '${name}  something'`).join('\n')}\n`);
    chmodSync(command, 0o755);
    return { command, env: { PATH: process.env['PATH'] ?? '' }, version: null };
  };
  it.each([
    [['ulx3s', 'icebreaker'], ['ulx3s', 'ice40_generic'], true, 'knows the boards ulx3s, ice40_generic'],
    [['ulx3s', 'icebreaker'], ['ulx3s'], false, 'does not know the board ice40_generic'],
    [['ulx3s'], ['ulx3s_other'], false, 'does not know the board ulx3s'],
  ])('for %j, of which it lists %j', async (names, listed, good, text) => {
    const [loader, usb] = await checkSetup(names.map(loadBoard), listing(...listed));
    expect(loader).toEqual({ what: 'openFPGALoader', good, text, needed: true });
    expect(usb!.needed).toBe(false);
  });
  it('is not there', async () => {
    const [loader] = await checkSetup([loadBoard('ulx3s')], null);
    expect(loader).toMatchObject({ good: false, text: "is not here: 'make tools' installs it" });
  });
});
