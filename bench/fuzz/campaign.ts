/** Runs of many seeds: judged one by one, their Verilog in batches; faults shrink and are written down. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkout } from '../../test/support/tools.ts';
import { compareBatch } from './batch.ts';
import { damage, judgeDamaged } from './damage.ts';
import { dataFile, generate, gridFile } from './generate.ts';
import { type Fault, type Hardware, judge } from './judge.ts';
import { shrink } from './shrink.ts';

export interface CampaignOptions {
  readonly seeds: readonly number[];
  /** Without the Verilog. */
  readonly quick: boolean;
  /** Circuits of one Verilated model. */
  readonly batch: number;
  readonly shrinkSeconds: number;
  readonly cacheDir: string;
  readonly say: (line: string) => void;
}
export interface Tally {
  seeds: number;
  verified: number;
  inHardware: number;
  refused: Record<string, number>;
  parted: number;
  damaged: number;
  faults: { readonly seed: number; readonly kind: string; readonly file: string }[];
  /** Sum of ln(predicted / worst) and how many had an error at all. */
  tightness: number;
  measured: number;
}
export const emptyTally = (): Tally => ({
  seeds: 0, verified: 0, inHardware: 0, refused: {}, parted: 0, damaged: 0, faults: [], tightness: 0, measured: 0,
}); // biome-ignore format: one literal

export const faultFolder = resolve(checkout, '.cache/fuzz');

/** Everything that the seeds show. */
export async function campaign(options: CampaignOptions): Promise<Tally> {
  const tally = emptyTally();
  let waiting: { seed: number; hardware: Hardware }[] = [];
  for (const [k, seed] of options.seeds.entries()) {
    const hardware = await oneSeed(seed, options, tally);
    if (hardware && !options.quick) waiting.push({ seed, hardware });
    if (waiting.length < options.batch && k < options.seeds.length - 1) continue;
    if (waiting.length > 0) await oneBatch(waiting, options, tally);
    waiting = [];
    options.say(`progress ${tally.seeds}`);
  }
  return tally;
}

async function oneSeed(seed: number, options: CampaignOptions, tally: Tally): Promise<Hardware | null> {
  const { text } = generate(seed);
  const judged = await judge(text);
  tally.seeds++;
  if (judged.fault) await record(seed, text, judged.fault, async (t) => (await judge(t)).fault, options, tally);
  else if (judged.refused.length > 0)
    for (const code of new Set(judged.refused)) tally.refused[code] = (tally.refused[code] ?? 0) + 1;
  else tally.verified++;
  if (judged.parted) tally.parted++;
  // a state that never moves has no range to measure errors by
  if (judged.closest && judged.closest.worst > 0 && Number.isFinite(judged.closest.predicted)) {
    tally.tightness += Math.log(judged.closest.predicted / judged.closest.worst);
    tally.measured++;
  }
  for (let k = 0; k < 3; k++) {
    const wrong = damage(text, 4 * seed + k);
    const fault = judgeDamaged(wrong);
    tally.damaged++;
    if (fault) await record(seed, wrong, fault, async (t) => judgeDamaged(t), options, tally);
  }
  return judged.hardware;
}

async function oneBatch(
  waiting: readonly { seed: number; hardware: Hardware }[],
  options: CampaignOptions,
  tally: Tally,
): Promise<void> {
  const all = waiting.map((w) => w.hardware);
  const faults = await compareBatch(all, options.cacheDir);
  tally.inHardware += all.length;
  for (const { seed, hardware } of waiting) {
    const fault = faults.get(hardware.name);
    if (!fault) continue;
    const again = async (text: string): Promise<Fault | null> => {
      const { hardware: smaller } = await judge(text);
      if (!smaller) return null;
      return [...(await compareBatch([smaller], options.cacheDir)).values()][0] ?? null;
    };
    await record(seed, generate(seed).text, fault, again, options, tally);
  }
}

/** Shrinks, writes and reports a fault. */
async function record(
  seed: number,
  text: string,
  fault: Fault,
  again: (text: string) => Promise<Fault | null>,
  options: CampaignOptions,
  tally: Tally,
): Promise<void> {
  const fails = async (t: string): Promise<boolean> => (await again(t))?.kind === fault.kind;
  const small = options.shrinkSeconds > 0 ? await shrink(text, fails, options.shrinkSeconds) : text;
  const detail = ((await again(small)) ?? fault).detail;
  mkdirSync(faultFolder, { recursive: true });
  for (const data of [dataFile, gridFile]) writeFileSync(join(faultFolder, data.path), data.text);
  const file = join(faultFolder, `seed-${seed}.qnm`);
  writeFileSync(file, `// seed ${seed}: ${fault.kind}\n${detail.replace(/^/gm, '// ').slice(0, 2000)}\n${small}`);
  tally.faults.push({ seed, kind: fault.kind, file });
  options.say(`fault seed ${seed}: ${fault.kind}\n${detail.slice(0, 600)}\n--- ${file}\n${small}\n---`);
}
