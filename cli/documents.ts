/** The JSON documents that commands print: promised fields, as schemas. Types come from here; tests hold the output to it. */
import { z } from 'zod';

/** Numbers that may be undefined (a period of one spike) are null in JSON. */
const number = z.number().nullable();

export const DiagnosticDocument = z.strictObject({
  code: z.string().regex(/^[EW]\d{4}$/),
  severity: z.enum(['error', 'warning', 'info']),
  message: z.string(),
  file: z.string(),
  line: z.int().positive(),
  column: z.int().positive(),
  endLine: z.int().positive(),
  endColumn: z.int().positive(),
  hint: z.string().nullable(),
  related: z.array(
    z.strictObject({
      message: z.string(),
      file: z.string(),
      line: z.int().positive(),
      column: z.int().positive(),
      endLine: z.int().positive(),
      endColumn: z.int().positive(),
    }),
  ),
});
export const DiagnosticsDocument = z.array(DiagnosticDocument);

const Judgement = z.strictObject({ value: number, pass: z.boolean() });
export const VerifyExperiment = z.strictObject({
  file: z.string(),
  name: z.string(),
  pass: z.boolean(),
  steps: z.int().positive(),
  instances: z.int().positive(),
  seed: z.int(),
  bitExact: z.boolean(),
  simulators: z.array(z.string()),
  /** Version of each simulator that ran. */
  versions: z.record(z.string(), z.string()),
  wordsCompared: z.int().nonnegative(),
  digest: z.string(),
  firstDifference: z
    .strictObject({
      simulator: z.string(),
      step: z.int(),
      instance: z.int(),
      name: z.string(),
      fixed: z.string(),
      rtl: z.string(),
      line: z.int().nullable(),
    })
    .nullable(),
  tolerance: z.number(),
  localError: z.strictObject({ predicted: z.number(), worst: z.number(), rms: z.number() }),
  /** The same for each state, in parts of its full range. */
  states: z.array(z.strictObject({ name: z.string(), format: z.string(), predicted: z.number(), worst: z.number() })),
  /** Steps in which a decision was too close to call, as a part of all. */
  closeCalls: z.number(),
  trajectoryError: z.strictObject({ measure: z.string(), value: number }),
  /** Distance of a float64 run that started 1e-12 beside: no trajectory figure below it means anything. */
  floor: number,
  expects: z.array(
    z.strictObject({
      text: z.string(),
      line: z.int(),
      source: z.string(),
      float64: Judgement.nullable(),
      fixed: Judgement.nullable(),
      rtl: Judgement.nullable(),
    }),
  ),
  warnings: z.array(z.string()),
  cyclesPerStep: z.strictObject({ predicted: z.int(), measured: number }),
  seconds: z.strictObject({
    compile: z.number(),
    float64: z.number(),
    fixed: z.number(),
    rtlBuild: z.number(),
    rtl: z.number(),
  }),
});
export const VerifyDocument = z.strictObject({
  file: z.string(),
  version: z.string(),
  pass: z.boolean(),
  experiments: z.array(VerifyExperiment),
  diagnostics: DiagnosticsDocument.optional(),
});

export const BuildPopulation = z.strictObject({
  name: z.string(),
  experiment: z.string(),
  cell: z.string(),
  shape: z.array(z.int().positive()),
  instances: z.int().positive(),
  lanes: z.int().positive(),
  latency: z.int().positive(),
  initiationInterval: z.int().positive(),
  states: z.array(
    z.strictObject({
      name: z.string(),
      unit: z.string(),
      format: z.string(),
      range: z.tuple([z.number(), z.number()]),
      said: z.boolean(),
      localError: z.number(),
    }),
  ),
  tables: z.array(
    z.strictObject({ of: z.string(), degree: z.int(), segments: z.int(), bits: z.int(), error: z.number() }),
  ),
  cyclesPerStep: z.int().positive(),
  clock: z.number(),
  dt: z.number(),
  rate: z.number(),
  estimate: z.record(z.string(), z.number()),
  fingerprint: z.string(),
});
export const BuildDocument = z.strictObject({
  file: z.string(),
  version: z.string(),
  files: z.array(z.string()),
  fingerprint: z.string(),
  populations: z.array(BuildPopulation),
  couplings: z.array(
    z.strictObject({ name: z.string(), topology: z.string(), engine: z.string(), edges: z.int(), cycles: z.int() }),
  ),
  /** Of the slowest experiment; each population has its own. */
  cyclesPerStep: z.int().positive(),
  clock: z.number(),
  dt: z.number(),
  rate: z.number(),
  resources: z.strictObject({ estimate: z.record(z.string(), z.number()), synthesis: z.null() }),
  seconds: z.record(z.string(), z.number()),
  peakMemory: z.int().positive(),
});

const PrintedUnit = z.strictObject({ text: z.string(), scale: z.number() });
export const ResultDocument = z.strictObject({
  file: z.string(),
  version: z.string(),
  experiment: z.string(),
  model: z.enum(['float64', 'fixed', 'rtl']),
  dt: z.number(),
  steps: z.int().positive(),
  instances: z.int().positive(),
  seed: z.int(),
  sweeps: z.array(z.strictObject({ name: z.string(), unit: PrintedUnit, values: z.array(z.number()) })),
  /** `array` is the name inside results.npz, `time` the name of its time axis. */
  records: z.array(z.strictObject({ name: z.string(), unit: PrintedUnit, array: z.string(), time: z.string() })),
  events: z.array(z.strictObject({ name: z.string(), count: z.int() })),
  measures: z.array(z.strictObject({ name: z.string(), unit: PrintedUnit, values: z.array(number) })),
  expectations: z.array(
    z.strictObject({ measure: z.string(), value: z.number(), instances: z.array(z.int()), source: z.string() }),
  ),
  plots: z.array(
    z.strictObject({ kind: z.enum(['measure', 'trace']), names: z.array(z.string()), over: z.string().nullable() }),
  ),
  warnings: z.array(z.string()),
  seconds: z.number(),
});
export const SimulateDocument = z.strictObject({
  file: z.string(),
  version: z.string(),
  experiments: z.array(ResultDocument.extend({ folder: z.string(), files: z.array(z.string()) })),
});

export type DiagnosticDocument = z.infer<typeof DiagnosticDocument>;
export type VerifyExperiment = z.infer<typeof VerifyExperiment>;
export type VerifyDocument = z.infer<typeof VerifyDocument>;
export type BuildPopulation = z.infer<typeof BuildPopulation>;
export type BuildDocument = z.infer<typeof BuildDocument>;
export type ResultDocument = z.infer<typeof ResultDocument>;
export type SimulateDocument = z.infer<typeof SimulateDocument>;
