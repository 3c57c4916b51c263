/** Every diagnostic has a page and an example; nothing reports a code that has none. */
import { describe, expect, it } from 'vitest';
import { messageKinds } from '../../dsl/diagnostics/messages/index.ts';
import { sourcesOf } from '../support/walk.ts';

const code = sourcesOf(['dsl', 'compiler', 'sim', 'cli'], ['.ts']);
const reporting = code.filter((s) => !s.path.startsWith('dsl/diagnostics/messages/'));
const tests = sourcesOf(['test'], ['.ts', '.txt', '.qnm']);
const used = new Set(reporting.flatMap((s) => [...s.text.matchAll(/'([EW]\d{4})'/g)].map((match) => match[1]!)));
const known = Object.keys(messageKinds).sort();

describe('the table of messages', () => {
  it('knows every code that the sources use', () => {
    expect([...used].filter((key) => !Object.hasOwn(messageKinds, key)).sort()).toEqual([]);
  });

  it('has no code that nothing reports', () => {
    expect(known.filter((key) => !used.has(key))).toEqual([]);
  });

  it('explains every code with an example', () => {
    const thin = known.filter(
      (key) => messageKinds[key]!.explanation.length < 80 || !messageKinds[key]!.explanation.includes('```'),
    );
    expect(thin).toEqual([]);
  });

  it('titles are one line without a full stop', () => {
    expect(known.filter((key) => /\n|\.$/.test(messageKinds[key]!.title))).toEqual([]);
  });

  it('says E for errors and W for warnings', () => {
    expect(
      known.filter(
        (key) =>
          (key.startsWith('E') ? 'error' : 'warning') !== messageKinds[key]!.severity &&
          messageKinds[key]!.severity !== 'info',
      ),
    ).toEqual([]);
  });

  it('every code is provoked by a test', () => {
    // This file and the table itself do not count.
    const shown = new Set(
      tests
        .filter((s) => s.path !== 'test/house/messages.test.ts')
        .flatMap((s) => [...s.path.matchAll(/[EW]\d{4}/g), ...s.text.matchAll(/[EW]\d{4}/g)].map((m) => m[0])),
    );
    expect(known.filter((key) => !shown.has(key))).toEqual([]);
  });
});
