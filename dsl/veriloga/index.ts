/**
 * Verilog-A to `.qnm`: contributions, analog blocks, `ddt`, `idt`, `idtmod`, `ddx`, parameters, arrays, `if`, `case`, loops, functions,
 * `@(initial_step)`, `@(cross())`, included files. Everything else is a located diagnostic. Verilog-A knows no dimensions: inside of a device that was imported all
 * values are plain numbers in SI, and units stand where nodes are read and flows are given.
 */
import { type Diagnostic, DiagnosticSink } from '../diagnostics/diagnostic.ts';
import { formatSource } from '../format/index.ts';
import type { SourceFile } from '../source.ts';
import { writeDevice } from './device.ts';
import { type IncludedFiles, lex } from './lex.ts';
import { parseVerilogA } from './parse.ts';
import { Problems } from './problems.ts';

export interface Imported {
  /** Text of a `.qnm` file; null when something stands in the file that cannot be imported. */
  readonly text: string | null;
  readonly devices: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Imports every module of a file and of those that it includes.
 * @param files reads an included file
 * @throws never for what the file holds
 */
export function importVerilogA(source: SourceFile, files: IncludedFiles = () => undefined): Imported {
  const sink = new DiagnosticSink();
  const problems = new Problems(sink);
  const file = parseVerilogA(lex(source, files, problems), problems);
  const devices = file.modules.map((module) => writeDevice(module, file.disciplines, problems));
  if (file.modules.length === 0 && problems.count === 0)
    problems.error('E0701', 'there is no module in this file', {
      file: source.path,
      start: 0,
      end: Math.min(1, source.text.length),
    });
  const names = file.modules.map((module) => module.name);
  if (problems.count > 0) return { text: null, devices: names, diagnostics: sink.all };
  const name = source.path.split('/').at(-1)!;
  const text = [
    `/// Imported from ${name} by qnmc. All values are plain numbers in SI units, as in that file.`,
    'use std.disciplines',
    '',
    ...devices,
  ].join('\n');
  const formatted = formatSource({ path: source.path, text });
  return { text: formatted.good ? formatted.text : text, devices: names, diagnostics: sink.all };
}
