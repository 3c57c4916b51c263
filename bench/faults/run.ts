/**
 * `npm run faults [-- WORD]`: puts each fault of the list into a copy of the checkout and runs the check that must see it. Exit code 1
 * when one is not caught, when the text of one is not found exactly once, or when a check fails without a fault.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkout } from '../../test/support/tools.ts';
import { type CheckName, checks } from './checks.ts';
import { type FaultLine, faultList } from './list.ts';

const left = new Set([
  'node_modules',
  '.venv',
  '.venv-synthesis',
  '.venv-formal',
  '.venv-python',
  '.git',
  '.cache',
  'dist',
  'build',
  'out',
]);
const folder = resolve(checkout, '.cache/faults');
const jobs = 2;
/** Milliseconds; a fault may make a check hang, which is seen too. */
const timeLimit = 300_000;

function copyCheckout(name: string): string {
  const place = join(folder, name);
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  for (const entry of readdirSync(checkout))
    if (!left.has(entry)) cpSync(join(checkout, entry), join(place, entry), { recursive: true });
  for (const shared of ['node_modules', '.venv']) symlinkSync(join(checkout, shared), join(place, shared));
  return place;
}

interface Outcome {
  readonly failed: boolean;
  readonly seconds: number;
  readonly output: string;
}
function runCheck(place: string, name: CheckName): Promise<Outcome> {
  const [program = '', ...args] = checks[name];
  const began = performance.now();
  const env = { ...process.env, QNM_CACHE: join(folder, 'models'), NO_COLOR: '1' };
  const child = spawn(join(place, program), args, { cwd: place, env, timeout: timeLimit, killSignal: 'SIGKILL' });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-4000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return new Promise((done) =>
    child.on('close', (code) => done({ failed: code !== 0, seconds: (performance.now() - began) / 1000, output })),
  );
}

type Verdict = 'caught' | 'NOT CAUGHT' | 'STALE';
async function tryFault(
  place: string,
  { file, find, replace, check }: FaultLine,
): Promise<{ verdict: Verdict; seconds: number }> {
  const path = join(place, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(find).length !== 2) return { verdict: 'STALE', seconds: 0 };
  writeFileSync(
    path,
    text.replace(find, () => replace),
  );
  const { failed, seconds } = await runCheck(place, check);
  writeFileSync(path, text);
  return { verdict: failed ? 'caught' : 'NOT CAUGHT', seconds };
}

/** Checks that fail without a fault: they would catch anything. */
async function brokenChecks(places: readonly string[], wanted: readonly CheckName[]): Promise<CheckName[]> {
  const broken: CheckName[] = [];
  await share(places, wanted, async (place, name) => {
    const { failed, seconds, output } = await runCheck(place, name);
    process.stdout.write(`${failed ? 'FAILS ' : 'passes'}  ${name}, without a fault (${seconds.toFixed(0)} s)\n`);
    if (!failed) return;
    broken.push(name);
    process.stdout.write(`${output}\n`);
  });
  return broken;
}
/** Every place takes the next item when it is free. */
async function share<T>(
  places: readonly string[],
  items: readonly T[],
  work: (place: string, item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  await Promise.all(
    places.map(async (place) => {
      for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(place, item);
    }),
  );
}

const word = process.argv[2] ?? '';
const chosen = faultList.filter((f) => `${f.check} ${f.file} ${f.breaks}`.includes(word));
const places = Array.from({ length: jobs }, (_, k) => copyCheckout(`copy-${k}`));
const broken = await brokenChecks(places, [...new Set(chosen.map((f) => f.check))]);
const counts: Record<Verdict, number> = { caught: 0, 'NOT CAUGHT': 0, STALE: 0 };
const began = performance.now();
await share(
  places,
  chosen.filter((f) => !broken.includes(f.check)),
  async (place, fault) => {
    const { verdict, seconds } = await tryFault(place, fault);
    counts[verdict]++;
    const line = `${verdict.padEnd(10)}  ${fault.check.padEnd(10)}  ${fault.file}: ${fault.breaks} (${seconds.toFixed(0)} s)`;
    process.stdout.write(`${line}\n`);
  },
);
const minutes = ((performance.now() - began) / 60_000).toFixed(1);
process.stdout.write(
  `${chosen.length} faults: ${counts.caught} caught, ${counts['NOT CAUGHT']} not caught, ${counts.STALE} stale; ${minutes} min\n`,
);
process.exitCode = counts.caught === chosen.length && broken.length === 0 ? 0 : 1;
