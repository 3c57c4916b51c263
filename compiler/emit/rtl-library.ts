/** The hand-written modules of `rtl/`: their texts, their ports that matter here, and which others they use. */
import type { FileAccess } from '../../dsl/index.ts';
import type { EmittedFile } from '../machine/form.ts';

export class RtlLibrary {
  private readonly files: FileAccess;
  private readonly used = new Map<string, string>();

  constructor(files: FileAccess) {
    this.files = files;
  }
  /** Text of a module; it and all that it instantiates go into the output. */
  use(module: string): string {
    const known = this.used.get(module);
    if (known !== undefined) return known;
    const source = this.files.readPackaged(`rtl/${module}.v`);
    if (!source) throw new Error(`rtl/${module}.v is missing from this installation`);
    this.used.set(module, source.text);
    for (const other of mentioned(source.text)) if (other !== module) this.use(other);
    return source.text;
  }
  hasPort(module: string, port: string): boolean {
    return new RegExp(`^\\s*(?:input|output)\\s+wire\\b[^\\n]*\\b${port},?\\s*$`, 'm').test(this.use(module));
  }
  get emitted(): EmittedFile[] {
    return [...this.used].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, text]) => ({ path: `${name}.v`, text }));
  }
}

/** Modules named in code (comments aside). */
export function mentioned(text: string): string[] {
  return [...new Set(text.replace(/\/\/.*$/gm, '').match(/\bqnm_\w+/g) ?? [])];
}
