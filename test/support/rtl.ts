/** Machines of hand-made fixed forms, and runs of all simulators of one, for comparison. */
import { emitVerilog } from '../../compiler/emit/index.ts';
import {
  buildMachine,
  buildNetworkMachine,
  type EmittedFile,
  type MachineForm,
  type MachineOptions,
  type NetworkMachine,
} from '../../compiler/machine/index.ts';
import type { FixedForm } from '../../compiler/numerics/form.ts';
import { DiagnosticSink } from '../../dsl/index.ts';
import { runFixed } from '../../sim/fixed/index.ts';
import { runFixedNetwork } from '../../sim/network/index.ts';
import { buildRtl, type RtlRunOptions, type RtlSummary, runRtl } from '../../sim/rtl/index.ts';
import type { Frame, RunObserver } from '../../sim/run.ts';
import { packagedFiles } from './fixed-builder.ts';
import { modelCache, tools } from './tools.ts';

export function machineOf(fixed: FixedForm, lanes: number | null = null): MachineForm {
  const sink = new DiagnosticSink();
  const machine = buildMachine(fixed, { lanes, clock: 100e6 }, sink);
  if (!machine) throw new Error(sink.all.map((d) => d.message).join('; '));
  return machine;
}
export function networkMachineOf(
  forms: readonly FixedForm[],
  lanes: number | null = null,
  options: Partial<MachineOptions> = {},
): NetworkMachine {
  const sink = new DiagnosticSink();
  const network = buildNetworkMachine(forms, { lanes, clock: 100e6, ...options }, sink);
  if (!network) throw new Error(sink.all.map((d) => d.message).join('; '));
  return network;
}
export function verilogOf(machine: MachineForm | NetworkMachine): EmittedFile[] {
  return emitVerilog(machine, packagedFiles, { version: '0.0.0' });
}

/** Everything that a frame says, as one text a step: equal texts are equal bits. */
export class Transcript implements RunObserver {
  readonly lines: string[] = [];
  frame({ part, step, integers, fired, fractions, flags, states }: Frame): void {
    this.lines.push(
      `${part || ''}${part ? ' ' : ''}${step}: ${integers!.join(' ')} | ${states.join(' ')} | ${fired.join('')} | ${fractions.join(' ')} | ${flags.join(' ')}`,
    );
  }
}

export function fixedTranscript(fixed: FixedForm, steps: number): string[] {
  const transcript = new Transcript();
  runFixed(fixed, transcript, { steps, engine: 'bigint' });
  return transcript.lines;
}
export function networkTranscript(forms: readonly FixedForm[], steps: number): string[] {
  const transcript = new Transcript();
  runFixedNetwork(forms, transcript, { steps, engine: 'bigint' });
  return transcript.lines;
}
export async function rtlTranscript(
  machine: MachineForm | NetworkMachine,
  tool: 'verilator' | 'icarus',
  options: RtlRunOptions,
  files: readonly EmittedFile[] = verilogOf(machine),
): Promise<{ readonly lines: string[]; readonly summary: RtlSummary }> {
  const transcript = new Transcript();
  const model = await buildRtl(machine, files, tool, { toolbox: tools, cacheDir: modelCache, purpose: 'once' });
  const summary = await runRtl(model, transcript, options);
  return { lines: transcript.lines, summary };
}
