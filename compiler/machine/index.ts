export {
  buildMachine,
  type MachineOptions,
  mostEvents,
  mostInstances,
  stepCycles,
  usualClocks,
} from './build-machine.ts';
export type * from './form.ts';
export { legalName, NameSpace } from './names.ts';
export { printMachine } from './print.ts';
export { wordWidth } from './words.ts';
