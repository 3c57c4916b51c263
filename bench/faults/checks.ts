/** What a fault is run against: the smallest check that must see it. */
const vitest = (...args: readonly string[]): readonly string[] => ['node_modules/.bin/vitest', 'run', ...args];
const hardware = (name: string): readonly string[] => ['node_modules/.bin/tsx', 'bench/faults/check-hardware.ts', name];

export const checks = {
  operations: hardware('operations'),
  cores: hardware('cores'),
  integers: vitest('test/ops/exact-integers.test.ts', 'test/ops/polynomial.test.ts'),
  engines: vitest('test/sim/fixed-engines.test.ts'),
  compare: vitest('test/sim/compare.test.ts'),
  bounds: vitest('test/numerics/bounds.test.ts', '-t', 'is not exceeded'),
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type CheckName = keyof typeof checks;
