/** Runs once before all tests: the shared cache of Verilated models, and the environment that finds the local tools. */
import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

export default function setup(): void {
  const root = resolve(import.meta.dirname, '../..');
  process.env['QNM_CACHE'] ??= resolve(root, '.cache/qnm');
  mkdirSync(process.env['QNM_CACHE'], { recursive: true });
  // One compiler cache for every Verilator build of the tests; ccache makes the C++ runtime a one-time cost.
  process.env['CCACHE_DIR'] ??= resolve(root, '.cache/ccache');
  process.env['CCACHE_SLOPPINESS'] ??= 'time_macros,include_file_mtime';
  if (!existsSync(resolve(root, 'dist/bundle/cli/main.js')))
    console.warn("tests of the built command line need 'make setup' first");
}
