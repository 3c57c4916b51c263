/** Decks and files for other programs. */
export { exportSpice, type SpiceDeck, type SpiceOptions } from './spice.ts';
