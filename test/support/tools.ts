/** The toolbox of the tests. `describe.skipIf(!tools.ngspice)(...)`: what did not run is named at the end of `make test`. */
import { resolve } from 'node:path';
import { findToolbox } from '../../sim/rtl/toolbox.ts';

export const checkout = resolve(import.meta.dirname, '../..');
export const tools = findToolbox(checkout, process.env);
/** Folder for Verilated models that tests share; made by the global setup. */
export const modelCache = process.env['QNM_CACHE'] ?? resolve(checkout, '.cache/qnm');
