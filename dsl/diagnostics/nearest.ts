import { distance } from 'fastest-levenshtein';

/**
 * The candidate that a misspelt name most likely stands for, for "did you mean".
 * @returns `undefined` when none is near: more than a third of the letters differ (one letter in short names)
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    // Letter case is the smallest of mistakes; a name of one letter is like any other.
    const apart = candidate.toLowerCase() === name.toLowerCase() ? 0.5 : distance(name, candidate);
    // Of equally near names the one that begins alike: `nFa` is rather `nF` than `nPa`.
    const size = apart - Math.min(0.4, 0.01 * begunAlike(name, candidate));
    if (apart <= limit && size < bestDistance && apart < Math.max(name.length, candidate.length)) {
      best = candidate;
      bestDistance = size;
    }
  }
  return best;
}

function begunAlike(a: string, b: string): number {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return i;
}
