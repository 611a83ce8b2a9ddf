import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PayloadOutput } from '../answers/answers.ts';
import { TransportError } from '../model/fault.ts';
import type { HostSpec } from '../model/host.ts';
import type { ProductKey } from '../model/product-key.ts';
import { timeOfRunName } from '../model/run-name.ts';
import type { Transport } from '../model/transport.ts';
import { OBSERVE_CALLS } from './encode-calls.ts';
import { type PayloadRunner, payloadSession } from './payload-session.ts';
import { type SshClient, sshClient } from './ssh-client.ts';
import { stopped } from './stopped.ts';
import type { TransportSettings } from './transport-settings.ts';

/** A folder this much older than a run was left by a controller that died: no run takes that long on one host. */
const STALE_MS = 24 * 60 * 60 * 1000;
/** cmd.exe takes 8191 characters; the next run removes more. */
const MAX_STALE = 100;
/** Cleaning up may take this long; it must not keep a run from ending. */
const CLEAN_UP_MS = 20_000;
const PAYLOAD = 'vlk-host.vbs';
const OBSERVE_FILE = 'observe.txt';
const CHANGE_FILE = 'change.txt';

/**
 * Any SSH server on the host with sftp: the payload goes into a new folder per run below %SystemRoot%\vlkctl and is
 * removed afterwards. The key travels on stdin and becomes an environment variable of one cscript.
 */
export function sshTransport(settings: TransportSettings): Transport {
  const open = async (host: HostSpec, signal: AbortSignal): ReturnType<Transport['openWrite']> =>
    payloadSession(await openRunner(host, settings, signal), settings.now);
  return { kind: 'ssh', openRead: open, openWrite: open };
}

async function openRunner(host: HostSpec, settings: TransportSettings, signal: AbortSignal): Promise<PayloadRunner> {
  if (host.access.kind !== 'ssh') throw new Error(`${host.name} is not reached over ssh`);
  if (signal.aborted) throw stopped(signal);
  const folder = await mkdtemp(join(settings.temporaryFolder, 'vlk-'));
  const client = sshClient(host, host.access, folder, settings);
  let place: RemotePlace | undefined;
  try {
    place = await makeRemoteFolder(client, settings.runName, signal);
    const observe = join(folder, OBSERVE_FILE);
    await writeFile(observe, OBSERVE_CALLS);
    const files = new Map([
      [settings.payload, sftpPath(place, PAYLOAD)],
      [observe, sftpPath(place, OBSERVE_FILE)],
    ]);
    await client.upload(files, signal);
    return sshRunner(client, place, folder);
  } catch (error) {
    await cleanUp(client, place, folder);
    throw error;
  }
}

/** Where things are on the host, as the host names them. */
interface RemotePlace {
  /** `C:\WINDOWS\vlkctl` */
  readonly base: string;
  /** `C:\WINDOWS\vlkctl\r20261122161530x3kq` */
  readonly folder: string;
  readonly cscript: string;
}

async function makeRemoteFolder(client: SshClient, runName: string, signal: AbortSignal): Promise<RemotePlace> {
  const parent = '%SystemRoot%\\vlkctl';
  const sysnative = '%SystemRoot%\\Sysnative\\cscript.exe';
  const line = `md ${parent}\\${runName}&echo root=%SystemRoot%&dir /b /ad ${parent}&if exist ${sysnative} echo sysnative=1`;
  const { stdout } = await client.command(line, signal);
  const root = /^root=(?<root>[A-Za-z]:\\[\w\\]{1,60}?)\s*$/m.exec(stdout)?.groups?.['root'];
  if (root === undefined || !stdout.split(/\s+/).includes(runName)) throw noFolder();
  const stale = staleFolders(stdout, runName);
  if (stale.length > 0) await client.command(stale.map((name) => `rd /s /q ${parent}\\${name}`).join('&'), signal);
  // A 32-bit SSH server on 64-bit Windows sees the 64-bit programs under this name only.
  const system = /^sysnative=1\s*$/m.test(stdout) ? 'Sysnative' : 'System32';
  const base = `${root}\\vlkctl`;
  return { base, folder: `${base}\\${runName}`, cscript: `${root}\\${system}\\cscript.exe` };
}

/** Folders of runs that began more than a day before this one, oldest first. Not "yesterday": windows span midnight. */
export function staleFolders(listing: string, runName: string): readonly string[] {
  const now = timeOfRunName(runName) ?? Number.NEGATIVE_INFINITY;
  const names = listing
    .split(/\s+/)
    .filter((name) => (timeOfRunName(name) ?? Number.POSITIVE_INFINITY) < now - STALE_MS);
  return names.toSorted().slice(0, MAX_STALE);
}

function sshRunner(client: SshClient, place: RemotePlace, folder: string): PayloadRunner {
  const scriptLine = (file: string): string =>
    `${place.cscript} //Nologo ${place.folder}\\${PAYLOAD} ${place.folder}\\${file}`;
  let mayStillRun = false;
  return {
    run: async (calls: string, key: ProductKey | undefined, signal: AbortSignal): Promise<PayloadOutput> => {
      if (calls === OBSERVE_CALLS) return client.command(scriptLine(OBSERVE_FILE), signal);
      const local = join(folder, CHANGE_FILE);
      await writeFile(local, calls, { mode: 0o600 });
      await client.upload(new Map([[local, sftpPath(place, CHANGE_FILE)]]), signal);
      const line = key === undefined ? scriptLine(CHANGE_FILE) : `set /p VLK_KEY=&${scriptLine(CHANGE_FILE)}`;
      const input = key === undefined ? {} : { input: `${key.reveal()}\r\n` };
      mayStillRun = true;
      const output = await client.command(line, signal, { ...input, shielded: true });
      mayStillRun = false;
      return output;
    },
    // A change that did not answer keeps its folder and its connection; a later run removes the folder.
    [Symbol.asyncDispose]: () => (mayStillRun ? removeLocal(folder) : cleanUp(client, place, folder)),
  };
}

/** `C:/WINDOWS/vlkctl/r20261122161530x3kq/observe.txt` */
function sftpPath(place: RemotePlace, file: string): string {
  return `${place.folder.replaceAll('\\', '/')}/${file}`;
}

/** Does not mind the host or the disk: what is left behind holds no secret, and a later run removes it. */
async function cleanUp(client: SshClient, place: RemotePlace | undefined, folder: string): Promise<void> {
  if (place !== undefined) {
    // Without /s the parent only goes when no other run has a folder there.
    const line = `rd /s /q ${place.folder}&rd ${place.base}`;
    await ignoreTransportError(client.command(line, AbortSignal.timeout(CLEAN_UP_MS)));
  }
  await ignoreTransportError(client.close(AbortSignal.timeout(CLEAN_UP_MS)));
  await removeLocal(folder);
}

async function removeLocal(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

async function ignoreTransportError(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
  }
}

function noFolder(): TransportError {
  return new TransportError({
    code: 'access-denied',
    message: 'a folder below %SystemRoot%\\vlkctl cannot be made on the host',
    help: 'The account must be an administrator of the host, and the SSH server must run cmd.exe.',
  });
}
