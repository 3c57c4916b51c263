/** The programs of the flow, where they do not do what they should. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { families } from '../../sim/synth/families/index.ts';
import { synthesise } from '../../sim/synth/flow.ts';
import { findSynthesisTools } from '../../sim/synth/tools.ts';

it('a program that takes too long is ended, and that is what is said of it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qnm-slow-'));
  try {
    const command = join(folder, 'slow');
    writeFileSync(command, '#!/bin/sh\nexec sleep 60\n');
    chmodSync(command, 0o755);
    const tools = {
      ...findSynthesisTools(folder, {}),
      yosys: { command, env: { PATH: process.env['PATH'] ?? '' }, version: 'slow' },
    };
    const design = { top: 'top', files: [{ path: 'top.v', text: 'module top;\nendmodule\n' }] };
    await expect(synthesise(design, families.ecp5, { tools, cacheDir: folder, timeLimit: 300 })).rejects.toThrow(
      /slow was ended: it took longer than 0\.005 minutes/,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
