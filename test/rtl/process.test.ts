import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { roomIn, startProcess } from '../../sim/rtl/process.ts';

describe('a program that is written to', () => {
  it('is not waited for after it ended before it read all', async () => {
    const tool = { command: process.execPath, env: {}, version: null };
    const { child, ended } = startProcess(tool, ['-e', 'process.exit(3)'], { cwd: '/' });
    let written = 0;
    while (!child.stdin.destroyed && written < 1e9) {
      const block = new Uint8Array(1 << 20);
      written += block.length;
      if (!child.stdin.write(block)) await roomIn(child.stdin);
    }
    expect((await ended).code).toBe(3);
    expect(written).toBeLessThan(1e8);
  });
  it('is waited for while it reads', async () => {
    const pipe = new PassThrough({ highWaterMark: 4 });
    expect(pipe.write(new Uint8Array(8))).toBe(false);
    let room = false;
    const waiting = roomIn(pipe).then(() => {
      room = true;
    });
    await new Promise((done) => setImmediate(done));
    expect(room).toBe(false);
    pipe.resume();
    await waiting;
    expect(room).toBe(true);
  });
});
