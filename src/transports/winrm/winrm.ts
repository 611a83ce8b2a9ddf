import { TransportError } from '../../model/fault.ts';
import type { HostSpec, WinrmAccess } from '../../model/host.ts';
import type { Transport, WriteSession } from '../../model/transport.ts';
import { stopped } from '../stopped.ts';
import type { TransportSettings } from '../transport-settings.ts';
import { basicLine } from './basic-session.ts';
import { type CredentialGate, credentialGate } from './credential-gate.ts';
import { type HttpLine, openLine } from './http-exchange.ts';
import { type Account, type Fresh, toAccount } from './ntlm.ts';
import { ntlmLine, type SoapLine } from './ntlm-session.ts';
import { changeRemote } from './remote-change.ts';
import { observeRemote } from './remote-host.ts';
import { remoteRegistry } from './remote-registry.ts';
import { toTransportError } from './to-fault.ts';
import { type WsmanClient, wsmanClient } from './wsman-client.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_REPLY_BYTES = 1024 * 1024;

/**
 * WS-Management: WMI directly, sealed with NTLM over HTTP, so that a host needs nothing installed. One connection for
 * each session, one request at a time on it.
 */
export function winrmTransport(settings: TransportSettings): Transport {
  const gate = credentialGate();
  const open = async (host: HostSpec, signal: AbortSignal): Promise<WriteSession> => {
    if (host.access.kind !== 'winrm') throw new Error(`${host.name} is not reached over winrm`);
    if (signal.aborted) throw stopped(signal);
    return openSession(host, host.access, { settings, gate });
  };
  return { kind: 'winrm', openRead: open, openWrite: open };
}

interface Surroundings {
  readonly settings: TransportSettings;
  readonly gate: CredentialGate;
}

async function openSession(
  host: HostSpec,
  access: WinrmAccess,
  { settings, gate }: Surroundings,
): Promise<WriteSession> {
  const { scheme, username, password } = access;
  if (username === undefined || password === undefined) throw new TransportError(CREDENTIAL_MISSING);
  const port = access.port ?? (scheme === 'https' ? 5986 : 5985);
  const endpoint = { scheme, host: host.name, port, path: '/wsman' };
  const bounds = { connectTimeoutMs: CONNECT_TIMEOUT_MS, maxReplyBytes: MAX_REPLY_BYTES };
  const account = toAccount(username, await settings.readPassword(password));
  const line = authenticated(access, openLine(endpoint, bounds), account, settings);
  const url = `${scheme}://${host.name}:${port}/wsman`;
  return toSession(gate.guard(username, line), url, settings);
}

function authenticated(access: WinrmAccess, line: HttpLine, account: Account, settings: TransportSettings): SoapLine {
  switch (access.authentication) {
    case 'ntlm':
      return ntlmLine(line, account, () => makeFresh(settings));
    case 'basic':
      // The inventory refuses this already; a password in clear is worth a second look.
      if (access.scheme !== 'https') throw new Error('Basic authentication over plain HTTP');
      return basicLine(line, account);
    case 'kerberos':
      throw new TransportError(KERBEROS_NOT_BUILT);
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
  return {
    clientChallenge: drawBytes(8),
    sessionKey: drawBytes(16),
    fileTime: BigInt(Date.parse(now())) * 10_000n + EPOCH,
  };
}

const KERBEROS_NOT_BUILT = {
  code: 'transport-not-built',
  message: 'this version of vlkctl cannot log on with Kerberos yet',
  help: 'Write `authentication: ntlm` in the access.',
} as const;

const CREDENTIAL_MISSING = {
  code: 'auth-denied',
  message: 'the access names no user name and password',
  help: 'Add `username` and `password: { env: NAME }` to the access.',
} as const;
