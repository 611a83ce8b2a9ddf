import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const WINE_PROGRAMS = ['bash', 'wine', 'wineserver', 'x86_64-w64-mingw32-gcc'] as const;
const SSH_PROGRAMS = ['ssh', 'ssh-keygen', 'sftp', 'sshd'] as const;

/** Tells in one sentence why no Windows host can be played here; undefined when one can. */
export function wineMissing(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `A Windows host is played by Wine on 64-bit Linux for Intel only, not on ${process.platform} ${process.arch}.`;
  }
  return missingSentence(WINE_PROGRAMS);
}

/** Tells in one sentence why no SSH server can stand before such a host; undefined when one can. */
export function sshdMissing(): string | undefined {
  return missingSentence(SSH_PROGRAMS);
}

/** The PATH of what is started here: servers live in folders that a user's PATH often lacks. */
export function searchPath(): string {
  return [process.env['PATH'], '/usr/sbin', '/sbin'].filter(Boolean).join(delimiter);
}

function missingSentence(programs: readonly string[]): string | undefined {
  const missing = programs.filter((program) => !onPath(program));
  return missing.length === 0 ? undefined : `Not installed: ${missing.join(', ')}.`;
}

function onPath(program: string): boolean {
  return searchPath()
    .split(delimiter)
    .some((folder) => isExecutable(join(folder, program)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
