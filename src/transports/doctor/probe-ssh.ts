import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Check, failed, notChecked, type Probe, type Probing, passed } from '../../model/check.ts';
import { type Fault, TransportError } from '../../model/fault.ts';
import type { HostSpec } from '../../model/host.ts';
import { type SshClient, sshClient } from '../ssh-client.ts';
import type { TransportSettings } from '../transport-settings.ts';
import { checkPort } from './check-port.ts';
import { checkSshClient } from './check-programs.ts';
import { type Attempt, tryConnect } from './connect.ts';
import { lookUpName } from './look-up-name.ts';
import { readRoute, type SshRoute } from './ssh-route.ts';
import { whoGreets } from './survey-ports.ts';
import { makeTrail, type Trail } from './trail.ts';

/** How long an SSH server may take to say its name. */
const LISTEN_MS = 3000;
const CLOSE_MS = 5000;
const LISTENS = 'On the host start its SSH server; or correct `port` in the access, or in ssh_config.';

/** The client here, the way that ssh_config says, the server at its end, a logon, and sftp. Writes nothing there. */
export async function probeSsh(host: HostSpec, settings: TransportSettings, probing: Probing): Promise<Probe> {
  const { access } = host;
  if (access.kind !== 'ssh') throw new Error(`${host.name} is not reached over ssh`);
  const trail = makeTrail(settings, probing);
  if (!(await trail.step('controller', () => checkSshClient('controller', settings, probing.signal))))
    return trail.end(host.name);
  const folder = await mkdtemp(join(settings.temporaryFolder, 'vlk-'));
  const client = sshClient(host, access, folder, settings);
  try {
    const route = readRoute(await client.configuration(limited(settings, probing)), host.name);
    const isOpen = await checkRoute(route, trail);
    const trouble = isOpen ? await logOn(client, trail, { settings, probing, route }) : undefined;
    return { ...(await trail.end(route.address, route.port)), ...(trouble !== undefined && { trouble }) };
  } catch (error) {
    if (error instanceof TransportError) return { checks: trail.checks, ports: [], trouble: error.fault };
    throw error;
  } finally {
    await client.close(AbortSignal.timeout(CLOSE_MS)).catch(() => undefined);
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Name, port and greeting; what goes through another machine cannot be seen from here. */
async function checkRoute(route: SshRoute, trail: Trail): Promise<boolean> {
  const { address, port, through } = route;
  if (through !== undefined) {
    for (const what of ['name', 'connection', 'service'] as const)
      await trail.step(what, () => notChecked(what, `not checked: ssh goes through ${through}`));
    return true;
  }
  let attempt: Attempt = { state: 'silent' };
  return (
    (await trail.step('name', () => lookUpName(address, trail.options.signal))) &&
    (await trail.step('connection', async () => {
      attempt = await tryConnect(address, port, { ...trail.options, listenMs: LISTEN_MS });
      return checkPort(port, attempt, LISTENS);
    })) &&
    (await trail.step('service', () => checkGreeting(attempt, port)))
  );
}

function checkGreeting(attempt: Attempt, port: number): Check {
  const { is, said } = whoGreets(attempt.state === 'open' ? attempt.greeting : '');
  if (is === 'ssh') return passed('service', said);
  return failed('service', {
    code: 'other-service',
    message: `port ${port} is ${said}`,
    help: 'Correct `port` in the access, or restart the SSH server of the host.',
  });
}

interface Around {
  readonly settings: TransportSettings;
  readonly probing: Probing;
  readonly route: SshRoute;
}

/** A word through cmd.exe, then sftp, which is opened and closed. The fault of the logon is for others to place. */
async function logOn(client: SshClient, trail: Trail, around: Around): Promise<Fault | undefined> {
  const signal = limited(around.settings, around.probing);
  const said = await shellAnswer(client, around.probing, signal);
  if (typeof said !== 'string') return said;
  const isCmd = /^vlkctl\s*$/m.test(said);
  await trail.step('trust', () => passed('trust', 'the host key is the known one'));
  await trail.step('logon', () => passed('logon', `logged on${around.route.user}${isCmd ? ', and cmd.exe runs' : ''}`));
  await trail.step('sftp', () => checkSftp(client, signal));
  return isCmd ? undefined : WRONG_SHELL;
}

async function shellAnswer(client: SshClient, { tell }: Probing, signal: AbortSignal): Promise<string | Fault> {
  tell('logon');
  try {
    return (await client.command('echo vlkctl', signal)).stdout;
  } catch (error) {
    if (error instanceof TransportError) return error.fault;
    throw error;
  }
}

async function checkSftp(client: SshClient, signal: AbortSignal): Promise<Check> {
  try {
    await client.upload(new Map(), signal);
    return passed('sftp', 'opens');
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    const { fault } = error;
    const isMissing = fault.code === 'connection-lost' || fault.code === 'access-denied';
    return failed('sftp', isMissing ? { ...fault, ...NO_SFTP } : fault);
  }
}

function limited({ timeoutMs }: TransportSettings, { signal }: Probing): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
}

const NO_SFTP = {
  code: 'sftp-missing',
  message: 'the logon works, and sftp does not open',
  help: 'Switch sftp on in the SSH server of the host (in sshd_config a line `Subsystem sftp`). Without it nothing can be copied there.',
} as const;

const WRONG_SHELL: Fault = {
  code: 'unreadable-answer',
  message: 'the logon works, but cmd.exe does not answer behind it',
  help: 'Let the SSH server run commands and its login scripts be silent; try `ssh HOST cmd.exe /d /c ver`.',
};
