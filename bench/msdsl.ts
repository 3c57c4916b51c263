/** msdsl, the generator of emulation models nearest to qnm. */
import type { Entry } from './contender.ts';

export function msdsl(): Entry {
  const missing =
    'not measured: it makes one device with tables and widths chosen by hand, no arrays; no model was written for it';
  return { name: 'msdsl', missing };
}
