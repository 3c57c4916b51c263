/** Reads the JSON report of vitest, names what was skipped, and prints the one line that says how the tests went. */
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

export const reportPath = '.cache/tests.json';

const Report = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** Prints the summary as the last line; true when every test that ran passed and at least one ran. */
export function printSummary(): boolean {
  const report = readReport();
  if (!report) {
    console.log('0 passed, 1 failed');
    return false;
  }
  let passed = 0;
  let failed = 0;
  const skipped: string[] = [];
  for (const file of report.testResults) {
    const name = relative(process.cwd(), file.name);
    // A file that fails before its first test counts as one failure.
    if (file.status === 'failed' && file.assertionResults.every((r) => r.status !== 'failed')) failed++;
    for (const result of file.assertionResults) {
      if (result.status === 'passed') passed++;
      else if (result.status === 'failed') failed++;
      else skipped.push(`${name}: ${result.fullName}`);
    }
  }
  if (skipped.length > 0)
    console.log(`\nDID NOT RUN (a tool is missing, see 'npx qnmc doctor'):\n  ${skipped.join('\n  ')}\n`);
  console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  return report.success && failed === 0 && passed > 0;
}

function readReport(): z.infer<typeof Report> | null {
  try {
    return Report.parse(JSON.parse(readFileSync(reportPath, 'utf8')));
  } catch (error) {
    console.error(`no usable test report in ${reportPath}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exit(printSummary() ? 0 : 1);
