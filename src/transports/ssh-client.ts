import { join } from 'node:path';
import { type Fault, TransportError } from '../model/fault.ts';
import type { HostSpec, SshAccess } from '../model/host.ts';
import { type ProcessOutput, runProcess } from './run-process.ts';
import type { TransportSettings } from './transport-settings.ts';

/** The OpenSSH programs, aimed at one host over one shared connection. */
export interface SshClient {
  /** Runs a cmd.exe command line without quotes; answers its output whatever its exit code. */
  command(line: string, signal: AbortSignal, options?: { input?: string; shielded?: boolean }): Promise<ProcessOutput>;
  /** Copies local files to paths such as `C:/WINDOWS/vlkctl/x.vbs`. */
  upload(files: ReadonlyMap<string, string>, signal: AbortSignal): Promise<void>;
  /** Ends the shared connection. */
  close(signal: AbortSignal): Promise<void>;
}

/** OpenSSH's exit code for trouble of its own. */
const SSH_FAILED = 255;

/**
 * Nobody is there to answer questions, an unknown host key is an error, and nothing is forwarded. Everything else
 * (user, keys, agent, ProxyJump, known_hosts) is the user's own ssh_config.
 */
const OPTIONS = [
  'BatchMode=yes',
  'StrictHostKeyChecking=yes',
  'ClearAllForwardings=yes',
  'ForwardAgent=no',
  'ForwardX11=no',
  'PermitLocalCommand=no',
  'LogLevel=ERROR',
  'ConnectTimeout=15',
  'ServerAliveInterval=15',
  'ServerAliveCountMax=2',
];

/** `folder` is private to the session: the control socket lives there. */
export function sshClient(host: HostSpec, access: SshAccess, folder: string, settings: TransportSettings): SshClient {
  const options = sshOptions(access, folder, settings);
  const run = (program: string, args: readonly string[], signal: AbortSignal, extra: { input?: string; shielded?: boolean }) =>
    runProcess({ program, args: [...options, ...args], env: settings.childEnvironment, ...extra }, signal);
  return {
    command: async (line, signal, extra = {}) => {
      // cmd.exe whatever the login shell is (PowerShell, Cygwin's bash): all of them pass on a quoted text without $ ` and ".
      const output = await run('ssh', ['-T', '--', host.name, `cmd.exe /d /c "${line}"`], signal, extra);
      if (output.exitCode === SSH_FAILED) throw new TransportError(toFault(output.stderr));
      return output;
    },
    upload: async (files, signal) => {
      const batch = [...files].map(([local, remote]) => `put "${local}" "${remote}"\n`).join('');
      const output = await run('sftp', ['-q', '-b', '-', '--', host.name], signal, { input: batch });
      if (output.exitCode === 0) return;
      throw new TransportError(output.exitCode === SSH_FAILED ? toFault(output.stderr) : uploadFault(output.stderr));
    },
    close: async (signal) => {
      if (settings.canShareConnections) await run('ssh', ['-O', 'exit', '--', host.name], signal, {});
    },
  };
}

function sshOptions(access: SshAccess, folder: string, settings: TransportSettings): readonly string[] {
  const sharing = [`ControlPath=${join(folder, 'c')}`, 'ControlMaster=auto', 'ControlPersist=60'];
  const named = [
    ...OPTIONS,
    ...(settings.canShareConnections ? sharing : []),
    ...(access.user === undefined ? [] : [`User=${access.user}`]),
    ...(access.port === undefined ? [] : [`Port=${access.port}`]),
  ];
  return [
    ...(access.configFile === undefined ? [] : ['-F', access.configFile]),
    ...named.flatMap((option) => ['-o', option]),
  ];
}

/** OpenSSH does not translate its messages; the system's part of them is English because the child runs with LC_ALL=C. */
const FAULTS: readonly { readonly sign: RegExp; readonly code: Fault['code']; readonly help: string }[] = [
  {
    sign: /host key verification failed|no matching host key|host identification has changed/i,
    code: 'host-key-mismatch',
    help: 'Compare the host key in person, then record it in known_hosts (ssh-keyscan).',
  },
  {
    sign: /permission denied|too many authentication failures/i,
    code: 'auth-denied',
    help: 'Check the user and the key of this host in the inventory and in ssh_config.',
  },
  {
    sign: /could not resolve|connection refused|timed out|no route|unreachable|connection closed by|kex_exchange/i,
    code: 'host-unreachable',
    help: 'Check that the host is on, its name and port, and its SSH server.',
  },
];

/** What ssh said before it gave up with exit code 255. */
function toFault(stderr: string): Fault {
  const said = stderr.trim().split('\n').at(-1)?.trim() ?? '';
  const known = FAULTS.find((fault) => fault.sign.test(stderr));
  return {
    code: known?.code ?? 'connection-lost',
    message: said === '' ? 'ssh gave up without a word' : `ssh: ${said}`,
    help: known?.help ?? 'Run again: what happened on the host is looked at first.',
  };
}

function uploadFault(stderr: string): Fault {
  return {
    code: 'access-denied',
    message: `the payload cannot be copied to the host: ${stderr.trim().split('\n').at(-1) ?? ''}`,
    help: 'The SSH server needs sftp, and the account must be an administrator of the host.',
  };
}
