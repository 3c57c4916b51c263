/** What is said of a design that is too large: by which figures, and what would help. */
import { describe, expect, it } from 'vitest';
import { loadBoard } from '../../cli/library/boards.ts';
import { estimateNetwork } from '../../cli/library/estimate.ts';
import { evaluators } from '../../cli/library/evaluators.ts';
import { fitAdvice, hostShare } from '../../cli/library/fit.ts';
import { load } from '../../cli/library/load.ts';
import { compile } from '../../compiler/pipeline.ts';
import type { Resources } from '../../sim/synth/board.ts';

const board = loadBoard('icebreaker');
const loaded = load('examples/boards/neurons.qnm');
const [experiment] = compile(loaded.source!, loaded.files, { version: '0', device: board }, evaluators).experiments;
const hardware = experiment!.hardware!;
const core = estimateNetwork(hardware);
const hostOf = (lut: number): Resources => ({ lut, ff: 0, dsp: 0, bram: 0 });
const needs = (host: Resources): Resources => ({ ...core, bram: 0, lut: core.lut + host.lut });

describe('advice for a design that is too large', () => {
  it('counts the host interface apart when not even one instance fits beside it', () => {
    const host = hostOf(board.resources.lut - 10);
    expect(fitAdvice(hardware, needs(host), host, board)).toMatch(
      /^not even one instance fits: it would need \d,\d{3} LUT of 5,280, 5,270 of them for the host interface; a larger tolerance/,
    );
  });
  it('says that nothing but a larger board helps when the host interface alone is too large', () => {
    const host = hostOf(board.resources.lut + 1);
    expect(fitAdvice(hardware, needs(host), host, board)).toMatch(
      /5,281 of them for the host interface; take a larger board$/,
    );
  });
  it('does not scale the host interface with the lanes', () => {
    // of 100 tables beside a host of 5,000, 40 lanes want 4,000 more than one
    const wide = {
      ...hardware,
      parts: hardware.parts.map((part) => ({ ...part, lanes: 40, copies: 40 * part.copies, rows: 2 })),
    };
    const host = hostOf(5000);
    const all = { ...hostOf(9000), bram: 0 };
    expect(fitAdvice(wide, all, host, board)).toBe('2 lanes would fit: --lanes 2');
  });
  it('takes the share of the host from two estimates, never below nothing', () => {
    const [all, own] = [
      { lut: 10, ff: 5, dsp: 1, bram: 4 },
      { lut: 4, ff: 7, dsp: 1, bram: 1 },
    ];
    expect(hostShare(all, own)).toEqual({ lut: 6, ff: 0, dsp: 0, bram: 3 });
  });
});
