/**
 * `npm run bench`: speed on the reference circuit as ratios to plain C float64, at several numbers of instances, peers
 * beside. Timings are printed, never asserted. Arguments choose contenders by a part of their name.
 */
import { resolve } from 'node:path';
import { alignTable } from '../cli/terminal.ts';
import { findToolbox } from '../sim/rtl/toolbox.ts';
import { type Contender, type Entry, sizes } from './contender.ts';
import { ours } from './ours.ts';
import { numpy, plainC } from './peers.ts';

const box = findToolbox(resolve(import.meta.dirname, '..'), process.env);
const entries: Entry[] = [plainC(box), ...(await ours(box)), numpy(box)];
const wanted = process.argv.slice(2);
const chosen = entries.filter(
  (entry, k) => k === 0 || wanted.length === 0 || wanted.some((word) => entry.name.includes(word)),
);

async function speeds(contender: Contender): Promise<(number | null)[]> {
  const found: (number | null)[] = [];
  for (const size of sizes) {
    const speed = await contender.run(size);
    found.push(speed === null ? null : speed.deviceSteps / speed.seconds);
  }
  return found;
}

const rows: string[][] = [['', ...sizes.map((n) => `${n} instances`), 'device-steps/s', 'version']];
const absent: string[] = [];
let reference: (number | null)[] | null = null;
for (const entry of chosen) {
  if ('missing' in entry) {
    absent.push(`${entry.name}: ${entry.missing}`);
    continue;
  }
  const rates = await speeds(entry);
  reference ??= rates;
  const ratios = rates.map((rate, k) =>
    rate === null || !reference?.[k] ? '-' : (rate / reference[k]).toPrecision(3),
  );
  const last = rates.filter((rate) => rate !== null).at(-1);
  rows.push([entry.name, ...ratios, last === undefined ? '-' : last.toExponential(2), entry.version]);
  process.stderr.write('.');
}
process.stderr.write('\n');
console.log(`Ratios to plain C float64 on this machine (above 1: faster).`);
for (const line of alignTable(rows, [false, true, true, true, true])) console.log(line);
for (const line of absent) console.log(`not run: ${line}`);
