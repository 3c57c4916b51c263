export { buildMachine, type MachineOptions } from './build-machine.ts';
export type * from './form.ts';
export { legalName, NameSpace } from './names.ts';
export { printMachine } from './print.ts';
export { mostEvents, mostInstances, mostLanes, stepCycles, usualClocks } from './timing.ts';
export { wordWidth } from './words.ts';
