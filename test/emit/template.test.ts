import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { describe, expect, it } from 'vitest';
import { fillTemplate, parseTemplate } from '../../compiler/template.ts';
import { drawFrom } from '../support/random-fixed.ts';

const both = (source: string, view: object): readonly [ours: string, theirs: string] => [
  fillTemplate(parseTemplate(source), view),
  Handlebars.compile(source, { noEscape: true, strict: true })(view),
];
const root = join(import.meta.dirname, '../..');
const templates = ['templates', 'boards'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.hbs') && !name.endsWith('.html.hbs'))
    .map((name) => join(folder, name)),
);

interface Place {
  readonly type: string;
  readonly depth: number;
  readonly parts: readonly string[];
}
interface Statement {
  readonly type: string;
  readonly path: Place & { readonly original: string };
  readonly params?: readonly Place[];
  readonly program?: { readonly body: readonly Statement[] };
  readonly inverse?: { readonly body: readonly Statement[] };
}
type View = { [name: string]: unknown };

/** A view with all that a template names, as its tree by Handlebars says: lists of up to two, conditions and texts of every kind. */
function viewFor(source: string, choose: () => number): View {
  const root: View = {};
  /** What is there already stays, if it is of use. */
  const put = (
    { depth, parts }: Place,
    views: readonly (View | string)[],
    value: () => unknown,
    ofUse = (there: unknown): boolean => there !== undefined,
  ): unknown => {
    let at = views[views.length - 1 - depth] as View;
    for (const name of parts.slice(0, -1)) {
      if (typeof at[name] !== 'object' || at[name] === null) at[name] = {};
      at = at[name] as View;
    }
    const last = parts.at(-1);
    if (last === undefined) return at;
    if (!ofUse(at[last])) at[last] = value();
    return at[last];
  };
  const visit = (body: readonly Statement[], views: readonly (View | string)[]): void => {
    for (const { type, path, params, program, inverse } of body) {
      if (type === 'MustacheStatement') put(path, views, () => [`text${choose() % 100}`, '', 'on'][choose() % 3]);
      if (type !== 'BlockStatement') continue;
      const printsItems = program!.body.some(
        (each) => each.type === 'MustacheStatement' && each.path.original === 'this',
      );
      const item = (): View | string => (printsItems ? `item${choose() % 100}` : {});
      if (path.original === 'if') {
        put(params![0]!, views, () => ['yes', '', null, false, true, 'x'][choose() % 6]);
        visit(program!.body, views);
      } else {
        const items = put(params![0]!, views, () => Array.from({ length: choose() % 3 }, item), Array.isArray);
        for (const one of items as (View | string)[]) visit(program!.body, [...views, one]);
      }
      visit(inverse?.body ?? [], views);
    }
  };
  visit(Handlebars.parse(source).body as unknown as readonly Statement[], [root]);
  return root;
}

describe('templates are filled as Handlebars fills them', () => {
  it.each([
    ['a {{x}} b', { x: 1 }],
    ['{{#if x}}\n  yes\n{{else}}\n  no\n{{/if}}\nend', { x: [] }],
    ['{{#if x}}\n  yes\n{{else}}\n  no\n{{/if}}\nend', { x: [0] }],
    ['a\n  {{#each list}}\n  {{this}},{{../x}}\n  {{/each}}\n  z\n', { list: ['1', 'b', '0'], x: 'X' }],
    ['{{#each list}}{{#if on}}[{{../x}}{{#each inner}}{{this}}{{../../x}}{{/each}}]{{/if}}{{else}}none{{/each}}', { x: 'X', list: [{ on: 1, inner: ['1', '2'] }, { on: 0, inner: [] }] }], // biome-ignore format: one line
    ['{{#each list}}{{this}}{{else}}none{{/each}}', { list: [] }],
    ['{{#if missing}}a{{else}}b{{/if}} {{#each missing}}c{{/each}}|', {}],
    ['{{a.b.c}} {{#if a.x}}no{{/if}}\r\n', { a: { b: { c: -0.5 } } }],
    ['  {{#if x}} same line {{/if}}\n\t{{#if x}}\n\tin\n\t{{/if}}\t \n{{x}}\n\n', { x: 'v' }],
    ['{{#if x}}\n{{/if}}', { x: 1 }],
    ['{{x}}', { x: null }],
  ])('%j', (source, view) => {
    const [ours, theirs] = both(source, view);
    expect(ours).toBe(theirs);
  });
  it('of the package, with values of every kind', () => {
    const draw = drawFrom(3);
    const choose = (): number => Number(draw.integer({ signed: false, width: 16, fraction: 0 }));
    expect(templates.length).toBeGreaterThan(15);
    for (const path of templates) {
      const source = readFileSync(join(root, path), 'utf8');
      for (let k = 0; k < 4; k++) {
        const [ours, theirs] = both(source, viewFor(source, choose));
        expect(ours, path).toBe(theirs);
      }
    }
  });
  it('refuses what it does not know, and what is not there', () => {
    expect(() => parseTemplate('{{#unless x}}{{/unless}}')).toThrow("'unless x': only each and if");
    expect(() => parseTemplate('{{#if x}}')).toThrow("leaves 'if' open");
    expect(() => parseTemplate('{{#if x}}{{/each}}')).toThrow("closes 'each'");
    expect(() => parseTemplate('{{/if}}')).toThrow("closes 'if'");
    expect(() => parseTemplate('{{else}}')).toThrow("'else' of nothing");
    expect(() => parseTemplate('{{> part}}')).toThrow('is no name');
    expect(() => fillTemplate(parseTemplate('{{a.b}}'), { a: {} })).toThrow("'a.b' is not there");
    expect(() => fillTemplate(parseTemplate('{{#each a}}{{/each}}'), { a: 3 })).toThrow("'a' is no list");
  });
});
