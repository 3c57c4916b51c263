/** Sites of operations as one Verilated model, driven block by block; every result and flag compared with the integer meaning. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { formatText, integerRange } from '../../compiler/ops/format.ts';
import { evaluateIntegerFlagged } from '../../compiler/ops/index.ts';
import { mustSucceed, roomIn, startProcess } from '../../sim/rtl/process.ts';
import { buildVerilated } from '../../sim/rtl/verilator.ts';
import { latencyAt, sweepFiles } from '../../test/rtl/sweep.ts';
import { checkout, tools } from '../../test/support/tools.ts';
import type { TriedSite } from './sites.ts';

/** Words of operands and of results of one site and clock, as `test/rtl/sweep.cpp` has them. */
const [inputWords, outputWords] = [3, 2];
/** Clocks of one block of the stream. */
const block = 4096;

export interface SiteOutcome {
  compared: number;
  /** Results outside a format that was said to be proved. */
  outside: number;
  differences: number;
  first: string | null;
}

/** Tries all sites; one outcome each. */
export async function trySites(sites: readonly TriedSite[], cacheDir: string): Promise<SiteOutcome[]> {
  const harness = readFileSync(resolve(checkout, 'test/rtl/sweep.cpp'), 'utf8');
  const files = sweepFiles(sites.map((s) => ({ ...s, vectors: [] })));
  const model = await buildVerilated(files, 'sweep', harness, [], { toolbox: tools, cacheDir, purpose: 'short' });
  const latencies = sites.map(latencyAt);
  const clocks = Math.max(...sites.map((s, i) => s.inputs.count + latencies[i]!)) + 1;
  const tool = { command: model.program, env: {}, version: null };
  const { child, ended, errors } = startProcess(tool, [], { cwd: model.folder });
  const outcomes = sites.map((): SiteOutcome => ({ compared: 0, outside: 0, differences: 0, first: null }));
  const feeding = feed(sites, clocks, child.stdin);
  await collect(sites, latencies, outcomes, child.stdout);
  await feeding;
  mustSucceed(tool, await ended, errors());
  return outcomes;
}

async function feed(sites: readonly TriedSite[], clocks: number, input: Writable): Promise<void> {
  for (let start = 0; start < clocks && !input.destroyed; start += block) {
    const rows = Math.min(block, clocks - start);
    const words = new BigInt64Array(rows * sites.length * inputWords);
    sites.forEach(({ inputs }, i) => {
      for (let t = 0; t < rows && start + t < inputs.count; t++)
        inputs.fill(start + t, words, (t * sites.length + i) * inputWords);
    });
    if (!input.write(new Uint8Array(words.buffer))) await roomIn(input);
  }
  input.end();
}

/** Results come in the order of clocks; operands are worked out once more, a little later than they were sent. */
async function collect(
  sites: readonly TriedSite[],
  latencies: readonly number[],
  outcomes: SiteOutcome[],
  output: AsyncIterable<Buffer>,
): Promise<void> {
  const judges = sites.map((site, i) => judgeOf(site, outcomes[i]!));
  const row = sites.length * outputWords * 8;
  let pending: Buffer = Buffer.alloc(0);
  let clock = 0;
  for await (const chunk of output) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const rows = Math.floor(pending.length / row);
    for (let t = 0; t < rows; t++, clock++)
      for (let i = 0; i < sites.length; i++) {
        const index = clock - latencies[i]!;
        if (index < 0 || index >= sites[i]!.inputs.count) continue;
        const at = t * row + i * outputWords * 8;
        judges[i]!(index, pending.readBigUInt64LE(at), (pending[at + 8]! & 1) === 1);
      }
    pending = pending.subarray(rows * row);
  }
}
function judgeOf({ op, site, inputs }: TriedSite, outcome: SiteOutcome) {
  const { low, high } = integerRange(site.result);
  const { signed, width } = site.result;
  const operands = new BigInt64Array(inputWords);
  const args = [...site.args].map(() => 0n);
  return (index: number, raw: bigint, flag: boolean): void => {
    inputs.fill(index, operands, 0);
    for (let k = 0; k < args.length; k++) args[k] = operands[k]!;
    if (op === 'divide' && site.overflow === 'proved' && args[1] === 0n) return;
    const want = evaluateIntegerFlagged(op, site, args);
    if (want.value < low || want.value > high) {
      outcome.outside++;
      return;
    }
    const got = signed ? BigInt.asIntN(width, raw) : BigInt.asUintN(width, raw);
    outcome.compared++;
    if (got === want.value && flag === want.flag) return;
    outcome.differences++;
    const formats = `${site.args.map(formatText).join(' ')} -> ${formatText(site.result)} ${site.rounding} ${site.overflow}`;
    outcome.first ??= `${op}(${args.join(', ')}) [${formats}]: expected ${want.value} flag ${want.flag}, hardware ${got} flag ${flag}`;
  };
}
