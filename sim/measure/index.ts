export { eventReductions } from './events.ts';
export { type ExpectVerdict, type JudgedModel, judgeExpects } from './expects.ts';
export { eventTime } from './gauges.ts';
export { GatheredMeasurement, Measurement, reductionsBehind, reductionsOf, sweepValue } from './measurement.ts';
export { sampleReductions } from './samples.ts';
