/** `make test`: every test, then each test that did not run by name, then `N passed, N failed, N skipped`. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { printSummary, reportPath } from './test-summary.ts';

mkdirSync('.cache', { recursive: true });
rmSync(reportPath, { force: true });
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`];
const run = spawnSync('npx', ['vitest', 'run', ...reporters, ...process.argv.slice(2)], { stdio: 'inherit' });
const summaryOk = printSummary();
process.exit(run.status === 0 && summaryOk ? 0 : 1);
