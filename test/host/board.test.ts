/** A small circuit on the virtual board: everything that a host may do to it, against the bit-exact simulator. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeFrame, FrameReader } from '../../sim/host/cobs.ts';
import type { Emulator, Snapshot } from '../../sim/host/emulator.ts';
import { openSocket } from '../../sim/host/line.node.ts';
import { Link, LinkError } from '../../sim/host/link.ts';
import { stateIntegers } from '../../sim/host/streams.ts';
import { lintIcarus, lintVerilator } from '../../sim/rtl/index.ts';
import type { BoardProcess } from '../../sim/rtl/virtual-board.ts';
import { machineOf } from '../support/rtl.ts';
import { tools } from '../support/tools.ts';
import { connect, eventTexts, greet, noisyIntegrator, runTo, simulated, type TestBoard, testBoard } from './boards.ts';

const timeout = 60_000;
const instances = 5;
const fixed = noisyIntegrator(instances);

/** Random bytes that a board gets; docs/host.md says what became of 2^20. */
const garbage = Number(process.env['QNM_GARBAGE'] ?? 2 ** 15);
function randomBytes(count: number): Uint8Array {
  let state = 12345;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** All integers of a snapshot, in the order of the simulator's frame. */
function integersOf(board: TestBoard, snapshot: Snapshot): bigint[] {
  return snapshot.states.flatMap(({ part, words }) =>
    words.flatMap((word) => stateIntegers(board.network, part, word).map((i) => i!)),
  );
}

it('a host understands the next frame after 2^20 random bytes, in pieces of any size', () => {
  const reader = new FrameReader();
  const messages: string[] = [];
  const heard = (message: Uint8Array) => messages.push(Buffer.from(message).toString());
  const noise = randomBytes(2 ** 20);
  for (let [at, size] = [0, 1]; at < noise.length; [at, size] = [at + size, (size * 7 + 3) % 5000])
    reader.read(noise.subarray(at, at + size), heard);
  expect(messages).toEqual([]);
  expect(reader.damaged).toBeGreaterThan(2 ** 11);
  reader.read(encodeFrame(Buffer.from('the next frame')), heard);
  expect(messages).toEqual(['the next frame']);
});

describe.skipIf(!tools.verilator)('a board', () => {
  let board: TestBoard;
  const running: BoardProcess[] = [];
  const open: Emulator[] = [];
  async function host(
    more: Parameters<TestBoard['start']>[0] = {},
    options: Parameters<typeof connect>[2] = {},
  ): Promise<Emulator> {
    const process = await board.start(more);
    running.push(process);
    const emulator = await connect(board, process, options);
    open.push(emulator);
    return emulator;
  }
  beforeAll(async () => {
    board = await testBoard(machineOf(fixed, 2));
  }, timeout);
  afterAll(() => {
    for (const emulator of open) emulator.link.close();
    for (const process of running) process.stop();
  });
  const expectStates = async (emulator: Emulator, step: number): Promise<void> => {
    const snapshot = await emulator.snapshot(() => undefined);
    expect(snapshot.step).toBe(step);
    expect(integersOf(board, snapshot)).toEqual(simulated([fixed], board.network, step).states[0]);
  };

  it('has Verilog that Verilator and Icarus are silent about', { timeout }, async () => {
    expect(await lintVerilator(tools.verilator!, board.files, 'Noisy_host')).toEqual([]);
    if (tools.iverilog)
      expect(
        await lintIcarus(
          tools.iverilog,
          board.files.filter(({ path }) => !path.endsWith('_tb.v')),
          'Noisy_host',
        ),
      ).toEqual([]);
  });

  it('makes the steps, events and samples of the simulator', { timeout }, async () => {
    const emulator = await host();
    await emulator.write('TRACE_INTERVAL', 50);
    const records = await runTo(emulator, 200, 50);
    expect(eventTexts(records)).toEqual(simulated([fixed], board.network, 200).events);
    expect(records.events.length).toBeGreaterThan(10);
    for (const step of [50, 100, 150, 200]) {
      const beats = records.beats.filter((beat) => beat.step === step);
      const states = beats.flatMap(({ word }) => stateIntegers(board.network, 0, word));
      expect(states).toEqual(simulated([fixed], board.network, step).states[0]);
    }
    await expectStates(emulator, 200);
    // goes on
    await emulator.write('TRACE_INTERVAL', 0);
    await runTo(emulator, 230);
    await expectStates(emulator, 230);
    // and begins again
    await emulator.reset();
    expect(await emulator.counters()).toEqual({ steps: 0, cycles: 0, stalls: 0 });
    await runTo(emulator, 10);
    await expectStates(emulator, 10);
  });

  it('goes on from a snapshot of another one with the same bits', { timeout }, async () => {
    const [one, other] = [await host(), await host()];
    await runTo(one, 123);
    const snapshot = await one.snapshot(() => undefined);
    await other.restore(snapshot, 25);
    const records = await runTo(other, 300, 25, 123);
    await expectStates(other, 300);
    const whole = simulated([fixed], board.network, 300).events;
    expect(eventTexts(records)).toEqual(whole.filter((text) => Number.parseInt(text, 10) >= 123));
    expect([...new Set(records.beats.map(({ step }) => step))]).toEqual([125, 150, 175, 200, 225, 250, 275, 300]);
    await expect(other.restore({ ...snapshot, states: [{ part: 0, words: [] }] })).resolves.toBeUndefined();
  });

  it('loses nothing on a line that loses and changes bytes', { timeout }, async () => {
    const emulator = await host({ noise: { seed: 7, perMillion: 3000 } }, { patience: 150, attempts: 40 });
    const records = await runTo(emulator, 150);
    expect(eventTexts(records)).toEqual(simulated([fixed], board.network, 150).events);
    await expectStates(emulator, 150);
    expect(emulator.link.resent).toBeGreaterThan(0);
    const [errors] = await emulator.read('ERRORS');
    const [damaged] = await emulator.read('DAMAGED');
    expect(emulator.link.damaged + damaged! + (errors! & 7)).toBeGreaterThan(0);
  });

  it('understands the next frame after random bytes', {
    timeout: timeout * Math.max(1, garbage / 2 ** 16),
  }, async () => {
    const process = await board.start({ port: 0 });
    running.push(process);
    const line = await openSocket('127.0.0.1', process.port);
    line.write(randomBytes(garbage));
    const emulator = await greet(board, line, { patience: 20_000 * Math.max(1, garbage / 2 ** 16), attempts: 3 });
    open.push(emulator);
    const [frames, damaged] = await emulator.read('FRAMES', 2);
    expect(frames).toBeLessThan(10);
    // one zero in 256 bytes ends a frame that is none
    expect(damaged).toBeGreaterThan(garbage / 512);
    await runTo(emulator, 20);
    await expectStates(emulator, 20);
  });

  it('takes parameters between two steps, and refuses those that do not fit', { timeout }, async () => {
    const emulator = await host();
    await runTo(emulator, 40);
    const before = await emulator.snapshot(() => undefined);
    const drive = [100n, -3000n, 2500n, 7n, 4095n];
    await emulator.held(async () => {
      for (const [i, value] of drive.entries()) await emulator.writeParameters(0, i, [value]);
    });
    await expect(emulator.writeParameters(0, instances, [0n])).rejects.toThrow(RangeError);
    await expect(emulator.writeParameters(0, 0, [1n << 15n])).rejects.toThrow(/does not fit into 16 bits/);
    await expect(emulator.writeParameters(3, 0, [0n])).rejects.toThrow(RangeError);
    await runTo(emulator, 100);
    const after = integersOf(board, await emulator.snapshot(() => undefined));
    // the same by simulation: the steps before with the old parameters, those behind with the new ones
    const changed = { ...fixed, params: fixed.params.map((param) => ({ ...param, integers: drive })) };
    expect(integersOf(board, before)).toEqual(simulated([fixed], board.network, 40).states[0]);
    expect(after).not.toEqual(simulated([fixed], board.network, 100).states[0]);
    const other = await host();
    await other.restore(before);
    await other.held(async () => {
      for (const [i, value] of drive.entries()) await other.writeParameters(0, i, [value]);
    });
    await runTo(other, 100, 0, 40);
    expect(integersOf(board, await other.snapshot(() => undefined))).toEqual(after);
    await other.reset();
    await runTo(other, 60);
    expect(integersOf(board, await other.snapshot(() => undefined))).toEqual(
      simulated([changed], board.network, 60).states[0],
    );
  });

  it('refuses writes that make no sense, and goes on', { timeout }, async () => {
    const emulator = await host();
    await expect(emulator.write('MAGIC', 1)).rejects.toThrow(/refused/);
    await expect(emulator.write('STEPS_LOW', 2 ** 32)).rejects.toThrow(RangeError);
    await expect(emulator.write('STEPS_LOW', 0.5)).rejects.toThrow(RangeError);
    const { link } = emulator;
    const outside = await link.request({ command: 4, address: 0xffc, count: 1, words: [1] });
    expect(outside).toMatchObject({ outcome: 3, done: 0 });
    const crooked = await link.request({ command: 2, address: 2, count: 1, words: [] });
    expect(crooked).toMatchObject({ outcome: 2 });
    const unknown = await link.request({ command: 0x55, address: 0, count: 1, words: [] });
    expect(unknown).toMatchObject({ outcome: 4 });
    const long = await link.request({ command: 2, address: 0, count: 0, words: [1, 2, 3] });
    expect(long).toMatchObject({ outcome: 5 });
    // running: neither start nor read-back
    await emulator.start(0);
    await expect(emulator.command('START')).rejects.toThrow(/refused/);
    await expect(emulator.command('READBACK')).rejects.toThrow(/refused/);
    await expect(emulator.writeParameters(0, 0, [0n])).rejects.toThrow(/refused/);
    await emulator.reset();
    await runTo(emulator, 15);
    await expectStates(emulator, 15);
    const [errors] = await emulator.read('ERRORS');
    expect(errors! & 32).toBe(32);
    await emulator.write('ERRORS', 63);
    expect((await emulator.read('ERRORS'))[0]).toBe(0);
  });

  it('stops at the event that it waits for', { timeout }, async () => {
    const emulator = await host();
    const { events } = simulated([fixed], board.network, 400);
    const wanted = events.findIndex((text, i) => i > 5 && text.endsWith(' 0 3'));
    const at = Number.parseInt(events[wanted]!, 10);
    await emulator.write('TRIGGER_ADDRESS', 3, 0xffffffff);
    await emulator.setControl('trigger', true);
    const records = await runTo(emulator, 400);
    const status = await emulator.status();
    const first = events.findIndex((text) => text.endsWith(' 0 3'));
    const step = Number.parseInt(events[first]!, 10);
    expect(status).toMatchObject({ triggered: true, idle: true });
    expect((await emulator.read('TRIGGER_STEP_LOW'))[0]).toBe(step);
    const { steps } = await emulator.counters();
    expect(steps).toBeGreaterThan(step);
    expect(steps).toBeLessThan(at + 400);
    expect(eventTexts(records)).toEqual(events.filter((text) => Number.parseInt(text, 10) < steps));
    await expectStates(emulator, steps);
  });

  it('shows only the instances that are asked for', { timeout }, async () => {
    const emulator = await host();
    await emulator.write('TRACE_INTERVAL', 10);
    await emulator.write('PROBE_PART', 0, 1, 2);
    await emulator.setControl('probe', true);
    const { beats } = await runTo(emulator, 30, 10);
    expect(beats.map(({ step, instance }) => [step, instance])).toEqual([10, 20, 30].flatMap((step) => [[step, 1], [step, 2]])); // biome-ignore format: pairs
    await expectStates(emulator, 30);
  });

  it('serves one host at a time, and says when another has taken over', { timeout }, async () => {
    const process = await board.start({ port: 0 });
    running.push(process);
    const first = await connect(board, process, { tcp: true });
    open.push(first);
    const second = new Link(await openSocket('127.0.0.1', process.port), { patience: 300, attempts: 2 });
    await expect(second.hello(77)).rejects.toThrow(LinkError);
    second.close();
    await first.read('MAGIC');
    first.link.resume(first.link.session ^ 1, first.link.number);
    await expect(first.read('MAGIC')).rejects.toMatchObject({ kind: 'restarted' });
  });

  it('is missed when its cable is pulled', { timeout }, async () => {
    const process = await board.start();
    const emulator = await connect(board, process, { patience: 100, attempts: 2 });
    open.push(emulator);
    await emulator.start(0);
    process.stop();
    await expect(runTo(emulator, 1000)).rejects.toThrow(LinkError);
  });

  it('is missed when its cable is pulled between two requests', { timeout }, async () => {
    const process = await board.start();
    const emulator = await connect(board, process, { patience: 100, attempts: 2 });
    open.push(emulator);
    process.stop();
    // no turn of the event loop until it has ended: the next write meets the pulled cable before the reader does
    while (!/\) Z /.test(readFileSync(`/proc/${process.pid}/stat`, 'latin1'))) spawnSync('sleep', ['0.01']);
    await expect(emulator.read('MAGIC')).rejects.toThrow(LinkError);
  });

  it('of another circuit is refused', { timeout }, async () => {
    const emulator = await host();
    await expect(emulator.identify(`00${board.fingerprint.slice(2)}`)).rejects.toThrow(/another circuit/);
  });
});
