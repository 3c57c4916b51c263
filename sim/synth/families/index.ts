/** The families by name. */
import type { FamilyName } from '../board.ts';
import { ecp5 } from './ecp5.ts';
import type { Family } from './family.ts';
import { gowin } from './gowin.ts';
import { ice40 } from './ice40.ts';
import { xilinx } from './xilinx.ts';

export const families: Readonly<Record<FamilyName, Family>> = { ecp5, ice40, gowin, xilinx };
export { type Family, workFiles } from './family.ts';
