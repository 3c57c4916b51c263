import { describe, expect, it } from 'vitest';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { buildNetwork } from '../../compiler/numerics/index.ts';
import { DiagnosticSink } from '../../dsl/index.ts';
import { assumedStates, noInputs, settledStates, traceAssumed } from '../../sim/fixed/assumed.ts';
import { FixedRun } from '../../sim/fixed/index.ts';
import { GuardedSteps } from '../../sim/fixed/lane-guard.ts';
import type { LaneLayout } from '../../sim/fixed/lane-layout.ts';
import { traceInvariant } from '../../sim/fixed/program.ts';
import { FixedNetworkRun, gatherNetworkEvidence } from '../../sim/network/index.ts';
import { leakyIntegrator } from '../support/fixed-builder.ts';
import { conductors, kuramoto, ring } from './network-forms.ts';

type Range = { readonly low: number; readonly high: number };
/** The same form, of whose first state something else was seen. */
function seenIn(fixed: FixedForm, range: Range): FixedForm {
  return { ...fixed, states: fixed.states.map((state, s) => (s === 0 ? { ...state, range } : state)) };
}
const options = { params: 'folded', tables: 'whole' } as const;
function assumedOf(fixed: FixedForm): ReturnType<typeof traceAssumed> {
  const proved = traceInvariant(fixed, options);
  const states = settledStates(fixed, options, proved, assumedStates(fixed, proved), noInputs);
  return traceAssumed(fixed, options, proved, states, noInputs);
}
/** All events, and everything at each look. */
function history(fixed: FixedForm, engine: 'bigint' | 'javascript' | 'vector', looks: readonly number[]): string[] {
  const events: string[] = [];
  const run = new FixedRun(fixed, {
    engine,
    directTables: true,
    onEvent: (...event) => events.push(event.join()),
  });
  const seen = looks.map((steps) => {
    run.advance(steps);
    return `${run.frame.step}: ${run.frame.integers!.join()} ${run.frame.flags.join()}`;
  });
  return [...seen, ...events];
}

describe('what is assumed of states', () => {
  const looks = [1, 7, 100, 1, 200];
  // 53: with instances of padding, in two blocks
  const form = leakyIntegrator(53, { input: true, perInstance: true });
  const oracle = history(form, 'bigint', looks);
  const cases = [
    ['is never left', { low: -3, high: 7 }],
    ['is left before each spike', { low: 0, high: 0.9 }],
    ['is left at the first step', { low: 0, high: 1e-6 }],
    ['says nothing', { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }],
  ] as const;
  it.each(cases)('changes no bit where it %s', (_how, range) => {
    const fixed = seenIn(form, range);
    expect(oracle.length).toBeGreaterThan(looks.length + 100);
    expect(history(fixed, 'vector', looks)).toEqual(oracle);
    expect(history(fixed, 'javascript', looks)).toEqual(oracle);
  });
  it('is looked at where a step may leave it, and makes steps shorter', () => {
    const fixed = seenIn(leakyIntegrator(5, {}), { low: 0, high: 0.9 });
    const { checks, program } = assumedOf(fixed)!;
    expect(checks.map(({ state }) => state)).toContain(0);
    expect(program.live.length).toBeLessThan(traceInvariant(fixed, options).program.live.length);
    const range = { low: -1e9, high: 1e9 };
    expect(assumedOf({ ...fixed, states: fixed.states.map((state) => ({ ...state, range })) })).toBe(null);
  });
});

describe('steps in doubt', () => {
  it('are made by the careful way until all is as assumed again', () => {
    const buffer = new ArrayBuffer(64);
    const [doubt, other, x] = [
      new Int32Array(buffer, 0, 1),
      new Int32Array(buffer, 4, 1),
      new Float64Array(buffer, 8, 1),
    ];
    const layout = { doubt: 0, columns: [8], padded: 1 } as unknown as LaneLayout;
    const said: string[] = [];
    const way = (name: string, step: () => void) => ({
      advance(_first: number, count: number) {
        said.push(`${name} ${count}`);
        step();
        return count;
      },
      resume: () => said.push(`${name} again`),
    });
    const quick = way('quick', () => {
      x[0]!++;
      doubt[0] = x[0]! > 2 ? 1 : 0;
    });
    const careful = way('careful', () => {
      x[0]!--;
    });
    const steps = new GuardedSteps(quick, () => careful, [{ column: 0, low: null, high: 2 }], layout, buffer, [4]);
    x[0] = 1;
    for (let k = 0; k < 4; k++) steps.advance(k, 1);
    expect(said.splice(0)).toEqual(['quick 1', 'quick 1', 'careful again', 'careful 1', 'quick again', 'quick 1']);
    // somebody else is in doubt
    x[0] = 0;
    [doubt[0], other[0]] = [0, 1];
    steps.advance(4, 100);
    other[0] = 0;
    steps.advance(5, 100);
    expect(said).toEqual(['careful again', 'careful 16', 'quick again', 'quick 100']);
  });
});

describe('networks of which something is assumed', () => {
  const networks = [
    ['a ring', conductors(ring(7), 7, 200)],
    ['phases, all to all', kuramoto(13, 200)],
  ] as const;
  const built = networks.map(
    ([name, network]) =>
      [name, buildNetwork(network, { tolerance: 1e-3 }, gatherNetworkEvidence, null, new DiagnosticSink())!] as const,
  );
  const statesAfter = (fixed: readonly FixedForm[], engine: 'bigint' | 'vector' | 'javascript'): string[] => {
    const run = new FixedNetworkRun(fixed, { engine, directTables: true });
    return Array.from({ length: 200 }, () => {
      run.advance(1);
      return run.frames.map((frame) => frame.integers!.join()).join(' ');
    });
  };
  it.each(built)('%s: no bit changes, whether or not it holds', (_name, parts) => {
    const fixed = parts.map((part) => part.fixed);
    const oracle = statesAfter(fixed, 'bigint');
    const narrow = fixed.map((form) => {
      const { low, high } = form.states[0]!.range;
      return seenIn(form, { low: low + 0.4 * (high - low), high: high - 0.3 * (high - low) });
    });
    for (const forms of [fixed, narrow])
      for (const engine of ['vector', 'javascript'] as const) expect(statesAfter(forms, engine)).toEqual(oracle);
  });
});
