/** Shell completion: commands, options, words that an option may be, and files elsewhere. */
import type { CommandLine, OptionLine } from './command-tree.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** The script that a shell reads: `source <(qnmc completion bash)`. */
export function completionScript(shell: Shell, commands: readonly CommandLine[]): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](commands);
}

const lines = (...texts: readonly (string | readonly string[])[]): string => `${texts.flat().join('\n')}\n`;
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function bashScript(commands: readonly CommandLine[]): string {
  const options = (c: CommandLine): string => c.options.flatMap((o) => [o.long, o.short ?? []].flat()).join(' ');
  const valued = commands.flatMap((c) => c.options.filter((o) => o.choices.length > 0).map((o) => [c, o] as const));
  return lines(
    '# bash completion of qnmc: source <(qnmc completion bash)',
    '_qnmc() {',
    '  local word="$' +
      '{COMP_WORDS[COMP_CWORD]}" before="$' +
      '{COMP_WORDS[COMP_CWORD-1]}" command="$' +
      '{COMP_WORDS[1]}"',
    '  COMPREPLY=()',
    '  if [ "$COMP_CWORD" = 1 ]; then',
    `    COMPREPLY=($(compgen -W ${quoted(commands.map((c) => c.name).join(' '))} -- "$word"))`,
    '    return',
    '  fi',
    '  case "$command $before" in',
    valued.map(
      ([c, o]) =>
        `    ${quoted(`${c.name} ${o.long}`)}) COMPREPLY=($(compgen -W ${quoted(o.choices.join(' '))} -- "$word")); return ;;`,
    ),
    '  esac',
    '  case "$word" in',
    '    -*)',
    '      case "$command" in',
    commands.map((c) => `        ${c.name}) COMPREPLY=($(compgen -W ${quoted(options(c))} -- "$word")) ;;`),
    '      esac',
    '      return ;;',
    '  esac',
    '  case "$command" in',
    commands
      .filter((c) => c.operandChoices.length > 0)
      .map(
        (c) => `    ${c.name}) COMPREPLY=($(compgen -W ${quoted(c.operandChoices.join(' '))} -- "$word")); return ;;`,
      ),
    '  esac',
    '  COMPREPLY=($(compgen -f -X "!*.qnm" -- "$word") $(compgen -d -- "$word"))',
    '}',
    'complete -o filenames -F _qnmc qnmc',
  );
}

function zshScript(commands: readonly CommandLine[]): string {
  const escaped = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');
  const option = (o: OptionLine): string => {
    const value = !o.takesValue ? '' : o.choices.length > 0 ? `:value:(${o.choices.join(' ')})` : ':value:_files';
    return quoted(`${o.long}[${escaped(o.text)}]${value}`);
  };
  const operand = (c: CommandLine): string =>
    c.operandChoices.length > 0
      ? quoted(`1:value:(${c.operandChoices.join(' ')})`)
      : quoted(`*:file:_files -g "*.qnm(-.)"`);
  return lines(
    '#compdef qnmc',
    '# zsh completion of qnmc: source <(qnmc completion zsh)',
    '_qnmc() {',
    '  if (( CURRENT == 2 )); then',
    '    local -a commands',
    '    commands=(',
    commands.map((c) => `      ${quoted(`${c.name}:${escaped(c.text)}`)}`),
    '    )',
    "    _describe 'command' commands",
    '    return',
    '  fi',
    '  local command="$words[2]"',
    '  shift words; (( CURRENT-- ))',
    '  case "$command" in',
    commands.map((c) => `    ${c.name}) _arguments ${[...c.options.map(option), operand(c)].join(' ')} ;;`),
    '  esac',
    '}',
    'compdef _qnmc qnmc',
  );
}

function fishScript(commands: readonly CommandLine[]): string {
  const under = (c: CommandLine): string => `-n '__fish_seen_subcommand_from ${c.name}'`;
  const option = (c: CommandLine, o: OptionLine): string => {
    const short = o.short === null ? '' : ` -s ${o.short.slice(1)}`;
    const value = !o.takesValue ? '' : o.choices.length > 0 ? ` -x -a ${quoted(o.choices.join(' '))}` : ' -r';
    return `complete -c qnmc ${under(c)} -l ${o.long.slice(2)}${short}${value} -d ${quoted(o.text)}`;
  };
  return lines(
    '# fish completion of qnmc: qnmc completion fish | source',
    commands.map((c) => `complete -c qnmc -n __fish_use_subcommand -f -a ${c.name} -d ${quoted(c.text)}`),
    commands.flatMap((c) => c.options.map((o) => option(c, o))),
    commands
      .filter((c) => c.operandChoices.length > 0)
      .map((c) => `complete -c qnmc ${under(c)} -f -a ${quoted(c.operandChoices.join(' '))}`),
  );
}
