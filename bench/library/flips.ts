/**
 * `npm run flips`: how many p-bits a second each board would draw, for the section of docs/library-magnetic.md. A sheet of 32 x 32 p-bits on
 * a torus, two colours, in as many lanes as the board holds by the estimate, at its fastest clock; formats, clocks of a step and needs are those of `qnmc build --board`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { NodeFiles } from '../../cli/files.ts';
import { boardNames, loadBoard } from '../../cli/library/boards.ts';
import { describeHardware } from '../../cli/library/describe-hardware.ts';
import { estimateDesign } from '../../cli/library/estimate.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { exceeded } from '../../cli/library/fit.ts';
import { digits, grouped } from '../../cli/report/numbers.ts';
import { compile } from '../../compiler/pipeline.ts';
import { documentOf, sectionsOf } from './table.ts';

const side = 32;
const text = `use std.ising
circuit Sheet {
  p: pbit[${side}, ${side}] { I0 = 0.4  tau = 10 ns }
  couple p by torus(4) { bond(a.own, b.own) }
}
experiment Run of Sheet { stop = 500 ns   dt = 5 ns   tolerance = 1 % }
`;
/** Doubled until the board is full. */
const mostLanes = 64;

function sheetOn(name: string, lanes: number) {
  const board = loadBoard(name);
  const clock = Math.max(...board.clocks);
  const source = { path: 'sheet.qnm', text };
  const { experiments, diagnostics } = compile(source, new NodeFiles(), { device: board, clock, lanes }, evaluators);
  const [made] = experiments;
  if (!made?.hardware) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const needs = estimateDesign(made.hardware, made.files, `${made.hardware.name}_core`);
  const [sheet] = describeHardware(made).populations;
  return { board, clock, lanes, needs, sheet: sheet!, fits: exceeded(needs, board).length === 0 };
}

const rows: string[] = [];
for (const name of boardNames()) {
  let best: ReturnType<typeof sheetOn> | null = null;
  for (let lanes = 1; lanes <= mostLanes; lanes *= 2) {
    const tried = sheetOn(name, lanes);
    if (!tried.fits) break;
    if (best === null || tried.sheet.redraws > best.sheet.redraws) best = tried;
  }
  const cells =
    best === null
      ? [name, '-', '-', '-', '-', 'does not fit']
      : [
          best.board.title,
          `${best.clock / 1e6} MHz`,
          String(best.lanes),
          grouped(best.sheet.cyclesPerStep),
          `${grouped(Math.round(best.needs.lut))} LUT, ${Math.ceil(best.needs.bram)} RAM`,
          `${digits(best.sheet.redraws / 1e9, 3)}e9`,
        ];
  rows.push(`| ${cells.join(' | ')} |`);
  console.log(rows.at(-1));
}

const place = resolve(import.meta.dirname, '../../docs/library-magnetic.md');
const heading = 'p-bits a second';
const section = `## ${heading}
A sheet of ${grouped(side * side)} p-bits on a torus, drawn in two colours, in as many lanes as each board holds by the estimate (\`npm run flips\`). Published machines on FPGAs hold
5,000 to 10,000 p-bits a chip; one flip for each clock and lane, and 1e10 a second on an 85F, were aimed at: a step goes through all p-bits of a lane, of which one colour
is drawn, and waits for the sums of the neighbours, so a lane draws one p-bit in a little more than two clocks.

| board | clock | lanes | clocks a step | needs | flips a second |
|---|---|---|---|---|---|
${rows.join('\n')}
`;
writeFileSync(place, documentOf('examples/magnetic', sectionsOf(readFileSync(place, 'utf8')).set(heading, section)));
