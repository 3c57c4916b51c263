export { buildMachine, buildNetworkMachine, type MachineOptions } from './build-machine.ts';
export type * from './form.ts';
export { legalName, NameSpace } from './names.ts';
export { printMachine } from './print.ts';
export { type DeviceTiming, mostEvents, mostInstances, mostLanes, usualClocks } from './timing.ts';
export { networkOf, wordWidth } from './words.ts';
