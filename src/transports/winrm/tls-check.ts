import type { X509Certificate } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { TransportError } from '../../model/fault.ts';
import type { TlsTrust } from '../../model/host.ts';

/** Decides about the certificate of a service before a byte of ours is sent to it. */
export interface TlsCheck {
  /** Of the connection. One context serves all hosts: each holds every authority. */
  readonly options: { readonly secureContext: SecureContext; readonly rejectUnauthorized: boolean };
  /** Whether a certificate is the pinned one, where one is. */
  isRight(shown: X509Certificate): boolean;
}

/** Checks by authorities or by the one pinned certificate; "neither" does not exist. Throws TransportError. */
export function makeTlsCheck(trust: TlsTrust): TlsCheck {
  const ca = trust.by === 'pin' ? undefined : authoritiesOf(trust);
  const options = {
    secureContext: createSecureContext({ minVersion: 'TLSv1.2', ...(ca !== undefined && { ca }) }),
    // Whoever signed a pinned certificate does not matter, often it signed itself: isRight decides in its place.
    rejectUnauthorized: trust.by !== 'pin',
  };
  return { options, isRight: (shown) => trust.by !== 'pin' || shown.fingerprint256 === trust.sha256 };
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
  const pem = readPem(file);
  // OpenSSL takes a file without any for one that trusts nobody, and blames the hosts.
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw unusable(file, 'holds no certificate in PEM');
  return pem;
}

function readPem(file: string): Buffer {
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
