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

const Unit = z.strictObject({ text: z.string(), scale: z.number() });
const Figure = z.strictObject({ value: number, wanted: number, instance: z.int(), points: z.int(), pass: z.boolean() });
/** A state, and how far off it is. */
const StateError = z.strictObject({
  name: z.string(),
  unit: Unit,
  range: z.number(),
  predicted: z.number(),
  worst: z.number(),
  rms: z.number(),
  at: z.strictObject({ step: z.int(), instance: z.int() }),
});
const LocalError = z.strictObject({
  states: z.array(StateError).readonly(),
  predicted: z.number(),
  worst: z.number(),
  rms: z.number(),
  closeCalls: z.int(),
  decidedApart: z.int(),
  exceeded: z
    .strictObject({
      part: z.string(),
      step: z.int(),
      instance: z.int(),
      name: z.string(),
      error: z.number(),
      predicted: z.number(),
    })
    .nullable(),
});
const TrajectoryError = z.strictObject({
  measure: z.string(),
  value: z.number(),
  instance: z.int(),
  rate: number,
  waveform: z.number(),
  eventTimes: z.strictObject({ first: z.number(), rms: z.number(), worst: z.number() }).nullable(),
  events: z.strictObject({ reference: z.int(), other: z.int() }),
  /** Distance of a float64 run that started 1e-12 beside: no figure below it means anything. */
  floor: z.number(),
});
const FirstDifference = z.strictObject({
  simulator: z.string(),
  /** Name of the population or coupling, here and below. */
  part: z.string(),
  step: z.int(),
  instance: z.int(),
  name: z.string(),
  fixed: z.string(),
  rtl: z.string(),
  format: z.string(),
  hint: z.string().nullable(),
  line: z.int().nullable(),
  differentSteps: z.int(),
});
export const VerifyExperiment = z.strictObject({
  file: z.string(),
  folder: z.string(),
  name: z.string(),
  pass: z.boolean(),
  /** Why not; empty when passed. */
  reasons: z.array(z.string()).readonly(),
  steps: z.int().positive(),
  instances: z.int().positive(),
  seed: z.int(),
  bitExact: z.boolean(),
  simulators: z.array(z.string()).readonly(),
  versions: z.record(z.string(), z.string()),
  wordsCompared: z.int().nonnegative(),
  digest: z.string(),
  firstDifference: FirstDifference.nullable(),
  tolerance: z.number(),
  localError: LocalError,
  /** Of the part that is farthest off. */
  trajectoryError: TrajectoryError.extend({ part: z.string() }),
  /** Nodes found by relaxation: the one farthest from where it settles, in parts of the largest potential. */
  unsettled: z.strictObject({ name: z.string(), time: z.number(), apart: z.number() }).optional(),
  /** What half of dt gives in float64: the error of the step itself. Null: it was not run (draws, nothing that moves with time, very long), or left the numbers. */
  halfStep: z
    .strictObject({
      dt: z.number(),
      trajectory: z.strictObject({ measure: TrajectoryError.shape.measure, value: z.number(), part: z.string() }),
      measures: z
        .array(
          z.strictObject({
            name: z.string(),
            /** Point of the sweeps where it moves most, and by which part of the largest value of all points. */
            point: z.int().nonnegative(),
            value: z.number().nullable(),
            halved: z.number().nullable(),
            apart: z.number(),
          }),
        )
        .readonly(),
    })
    .nullable(),
  /** Populations, then couplings, each alone. */
  parts: z
    .array(
      z.strictObject({
        name: z.string(),
        /** Topology of a coupling; null: a population. */
        edges: z.string().nullable(),
        instances: z.int().nonnegative(),
        digest: z.string(),
        wordsCompared: z.int().nonnegative(),
        localError: LocalError,
        trajectoryError: TrajectoryError,
      }),
    )
    .readonly(),
  expects: z
    .array(
      z.strictObject({
        text: z.string(),
        line: z.int(),
        source: z.string(),
        unit: Unit,
        float64: Figure.nullable(),
        fixed: Figure.nullable(),
        rtl: Figure.nullable(),
      }),
    )
    .readonly(),
  cyclesPerStep: z.strictObject({ predicted: number, measured: number }),
  rangeViolations: z
    .array(
      z.strictObject({
        part: z.string(),
        state: z.string(),
        step: z.int(),
        time: z.number(),
        instance: z.int(),
        value: z.number(),
        count: z.int(),
      }),
    )
    .readonly(),
  failedAsserts: z
    .array(
      z.strictObject({
        part: z.string(),
        message: z.string(),
        step: z.int(),
        time: z.number(),
        instance: z.int(),
        count: z.int(),
      }),
    )
    .readonly(),
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

const StateFormat = z.strictObject({
  name: z.string(),
  unit: z.string(),
  format: z.string(),
  range: z.tuple([z.number(), z.number()]),
  said: z.boolean(),
  localError: z.number(),
});
const TableFormat = z.strictObject({
  of: z.string(),
  degree: z.int(),
  segments: z.int(),
  bits: z.int(),
  error: z.number(),
});
export const BuildPopulation = z.strictObject({
  name: z.string(),
  experiment: z.string(),
  cell: z.string(),
  /** Number among the experiment's parts. */
  part: z.int().nonnegative(),
  shape: z.array(z.int().positive()),
  instances: z.int().positive(),
  lanes: z.int().positive(),
  latency: z.int().positive(),
  initiationInterval: z.int().positive(),
  states: z.array(StateFormat),
  tables: z.array(TableFormat),
  /** Of a step in which no edges enter that events open. */
  cyclesPerStep: z.int().positive(),
  /** Clocks that edges add which events open: in the mean over the beginning of the float64 run, and when everything fires; null: there are none. */
  opened: z.strictObject({ mean: z.number(), most: z.int().positive() }).nullable(),
  clock: z.number(),
  dt: z.number(),
  /** In the longest step. */
  rate: z.number(),
  /** Updates of memories by drawn numbers in a second of the hardware (of p-bits: flips a second); 0: it has none. */
  redraws: z.number(),
  /** Of unit vectors: how far a step of the solver leads off length 1, in |m|^2, and what is left of that, in |m|, after the Newton step; null: it has none. */
  unitLength: z.strictObject({ left: z.number(), kept: z.number() }).nullable(),
  /** Nodes found by relaxation: the one farthest from where it settles, in parts of the largest potential; null: there are none here, or another part has the worst. */
  unsettled: z.strictObject({ name: z.string(), instance: z.int(), time: z.number(), apart: z.number() }).nullable(),
  estimate: z.record(z.string(), z.number()),
  fingerprint: z.string(),
});
const ResourceCounts = z.strictObject({ lut: z.number(), ff: z.number(), dsp: z.number(), bram: z.number() });
/** A bitstream of one experiment, or why there is none. */
export const SynthesisDocument = z.strictObject({
  experiment: z.string(),
  board: z.string(),
  device: z.string(),
  /** Hz that the PLL makes, and that place and route reached; null: not placed here. */
  clock: z.number(),
  reached: z.number().nullable(),
  /** Seconds left in a period. */
  slack: z.number().nullable(),
  met: z.boolean().nullable(),
  /** Emulated seconds per second at `clock`. */
  rate: z.number(),
  needs: ResourceCounts,
  /** The same, as estimated before synthesis. */
  estimate: ResourceCounts,
  has: ResourceCounts,
  fits: z.boolean(),
  /** Every seed that was tried with the clock it reached, and the one of the bitstream. */
  tries: z.array(z.strictObject({ seed: z.int(), reached: z.number() })).readonly(),
  seed: z.int().nullable(),
  /** The longest path, piece by piece; times in ns. */
  path: z
    .array(z.strictObject({ what: z.string(), where: z.string().nullable(), logic: z.number(), routing: z.number() }))
    .readonly(),
  /** Path below the output folder. */
  bitstream: z.string().nullable(),
  tools: z.record(z.string(), z.string()),
  warnings: z.array(z.string()).readonly(),
  seconds: z.strictObject({ synthesis: z.number(), route: z.number() }),
});
export const BuildDocument = z.strictObject({
  file: z.string(),
  version: z.string(),
  files: z.array(z.string()),
  fingerprint: z.string(),
  populations: z.array(BuildPopulation),
  couplings: z.array(
    z.strictObject({
      name: z.string(),
      experiment: z.string(),
      part: z.int().nonnegative(),
      topology: z.string(),
      /** Names of the populations at the ends. */
      ends: z.tuple([z.string(), z.string()]),
      engine: z.string(),
      /** Of one point. */
      edges: z.int(),
      lanes: z.int().positive(),
      latency: z.int().positive(),
      /** Clocks in which edges enter; of the engines of events and of delays at most. */
      cycles: z.int(),
      /** Ends, copies of what is read, sums. */
      memoryBits: z.int().nonnegative(),
      states: z.array(StateFormat),
      tables: z.array(TableFormat),
      estimate: z.record(z.string(), z.number()),
    }),
  ),
  /** Of the slowest experiment; each population has its own. */
  cyclesPerStep: z.int().positive(),
  clock: z.number(),
  dt: z.number(),
  rate: z.number(),
  resources: z.strictObject({ estimate: z.record(z.string(), z.number()), synthesis: SynthesisDocument.nullable() }),
  seconds: z.record(z.string(), z.number()),
  peakMemory: z.int().positive(),
});

const Named = z.strictObject({ name: z.string(), unit: z.string(), scale: z.number() });
/** `results.json`. Values are SI; a value times `scale` is in `unit`. */
export const ResultDocument = z.strictObject({
  file: z.string(),
  circuit: z.string(),
  experiment: z.string(),
  model: z.enum(['float64', 'fixed', 'rtl']),
  dt: z.number(),
  steps: z.int().positive(),
  solver: z.string(),
  seed: z.int(),
  settle: z.number(),
  /** Of the sweeps; measures have a value for each. */
  points: z.int().positive(),
  /** Of all populations, at all points. */
  instances: z.int().positive(),
  /** Of the first population. */
  shape: z.array(z.int().positive()),
  populations: z.array(
    z.strictObject({
      name: z.string(),
      cell: z.string(),
      /** [] where there is no array. */
      shape: z.array(z.int().positive()),
      /** Instances of one point. */
      size: z.int().positive(),
    }),
  ),
  couplings: z.array(z.strictObject({ name: z.string(), topology: z.string(), edges: z.int().nonnegative() })),
  sweeps: z.array(Named.extend({ values: z.array(z.number()) })),
  /** `name` is the array's in results.npz, `time` the name of its time axis there. */
  arrays: z.array(Named.extend({ shape: z.array(z.int()), time: z.string(), every: z.int().positive() })),
  events: z.strictObject({
    sources: z.array(z.string()),
    /** Population or coupling of each source. */
    parts: z.array(z.string()),
    count: z.int(),
  }),
  measures: z.array(Named.extend({ values: z.array(number) })),
});
export const SimulateDocument = z.strictObject({
  file: z.string(),
  version: z.string(),
  experiments: z.array(
    ResultDocument.extend({
      warnings: z.array(z.string()),
      seconds: z.number(),
      folder: z.string(),
      files: z.array(z.string()),
    }),
  ),
});

export const ExportDocument = z.strictObject({
  file: z.string(),
  version: z.string(),
  to: z.string(),
  folder: z.string(),
  files: z.array(z.string()),
  /** What of the circuit the other program does not get. */
  omitted: z.array(z.strictObject({ code: z.string(), message: z.string() })),
});

export type ExportDocument = z.infer<typeof ExportDocument>;
export type DiagnosticDocument = z.infer<typeof DiagnosticDocument>;
export type VerifyExperiment = z.infer<typeof VerifyExperiment>;
export type VerifyDocument = z.infer<typeof VerifyDocument>;
export type BuildPopulation = z.infer<typeof BuildPopulation>;
export type BuildCoupling = BuildDocument['couplings'][number];
export type SynthesisDocument = z.infer<typeof SynthesisDocument>;
export type BuildDocument = z.infer<typeof BuildDocument>;
export type ResultDocument = z.infer<typeof ResultDocument>;
export type SimulateDocument = z.infer<typeof SimulateDocument>;
