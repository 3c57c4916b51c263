/** The command line as data, for what is made from it: completion scripts, the manual page. */
import type { Command } from 'commander';

export interface OptionLine {
  /** `-o, --output <dir>` */
  readonly flags: string;
  readonly long: string;
  readonly short: string | null;
  readonly takesValue: boolean;
  readonly choices: readonly string[];
  readonly text: string;
}
export interface CommandLine {
  readonly name: string;
  readonly text: string;
  /** `<file>`, `[code]`, `<file...>` */
  readonly operands: readonly string[];
  /** Words that the first operand may be; empty where it is a file or anything. */
  readonly operandChoices: readonly string[];
  readonly options: readonly OptionLine[];
}

/** All commands, in the order of the help. */
export function commandLines(program: Command): readonly CommandLine[] {
  return program.commands.map((command) => ({
    name: command.name(),
    text: command.description(),
    operands: command.registeredArguments.map((operand) => {
      const name = operand.variadic ? `${operand.name()}...` : operand.name();
      return operand.required ? `<${name}>` : `[${name}]`;
    }),
    operandChoices: command.registeredArguments[0]?.argChoices ?? [],
    options: command.options.map((option) => ({
      flags: option.flags,
      long: option.long ?? '',
      short: option.short ?? null,
      takesValue: option.required || option.optional,
      choices: option.argChoices ?? [],
      text: option.description,
    })),
  }));
}
