import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    // Processes, not threads: Verilator builds and worker crashes stay apart. Two, because machines like CI's have two cores.
    pool: 'forks',
    maxWorkers: 2,
    // A file of tests finds the modules loaded, and the compiler warm, from the file before it: a quarter of the time.
    isolate: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    env: { NO_COLOR: '1' },
    // Fixed seeds; a failing fast-check case prints its own.
    sequence: { shuffle: false },
  },
});
