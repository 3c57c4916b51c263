/** `npm run faults` takes long: that each of its faults can still be put in is seen here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultList } from '../../bench/faults/list.ts';
import { checkout } from '../support/tools.ts';

describe('the list of faults', () => {
  it('has at least forty', () => {
    expect(faultList.length).toBeGreaterThanOrEqual(40);
  });
  it.each(faultList)('stands once in $file: $breaks', ({ file, find, replace }) => {
    expect(readFileSync(join(checkout, file), 'utf8').split(find)).toHaveLength(2);
    expect(replace).not.toBe(find);
  });
});
