/**
 * `npm run paths -- NETLIST.json [COUNT]`: the longest paths of a netlist of an ECP5 (`.cache/qnm/netlist-*`), by estimate, before anything is
 * placed: one line for each group of registers in which paths end, with the cells on the way of the longest one.
 */
import { readFileSync } from 'node:fs';
import { longestPaths } from '../../sim/synth/paths/longest.ts';
import { readNetlist } from '../../sim/synth/paths/netlist.ts';

const [file, count = '30'] = process.argv.slice(2);
if (file === undefined) throw new Error('name a netlist.json');
/** The register's or module's name in the design, without what the tools put behind it. */
const shortName = (cell: string): string =>
  cell
    .replace(/\.?gen_\w+(\[\d+\])?/g, '')
    .replace(/(_TRELLIS|_CCU2C|_LUT4|_PFUMX|_L6MUX21|_MULT18X18D|\$).*/, '')
    .replace(/^host\.(axi\.)?/, '');
const shown = new Set<string>();
for (const { time, cell, port, through } of longestPaths(readNetlist(readFileSync(file, 'utf8')))) {
  const end = shortName(cell);
  if (shown.has(end)) continue;
  shown.add(end);
  const way = through.map((step) => ({ ...step, cell: shortName(step.cell) }));
  const pieces = way.filter((step, i) => i === way.length - 1 || step.cell !== way[i + 1]!.cell);
  const text = pieces.map((step) => `${step.cell} (${step.type}) ${step.time.toFixed(1)}`).join(' > ');
  console.log(`${time.toFixed(1)} ns  ${end}.${port}: ${text}`);
  if (shown.size >= Number(count)) break;
}
