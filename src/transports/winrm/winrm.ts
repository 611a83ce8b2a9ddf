import { TransportError } from '../../model/fault.ts';
import type { HostSpec, TlsTrust, WinrmAccess } from '../../model/host.ts';
import { RunRefused } from '../../model/run-refused.ts';
import { isPerHost, type SecretRef } from '../../model/secret.ts';
import type { Transport, WriteSession } from '../../model/transport.ts';
import { stopped } from '../stopped.ts';
import type { TransportSettings } from '../transport-settings.ts';
import { basicLine } from './basic-line.ts';
import { type CredentialGate, credentialGate } from './credential-gate.ts';
import { openLine } from './http-exchange.ts';
import { kerberosLine } from './kerberos-line.ts';
import { type Account, type Fresh, toAccount } from './ntlm.ts';
import { ntlmLine } from './ntlm-logon.ts';
import { changeRemote } from './remote-change.ts';
import { observeRemote } from './remote-host.ts';
import { remoteRegistry } from './remote-registry.ts';
import type { SoapLine } from './soap-line.ts';
import { makeTlsCheck, type TlsCheck } from './tls-check.ts';
import { toTransportError } from './to-fault.ts';
import { type WsmanClient, wsmanClient } from './wsman-client.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_REPLY_BYTES = 1024 * 1024;

/**
 * WS-Management: WMI directly, sealed with NTLM over HTTP, so that a host needs nothing installed. One connection for
 * each session, one request at a time on it.
 */
export function winrmTransport(settings: TransportSettings): Transport {
  const around = { settings, gate: credentialGate(), checkFor: tlsChecks(), accountFor: accounts() };
  const open = async (host: HostSpec, signal: AbortSignal): Promise<WriteSession> => {
    if (host.access.kind !== 'winrm') throw new Error(`${host.name} is not reached over winrm`);
    if (signal.aborted) throw stopped(signal);
    return openSession(host.name, host.access, around);
  };
  return { kind: 'winrm', openRead: open, openWrite: open };
}

interface Surroundings {
  readonly settings: TransportSettings;
  readonly gate: CredentialGate;
  readonly checkFor: (trust: TlsTrust) => TlsCheck;
  readonly accountFor: (username: string, password: string) => Account;
}

/** One check, with its hundreds of authorities, for all hosts that trust the same. */
function tlsChecks(): Surroundings['checkFor'] {
  const checks = new Map<string, TlsCheck>();
  return (trust) => {
    const name = JSON.stringify(trust);
    const check = checks.get(name) ?? makeTlsCheck(trust);
    checks.set(name, check);
    return check;
  };
}

/** The account of one host after the other; while it is the same it is the same object, and keys are derived from it once. */
function accounts(): Surroundings['accountFor'] {
  let last: { readonly username: string; readonly account: Account } | undefined;
  return (username, password) => {
    if (last?.username !== username || last.account.password !== password) {
      last = { username, account: toAccount(username, password) };
    }
    return last.account;
  };
}

async function openSession(host: string, access: WinrmAccess, around: Surroundings): Promise<WriteSession> {
  const { scheme, trust } = access;
  const port = access.port ?? (scheme === 'https' ? 5986 : 5985);
  const bounds = { connectTimeoutMs: CONNECT_TIMEOUT_MS, maxReplyBytes: MAX_REPLY_BYTES };
  const check = scheme === 'https' ? around.checkFor(trust) : undefined;
  const open = (): ReturnType<typeof openLine> => openLine({ scheme, host, port, path: '/wsman' }, bounds, check);
  const url = `${scheme}://${host}:${port}/wsman`;
  return toSession(await authenticated(host, access, open, around), url, around.settings);
}

async function authenticated(
  host: string,
  access: WinrmAccess,
  open: () => ReturnType<typeof openLine>,
  { settings, gate, accountFor }: Surroundings,
): Promise<SoapLine> {
  const { authentication, scheme, sealing } = access;
  // The inventory refuses this already; a password or a key in clear is worth a second look.
  if (authentication !== 'ntlm' && scheme === 'http') throw new Error(`${authentication} over plain HTTP`);
  if (authentication === 'kerberos') return kerberosLine(open(), host);
  const { username, password } = await credentialOf(host, access, settings);
  const account = accountFor(username, password);
  // Where each host has a password of its own, a wrong one says nothing of the others.
  const owner = access.password !== undefined && isPerHost(access.password) ? `${host}\\` : '';
  const admit = gate.admitterOf(`${owner}${account.domain}\\${account.user}`);
  return authentication === 'basic'
    ? basicLine(open(), account, admit)
    : ntlmLine(open(), { account, makeFresh: () => makeFresh(settings), sealing, admit });
}

async function credentialOf(
  host: string,
  { username, password }: WinrmAccess,
  settings: TransportSettings,
): Promise<{ readonly username: string; readonly password: string }> {
  if (username === undefined || password === undefined) throw new TransportError(CREDENTIAL_MISSING);
  return { username, password: await readPassword(password, host, settings) };
}

/** A password that is not there is this host's trouble: others may be reached with another one. */
async function readPassword(ref: SecretRef, host: string, settings: TransportSettings): Promise<string> {
  try {
    return await settings.readPassword(ref, host);
  } catch (error) {
    if (!(error instanceof RunRefused)) throw error;
    throw new TransportError({ code: 'auth-denied', message: error.message, help: error.help });
  }
}

function toSession(line: SoapLine, url: string, settings: TransportSettings): WriteSession {
  const typed = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw toTransportError(error, Date.parse(settings.now()));
    }
  };
  const clientFor = (timeoutMs: number): WsmanClient =>
    wsmanClient(line, { url, timeoutMs, newMessageId: () => `uuid:${settings.newUuid()}` });
  return {
    observe: (signal) =>
      typed(() => {
        const client = clientFor(settings.timeoutMs);
        return observeRemote(client, remoteRegistry(client, signal), settings.now(), signal);
      }),
    change: (change, signal) =>
      typed(() => {
        const client = clientFor(settings.timeoutMs);
        const mark = { name: settings.runName, seconds: Math.ceil((2 * settings.timeoutMs) / 1000) };
        return changeRemote(change, { client, registry: remoteRegistry(client, signal), mark, signal });
      }),
    [Symbol.asyncDispose]: async () => line[Symbol.dispose](),
  };
}

/** 100 ns units between 1601 and 1970. */
const EPOCH = 116_444_736_000_000_000n;

function makeFresh({ drawBytes, now }: TransportSettings): Omit<Fresh, 'channelBindings'> {
  const chance = drawBytes(24);
  return {
    clientChallenge: chance.subarray(0, 8),
    sessionKey: chance.subarray(8),
    fileTime: BigInt(Date.parse(now())) * 10_000n + EPOCH,
  };
}

const CREDENTIAL_MISSING = {
  code: 'auth-denied',
  message: 'the access names no user name and password',
  help: 'Add `username` and `password: { env: NAME }` to the access.',
} as const;
