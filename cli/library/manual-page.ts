/** The manual page qnmc(1), made from the command line itself. */
import type { CommandLine } from './command-tree.ts';

/** Dots, backslashes and hyphens as roff wants them. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1');
}

/** Source of the page for man(1). */
export function manualPage(commands: readonly CommandLine[], version: string, summary: string): string {
  const lines = [
    `.TH QNMC 1 "" "qnm ${version}" "User Commands"`,
    '.SH NAME',
    `qnmc \\- ${roff(summary.replace(/\.$/, ''))}`,
    '.SH SYNOPSIS',
    '.B qnmc',
    '.I command',
    '[options] [file]',
    '.SH DESCRIPTION',
    'What a person reads goes to standard error; results go to files and, with',
    '.BR \\-\\-json ,',
    'one JSON document goes to standard output.',
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH EXIT STATUS',
    ...exitStatus.flatMap(([code, text]) => ['.TP', `.B ${code}`, roff(text)]),
    '.SH ENVIRONMENT',
    '.TP',
    '.B NO_COLOR',
    'no colours',
    '.TP',
    '.B XDG_CACHE_HOME',
    'where simulation models are kept between runs (in qnm)',
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines({ name, text, operands, options }: CommandLine): readonly string[] {
  return [
    '.SS',
    roff(`qnmc ${[name, ...operands].join(' ')}`),
    roff(text),
    ...options.flatMap((option) => ['.TP', `.B ${roff(option.flags)}`, roff(option.text)]),
  ];
}

const exitStatus: readonly (readonly [string, string])[] = [
  ['0', 'done and true'],
  ['1', 'the file is wrong'],
  ['2', 'wrong usage, or the disk or a permission is in the way'],
  ['3', 'a needed program is missing'],
  ['4', 'does not fit the board or misses its clock'],
  ['5', 'a verification failed'],
  ['70', 'a defect of qnm'],
  ['130, 143', 'stopped by a signal'],
];
