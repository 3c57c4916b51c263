import { type Command, Option } from 'commander';
import type { PassName } from '../../compiler/pipeline.ts';
import type { BuildDocument } from '../documents.ts';
import { CommandError, exitCode } from '../exit.ts';
import type { PrintableForm } from '../library/print-form.ts';
import type { Finish } from './index.ts';
import {
  addCommonOptions,
  type CommonOptions,
  compileOptions,
  compilingOptions,
  deviceOf,
  wholeNumber,
} from './options.ts';
import type { Session } from './session.ts';

export interface BuildOptions extends CommonOptions {
  readonly emit?: PrintableForm;
  readonly stopAfter?: PassName;
  readonly dump?: true;
  readonly estimate?: true;
  readonly timings?: true;
  readonly tries?: number;
  /** Minutes. */
  readonly timeLimit?: number;
}
const formOfPass: Readonly<Record<string, PrintableForm>> = {
  parse: 'syntax',
  model: 'model',
  step: 'step',
  numerics: 'fixed',
  machine: 'machine',
};

export function registerBuild(program: Command, finish: Finish): void {
  const command = program
    .command('build')
    .description('Verilog, memory images, manifest and report')
    .argument('<file>', '.qnm file');
  addCommonOptions(command, [...compilingOptions, 'board'])
    .addOption(new Option('--emit <form>', 'print a form to stdout, write nothing').choices(Object.values(formOfPass)))
    .addOption(
      new Option('--stop-after <pass>', 'print the form that this pass makes').choices(Object.keys(formOfPass)),
    )
    .option('--dump', 'with --stop-after, which always prints')
    .option('--estimate', 'formats, cycles, resources and rate; write nothing')
    .option('--timings', 'say how long each phase took')
    .addOption(
      new Option(
        '--tries <n>',
        'with --board: seeds of place and route to try until the clock is met (default: 3)',
      ).argParser(wholeNumber(1, 100)),
    )
    .addOption(
      new Option('--time-limit <minutes>', 'with --board: for each program (default: 120)').argParser(
        wholeNumber(1, 10_000),
      ),
    )
    .action(async (path: string, options: BuildOptions) => finish(await runBuild(path, options)));
}

async function runBuild(path: string, options: BuildOptions): Promise<number> {
  const { Session } = await import('./session.ts');
  const session = new Session(options);
  const form = options.emit ?? (options.stopAfter === undefined ? undefined : formOfPass[options.stopAfter]);
  if (form !== undefined) return await emitForm(path, options, form, session);
  if (options.board === undefined) return await buildFiles(path, options, session);
  const { runBoardBuild } = await import('./build-board.ts');
  return await runBoardBuild(path, options, session);
}

async function emitForm(path: string, options: BuildOptions, form: PrintableForm, session: Session): Promise<number> {
  const { compile } = await import('../../compiler/pipeline.ts');
  const { printForm } = await import('../library/print-form.ts');
  const { writeOut } = await import('../terminal.ts');
  const loaded = await session.open(path);
  session.interruption.computing();
  const asked = { ...compileOptions(options, form), ...(await deviceOf(options)) };
  const compilation = compile(loaded.source, loaded.files, asked, await session.evaluators());
  await session.accept(loaded, compilation);
  const text = printForm(compilation, form);
  if (options.json) await session.printJson({ file: path, form, text });
  else await writeOut(text.endsWith('\n') ? text : `${text}\n`);
  return exitCode.done;
}

async function buildFiles(path: string, options: BuildOptions, session: Session): Promise<number> {
  const began = performance.now();
  const { build } = await import('../library/build.ts');
  const { defaultOutput } = await import('./session.ts');
  const loaded = await session.open(path);
  session.terminal.stage('compiling');
  session.interruption.computing();
  const built = build(loaded.source, loaded.files, compileOptions(options, 'verilog'), await session.evaluators());
  await session.accept(loaded, built.compilation);
  if (built.document === null)
    throw new CommandError(
      exitCode.usage,
      `${path} has no experiment, and so nothing to build`,
      'add: experiment Run of MyCircuit { stop = 1 ms  dt = 1 us }',
    );
  const compiled = performance.now();
  let document = built.document;
  if (options.estimate) document = { ...document, files: [] };
  else document = await writeFiles(options.output ?? defaultOutput(path), built.files, document);
  await tell(document, options, session, options.output ?? defaultOutput(path));
  if (options.timings) await tellTimings([began, compiled, performance.now()], document, session);
  await session.printJson(document);
  return exitCode.done;
}

/** `moments`: began, compiled, written; milliseconds since the process began. */
async function tellTimings(moments: readonly number[], document: BuildDocument, session: Session): Promise<void> {
  const { alignTable } = await import('../terminal.ts');
  const { peakMemory } = await import('../library/build.ts');
  const { timingRows } = await import('../report/timings.ts');
  const [began, compiled, written] = moments.map((moment) => moment / 1000) as [number, number, number];
  const { user, system } = process.cpuUsage();
  const rows = timingRows({
    began,
    compiled,
    written,
    passes: document.seconds,
    work: session.workTimes,
    processor: (user + system) / 1e6,
    peakMemory: peakMemory(),
  });
  for (const line of alignTable(rows)) session.terminal.say(`  ${line}`);
}

/** Writes everything below the folder; `files` of the result lists it. */
async function writeFiles(
  folder: string,
  files: readonly { readonly path: string; readonly text: string }[],
  document: BuildDocument,
): Promise<BuildDocument> {
  const { ResultFolder } = await import('../write-whole.ts');
  const { renderPage } = await import('../report/html.ts');
  const { hardwareSections } = await import('../report/build-report.ts');
  const result = new ResultFolder(folder);
  for (const file of files) result.write(file.path, file.text);
  const page = {
    title: document.file,
    subtitle: `qnm ${document.version}, fingerprint ${document.fingerprint}`,
    sections: hardwareSections(document),
    footer: `made by qnmc build, qnm ${document.version}`,
  };
  result.write('report.html', renderPage(page));
  const written = { ...document, files: [...result.files, 'report.json'] };
  result.write('report.json', `${JSON.stringify(written, null, 2)}\n`);
  return written;
}

async function tell(document: BuildDocument, options: BuildOptions, session: Session, folder: string): Promise<void> {
  const { alignTable } = await import('../terminal.ts');
  const { hardwareSections } = await import('../report/build-report.ts');
  for (const { heading, verdict, tables } of hardwareSections(document)) {
    session.terminal.say(`${session.terminal.colours.bold(heading)}: ${verdict}`);
    if (options.estimate)
      for (const table of tables.filter((t) => t.rows.length > 0)) {
        session.terminal.say(`  ${table.caption}`);
        for (const row of alignTable([table.head, ...table.rows])) session.terminal.say(`    ${row}`);
      }
  }
  if (!options.estimate) session.terminal.say(`${document.files.length} files in ${folder}`);
}
