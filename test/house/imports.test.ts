/** Imports point one way: dsl <- compiler <- sim <- cli; inside the compiler model <- step <- numerics <- machine <- emit. */
import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SourceText, sourcesOf, withoutComments } from '../support/walk.ts';

const sources = sourcesOf(['dsl', 'compiler', 'sim', 'cli'], ['.ts']);

/** What each area may import besides itself. A `form` entry opens only the data and none of the passes of that folder. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  dsl: [],
  'compiler/ops': ['dsl'],
  'compiler/model': ['dsl', 'compiler/ops'],
  'compiler/step': ['dsl', 'compiler/ops', 'form:compiler/model'],
  'compiler/numerics': ['dsl', 'compiler/ops', 'form:compiler/step', 'form:compiler/model'],
  'compiler/machine': ['dsl', 'compiler/ops', 'form:compiler/numerics', 'form:compiler/step', 'form:compiler/model'],
  'compiler/render.ts': ['dsl', 'compiler/translated-templates.ts'],
  'compiler/emit': [
    'dsl',
    'compiler/render.ts',
    'compiler/ops',
    'form:compiler/machine',
    'form:compiler/numerics',
    'form:compiler/step',
    'form:compiler/model',
  ],
  'compiler/export': [
    'dsl',
    'compiler/render.ts',
    'compiler/ops',
    'form:compiler/machine',
    'form:compiler/numerics',
    'form:compiler/step',
    'form:compiler/model',
  ],
  'compiler/pipeline.ts': ['dsl', 'compiler'],
  sim: ['dsl', 'compiler/ops', 'form:compiler'],
  cli: ['dsl', 'compiler', 'sim', 'index.ts'],
};

describe('imports', () => {
  it('the walker sees the sources', () => expect(sources.length).toBeGreaterThan(40));

  it.each(sources.map((source) => [source.path, source] as const))(
    '%s imports only what lies before it',
    (path, source) => {
      const wrong = importsOf(source).filter(
        (target) => !target.startsWith('node:') && !mayImport(areaOf(path), target),
      );
      expect(wrong).toEqual([]);
    },
  );

  it('only cli, sim/rtl, sim/synth, sim/record and *.node.ts touch Node', () => {
    const open = (path: string) => /^(cli|sim\/rtl|sim\/synth|sim\/record)\//.test(path) || path.endsWith('.node.ts');
    const isTool = (path: string) => path === 'dsl/generate-cst-types.ts';
    const wrong = sources.filter(
      (s) => !open(s.path) && !isTool(s.path) && importsOf(s).some((target) => target.startsWith('node:')),
    );
    expect(wrong.map((s) => s.path)).toEqual([]);
  });

  it('nothing below cli writes to the console, reads the environment or exits', () => {
    const wrong = sources
      .filter((s) => !s.path.startsWith('cli/') && s.path !== 'dsl/generate-cst-types.ts')
      .filter((s) => /\bconsole\.|\bprocess\.(env|exit|argv|stdout|stderr)\b/.test(withoutComments(s.text)));
    expect(wrong.map((s) => s.path)).toEqual([]);
  });
});

function areaOf(path: string): string {
  const areas = Object.keys(allowed).filter((area) => path === area || path.startsWith(`${area}/`));
  return areas.sort((a, b) => b.length - a.length)[0] ?? path;
}

function mayImport(area: string, target: string): boolean {
  if (areaOf(target) === area || target.startsWith(`${area}/`)) return true;
  return (allowed[area] ?? []).some((rule) => {
    const [, form, folder] = /^(form:)?(.*)$/.exec(rule)!;
    if (target !== folder && !target.startsWith(`${folder}/`)) return false;
    return (
      form === undefined || target.startsWith('compiler/ops/') || /\/(form|evidence|names|words)\.ts$/.test(target)
    );
  });
}

/** Relative imports as paths below the checkout; `node:` ones as they are; packages are left out. */
function importsOf(source: SourceText): string[] {
  const found: string[] = [];
  for (const match of source.text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
    const target = match[1]!;
    if (target.startsWith('node:')) found.push(target);
    else if (target.startsWith('.')) found.push(posix.normalize(posix.join(posix.dirname(source.path), target)));
  }
  return found;
}
