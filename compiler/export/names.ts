/** Names of a circuit as another language spells them. */

/** Hands out names, each once, and the same again for the same key. */
export class NameBook {
  private readonly used: Set<string>;
  private readonly given = new Map<string, string>();
  private readonly spell: (name: string) => string;

  /** `taken`: words of the language; `spell`: a name in the letters that it has, possibly a word that is taken. */
  constructor(taken: Iterable<string>, spell: (name: string) => string) {
    this.used = new Set(taken);
    this.spell = spell;
  }
  /** The name of what `key` stands for; `wish`, spelt out, with a number where that is used already. */
  of(key: string, wish: string): string {
    const known = this.given.get(key);
    if (known !== undefined) return known;
    const base = this.spell(wish) || 'n';
    let name = base;
    for (let n = 2; this.used.has(name); n++) name = `${base}_${n}`;
    this.used.add(name);
    this.given.set(key, name);
    return name;
  }
}
