/** Virtual boards of small circuits for tests: built once for each circuit, any number of them at a time. */
import { coreFingerprint, emitHost } from '../../compiler/emit/index.ts';
import type { EmittedFile, MachineForm, NetworkMachine } from '../../compiler/machine/form.ts';
import { networkOf } from '../../compiler/machine/words.ts';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { Emulator } from '../../sim/host/emulator.ts';
import { openSocket, openTerminal } from '../../sim/host/line.node.ts';
import { type Line, Link, type LinkOptions } from '../../sim/host/link.ts';
import { BoardRecords } from '../../sim/host/records.ts';
import { runOnBoard } from '../../sim/host/run.ts';
import { runFixedNetwork } from '../../sim/network/index.ts';
import { stimulusNumbers } from '../../sim/rtl/index.ts';
import { type BoardProcess, type BoardStart, buildBoard, startBoard } from '../../sim/rtl/virtual-board.ts';
import { FixedBuilder, packagedFiles } from '../support/fixed-builder.ts';
import { verilogOf } from '../support/rtl.ts';
import { modelCache, tools } from '../support/tools.ts';

const bitClocks = 4 * 256;

/** Fires and is reset; driven by a parameter, a stimulus and noise, so that nothing but the right numbers gives the right bits. */
export function noisyIntegrator(instances: number): FixedForm {
  const b = new FixedBuilder(instances);
  const x = b.state(
    'x',
    's20.14',
    Array.from({ length: instances }, (_, i) => BigInt((i * 37) % 5000)),
  );
  const count = b.state('count', 'u12.0', [0n]);
  const drive = b.param(
    'drive',
    's16.12',
    Array.from({ length: instances }, (_, i) => BigInt(800 + ((i * 71) % 4000))),
  );
  const stimulus = b.input('stimulus', 's14.12');
  const noise = b.draw({ kind: 'normal', site: 4, format: { signed: true, width: 18, fraction: 14 } });
  const rate = b.op('add', [b.op('add', [drive, stimulus], 's20.15'), noise], 's20.14');
  const moved = b.op('add', [x, b.op('multiply', [rate, b.constant(51n, 's8.9')], 's22.17')], 's20.14', {
    flagged: true,
  });
  const threshold = b.constant(9000n, 's20.13');
  const fired = b.bool('lessEqual', [threshold, moved]);
  const one = b.op('select', [fired, b.constant(1n, 'u2.0'), b.constant(0n, 'u2.0')], 'u2.0');
  b.event('spike', fired, null);
  b.assert('x stays below 1', b.bool('less', [moved, b.constant(2n, 's8.1')]));
  b.setNext(
    b.op('select', [fired, b.constant(0n, 's20.14'), moved], 's20.14'),
    b.op('add', [count, one], 'u12.0', { overflow: 'wrap' }),
  );
  return b.build('Noisy');
}

export interface TestBoard {
  readonly network: NetworkMachine;
  readonly files: readonly EmittedFile[];
  readonly fingerprint: string;
  start(more?: Partial<BoardStart>): Promise<BoardProcess>;
}
export async function testBoard(hardware: MachineForm | NetworkMachine): Promise<TestBoard> {
  const network = 'parts' in hardware ? hardware : networkOf(hardware);
  const core = verilogOf(hardware);
  const files = [...core, ...emitHost(network, core, packagedFiles, { version: '0.0.0', bitClocks })!];
  const model = await buildBoard(network.name, files, { toolbox: tools, cacheDir: modelCache, purpose: 'once' });
  return {
    network,
    files,
    fingerprint: coreFingerprint(core),
    start: (more = {}) => startBoard(model, { bitClocks, ...more }),
  };
}

/** A host on the board's pseudo-terminal, or on its port. */
export async function connect(
  board: TestBoard,
  process: BoardProcess,
  options: Partial<LinkOptions> & { readonly tcp?: boolean } = {},
): Promise<Emulator> {
  const line = options.tcp ? await openSocket('127.0.0.1', process.port) : openTerminal(process.terminal, 3_000_000);
  return await greet(board, line, options);
}
export async function greet(board: TestBoard, line: Line, options: Partial<LinkOptions> = {}): Promise<Emulator> {
  const link = new Link(line, { patience: 2000, attempts: 10, ...options });
  await link.hello(1 + Math.floor(Math.random() * 65535));
  const emulator = new Emulator(link, board.network);
  await emulator.identify(board.fingerprint);
  return emulator;
}

/** Runs to step `target` and gives what came. */
export async function runTo(emulator: Emulator, target: number, interval = 0, from = 0): Promise<BoardRecords> {
  const records = new BoardRecords(emulator.network, interval);
  await runOnBoard({
    emulator,
    records,
    target,
    started: false,
    stimulus: stimulusNumbers(emulator.network, target, from, emulator.fed),
    checkpoints: 0,
  });
  return records;
}

/** Integers of all kept states by part after so many steps, and events as `step source instance`, of the bit-exact simulator. */
export function simulated(forms: readonly FixedForm[], network: NetworkMachine, steps: number) {
  const states: bigint[][] = forms.map(() => []);
  const events: string[] = [];
  const observer = {
    frame: ({ part, step, integers }: { part: number; step: number; integers: BigInt64Array | null }) => {
      if (step + 1 === steps) states[part] = [...integers!];
    },
  };
  runFixedNetwork(forms, observer, {
    steps,
    engine: 'bigint',
    onEvent: (part, step, instance, event) => {
      events.push(`${step} ${network.parts.find((one) => one.part === part)!.firstSource + event} ${instance}`);
    },
  });
  return { states, events };
}
export function eventTexts({ events }: BoardRecords): string[] {
  return events.map(({ step, source, instance }) => `${step} ${source} ${instance}`);
}
