import { type Command, Option } from 'commander';
import { CommandError, exitCode } from '../exit.ts';
import type { Finish } from './index.ts';

/** What a project can begin with: folders of `templates/new`. */
const beginnings = {
  oscillator: 'a circuit of library devices that fires',
  device: 'a device of your own, with an experiment that proves it',
  array: 'many coupled copies of one cell',
} as const;
type Beginning = keyof typeof beginnings;

export function registerNew(program: Command, finish: Finish): void {
  const names = Object.keys(beginnings) as Beginning[];
  program
    .command('new')
    .description('starts a project: a folder with a circuit and an experiment that verifies')
    .argument('<folder>', 'folder to make; its name becomes that of the .qnm file')
    .addOption(
      new Option('--template <name>', names.map((name) => `${name}: ${beginnings[name]}`).join('; '))
        .choices(names)
        .default('oscillator'),
    )
    .option('--quiet', 'errors only')
    .action(async (folder: string, options: { template: Beginning; quiet?: true }) =>
      finish(await start(folder, options)),
    );
}

async function start(
  folder: string,
  options: { readonly template: Beginning; readonly quiet?: true },
): Promise<number> {
  const { existsSync, readdirSync, readFileSync } = await import('node:fs');
  const { basename, join, resolve, sep } = await import('node:path');
  const { packageRoot } = await import('../package-root.ts');
  const { Terminal } = await import('../terminal.ts');
  const { ResultFolder } = await import('../write-whole.ts');
  const terminal = new Terminal({ quiet: options.quiet === true, json: false });
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new CommandError(exitCode.usage, `${folder} exists and is not empty`, 'name a folder that is not there yet');
  const name = basename(resolve(folder)).replace(/[^A-Za-z0-9_-]+/g, '_') || 'circuit';
  const from = join(packageRoot, 'templates', 'new', options.template);
  const project = new ResultFolder(folder);
  for (const file of readdirSync(from).sort()) {
    const text = readFileSync(join(from, file), 'utf8').replaceAll('NAME.qnm', `${name}.qnm`);
    project.write(file === 'circuit.qnm' ? `${name}.qnm` : file, text);
  }
  project.write('.gitignore', 'build/\n');
  for (const file of project.files) terminal.say(join(folder, file));
  terminal.say(`next: cd ${folder}, then`);
  const called = commandFrom(resolve(folder), packageRoot, sep);
  if (called === null)
    terminal.say(
      `  alias qnmc='node ${join(packageRoot, 'dist', 'cli', 'main.js')}'   npx finds qnmc only below ${packageRoot}`,
    );
  for (const [command, does] of steps)
    terminal.say(
      `  ${called ?? 'qnmc'} ${`${command} ${name}.qnm`.padEnd(name.length + 13)}  ${does.replace('NAME', name)}`,
    );
  return exitCode.done;
}

/** What a person does first with a new project. */
const steps = [
  ['simulate', 'runs it; pictures and numbers go to build/NAME'],
  ['verify', 'shows that its hardware computes the same'],
  ['run', 'runs that hardware live, on the virtual board'],
] as const;

/** How this command line is called from a folder; null where `npx` would ask the registry for a package of that name. */
function commandFrom(folder: string, packageRoot: string, separator: string): string | null {
  if (process.env['npm_command'] !== 'exec') return process.argv[1]?.endsWith(`${separator}qnmc`) ? 'qnmc' : null;
  const project = packageRoot.split(`${separator}node_modules${separator}`)[0]!;
  return `${folder}${separator}`.startsWith(`${project}${separator}`) ? 'npx qnmc' : null;
}
