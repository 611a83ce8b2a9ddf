import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What one child process was started with. */
export interface SpyRecord {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: readonly string[];
}

/** Programs of these names, to be put before PATH: each notes its arguments and environment, then becomes the real one. */
export async function writeSpies(folder: string, programs: Readonly<Record<string, string>>): Promise<string> {
  const bin = join(folder, 'spies');
  await mkdir(join(folder, 'records'), { recursive: true });
  await mkdir(bin, { recursive: true });
  for (const [name, real] of Object.entries(programs)) {
    const path = join(bin, name);
    await writeFile(path, spyScript(name, real, join(folder, 'records')));
    await chmod(path, 0o755);
  }
  return bin;
}

export async function readSpies(folder: string): Promise<readonly SpyRecord[]> {
  const records = join(folder, 'records');
  const texts = await Promise.all((await readdir(records)).map((file) => readFile(join(records, file), 'latin1')));
  return texts.map((text) => {
    const [program = '', args = '', env = ''] = text.split('\u0001\n');
    return { program, args: args.split('\n').filter(Boolean), env: env.split('\0').filter(Boolean) };
  });
}

function spyScript(name: string, real: string, records: string): string {
  return `#!/bin/bash
record=$(mktemp '${records}/XXXXXXXX')
{ printf '%s\\1\\n' '${name}'; printf '%s\\n' "$@"; printf '\\1\\n'; cat /proc/$$/environ; } >"$record"
# Wine finds its running server by TMPDIR.
exec env -u TMPDIR '${real}' "$@"
`;
}
