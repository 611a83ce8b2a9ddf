import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { TlsCheck } from './tls-check.ts';

/** Where a service listens. */
export interface Endpoint {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** What becomes of a socket that is being opened: one of these, or an error of the socket itself. */
export interface Opening {
  /** It may carry requests; over TLS with the certificate the service showed, in DER. */
  readonly ready: (certificate: Buffer | undefined) => void;
  readonly refused: (code: 'CONNECT-TIMED-OUT' | 'OTHER-CERTIFICATE', shown?: string) => void;
}

/** Opens a socket. Over TLS it is not ready before the certificate was found to be right. */
export function openSocket(
  endpoint: Endpoint,
  timeoutMs: number,
  check: TlsCheck | undefined,
  { ready, refused }: Opening,
): Socket {
  const { scheme, host, port } = endpoint;
  const socket = scheme === 'https' ? openTls(host, port, check) : connectTcp({ host, port });
  socket.setNoDelay(true);
  const timer = setTimeout(() => refused('CONNECT-TIMED-OUT'), timeoutMs);
  socket.once('close', () => clearTimeout(timer));
  socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
    clearTimeout(timer);
    // Node does not tell it any more once the socket has carried a request.
    const shown = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    if (check === undefined || (shown !== undefined && check.isRight(shown))) ready(shown?.raw);
    else refused('OTHER-CERTIFICATE', shown?.fingerprint256 ?? 'none');
  });
  return socket;
}

function openTls(host: string, port: number, check: TlsCheck | undefined): TLSSocket {
  // An address is no name that could be asked for (RFC 6066 3); it is checked against the certificate all the same. No
  // session is resumed: that would show no certificate, neither to a pin nor to the channel bindings of NTLM.
  const named = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({ host, port, ...named, ALPNProtocols: ['http/1.1'], ...check?.options });
}
