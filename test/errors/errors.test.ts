/**
 * Wrong files and what the user sees. `E0207-current-into-heat.qnm` must report E0207 and print exactly the `.txt` beside
 * it. A first line `// until: fixed` compiles further than the check does (`, with trials`: and runs candidates); `// set: R=1 V` overrides a parameter.
 * `npx vitest run test/errors -u` rewrites the texts: read the difference before committing it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noEvaluators } from '../../cli/library/check.ts';
import { load } from '../../cli/library/load.ts';
import { compile, type FormName, passes } from '../../compiler/pipeline.ts';
import { renderDiagnostics } from '../../dsl/index.ts';
import { trialOf } from '../../sim/compare/index.ts';
import { gatherEvidence } from '../../sim/float64/index.ts';

const folder = import.meta.dirname;
const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.qnm'))
  .sort();

/** Codes and the text on the terminal for one file. */
function reportOf(name: string): { readonly codes: readonly string[]; readonly text: string } {
  const { source, problem, files } = load(join(folder, name));
  if (source === null) return { codes: [problem!.code], text: `${problem!.message.replaceAll(`${folder}/`, '')}\n` };
  const header = source.text.split('\n', 3).join('\n');
  const until = (/^\/\/ until: (\w+)/m.exec(header)?.[1] ?? 'step') as FormName;
  expect(passes.map((pass) => pass.makes)).toContain(until);
  const set = [...header.matchAll(/^\/\/ set: (.*)$/gm)].map((match) => match[1]!);
  const trial = /^\/\/ until: \w+, with trials$/m.test(header) ? trialOf : null;
  const evaluators = { ...noEvaluators, evidence: gatherEvidence, trial };
  const { diagnostics } = compile(source, files, { until, set }, evaluators);
  const text = renderDiagnostics(diagnostics, files.sources, { pathOf: (path) => path.replace(`${folder}/`, '') });
  return { codes: diagnostics.map((d) => d.code), text };
}

describe('a wrong file', () => {
  it.each(cases)('%s says what is wrong', async (name) => {
    const { codes, text } = reportOf(name);
    const code = /^[EW]\d{4}/.exec(basename(name))?.[0];
    if (code !== undefined) expect(codes).toContain(code);
    const ours = name.includes('-nan-') ? text.replaceAll('NaN', '') : text; // there it is quoted from the file
    expect(ours).not.toMatch(/\b(undefined|NaN|\[object|at \w+ \()/);
    await expect(text).toMatchFileSnapshot(join(folder, name.replace(/\.qnm$/, '.txt')));
  });

  it.each(cases)('%s has its text in the repository', (name) => {
    expect(existsSync(join(folder, name.replace(/\.qnm$/, '.txt')))).toBe(true);
    expect(readFileSync(join(folder, name.replace(/\.qnm$/, '.txt')), 'utf8').length).toBeGreaterThan(10);
  });
});
