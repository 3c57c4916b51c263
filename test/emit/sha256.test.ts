import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { digest, sha256 } from '../../compiler/emit/sha256.ts';

it("is Node's SHA-256, whatever the length", () => {
  const lengths = [0, 1, 54, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 1000, 70_001];
  for (const length of lengths) {
    const text = 'aé€'.repeat(length).slice(0, length);
    const wanted = createHash('sha256').update(text).digest('hex');
    expect([digest(text), sha256(text)], `${length} characters`).toEqual([wanted, wanted]);
  }
});
