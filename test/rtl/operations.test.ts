/** Every module of `rtl/` that computes a value against the integer meaning of its operation, written apart. */
import { describe, expect, it } from 'vitest';
import { operations } from '../../compiler/ops/index.ts';
import { lintIcarus, lintVerilator } from '../../sim/rtl/index.ts';
import { tools } from '../support/tools.ts';
import { sweep, sweepFiles } from './sweep.ts';
import { constantSites, plainSites, sweptOperations, tableSites } from './sweep-sites.ts';

const sites = [...plainSites(20261, 12, 5, 400), ...constantSites(31, 24, 12, 400), ...tableSites(977, 24)];

it('sweeps every operation that has hardware', () => {
  const withHardware = [...operations.values()].filter((o) => o.fixed !== null).map((o) => o.name);
  expect([...sweptOperations].sort()).toEqual(withHardware.sort());
});

describe.skipIf(!tools.verilator)('operations in hardware (Verilator)', () => {
  it('equal their integers on every small input, on corners and on random inputs', { timeout: 180_000 }, async () => {
    const result = await sweep(sites);
    console.log(
      `${result.sites} sites, ${result.compared} results compared, ${result.outside} outside a proved format, build ${result.buildSeconds.toFixed(1)} s, run ${result.runSeconds.toFixed(1)} s`,
    );
    expect(result.differences).toEqual([]);
    expect(result.compared).toBeGreaterThan(50_000);
  });
  it('are silent under -Wall', async () => {
    expect(await lintVerilator(tools.verilator!, sweepFiles(sites), 'sweep')).toEqual([]);
  });
});

describe.skipIf(!tools.iverilog)('operations in hardware (Icarus)', () => {
  it('are silent under -Wall', async () => {
    expect(await lintIcarus(tools.iverilog!, sweepFiles(sites), 'sweep')).toEqual([]);
  });
});
