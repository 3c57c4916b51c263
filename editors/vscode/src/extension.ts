/** The extension starts `qnmc lsp` and leaves everything else to it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commands, type ExtensionContext, window, workspace } from 'vscode';
import { LanguageClient, type ServerOptions, TransportKind } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

/** Called by the editor when the first `.qnm` file is opened. */
export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand('qnm.restart', async () => {
      await client?.stop();
      await start();
    }),
    commands.registerCommand('qnm.explain', explain),
  );
  await start();
}

/** Called by the editor when it ends. */
export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function start(): Promise<void> {
  const settings = workspace.getConfiguration('qnm');
  const server: ServerOptions = { command: serverPath(), args: ['lsp'], transport: TransportKind.stdio };
  client = new LanguageClient('qnm', 'qnm', server, {
    documentSelector: [{ language: 'qnm' }],
    initializationOptions: { formats: settings.get<boolean>('formats', true) },
    synchronize: { fileEvents: workspace.createFileSystemWatcher('**/*.{qnm,csv,toml}') },
  });
  try {
    await client.start();
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    window.showErrorMessage(`qnm: ${serverPath()} does not start (${said}). Set qnm.server, or install qnm.`);
  }
}

/** The one that is asked for, that of the project, or the one on the PATH. */
function serverPath(): string {
  const asked = workspace.getConfiguration('qnm').get<string>('server', '');
  if (asked !== '') return asked;
  const own = (workspace.workspaceFolders ?? [])
    .map((folder) => join(folder.uri.fsPath, 'node_modules', '.bin', 'qnmc'))
    .find((path) => existsSync(path));
  return own ?? 'qnmc';
}

async function explain(): Promise<void> {
  const code = await window.showInputBox({ prompt: 'Code of the diagnostic, such as E0207' });
  if (code === undefined) return;
  const terminal = window.createTerminal('qnm');
  terminal.sendText(`"${serverPath()}" explain ${code.replace(/[^A-Za-z0-9]/g, '')}`);
  terminal.show();
}
