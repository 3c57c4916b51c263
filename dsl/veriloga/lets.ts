/** The named values of the device: which of them are needed, and by what. */

/** Names in a text of the language. */
export function wordsOf(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => text.match(/[A-Za-z_]\w*/g) ?? []));
}
function byName(lets: readonly string[]): ReadonlyMap<string, string> {
  return new Map(lets.map((line) => [/^let (\w+)/.exec(line)![1]!, line]));
}
/** Names that texts need, through lets. */
function neededBy(texts: readonly string[], lines: ReadonlyMap<string, string>): ReadonlySet<string> {
  const needed = new Set<string>();
  const waiting = [...wordsOf(texts)];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    const line = lines.get(name);
    if (line !== undefined) waiting.push(...wordsOf([line.slice(line.indexOf('='))]));
  }
  return needed;
}

/** The lines `let NAME = ...` that equations need, in the order of the file. */
export function usedLets(lets: readonly string[], equations: readonly string[]): readonly string[] {
  const lines = byName(lets);
  const needed = neededBy(equations, lines);
  return [...lines].flatMap(([name, line]) => (needed.has(name) ? [line] : []));
}
/** Whether a text needs a name, through lets but not through states. */
export function needs(text: string, wanted: string, lets: readonly string[]): boolean {
  return neededBy([text], byName(lets)).has(wanted);
}
