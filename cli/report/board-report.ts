/** What a board's bitstream needs and reaches, for the terminal and for the page. */
import { type Board, type Resources, resourceNames, resourceText } from '../../sim/synth/board.ts';
import type { SynthesisDocument } from '../documents.ts';
import { exceeded, excessText } from '../library/fit.ts';
import { alignTable } from '../terminal.ts';
import type { ReportSection, ReportTable } from './html.ts';
import { digits, engineering, grouped } from './numbers.ts';

const share = (needed: number, there: number): string => `${Number(((100 * needed) / there).toPrecision(3))} %`;

function resourceTable(needs: Resources | null, estimate: Resources, board: Board): ReportTable {
  return {
    caption: 'Resources',
    head: ['', 'estimated', ...(needs ? ['needed'] : []), 'on the board', 'share'],
    rows: resourceNames.map((name) => [
      resourceText[name],
      grouped(Math.ceil(estimate[name])),
      ...(needs ? [grouped(Math.ceil(needs[name]))] : []),
      grouped(board.resources[name]),
      share((needs ?? estimate)[name], board.resources[name]),
    ]),
  };
}

/** "50 MHz is met: 61.3 MHz are reached, 3.7 ns left". */
function clockSentence({ clock, reached, slack, met }: SynthesisDocument): string {
  const asked = engineering(clock, 'Hz');
  if (met === null || reached === null || slack === null) return `${asked}; the maker's own tool places and routes it`;
  const margin = `${digits(Math.abs(slack) * 1e9, 3)} ns ${slack >= 0 ? 'left' : 'missing'}`;
  return `${asked} is ${met ? 'met' : 'MISSED'}: ${engineering(reached, 'Hz')} is reached, ${margin}`;
}
function rateText({ rate }: SynthesisDocument): string {
  return rate >= 1 ? `${digits(rate, 3)} times real time` : `1/${digits(1 / rate, 3)} of real time`;
}
function pathTable({ path }: SynthesisDocument): ReportTable {
  const total = path.reduce((sum, { logic, routing }) => sum + logic + routing, 0);
  return {
    caption: `Longest path, ${digits(total, 3)} ns`,
    head: ['through', 'line', 'logic', 'wires'],
    rows: path.map(({ what, where, logic, routing }) => [
      what,
      where ?? '',
      `${logic.toFixed(2)} ns`,
      `${routing.toFixed(2)} ns`,
    ]),
  };
}
function headline(synthesis: SynthesisDocument, board: Board): string {
  return `${board.title} (${synthesis.device}), ${clockSentence(synthesis)}; ${rateText(synthesis)}`;
}
function tablesOf(synthesis: SynthesisDocument, board: Board): ReportTable[] {
  const tables = [resourceTable(synthesis.needs, synthesis.estimate, board)];
  return synthesis.path.length === 0 ? tables : [...tables, pathTable(synthesis)];
}

export function boardSection(synthesis: SynthesisDocument, board: Board): ReportSection {
  return {
    heading: `${synthesis.experiment} on ${board.title}`,
    verdict: headline(synthesis, board),
    good: synthesis.met !== false,
    tables: tablesOf(synthesis, board),
    figures: [],
  };
}

export function boardLines(synthesis: SynthesisDocument, board: Board): string[] {
  const { seconds, tries, bitstream } = synthesis;
  const seeds =
    tries.length > 1 ? `; seeds ${tries.map((t) => `${t.seed}: ${engineering(t.reached, 'Hz')}`).join(', ')}` : '';
  return [
    `${synthesis.experiment}: ${headline(synthesis, board)}${seeds}`,
    ...tablesOf(synthesis, board).flatMap(({ caption, head, rows }) => [
      `  ${caption}`,
      ...alignTable([head, ...rows]).map((row) => `    ${row}`),
    ]),
    ...synthesis.warnings.slice(0, 5).map((warning) => `  yosys: ${warning}`),
    `  synthesis ${Math.round(seconds.synthesis)} s, place and route ${Math.round(seconds.route)} s${bitstream === null ? '' : `, bitstream ${bitstream}`}`,
  ];
}

/** `build --board B --estimate`: without any tool. */
export function estimateLines(experiment: string, estimate: Resources, board: Board): string[] {
  const { caption, head, rows } = resourceTable(null, estimate, board);
  const verdict = exceeded(estimate, board).length === 0 ? 'it fits' : excessText(estimate, board);
  return [
    `${experiment} on ${board.title} (${board.device}), estimated with its host interface: ${verdict}`,
    `  ${caption}`,
    ...alignTable([head, ...rows]).map((row) => `    ${row}`),
  ];
}
