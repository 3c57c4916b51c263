/** Runs sites of operations as hardware: one Verilated model of all of them, results compared with the integers of `compiler/ops`. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parametersView, withLast } from '../../compiler/emit/lane-view.ts';
import { MemoryFiles } from '../../compiler/emit/memories.ts';
import { RtlLibrary } from '../../compiler/emit/rtl-library.ts';
import type { EmittedFile } from '../../compiler/machine/form.ts';
import { formatText, integerRange } from '../../compiler/ops/format.ts';
import { evaluateIntegerFlagged, operation } from '../../compiler/ops/index.ts';
import type { HardwareInstance } from '../../compiler/ops/operation.ts';
import { render } from '../../compiler/render.ts';
import type { FileAccess } from '../../dsl/index.ts';
import { mustSucceed, roomIn, startProcess } from '../../sim/rtl/process.ts';
import { buildVerilated } from '../../sim/rtl/verilator.ts';
import { packagedFiles } from '../support/fixed-builder.ts';
import { checkout, modelCache, tools } from '../support/tools.ts';
import type { SweepSite } from './sweep-sites.ts';

const inputBits = 192;
const outputBits = 128;

const files: FileAccess = {
  readText: () => undefined,
  readPackaged: (path) =>
    path === 'templates/sweep.v.hbs'
      ? { path, text: readFileSync(resolve(checkout, 'test/rtl/sweep.v.hbs'), 'utf8') }
      : packagedFiles.readPackaged(path),
};

/** By turns: every register, only those that must be, and some by a fixed rule, so that all forms of a module are met. */
function registersOf({ places }: HardwareInstance, index: number): bigint {
  const wanted = [() => true, () => false, (k: number) => (k * 7 + index) % 3 === 0][index % 3]!;
  return places.reduce((mask, { always }, k) => (always || wanted(k) ? mask | (1n << BigInt(k)) : mask), 0n);
}
function ones(mask: bigint): number {
  return mask.toString(2).replaceAll('0', '').length;
}

/** Clocks from operands to result of the site at a place of the list. */
export function latencyAt({ op, site }: Pick<SweepSite, 'op' | 'site'>, index: number): number {
  return ones(registersOf(operation(op).fixed!.hardware(site), index));
}

/** The Verilog of a sweep. */
export function sweepFiles(sites: readonly SweepSite[]): EmittedFile[] {
  const library = new RtlLibrary(files);
  const memories = new MemoryFiles();
  const views = sites.map(({ op, site }, index) => {
    const instance = operation(op).fixed!.hardware(site);
    const operands = instance.ports.map((port, i) => {
      const low = index * inputBits + 64 * i;
      return { port, low, high: low + (port === null ? 0 : site.args[i]!.width) - 1 };
    });
    const yLow = index * outputBits;
    const range = (from: number, to: number) => ({ low: from, high: to - 1, zero: `${to - from}'d0` });
    const ends = [
      ...operands.map((o) => o.high + 1 - index * inputBits),
      ...Array.from({ length: 3 - operands.length }, (_, i) => 64 * (operands.length + i)),
    ];
    const unread = ends.map((end, i) => range(index * inputBits + end, index * inputBits + 64 * (i + 1)));
    const blanks = [range(yLow + site.result.width, yLow + 64), range(yLow + 65, yLow + outputBits)];
    const real = (r: { low: number; high: number }) => r.high >= r.low;
    return {
      unread: unread.filter(real),
      blanks: blanks.filter(real),
      index, module: instance.module, high: site.result.width - 1, operands: operands.filter(({ port }) => port !== null), yLow, yHigh: yLow + site.result.width - 1, flagBit: yLow + 64,
      clocked: library.hasPort(instance.module, 'clk'), flagged: library.hasPort(instance.module, 'flag'),
      parameters: withLast(parametersView(instance, registersOf(instance, index), memories)),
    }; // biome-ignore format: one literal
  });
  const view = { sites: views, inputHigh: sites.length * inputBits - 1, outputHigh: sites.length * outputBits - 1 };
  return [...library.emitted, { path: 'sweep.v', text: render(files, 'sweep.v', view) }, ...memories.files];
}

export interface SweepResult {
  readonly sites: number;
  readonly compared: number;
  /** Results outside a format that was said to be proved: no meaning to compare. */
  readonly outside: number;
  readonly differences: readonly string[];
  readonly buildSeconds: number;
  readonly runSeconds: number;
}

/** Builds, drives and compares. */
export async function sweep(sites: readonly SweepSite[]): Promise<SweepResult> {
  const harness = readFileSync(resolve(checkout, 'test/rtl/sweep.cpp'), 'utf8');
  const options = { toolbox: tools, cacheDir: modelCache, purpose: 'once' as const };
  const model = await buildVerilated(sweepFiles(sites), 'sweep', harness, [], options);
  const started = performance.now();
  const latencies = sites.map(latencyAt);
  const clocks = Math.max(...sites.map((s, i) => s.vectors.length + latencies[i]!)) + 1;
  const results = await drive(model.program, model.folder, sites, clocks);
  const counts = { compared: 0, outside: 0 };
  const differences = sites.flatMap((s, i) => compareSite(s, i, latencies[i]!, results, sites.length, counts));
  const runSeconds = (performance.now() - started) / 1000;
  return { sites: sites.length, ...counts, differences, buildSeconds: model.seconds, runSeconds };
}

async function drive(
  program: string,
  folder: string,
  sites: readonly SweepSite[],
  clocks: number,
): Promise<BigUint64Array> {
  const tool = { command: program, env: {}, version: null };
  const { child, ended, errors } = startProcess(tool, [], { cwd: folder });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const words = inputBits / 64;
  for (let t = 0; t < clocks && !child.stdin.destroyed; t++) {
    const clock = new BigUint64Array(sites.length * words);
    sites.forEach(({ vectors }, i) => {
      const row = vectors[t % vectors.length]!;
      row.forEach((x, k) => {
        clock[i * words + k] = BigInt.asUintN(64, x);
      });
    });
    if (!child.stdin.write(new Uint8Array(clock.buffer))) await roomIn(child.stdin);
  }
  child.stdin.end();
  mustSucceed(tool, await ended, errors());
  const bytes = Buffer.concat(chunks);
  return new BigUint64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function compareSite(
  { op, site, vectors }: SweepSite,
  index: number,
  latency: number,
  results: BigUint64Array,
  siteCount: number,
  counts: { compared: number; outside: number },
): string[] {
  const { low, high } = integerRange(site.result);
  const words = outputBits / 64;
  for (const [t, args] of vectors.entries()) {
    if (op === 'divide' && site.overflow === 'proved' && args[1] === 0n) continue;
    const want = evaluateIntegerFlagged(op, site, args);
    if (want.value < low || want.value > high) {
      counts.outside++;
      continue;
    }
    const at = ((t + latency) * siteCount + index) * words;
    const raw = results[at]!;
    const got = site.result.signed ? BigInt.asIntN(site.result.width, raw) : BigInt.asUintN(site.result.width, raw);
    const flag = (results[at + 1]! & 1n) === 1n;
    counts.compared++;
    if (got === want.value && flag === want.flag) continue;
    const formats = `${site.args.map(formatText).join(' ')} -> ${formatText(site.result)} ${site.rounding} ${site.overflow}`;
    return [
      `${op}(${args.join(', ')}) [${formats}, latency ${latency}]: expected ${want.value} flag ${want.flag}, hardware ${got} flag ${flag}`,
    ];
  }
  return [];
}
