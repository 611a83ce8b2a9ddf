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
  /** What ssh_config and the access come to, as `ssh -G` prints it: a name and a value a line. Reaches nobody. */
  configuration(signal: AbortSignal): Promise<string>;
  /** Ends the shared connection. */
  close(signal: AbortSignal): Promise<void>;
}

/** OpenSSH's exit code for trouble of its own. */
const SSH_FAILED = 255;
const MAX_MESSAGE = 300;

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
  // At ERROR ssh says nothing at all when it has no algorithm in common with an old SSH server.
  'LogLevel=INFO',
  'ConnectTimeout=15',
  'ServerAliveInterval=15',
  'ServerAliveCountMax=2',
];

/** `folder` is private to the session: the control socket lives there. */
export function sshClient(host: HostSpec, access: SshAccess, folder: string, settings: TransportSettings): SshClient {
  const options = sshOptions(access, folder, settings);
  const run = (
    program: string,
    args: readonly string[],
    signal: AbortSignal,
    extra: { input?: string; shielded?: boolean },
  ) => runProcess({ program, args: [...options, ...args], env: settings.childEnvironment, ...extra }, signal);
  return {
    command: async (line, signal, extra = {}) => {
      // cmd.exe whatever the login shell is (PowerShell, Cygwin's bash): all of them pass on a quoted text without $ ` and ".
      const output = await run('ssh', ['-T', '--', host.name, `cmd.exe /d /c "${line}"`], signal, extra);
      if (output.exitCode === SSH_FAILED) throw new TransportError(withoutName(toFault(output.stderr), host.name));
      return output;
    },
    upload: async (files, signal) => {
      const batch = [...files].map(([local, remote]) => `put "${local}" "${remote}"\n`).join('');
      const output = await run('sftp', ['-q', '-b', '-', '--', host.name], signal, { input: batch });
      if (output.exitCode === 0) return;
      const fault = output.exitCode === SSH_FAILED ? toFault(output.stderr) : uploadFault(output.stderr);
      throw new TransportError(withoutName(fault, host.name));
    },
    configuration: async (signal) => (await run('ssh', ['-G', '--', host.name], signal, {})).stdout,
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

const LOOK_FIRST = 'Run again: what happened on the host is looked at first.';

/**
 * OpenSSH does not translate its messages; the system's part of them is English because the child runs with LC_ALL=C.
 * The first row says that a connection broke which was there before; the rows after it leave no doubt that nothing ran.
 */
const FAULTS: readonly { readonly sign: RegExp; readonly code: Fault['code']; readonly help: string }[] = [
  {
    // `Connection to gate-07 closed by remote host.` `Read from remote host gate-07: Connection timed out`
    sign: /^(?:connection to \S+ closed by|read from remote host|client_loop|(?:ssh_)?packet_write|timeout, server|mux_client)/i,
    code: 'connection-lost',
    help: LOOK_FIRST,
  },
  {
    sign: /host key verification failed|host identification has changed/i,
    code: 'host-key-mismatch',
    help: 'Compare the host key in person, then record it in known_hosts (ssh-keyscan).',
  },
  {
    sign: /permission denied|too many authentication failures/i,
    code: 'auth-denied',
    help: 'Check the user and the key of this host in the inventory and in ssh_config.',
  },
  {
    // `Unable to negotiate with 10.0.0.7 port 22: no matching host key type found. Their offer: ssh-rsa,ssh-dss`
    sign: /^unable to negotiate|no matching (?:host key|key exchange|cipher|mac)/i,
    code: 'host-unreachable',
    help: 'Allow the old algorithms for this host in ssh_config (HostKeyAlgorithms, KexAlgorithms, Ciphers, MACs).',
  },
  {
    sign: /^ssh: connect to|could not resolve|connection refused|timed out|no route|unreachable|connection (?:closed|reset) by|kex_exchange/i,
    code: 'host-unreachable',
    help: 'Check that the host is on, its name and port, and its SSH server.',
  },
];

/** What ssh meant when it gave up with exit code 255; the last line it is known to say counts, banners stand before it. */
export function toFault(stderr: string): Fault {
  const lines = linesOf(stderr);
  const telling = lines.findLast((line) => FAULTS.some((fault) => fault.sign.test(line))) ?? lines.at(-1);
  const known = FAULTS.find((fault) => telling !== undefined && fault.sign.test(telling));
  return {
    code: known?.code ?? 'connection-lost',
    message: telling === undefined ? 'ssh gave up without a word' : `ssh: ${telling.replace(/^ssh: /, '')}`,
    help: known?.help ?? LOOK_FIRST,
  };
}

/**
 * A fault without the name and address of the host, so that hosts in the same trouble say the same. The name of another
 * machine, such as a jump host, stays; addresses go, as ssh_config may put one in the place of the name.
 *
 *     svc@gate-07: Permission denied (publickey).
 *     ssh: connect to host gate-07.b.example port 22: Connection refused
 *     Unable to negotiate with 10.0.0.7 port 22: no matching host key type found. Their offer: ssh-dss
 */
export function withoutName(fault: Fault, name: string): Fault {
  const label = /^[\d.]+$/.test(name) ? name : (name.split('.')[0] ?? name);
  const own = `${label.replaceAll(/[^\w-]/g, String.raw`\$&`)}(?:\\.[\\w.-]*\\w)?`;
  const address = String.raw`\d{1,3}(?:\.\d{1,3}){3}|(?:[\da-f]{0,4}:){2,7}[\da-f]{0,4}(?:%\w+)?`;
  const subject = new RegExp(
    String.raw`(?:\b(?:remote )?(?:host(?:name)?|server) |(@))?(?<![\w.:-])(?:${own}|${address})(?![\w-])`,
    'gi',
  );
  return {
    ...fault,
    message: fault.message.replace(subject, (_found, at?: string) => (at === undefined ? 'the host' : '')),
  };
}

/** Lines with something in them, cut to what fits into a message. */
function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim().slice(0, MAX_MESSAGE))
    .filter((line) => line !== '');
}

function uploadFault(stderr: string): Fault {
  return {
    code: 'access-denied',
    message: `the payload cannot be copied to the host: ${linesOf(stderr).at(-1) ?? 'sftp said nothing'}`,
    help: 'The SSH server needs sftp, and the account must be an administrator of the host.',
  };
}
