/** What a fault is run against: the smallest check that must see it. */
const vitest = (...args: readonly string[]): readonly string[] => ['node_modules/.bin/vitest', 'run', ...args];
const hardware = (...names: readonly string[]): readonly string[] => [
  'node_modules/.bin/tsx',
  'bench/faults/check-hardware.ts',
  ...names,
];

export const checks = {
  add: hardware('operations', 'add'),
  subtract: hardware('operations', 'subtract'),
  multiply: hardware('operations', 'multiply'),
  divide: hardware('operations', 'divide'),
  minimum: hardware('operations', 'minimum'),
  absolute: hardware('operations', 'absolute'),
  negate: hardware('operations', 'negate'),
  sign: hardware('operations', 'sign'),
  floor: hardware('operations', 'floor'),
  resize: hardware('operations', 'resize'),
  select: hardware('operations', 'select'),
  lessEqual: hardware('operations', 'lessEqual'),
  polynomial: hardware('operations', 'polynomial'),
  cores: hardware('cores'),
  lanes: hardware('lanes'),
  networks: hardware('networks'),
  events: hardware('events'),
  delays: hardware('delays'),
  integers: vitest('test/ops/exact-integers.test.ts', 'test/ops/polynomial.test.ts'),
  engines: vitest(
    'test/sim/fixed-engines.test.ts',
    '-t',
    'up to (8|26) bits|too long for float64|round and cut products',
    '--testTimeout',
    '120000',
  ),
  compare: vitest('test/sim/compare.test.ts'),
  integerNetworks: vitest(
    'test/sim/network-fixed.test.ts',
    'test/sim/network-verify.test.ts',
    'test/numerics/network.test.ts',
  ),
  bounds: vitest('test/numerics/bounds.test.ts', '-t', 'is not exceeded', '--testTimeout', '120000'),
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type CheckName = keyof typeof checks;
