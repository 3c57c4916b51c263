/**
 * The templates of `templates/`: what Handlebars makes of them, without its translation to JavaScript, which took longer than all the rest of
 * printing. Names, `each`, `if` and `else`, `this` and `../`; a tag alone in its line takes the line with it. Nothing else is needed, and
 * nothing else is understood.
 */

/** A name: so many views up, then member by member. No members: the view itself. */
interface Path {
  readonly text: string;
  readonly up: number;
  readonly members: readonly string[];
}
interface Block {
  readonly kind: 'each' | 'if';
  readonly path: Path;
  readonly body: Piece[];
  readonly otherwise: Piece[];
}
type Piece = string | { readonly kind: 'name'; readonly path: Path } | Block;
export type Template = readonly Piece[];

const tag = /\{\{\s*([#/]?)\s*([^}]*?)\s*\}\}/g;

/** @throws where something stands in the template that is no template of ours */
export function parseTemplate(source: string): Template {
  const root: Piece[] = [];
  const open: { readonly block: Block; readonly from: Piece[] }[] = [];
  let into = root;
  let at = 0;
  const text = (end: number): void => {
    if (end > at) into.push(source.slice(at, end));
  };
  for (const match of source.matchAll(tag)) {
    const [whole, sign, content] = match as unknown as [string, string, string];
    const [start, end] = standing(source, match.index, match.index + whole.length, sign !== '' || content === 'else');
    text(start);
    at = end;
    if (sign === '#') {
      const block = opened(content);
      into.push(block);
      open.push({ block, from: into });
      into = block.body;
    } else if (sign === '/') {
      const last = open.pop();
      if (last?.block.kind !== content) throw new Error(`a template closes '${content}', which is not open`);
      into = last.from;
    } else if (content === 'else') {
      const last = open.at(-1);
      if (last === undefined) throw new Error("a template has an 'else' of nothing");
      into = last.block.otherwise;
    } else into.push({ kind: 'name', path: pathOf(content) });
  }
  text(source.length);
  if (open.length > 0) throw new Error(`a template leaves '${open[0]!.block.kind}' open`);
  return root;
}
/** Where a tag begins and ends: one that is alone in its line (blocks only), with the line. */
function standing(source: string, start: number, end: number, isBlock: boolean): [start: number, end: number] {
  if (!isBlock) return [start, end];
  const before = source.lastIndexOf('\n', start - 1) + 1;
  const newline = source.indexOf('\n', end);
  const after = newline < 0 ? source.length : newline + 1;
  const alone = source.slice(before, start).trim() === '' && source.slice(end, after).trim() === '';
  return alone ? [before, after] : [start, end];
}
function opened(content: string): Block {
  const [kind, name, ...more] = content.split(/\s+/);
  if ((kind !== 'each' && kind !== 'if') || name === undefined || more.length > 0)
    throw new Error(`a template says '${content}': only each and if are known`);
  return { kind, path: pathOf(name), body: [], otherwise: [] };
}
function pathOf(text: string): Path {
  let [rest, up] = [text, 0];
  for (; rest.startsWith('../'); up++) rest = rest.slice(3);
  const members = rest === 'this' ? [] : rest.split('.');
  if (!members.every((name) => /^\w+$/.test(name))) throw new Error(`a template names '${text}', which is no name`);
  return { text, up, members };
}

/**
 * The text of a template with the values of a view. What is not there is nothing and no, as a list or a condition.
 * @throws where a value is missing that is to be printed
 */
export function fillTemplate(template: Template, view: unknown): string {
  return filled(template, [view]);
}
/** `views`: the innermost last. */
function filled(pieces: readonly Piece[], views: readonly unknown[]): string {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') text += piece;
    else if (piece.kind === 'name') text += printed(piece.path, views);
    else if (piece.kind === 'if') text += filled(holds(find(piece.path, views)) ? piece.body : piece.otherwise, views);
    else {
      const items = find(piece.path, views) ?? [];
      if (!Array.isArray(items)) throw new Error(`'${piece.path.text}' is no list`);
      if (items.length === 0) text += filled(piece.otherwise, views);
      for (const item of items) text += filled(piece.body, [...views, item]);
    }
  }
  return text;
}
/** As Handlebars has it: an empty list does not hold. */
function holds(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
function printed(path: Path, views: readonly unknown[]): string {
  const value = find(path, views);
  if (value === undefined) throw new Error(`'${path.text}' is not there`);
  return value === null ? '' : String(value);
}
function find({ up, members }: Path, views: readonly unknown[]): unknown {
  let value = views[views.length - 1 - up];
  for (const name of members) {
    if (value === null || value === undefined || !Object.hasOwn(Object(value), name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}
