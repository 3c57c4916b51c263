/** What the exit code says, and the errors that end a command. */

export const exitCode = {
  done: 0,
  fileWrong: 1,
  usage: 2,
  toolMissing: 3,
  doesNotFit: 4,
  verificationFailed: 5,
  defect: 70,
  /** Ctrl-C, and a polite request to end. */
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Ends a command with a sentence for the user and an exit code; nothing of ours is broken. */
export class CommandError extends Error {
  readonly code: ExitCode;
  readonly help: string | null;
  constructor(code: ExitCode, message: string, help: string | null = null) {
    super(message);
    this.code = code;
    this.help = help;
  }
}

/** Errors of the operating system that have their own sentence; everything else is a defect of ours. */
export function systemErrorText(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : 'the output';
  const sentences: Readonly<Record<string, string>> = {
    ENOSPC: `no space left on the disk while writing ${path}`,
    EDQUOT: `the disk quota is used up while writing ${path}`,
    EACCES: `no permission to use ${path}`,
    EPERM: `no permission to use ${path}`,
    EROFS: `${path} lies on a disk that cannot be written`,
    ENOTDIR: `${path} goes through a file as if it were a folder`,
    EISDIR: `${path} is a folder, and a file should be written there`,
    EEXIST: `${path} exists and is not a folder`,
    ENAMETOOLONG: `the name ${path} is too long for this file system`,
    EMFILE: 'too many open files',
  };
  return sentences[error.code] ?? null;
}
