/** Memory files of an output folder: one per content, named for what it holds. */

import type { EmittedFile } from '../machine/form.ts';
import { legalName } from '../machine/names.ts';
import type { IntegerMemory } from '../ops/operation.ts';
import { memoryText } from './literals.ts';

export class MemoryFiles {
  private readonly texts = new Map<string, string>();

  /** Name of the file that holds this memory. */
  fileOf(memory: Pick<IntegerMemory, 'name' | 'words' | 'width'>): string {
    return this.fileOfText(memory.name, memoryText(memory.words, memory.width));
  }
  /** Name of the file that holds this text: one word a line. */
  fileOfText(wish: string, text: string): string {
    const base = legalName(wish).toLowerCase();
    let name = `${base}.hex`;
    for (let n = 2; (this.texts.get(name) ?? text) !== text; n++) name = `${base}_${n}.hex`;
    this.texts.set(name, text);
    return name;
  }
  get files(): EmittedFile[] {
    return [...this.texts].map(([path, text]) => ({ path, text }));
  }
}
