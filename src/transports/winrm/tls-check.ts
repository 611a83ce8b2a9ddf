import { existsSync, readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { TransportError } from '../../model/fault.ts';
import type { TlsTrust } from '../../model/host.ts';

/** Decides about the certificate of a service before a byte of ours is sent to it. */
export interface TlsCheck {
  /** Of the connection. One context serves all hosts: each holds every authority. */
  readonly options: {
    readonly secureContext: SecureContext;
    readonly rejectUnauthorized: boolean;
    readonly maxCachedSessions: number;
  };
  /** The SHA-256 that was shown in place of the pinned one; undefined when the certificate is right. */
  findOther(socket: TLSSocket): string | undefined;
}

/** Checks by authorities or by the one pinned certificate; "neither" does not exist. Throws TransportError. */
export function makeTlsCheck(trust: TlsTrust): TlsCheck {
  const ca = trust.by === 'pin' ? undefined : authoritiesOf(trust);
  const options = {
    secureContext: createContext(trust, ca),
    // Whoever signed a pinned certificate does not matter, often it signed itself: findOther decides in its place.
    rejectUnauthorized: trust.by !== 'pin',
    // A resumed session shows no certificate, neither to a pin nor to the channel bindings of NTLM.
    maxCachedSessions: 0,
  };
  return { options, findOther: (socket) => (trust.by === 'pin' ? findOther(socket, trust.sha256) : undefined) };
}

function findOther(socket: TLSSocket, pinned: string): string | undefined {
  const shown = socket.getPeerX509Certificate()?.fingerprint256 ?? 'none';
  return shown === pinned ? undefined : shown;
}

function createContext(trust: TlsTrust, ca: Buffer | undefined): SecureContext {
  try {
    return createSecureContext({ minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) });
  } catch {
    throw unusable(trust.by === 'authorities' ? trust.file : 'of this system', 'holds no certificates in PEM');
  }
}

/** Where Linux keeps the authorities its administrator trusts; elsewhere those that came with Node count. */
const SYSTEM_AUTHORITIES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

function authoritiesOf(trust: Exclude<TlsTrust, { by: 'pin' }>): Buffer | undefined {
  const file = trust.by === 'authorities' ? trust.file : SYSTEM_AUTHORITIES.find((path) => existsSync(path));
  if (file === undefined) return undefined;
  try {
    return readFileSync(file);
  } catch (error) {
    throw unusable(file, error instanceof Error && 'code' in error ? String(error.code) : 'cannot be read');
  }
}

function unusable(file: string, why: string): TransportError {
  return new TransportError({
    code: 'certificate-rejected',
    message: `the file of certificate authorities cannot be used: ${file} (${why})`,
    help: 'Check `certificateAuthorities` in the access; it names a file with certificates in PEM.',
  });
}
