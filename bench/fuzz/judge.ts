/** One file through the compiler, float64 and the bit-exact engines; what is wrong with it, if anything. */

import { evaluators } from '../../cli/library/evaluators.ts';
import type { EmittedFile, MachineForm } from '../../compiler/machine/form.ts';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { type Compilation, compile } from '../../compiler/pipeline.ts';
import type { FileAccess } from '../../dsl/index.ts';
import { verifyExperiment } from '../../sim/compare/index.ts';
import { type EngineKind, FixedRun } from '../../sim/fixed/index.ts';
import { packagedFiles } from '../../test/support/fixed-builder.ts';
import { Transcript } from '../../test/support/rtl.ts';
import { dataFile, gridFile } from './generate.ts';

/** `kind` stays the same while a fault shrinks. */
export interface Fault {
  readonly kind: string;
  readonly detail: string;
}
export interface Judged {
  readonly fault: Fault | null;
  /** Codes of the errors with which the compiler refused the file. */
  readonly refused: readonly string[];
  /** What the Verilog is to be compared with. */
  readonly hardware: Hardware | null;
  readonly closest: { readonly predicted: number; readonly worst: number } | null;
  /** The trajectories parted where float64 and fixed point legitimately decided apart. */
  readonly parted: boolean;
  readonly seconds: number;
}
export interface Hardware {
  readonly name: string;
  readonly machine: MachineForm;
  readonly files: readonly EmittedFile[];
  readonly lines: readonly string[];
}

export const sourceFiles: FileAccess = {
  readText: (path) => [dataFile, gridFile].find((file) => file.path === path),
  readPackaged: (path) => packagedFiles.readPackaged(path.startsWith('std/') ? `dsl/${path}` : path),
};
/** Seconds that this process has worked since the call: what other programs do meanwhile does not count. */
export function stopwatch(): () => number {
  const started = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1e6;
  };
}
/** Seconds of work that a small file may take to compile. */
const patience = 30;

/** Compiles; an exception is a fault. */
export function compileText(text: string): Compilation | Fault {
  try {
    return compile({ path: 'fuzz.qnm', text }, sourceFiles, { version: '0.0.0' }, evaluators);
  } catch (error) {
    return exceptionFault(error);
  }
}
export function exceptionFault(error: unknown): Fault {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const first = text.split('\n')[0]!.replace(/\d+/g, 'N').slice(0, 90);
  return { kind: `exception ${first}`, detail: text };
}

const sound = { refused: [], hardware: null, closest: null, parted: false };

/** Everything but the Verilog. */
export async function judge(text: string): Promise<Judged> {
  const seconds = stopwatch();
  const compiled = compileText(text);
  if ('kind' in compiled) return { ...sound, fault: compiled, seconds: seconds() };
  if (seconds() > patience)
    return { ...sound, fault: { kind: 'slow', detail: `${seconds()} s to compile` }, seconds: seconds() };
  if (!compiled.good) {
    const errors = compiled.diagnostics.filter((d) => d.severity === 'error');
    return { ...sound, ...refusal(errors, /solver = exponential/.test(text)), seconds: seconds() };
  }
  try {
    const found = await compare(compiled);
    return { ...sound, ...found, seconds: seconds() };
  } catch (error) {
    return { ...sound, fault: exceptionFault(error), seconds: seconds() };
  }
}

/** Codes that say that something cannot be had; every other error means that a valid file was misread. */
const capabilities = /^E0(3|40[3-9]|4[1-9])/;
function refusal(
  errors: readonly { code: string; message: string }[],
  takesSlopes: boolean,
): Pick<Judged, 'fault' | 'refused'> {
  // the slope of a root, or of `hypot`, is infinite where the value is 0
  const isSlope = ({ code, message }: { code: string; message: string }): boolean =>
    takesSlopes && code === 'E0402' && message.includes('/ sqrt(');
  const wrong = errors.find((d) => !capabilities.test(d.code) && !isSlope(d));
  const refused = errors.map((d) => d.code);
  if (wrong === undefined) return { fault: null, refused };
  return { fault: { kind: `refused ${wrong.code}`, detail: `${wrong.code} ${wrong.message}` }, refused };
}

async function compare({ experiments, seconds }: Compilation): Promise<Partial<Judged> & Pick<Judged, 'fault'>> {
  const { step, fixed, machine, files } = experiments[0]!;
  if (step === null || fixed === null || machine === null) return { fault: { kind: 'no machine', detail: '' } };
  const lines = transcript(fixed, 'bigint');
  for (const engine of ['vector', 'wasm', 'javascript', 'auto'] as const) {
    const other = tryTranscript(fixed, engine);
    if (other === null) continue;
    const at = lines.findIndex((line, i) => other[i] !== line);
    if (at >= 0)
      return { fault: { kind: `engine ${engine} differs`, detail: `bigint ${lines[at]}\n${engine} ${other[at]}` } };
  }
  const report = await verifyExperiment({
    fixed: [fixed], rtlRuns: [], cyclesPerStep: null,
    compileSeconds: Object.values(seconds).reduce((a, b) => a + b, 0), lineOf: () => 0,
  }); // biome-ignore format: one request
  const reasons = report.reasons.filter((reason) => reason !== 'no simulator of the Verilog has run');
  const { exceeded, predicted, worst, decidedApart } = report.localError;
  const found = { closest: { predicted, worst }, hardware: { name: machine.lane.name, machine, files, lines } };
  if (exceeded !== null) return { ...found, fault: { kind: 'bound exceeded', detail: JSON.stringify(exceeded) } };
  const other = reasons.find((reason) => !/ error .* is above the tolerance /.test(reason));
  if (other !== undefined)
    return { ...found, fault: { kind: `verify: ${other.replace(/[\d.e-]+/g, 'N').slice(0, 60)}`, detail: other } };
  const parted = reasons.length > 0 && decidedApart > 0;
  if (reasons.length > 0 && !parted) return { ...found, fault: { kind: 'tolerance missed', detail: reasons[0]! } };
  return { ...found, fault: null, parted };
}

/** Every bit of a run. */
function transcript(fixed: FixedForm, engine: EngineKind | 'auto'): string[] {
  const seen = new Transcript();
  const run = new FixedRun(fixed, { engine });
  while (run.done < fixed.step.steps) {
    run.advance(1);
    seen.frame(run.frame);
  }
  return seen.lines;
}
/** Null when the engine cannot hold the formats exactly. */
function tryTranscript(fixed: FixedForm, engine: EngineKind | 'auto'): string[] | null {
  try {
    return transcript(fixed, engine);
  } catch (error) {
    if (String(error).includes('not exact')) return null;
    throw error;
  }
}
