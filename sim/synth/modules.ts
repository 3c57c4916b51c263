/** Modules that a family of devices has instead of those of `rtl/`: same name, ports and meaning, made of its own cells. */
import { basename } from 'node:path';
import type { EmittedFile } from '../../compiler/machine/form.ts';
import type { FileAccess } from '../../dsl/index.ts';
import type { Family } from './families/family.ts';

/** A file that ships with qnm. */
export function packaged(path: string, access: FileAccess): string {
  const file = access.readPackaged(path);
  if (file === undefined) throw new Error(`${path} is missing from this installation`);
  return file.text;
}

/** The same files, the family's own modules in the place of the plain ones. */
export function withOwnModules(files: readonly EmittedFile[], family: Family, access: FileAccess): EmittedFile[] {
  const own = new Map(family.modules.map((path) => [basename(path), path]));
  return files.map((file) => {
    const path = own.get(file.path);
    return path === undefined ? file : { path: file.path, text: packaged(path, access) };
  });
}
