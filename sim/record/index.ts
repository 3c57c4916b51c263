export { WholeFile, writeWhole } from '../whole-file.node.ts';
export { writeResults } from './files.node.ts';
export { encodeNpy, encodeNpz, type NamedArray } from './npz.ts';
export {
  type RecordedEvents,
  type RecordedQuantity,
  type RecordedRun,
  Recorder,
  recordedNumbers,
  sampleTimes,
} from './recorder.ts';
export { eventsCsv, hasArrays, measuresCsv, resultArrays, resultsDocument } from './tables.ts';
export { type VcdOptions, VcdWriter } from './vcd.ts';
