import { basename } from 'node:path';

/** `build/NAME` for `some/NAME.qnm`: where results go unless the user says otherwise. */
export function defaultOutput(path: string): string {
  return `build/${basename(path).replace(/\.qnm$/, '') || 'circuit'}`;
}
