/** Decks and files for other programs. */

export { exportCocotb, type GoldenVectors, goldenLines } from './cocotb.ts';
export { exportFusesoc } from './fusesoc.ts';
export { exportSpice, type SpiceDeck, type SpiceOptions } from './spice.ts';
export { exportVeriloga, type VerilogaModule } from './veriloga.ts';
