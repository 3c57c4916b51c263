/** Each of the five forms as text: one road for `--emit`, for tests and for the curious. */
import { printMachine } from '../../compiler/machine/index.ts';
import { printModel } from '../../compiler/model/index.ts';
import { printFixed } from '../../compiler/numerics/index.ts';
import type { Compilation, CompiledExperiment, FormName } from '../../compiler/pipeline.ts';
import { printNetwork } from '../../compiler/step/index.ts';
import { printSyntax } from '../../dsl/index.ts';

export const printableForms = ['syntax', 'model', 'step', 'fixed', 'machine'] as const satisfies readonly FormName[];
export type PrintableForm = (typeof printableForms)[number];

/** Text of the form that the compilation was asked for; experiments one after the other. */
export function printForm(compilation: Compilation, form: PrintableForm): string {
  const { syntax, model, experiments } = compilation;
  switch (form) {
    case 'syntax':
      return syntax === null ? '' : printSyntax(syntax);
    case 'model':
      return model === null ? '' : printModel(model);
    case 'step':
      return experiments.map(({ parts }) => printNetwork(parts.map(({ step }) => step))).join('\n');
    case 'fixed':
      return experiments.map(printParts).join('\n');
    case 'machine':
      return experiments.map(({ hardware }) => (hardware === null ? '' : printMachine(hardware))).join('\n');
    default:
      return form satisfies never;
  }
}

function printParts({ parts }: CompiledExperiment): string {
  const texts = parts.map(({ step, fixed }) => {
    const { name, shape, size } = step.population;
    const head = parts.length > 1 ? `part ${step.part}, ${name}${size > 1 ? `[${shape.join(', ')}]` : ''}\n` : '';
    return fixed === null ? '' : `${head}${printFixed(fixed)}`;
  });
  return texts.join('\n');
}
