import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { mustRun, runToEnd } from './run-to-end.ts';
import { DOUBLE } from './template.ts';

const SSHD = join(DOUBLE, 'sshd.sh');
const ATTEMPTS = 5;

/** Starts an SSH server before the host in a folder; gives the client's configuration, good for any host name. */
export async function startSshd(folder: string, port?: number): Promise<{ configFile: string }> {
  let trouble = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    // Another process may take a free port before sshd does.
    const wanted = port ?? (await freePort());
    const { exitCode, stderr } = await runToEnd(SSHD, ['start', folder, String(wanted)]);
    if (exitCode === 0) return { configFile: join(folder, 'ssh', 'config') };
    trouble = `${stderr}${await readFile(join(folder, 'ssh', 'sshd.log'), 'utf8').catch(() => '')}`;
  }
  throw new Error(`sshd did not start: ${trouble}`);
}

/** Ends the SSH server and every session of it. */
export async function stopSshd(folder: string): Promise<void> {
  await mustRun(SSHD, ['stop', folder]);
}

/** Puts a `cscript` into the host's `bin` folder, to stand in PATH before any other. */
export async function writeCscript(folder: string): Promise<void> {
  const path = join(folder, 'bin', 'cscript');
  await mkdir(join(folder, 'bin'), { recursive: true });
  await writeFile(path, cscriptShim(folder));
  await chmod(path, 0o755);
}

/**
 * The shim becomes Wine's process, as whoever kills cscript must hit it. A switch such as `//nologo` or `/b`
 * is no path: only what lies in an existing folder other than the root is.
 */
function cscriptShim(folder: string): string {
  return `#!/bin/bash
. ${quote(join(DOUBLE, 'wine.sh'))}
wine_env ${quote(folder)}
arguments=()
for argument; do
    if [[ $argument == /[!/]*/* && -d \${argument%/*} ]]; then argument="Z:\${argument//\\//\\\\}"; fi
    arguments+=("$argument")
done
exec "$WINE" cscript "\${arguments[@]}" 2>>"$host_dir/run/cscript.stderr"
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  return await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
